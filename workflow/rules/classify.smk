"""Stage classify: which indicators an advert shows, how far along the continuum it stands, and how sure that is.

INPUTS  results/tables/{adverts,contacts,advert_templates,topic_prevalence,coded_sample}.parquet, config/indicators
OUTPUTS results/tables/{indicators,scores,validation,indicator_ratios}.parquet,
        results/figures/{indicator_ratios,continuum}.*, results/tables/chapter/{indicators,validation}.csv,
        results/numbers/classify.json, results/metrics/classify.json, results/notebooks/classify.ipynb
"""


rule find_indicators:
    """Look for every indicator of the set in every advert."""
    input:
        adverts="results/tables/adverts.parquet",
        contacts="results/tables/contacts.parquet",
        indicator_set=lookup("classify/indicators", within=config),
        code=code("scripts/classify/find_indicators.py"),
    output:
        indicators="results/tables/indicators.parquet",
    log:
        "results/logs/find_indicators.log",
    benchmark:
        "results/benchmarks/find_indicators.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/classify/find_indicators.py"


rule fit_continuum:
    """Score every advert on the continuum by a model that never saw its group."""
    input:
        adverts="results/tables/adverts.parquet",
        contacts="results/tables/contacts.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        indicators="results/tables/indicators.parquet",
        topic_prevalence="results/tables/topic_prevalence.parquet",
        coded_sample="results/tables/coded_sample.parquet",
        indicator_set=lookup("classify/indicators", within=config),
        code=code("scripts/classify/fit_continuum.py"),
    output:
        scores="results/tables/scores.parquet",
        validation="results/tables/validation.parquet",
        indicator_ratios="results/tables/indicator_ratios.parquet",
    log:
        "results/logs/fit_continuum.log",
    benchmark:
        "results/benchmarks/fit_continuum.tsv"
    threads: 1
    resources:
        mem_mb=2000,
    params:
        folds=lookup("classify/folds", within=config),
        cutoff=lookup("classify/cutoff", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/classify/fit_continuum.py"


rule summarise_classify:
    """State the stage's numbers."""
    input:
        contacts="results/tables/contacts.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        coded_sample="results/tables/coded_sample.parquet",
        indicator_set=lookup("classify/indicators", within=config),
        indicators="results/tables/indicators.parquet",
        scores="results/tables/scores.parquet",
        validation="results/tables/validation.parquet",
        indicator_ratios="results/tables/indicator_ratios.parquet",
        code=code("scripts/classify/summarise_classify.py"),
    output:
        numbers="results/numbers/classify.json",
        metrics="results/metrics/classify.json",
    log:
        "results/logs/summarise_classify.log",
    benchmark:
        "results/benchmarks/summarise_classify.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        cutoff=lookup("classify/cutoff", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/classify/summarise_classify.py"


rule plot_indicator_ratios:
    """Draw every indicator's likelihood ratio."""
    input:
        indicator_ratios="results/tables/indicator_ratios.parquet",
        indicator_set=lookup("classify/indicators", within=config),
        code=code("scripts/classify/plot_indicator_ratios.py"),
    output:
        svg="results/figures/indicator_ratios.svg",
        png="results/figures/indicator_ratios.png",
        alt="results/figures/indicator_ratios.json",
    log:
        "results/logs/plot_indicator_ratios.log",
    benchmark:
        "results/benchmarks/plot_indicator_ratios.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        minimum=lookup("report/min_cell", within=config),
        cutoff=lookup("classify/cutoff", within=config),
    script:
        "../../scripts/classify/plot_indicator_ratios.py"


rule plot_continuum:
    """Draw calibration and validation of the score."""
    input:
        contacts="results/tables/contacts.parquet",
        coded_sample="results/tables/coded_sample.parquet",
        scores="results/tables/scores.parquet",
        validation="results/tables/validation.parquet",
        code=code("scripts/classify/plot_continuum.py"),
    output:
        svg="results/figures/continuum.svg",
        png="results/figures/continuum.png",
        alt="results/figures/continuum.json",
    log:
        "results/logs/plot_continuum.log",
    benchmark:
        "results/benchmarks/plot_continuum.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        minimum=lookup("report/min_cell", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/classify/plot_continuum.py"


rule tabulate_indicators:
    """Set the indicators as a table of the chapter."""
    input:
        indicators="results/tables/indicators.parquet",
        indicator_ratios="results/tables/indicator_ratios.parquet",
        indicator_set=lookup("classify/indicators", within=config),
        code=code("scripts/classify/tabulate_indicators.py"),
    output:
        table="results/tables/chapter/indicators.csv",
    log:
        "results/logs/tabulate_indicators.log",
    benchmark:
        "results/benchmarks/tabulate_indicators.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/classify/tabulate_indicators.py"


rule tabulate_validation:
    """Set the validation of the score as a table of the chapter."""
    input:
        validation="results/tables/validation.parquet",
        code=code("scripts/classify/tabulate_validation.py"),
    output:
        table="results/tables/chapter/validation.csv",
    log:
        "results/logs/tabulate_validation.log",
    benchmark:
        "results/benchmarks/tabulate_validation.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/classify/tabulate_validation.py"


rule execute_classify_notebook:
    """Execute the notebook of the stage."""
    input:
        notebook="notebooks/classify.ipynb",
        indicators="results/tables/indicators.parquet",
        validation="results/tables/validation.parquet",
        indicator_ratios="results/tables/indicator_ratios.parquet",
        scores="results/tables/scores.parquet",
        coded_sample="results/tables/coded_sample.parquet",
        contacts="results/tables/contacts.parquet",
        indicators_table="results/tables/chapter/indicators.csv",
        validation_table="results/tables/chapter/validation.csv",
        numbers="results/numbers/classify.json",
        indicator_set=lookup("classify/indicators", within=config),
        code=code("scripts/report/execute_notebook.py", "notebooks/classify.ipynb"),
    output:
        executed="results/notebooks/classify.ipynb",
    log:
        "results/logs/execute_classify_notebook.log",
    benchmark:
        "results/benchmarks/execute_classify_notebook.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/report/execute_notebook.py"
