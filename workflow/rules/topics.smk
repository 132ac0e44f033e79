"""Stage topics: what the market is talking about, where and when.

INPUTS  results/tables/{adverts,advert_templates}.parquet, config/indicators (wording kept out of the score)
OUTPUTS results/tables/{topic_models,topics,topic_prevalence,topic_engine_match}.parquet, results/models/topics/*,
        results/figures/topic_{coherence,prevalence}.*, results/tables/chapter/topics.csv, results/numbers/topics.json,
        results/metrics/topics.json, results/notebooks/topics.ipynb
"""


wildcard_constraints:
    topics="|".join(map(str, config["topics"]["candidates"])),


rule count_words:
    """Turn masked adverts into words of a common vocabulary, one advert of each template to be fitted."""
    input:
        adverts="results/tables/adverts.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        indicators=lookup("classify/indicators", within=config),
        code=code("scripts/topics/count_words.py"),
    output:
        words="results/models/topics/words.npz",
    log:
        "results/logs/count_words.log",
    benchmark:
        "results/benchmarks/count_words.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        min_adverts=lookup("topics/min_adverts", within=config),
        max_share=lookup("topics/max_share", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/topics/count_words.py"


rule fit_gensim:
    """Fit one topic model with gensim."""
    input:
        words="results/models/topics/words.npz",
        code=code("scripts/topics/fit_gensim.py"),
    output:
        model="results/models/topics/gensim_{topics}.npz",
    log:
        "results/logs/fit_gensim_{topics}.log",
    benchmark:
        "results/benchmarks/fit_gensim_{topics}.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        topics="{topics}",
        passes=lookup("topics/passes", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/topics/fit_gensim.py"


rule fit_tomotopy:
    """Fit one topic model with tomotopy."""
    input:
        words="results/models/topics/words.npz",
        code=code("scripts/topics/fit_tomotopy.py"),
    output:
        model="results/models/topics/tomotopy_{topics}.npz",
    log:
        "results/logs/fit_tomotopy_{topics}.log",
    benchmark:
        "results/benchmarks/fit_tomotopy_{topics}.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        topics="{topics}",
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/topics/fit_tomotopy.py"


rule choose_topics:
    """Choose the number of topics, number them by prevalence and match the two engines."""
    input:
        words="results/models/topics/words.npz",
        gensim=expand("results/models/topics/gensim_{topics}.npz", topics=lookup("topics/candidates", within=config)),
        tomotopy=expand(
            "results/models/topics/tomotopy_{topics}.npz", topics=lookup("topics/candidates", within=config)
        ),
        code=code("scripts/topics/choose_topics.py"),
    output:
        topic_models="results/tables/topic_models.parquet",
        topics="results/tables/topics.parquet",
        topic_prevalence="results/tables/topic_prevalence.parquet",
        engine_match="results/tables/topic_engine_match.parquet",
    log:
        "results/logs/choose_topics.log",
    benchmark:
        "results/benchmarks/choose_topics.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        candidates=lookup("topics/candidates", within=config),
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/topics/choose_topics.py"


rule summarise_topics:
    """State the topic models' numbers."""
    input:
        words="results/models/topics/words.npz",
        topic_models="results/tables/topic_models.parquet",
        topic_prevalence="results/tables/topic_prevalence.parquet",
        engine_match="results/tables/topic_engine_match.parquet",
        code=code("scripts/topics/summarise_topics.py"),
    output:
        numbers="results/numbers/topics.json",
        metrics="results/metrics/topics.json",
    log:
        "results/logs/summarise_topics.log",
    benchmark:
        "results/benchmarks/summarise_topics.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/topics/summarise_topics.py"


rule plot_topic_coherence:
    """Draw coherence by number of topics and engine."""
    input:
        topic_models="results/tables/topic_models.parquet",
        code=code("scripts/topics/plot_topic_coherence.py"),
    output:
        svg="results/figures/topic_coherence.svg",
        png="results/figures/topic_coherence.png",
        alt="results/figures/topic_coherence.json",
    log:
        "results/logs/plot_topic_coherence.log",
    benchmark:
        "results/benchmarks/plot_topic_coherence.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/topics/plot_topic_coherence.py"


rule plot_topic_prevalence:
    """Draw the share of each topic in each region."""
    input:
        adverts="results/tables/adverts.parquet",
        topics="results/tables/topics.parquet",
        topic_prevalence="results/tables/topic_prevalence.parquet",
        code=code("scripts/topics/plot_topic_prevalence.py"),
    output:
        svg="results/figures/topic_prevalence.svg",
        png="results/figures/topic_prevalence.png",
        alt="results/figures/topic_prevalence.json",
    log:
        "results/logs/plot_topic_prevalence.log",
    benchmark:
        "results/benchmarks/plot_topic_prevalence.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/topics/plot_topic_prevalence.py"


rule tabulate_topics:
    """Set the topics as a table of the chapter."""
    input:
        topics="results/tables/topics.parquet",
        topic_prevalence="results/tables/topic_prevalence.parquet",
        engine_match="results/tables/topic_engine_match.parquet",
        code=code("scripts/topics/tabulate_topics.py"),
    output:
        table="results/tables/chapter/topics.csv",
    log:
        "results/logs/tabulate_topics.log",
    benchmark:
        "results/benchmarks/tabulate_topics.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        minimum=lookup("report/min_cell", within=config),
    script:
        "../../scripts/topics/tabulate_topics.py"


rule execute_topics_notebook:
    """Execute the notebook of the stage."""
    input:
        notebook="notebooks/topics.ipynb",
        adverts="results/tables/adverts.parquet",
        topic_models="results/tables/topic_models.parquet",
        topics="results/tables/topics.parquet",
        topic_prevalence="results/tables/topic_prevalence.parquet",
        engine_match="results/tables/topic_engine_match.parquet",
        table="results/tables/chapter/topics.csv",
        numbers="results/numbers/topics.json",
        code=code("scripts/report/execute_notebook.py", "notebooks/topics.ipynb"),
    output:
        executed="results/notebooks/topics.ipynb",
    log:
        "results/logs/execute_topics_notebook.log",
    benchmark:
        "results/benchmarks/execute_topics_notebook.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/report/execute_notebook.py"
