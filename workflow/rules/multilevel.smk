"""How much of the continuum score lies between networks, regions and adverts, by engines that must agree.

INPUTS   results/tables/{adverts,scores,memberships,membership_draws}.parquet
OUTPUTS  results/tables/{model_frame,model_attrition,effects,variances,engine_agreement,pooled_effects,pooled_variances}.parquet
         results/models/effects_{glmm,statsmodels[,pymer4]}.json, results/figures/{effects,variance_shares}
         results/tables/chapter/{effects,variances,agreement}.csv, results/numbers/multilevel.json, results/notebooks/multilevel.ipynb
"""

from dots.multilevel import engines

try:
    ENGINES = engines.chosen(config["multilevel"]["engines"])
except ValueError as error:
    raise WorkflowError(str(error)) from None


rule build_model_frame:
    """Take the adverts of known region in a network of two or more, with their covariates."""
    input:
        adverts="results/tables/adverts.parquet",
        scores="results/tables/scores.parquet",
        memberships="results/tables/memberships.parquet",
        code=code("scripts/multilevel/build_model_frame.py"),
    output:
        model_frame="results/tables/model_frame.parquet",
        attrition="results/tables/model_attrition.parquet",
    log:
        "results/logs/build_model_frame.log",
    benchmark:
        "results/benchmarks/build_model_frame.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/multilevel/build_model_frame.py"


rule fit_glmm:
    """Fit the model by glmm, the reference, with bootstrap intervals of the variance shares."""
    input:
        model_frame="results/tables/model_frame.parquet",
        code=code("scripts/multilevel/fit_glmm.py"),
    output:
        effects="results/models/effects_glmm.json",
    log:
        "results/logs/fit_glmm.log",
    benchmark:
        "results/benchmarks/fit_glmm.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        bootstrap=lookup("multilevel/bootstrap", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/multilevel/fit_glmm.py"


rule fit_statsmodels:
    """Fit the same model by statsmodels' MixedLM."""
    input:
        model_frame="results/tables/model_frame.parquet",
        code=code("scripts/multilevel/fit_statsmodels.py"),
    output:
        effects="results/models/effects_statsmodels.json",
    log:
        "results/logs/fit_statsmodels.log",
    benchmark:
        "results/benchmarks/fit_statsmodels.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/multilevel/fit_statsmodels.py"


if "pymer4" in ENGINES:

    rule fit_pymer4:
        """Fit the same model by R's lme4 through pymer4."""
        input:
            model_frame="results/tables/model_frame.parquet",
            code=code("scripts/multilevel/fit_pymer4.py"),
        output:
            effects="results/models/effects_pymer4.json",
        log:
            "results/logs/fit_pymer4.log",
        benchmark:
            "results/benchmarks/fit_pymer4.tsv"
        threads: 1
        resources:
            mem_mb=1000,
        script:
            "../../scripts/multilevel/fit_pymer4.py"


rule compare_engines:
    """Put the engines' estimates side by side; engines that disagree fail the rule."""
    input:
        model_frame="results/tables/model_frame.parquet",
        fits=expand("results/models/effects_{engine}.json", engine=ENGINES),
        code=code("scripts/multilevel/compare_engines.py"),
    output:
        effects="results/tables/effects.parquet",
        variances="results/tables/variances.parquet",
        engine_agreement="results/tables/engine_agreement.parquet",
    log:
        "results/logs/compare_engines.log",
    benchmark:
        "results/benchmarks/compare_engines.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        tolerance=lookup("multilevel/tolerance", within=config),
    script:
        "../../scripts/multilevel/compare_engines.py"


rule pool_draws:
    """Refit the model on every draw of the links and pool, so that their doubt is carried on."""
    input:
        adverts="results/tables/adverts.parquet",
        scores="results/tables/scores.parquet",
        memberships="results/tables/memberships.parquet",
        membership_draws="results/tables/membership_draws.parquet",
        code=code("scripts/multilevel/pool_draws.py"),
    output:
        pooled_effects="results/tables/pooled_effects.parquet",
        pooled_variances="results/tables/pooled_variances.parquet",
    log:
        "results/logs/pool_draws.log",
    benchmark:
        "results/benchmarks/pool_draws.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        bootstrap=lookup("multilevel/bootstrap", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/multilevel/pool_draws.py"


