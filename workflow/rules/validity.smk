"""Every stage's output against the planted truth, in the study and in replications. No other rule reads `truth/`.

INPUTS   truth/*, and the tables of every stage; the rules of every stage, which replications run; config/validity
OUTPUTS  results/validity/scoreboard.json, results/validity/scoreboard.html
         results/tables/scoreboard.parquet, results/tables/suspicion.parquet
         results/numbers/validity.json, figures `scoreboard` and `wrongful_suspicion`, chapter tables of the same names
         results/validity/calibration.html, results/tables/calibration.parquet, figure `calibration`
         results/validity/replications/{scenario}/{seed}.parquet
         results/tables/{replications,curves,coverage}.parquet, results/numbers/replications.json
         figures `validity_curves` and `coverage`
         on demand (target `validity_full`): results/validity/{number}_replications/*
"""

import re

from dots.validity import protocol, scenarios, wiring

try:
    protocol.check(config)
    SCENARIOS = scenarios.named(config, schema)
except ValueError as error:
    raise WorkflowError(str(error)) from None

# Knobs of the curves, with the value that the baseline has.
OWN = {curve["knob"]: scenarios.base(config)[curve["knob"]] for curve in config["validity"]["curves"]}


wildcard_constraints:
    scenario="|".join(map(re.escape, SCENARIOS)),
    seed="|".join(map(str, protocol.evaluation_seeds(config, config["validity"]["evaluation_seeds"]["count"]))),
    number=str(config["validity"]["full"]["replications"]),


rule score_validity:
    """Score contacts, templates, topics, indicators, continuum, networks and effects against what was planted."""
    input:
        adverts="results/tables/adverts.parquet",
        facts="results/tables/facts.parquet",
        sightings="results/tables/sightings.parquet",
        contacts="results/tables/contacts.parquet",
        advert_templates="results/tables/advert_templates.parquet",
        topic_words="results/tables/topics.parquet",
        topic_prevalence="results/tables/topic_prevalence.parquet",
        indicators="results/tables/indicators.parquet",
        indicator_ratios="results/tables/indicator_ratios.parquet",
        scores="results/tables/scores.parquet",
        coded_sample="results/tables/coded_sample.parquet",
        case_outcomes="results/tables/case_outcomes.parquet",
        links="results/tables/links.parquet",
        memberships="results/tables/memberships.parquet",
        shortlist="results/tables/shortlist.parquet",
        pooled_effects="results/tables/pooled_effects.parquet",
        variances="results/tables/variances.parquet",
        true_adverts="truth/adverts.parquet",
        true_versions="truth/versions.parquet",
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
        times=lookup("validity/times", within=config),
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


rule calibrate_market:
    """Set the simulated market beside published aggregates."""
    input:
        targets="config/validity/targets.yaml",
        sightings="results/tables/sightings.parquet",
        coded_sample="results/tables/coded_sample.parquet",
        true_adverts="truth/adverts.parquet",
        true_indicators="truth/indicators.parquet",
        code=code("scripts/validity/calibrate_market.py"),
    output:
        table="results/tables/calibration.parquet",
        page_html="results/validity/calibration.html",
        svg="results/figures/calibration.svg",
        png="results/figures/calibration.png",
        alt="results/figures/calibration.json",
    log:
        "results/logs/calibrate_market.log",
    benchmark:
        "results/benchmarks/calibrate_market.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/validity/calibrate_market.py"


# Read from the rules above, so that a replication takes the very steps of the study.
STEPS = scenarios.chain(workflow.rules, config)


rule replicate_study:
    """Put a small market with a seed of its own through the whole study, and judge it."""
    input:
        scripts=code(*wiring.scripts(STEPS)),
        sources=wiring.sources(STEPS),
        code=code("scripts/validity/replicate_study.py"),
    output:
        rows="results/validity/replications/{scenario}/{seed}.parquet",
    log:
        "results/logs/replicate_study_{scenario}_{seed}.log",
    benchmark:
        "results/benchmarks/replicate_study_{scenario}_{seed}.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        steps=STEPS,
        scenario="{scenario}",
        seed="{seed}",
        changes=lookup("{scenario}", within=SCENARIOS),
    script:
        "../../scripts/validity/replicate_study.py"


rule gather_replications:
    """Put the replications together: how measures move with each knob, how often intervals hold the truth."""
    input:
        rows=scenarios.files(config, SCENARIOS, config["validity"]),
        code=code("scripts/validity/gather_replications.py"),
    output:
        replications="results/tables/replications.parquet",
        curves="results/tables/curves.parquet",
        coverage="results/tables/coverage.parquet",
    log:
        "results/logs/gather_replications.log",
    benchmark:
        "results/benchmarks/gather_replications.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        own=OWN,
        curve_seeds=lookup("validity/curve_seeds", within=config),
    script:
        "../../scripts/validity/gather_replications.py"


rule summarise_replications:
    """State the numbers of the replications that the chapter quotes."""
    input:
        replications="results/tables/replications.parquet",
        coverage="results/tables/coverage.parquet",
        code=code("scripts/validity/summarise_replications.py"),
    output:
        numbers_json="results/numbers/replications.json",
        metrics="results/metrics/replications.json",
    log:
        "results/logs/summarise_replications.log",
    benchmark:
        "results/benchmarks/summarise_replications.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/validity/summarise_replications.py"


rule plot_validity_curves:
    """Draw how headline measures move as one knob at a time makes the market harder."""
    input:
        curves="results/tables/curves.parquet",
        code=code("scripts/validity/plot_validity_curves.py"),
    output:
        svg="results/figures/validity_curves.svg",
        png="results/figures/validity_curves.png",
        alt="results/figures/validity_curves.json",
    log:
        "results/logs/plot_validity_curves.log",
    benchmark:
        "results/benchmarks/plot_validity_curves.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/validity/plot_validity_curves.py"


rule plot_coverage:
    """Draw how often the study's intervals hold the true value, over replications."""
    input:
        coverage="results/tables/coverage.parquet",
        code=code("scripts/validity/plot_coverage.py"),
    output:
        svg="results/figures/coverage.svg",
        png="results/figures/coverage.png",
        alt="results/figures/coverage.json",
    log:
        "results/logs/plot_coverage.log",
    benchmark:
        "results/benchmarks/plot_coverage.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/validity/plot_coverage.py"


rule judge_replications:
    """Judge the full number of replications; the wildcard keeps it out of the study, whose files stay as they are."""
    input:
        rows=scenarios.files(config, SCENARIOS, config["validity"]["full"]),
        code=code("scripts/validity/judge_replications.py"),
    output:
        replications="results/validity/{number}_replications/replications.parquet",
        curves="results/validity/{number}_replications/curves.parquet",
        coverage="results/validity/{number}_replications/coverage.parquet",
        numbers_json="results/validity/{number}_replications/numbers.json",
        metrics="results/validity/{number}_replications/metrics.json",
        curves_figure=multiext("results/validity/{number}_replications/validity_curves", ".svg", ".png", ".json"),
        coverage_figure=multiext("results/validity/{number}_replications/coverage", ".svg", ".png", ".json"),
    log:
        "results/logs/judge_{number}_replications.log",
    benchmark:
        "results/benchmarks/judge_{number}_replications.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        own=OWN,
        curve_seeds=lookup("validity/full/curve_seeds", within=config),
    script:
        "../../scripts/validity/judge_replications.py"


rule validity_full:
    """All replications that the section `validity.full` asks for."""
    input:
        expand(
            "results/validity/{number}_replications/numbers.json",
            number=lookup("validity/full/replications", within=config),
        ),
