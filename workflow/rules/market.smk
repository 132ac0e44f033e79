"""Stage market: a simulated market with known truth. A real study leaves this stage out.

INPUTS  config/market/text.yaml, config/market/languages/*.yaml, config/places.yaml, config/corpus/ofcom_drama_ranges.json
OUTPUTS restricted/market.zip.age, results/tables/coded_sample.parquet, results/tables/case_outcomes.parquet, truth/*,
        results/market/counts.json, results/numbers/market.json, results/metrics/market.json, results/notebooks/market.ipynb
"""

# a study of real hosts has no market, and no rule asks anybody for anything: scripts/crawl_live.py does
if config["crawl"]["route"] != "live":

    rule simulate_market:
        """Simulate the market: sites and feed, coded sample, case outcomes, planted truth."""
        input:
            text=lookup("market/text", within=config),
            places=lookup("study/places", within=config),
            drama_ranges=lookup("corpus/drama_ranges", within=config),
            code=code("scripts/market/simulate_market.py")
            + expand("config/market/languages/{language}.yaml", language=("es", "pl", "ro")),
        output:
            site_archive="restricted/market.zip.age",
            coded_sample="results/tables/coded_sample.parquet",
            case_outcomes="results/tables/case_outcomes.parquet",
            adverts="truth/adverts.parquet",
            versions="truth/versions.parquet",
            events="truth/events.parquet",
            organisations="truth/organisations.parquet",
            topics="truth/topics.parquet",
            advert_topics="truth/advert_topics.parquet",
            indicators="truth/indicators.parquet",
            truth_contacts="truth/contacts.parquet.age",
            parameters="truth/parameters.json",
            counts="results/market/counts.json",
        log:
            "results/logs/simulate_market.log",
        benchmark:
            "results/benchmarks/simulate_market.tsv"
        threads: 2
        resources:
            mem_mb=1000,
        params:
            settings=lookup("market", within=config),
            interval=lookup("crawl/interval", within=config),
            study_keys=lookup("study/keys", within=config),
            seed=lookup("study/seed", within=config),
        script:
            "../../scripts/market/simulate_market.py"


rule summarise_market:
    """State the numbers of the market that may be quoted."""
    input:
        counts="results/market/counts.json",
        code=code("scripts/market/summarise_market.py"),
    output:
        numbers="results/numbers/market.json",
        metrics="results/metrics/market.json",
    log:
        "results/logs/summarise_market.log",
    benchmark:
        "results/benchmarks/summarise_market.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/market/summarise_market.py"


rule execute_market_notebook:
    """Execute the notebook of the stage market."""
    input:
        notebook="notebooks/market.ipynb",
        coded_sample="results/tables/coded_sample.parquet",
        case_outcomes="results/tables/case_outcomes.parquet",
        numbers="results/numbers/market.json",
        code=code("scripts/report/execute_notebook.py", "notebooks/market.ipynb"),
    output:
        executed="results/notebooks/market.ipynb",
    log:
        "results/logs/execute_market_notebook.log",
    benchmark:
        "results/benchmarks/execute_market_notebook.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/report/execute_notebook.py"
