"""Every stage's output against the planted truth. No other rule of the study reads `truth/`.

INPUTS   truth/*, and the tables of every stage
OUTPUTS  results/validity/scoreboard.json, results/validity/scoreboard.html
         results/tables/scoreboard.parquet, results/tables/suspicion.parquet
         results/numbers/validity.json, figures `scoreboard` and `wrongful_suspicion`, chapter tables of the same names
"""


rule score_validity:
    """Score contacts, templates, topics, indicators, continuum, networks and effects against what was planted."""
    input:
        adverts="results/tables/adverts.parquet",
        contacts="results/tables/contacts.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        topic_words="results/tables/topics.parquet",
        topic_prevalence="results/tables/topic_prevalence.parquet",
        indicators="results/tables/indicators.parquet",
        indicator_ratios="results/tables/indicator_ratios.parquet",
        scores="results/tables/scores.parquet",
        links="results/tables/links.parquet",
        memberships="results/tables/memberships.parquet",
        shortlist="results/tables/shortlist.parquet",
        pooled_effects="results/tables/pooled_effects.parquet",
        variances="results/tables/variances.parquet",
        true_adverts="truth/adverts.parquet",
        true_contacts="truth/contacts.parquet.age",
        true_topics="truth/topics.parquet",
        true_advert_topics="truth/advert_topics.parquet",
        true_indicators="truth/indicators.parquet",
        parameters="truth/parameters.json",
        code=code("scripts/validity/score_validity.py"),
    output:
        board="results/tables/scoreboard.parquet",
        board_json="results/validity/scoreboard.json",
        wrongful="results/tables/suspicion.parquet",
        page_html="results/validity/scoreboard.html",
    log:
        "results/logs/score_validity.log",
    benchmark:
        "results/benchmarks/score_validity.tsv"
    threads: 1
    resources:
        mem_mb=2000,
    params:
        study_keys=lookup("study/keys", within=config),
        seed=lookup("study/seed", within=config),
        cutoff=lookup("classify/cutoff", within=config),
    script:
        "../../scripts/validity/score_validity.py"


rule summarise_validity:
    """State the numbers of the evaluation that the chapter quotes, the wrongful-suspicion rate first."""
    input:
        board="results/tables/scoreboard.parquet",
        wrongful="results/tables/suspicion.parquet",
        code=code("scripts/validity/summarise_validity.py"),
    output:
        numbers_json="results/numbers/validity.json",
        metrics="results/metrics/validity.json",
    log:
        "results/logs/summarise_validity.log",
    benchmark:
        "results/benchmarks/summarise_validity.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/validity/summarise_validity.py"


rule tabulate_validity:
    """Set the scoreboard and the wrongful-suspicion rates as tables of the chapter."""
    input:
        board="results/tables/scoreboard.parquet",
        wrongful="results/tables/suspicion.parquet",
        code=code("scripts/validity/tabulate_validity.py"),
    output:
        scoreboard="results/tables/chapter/scoreboard.csv",
        wrongful_suspicion="results/tables/chapter/wrongful_suspicion.csv",
    log:
        "results/logs/tabulate_validity.log",
    benchmark:
        "results/benchmarks/tabulate_validity.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/validity/tabulate_validity.py"


rule plot_scoreboard:
    """Draw the headline measure of every stage with its interval and the plain method beside it."""
    input:
        board="results/tables/scoreboard.parquet",
        code=code("scripts/validity/plot_scoreboard.py"),
    output:
        svg="results/figures/scoreboard.svg",
        png="results/figures/scoreboard.png",
        alt="results/figures/scoreboard.json",
    log:
        "results/logs/plot_scoreboard.log",
    benchmark:
        "results/benchmarks/plot_scoreboard.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/validity/plot_scoreboard.py"


rule plot_wrongful_suspicion:
    """Draw how many networks of each planted kind were shortlisted, and how many wrongly."""
    input:
        wrongful="results/tables/suspicion.parquet",
        code=code("scripts/validity/plot_wrongful_suspicion.py"),
    output:
        svg="results/figures/wrongful_suspicion.svg",
        png="results/figures/wrongful_suspicion.png",
        alt="results/figures/wrongful_suspicion.json",
    log:
        "results/logs/plot_wrongful_suspicion.log",
    benchmark:
        "results/benchmarks/plot_wrongful_suspicion.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/validity/plot_wrongful_suspicion.py"