rule plot_effects:
    """Draw the fixed effects of every engine and the pooled ones."""
    input:
        effects="results/tables/effects.parquet",
        pooled_effects="results/tables/pooled_effects.parquet",
        code=code("scripts/multilevel/plot_effects.py"),
    output:
        svg="results/figures/effects.svg",
        png="results/figures/effects.png",
        alt="results/figures/effects.json",
    log:
        "results/logs/plot_effects.log",
    benchmark:
        "results/benchmarks/plot_effects.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/multilevel/plot_effects.py"


rule plot_variance_shares:
    """Draw how the variance of the score divides between regions, networks and adverts."""
    input:
        variances="results/tables/variances.parquet",
        pooled_variances="results/tables/pooled_variances.parquet",
        code=code("scripts/multilevel/plot_variance_shares.py"),
    output:
        svg="results/figures/variance_shares.svg",
        png="results/figures/variance_shares.png",
        alt="results/figures/variance_shares.json",
    log:
        "results/logs/plot_variance_shares.log",
    benchmark:
        "results/benchmarks/plot_variance_shares.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/multilevel/plot_variance_shares.py"


rule tabulate_effects:
    """Set the fixed effects as a table for the chapter."""
    input:
        effects="results/tables/effects.parquet",
        pooled_effects="results/tables/pooled_effects.parquet",
        code=code("scripts/multilevel/tabulate_effects.py"),
    output:
        table="results/tables/chapter/effects.csv",
    log:
        "results/logs/tabulate_effects.log",
    benchmark:
        "results/benchmarks/tabulate_effects.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/multilevel/tabulate_effects.py"


rule tabulate_variances:
    """Set the variance components as a table for the chapter."""
    input:
        variances="results/tables/variances.parquet",
        pooled_variances="results/tables/pooled_variances.parquet",
        code=code("scripts/multilevel/tabulate_variances.py"),
    output:
        table="results/tables/chapter/variances.csv",
    log:
        "results/logs/tabulate_variances.log",
    benchmark:
        "results/benchmarks/tabulate_variances.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/multilevel/tabulate_variances.py"


rule tabulate_agreement:
    """Set the largest differences between engines as a table for the chapter."""
    input:
        engine_agreement="results/tables/engine_agreement.parquet",
        code=code("scripts/multilevel/tabulate_agreement.py"),
    output:
        table="results/tables/chapter/agreement.csv",
    log:
        "results/logs/tabulate_agreement.log",
    benchmark:
        "results/benchmarks/tabulate_agreement.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/multilevel/tabulate_agreement.py"


rule summarise_multilevel:
    """State the stage's numbers: shares of variance, effects, and how far engines agree."""
    input:
        attrition="results/tables/model_attrition.parquet",
        reference="results/models/effects_glmm.json",
        effects="results/tables/effects.parquet",
        variances="results/tables/variances.parquet",
        engine_agreement="results/tables/engine_agreement.parquet",
        pooled_effects="results/tables/pooled_effects.parquet",
        pooled_variances="results/tables/pooled_variances.parquet",
        code=code("scripts/multilevel/summarise_multilevel.py"),
    output:
        numbers_json="results/numbers/multilevel.json",
        metrics="results/metrics/multilevel.json",
    log:
        "results/logs/summarise_multilevel.log",
    benchmark:
        "results/benchmarks/summarise_multilevel.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        min_cell=lookup("report/min_cell", within=config),
    script:
        "../../scripts/multilevel/summarise_multilevel.py"


rule execute_multilevel_notebook:
    """Walk through the multilevel models with their tables and figures."""
    input:
        notebook="notebooks/multilevel.ipynb",
        attrition="results/tables/model_attrition.parquet",
        model_frame="results/tables/model_frame.parquet",
        reference="results/models/effects_glmm.json",
        effects="results/tables/effects.parquet",
        variances="results/tables/variances.parquet",
        engine_agreement="results/tables/engine_agreement.parquet",
        pooled_effects="results/tables/pooled_effects.parquet",
        pooled_variances="results/tables/pooled_variances.parquet",
        numbers_json="results/numbers/multilevel.json",
        code=code("scripts/report/execute_notebook.py", "notebooks/multilevel.ipynb"),
    output:
        executed="results/notebooks/multilevel.ipynb",
    log:
        "results/logs/execute_multilevel_notebook.log",
    benchmark:
        "results/benchmarks/execute_multilevel_notebook.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/report/execute_notebook.py"
