"""Stage crawl: what was published, fetched politely, archived and sealed, with a custody log.

INPUTS  restricted/market.zip.age, config/crawl/adapters/*.yaml, config/crawl/adapter_schema.yaml
OUTPUTS restricted/archive/<batch>.wacz.age, results/crawl/{custody.jsonl,manifest.json,report.md,report.html},
        results/tables/crawl_outcomes.parquet, results/numbers/crawl.json, results/metrics/crawl.json,
        results/figures/crawl_outcomes.*,
        results/tables/chapter/crawl_outcomes.csv, results/notebooks/crawl.ipynb
"""

# a study of real hosts has no market, and no rule asks anybody for anything: scripts/crawl_live.py does
if config["crawl"]["route"] != "live":

    rule crawl_market:
        """Crawl the simulated market in waves, over HTTP on this machine or directly, into sealed WACZ archives."""
        input:
            site_archive="restricted/market.zip.age",
            site_adapters=yaml_files(lookup("crawl/adapters", within=config)),
            adapter_schema="config/crawl/adapter_schema.yaml",
            code=code("scripts/crawl/crawl_market.py"),
        output:
            archive=directory("restricted/archive"),
            custody_log="results/crawl/custody.jsonl",
            manifest="results/crawl/manifest.json",
            report_md="results/crawl/report.md",
            report_html="results/crawl/report.html",
            outcomes="results/tables/crawl_outcomes.parquet",
        log:
            "results/logs/crawl_market.log",
        benchmark:
            "results/benchmarks/crawl_market.tsv"
        threads: 2
        resources:
            mem_mb=1500,
        params:
            settings=lookup("crawl", within=config),
            study_keys=lookup("study/keys", within=config),
            seed=lookup("study/seed", within=config),
            recipients=lookup("study/recipients", within=config),
        script:
            "../../scripts/crawl/crawl_market.py"


rule summarise_crawl:
    """State the crawl's numbers: pages fetched, refused and failed."""
    input:
        outcomes="results/tables/crawl_outcomes.parquet",
        code=code("scripts/crawl/summarise_crawl.py"),
    output:
        numbers="results/numbers/crawl.json",
        metrics="results/metrics/crawl.json",
    log:
        "results/logs/summarise_crawl.log",
    benchmark:
        "results/benchmarks/summarise_crawl.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/crawl/summarise_crawl.py"


rule plot_crawl:
    """Draw how the requests of the crawl ended."""
    input:
        outcomes="results/tables/crawl_outcomes.parquet",
        code=code("scripts/crawl/plot_crawl.py"),
    output:
        svg="results/figures/crawl_outcomes.svg",
        png="results/figures/crawl_outcomes.png",
        alt="results/figures/crawl_outcomes.json",
    log:
        "results/logs/plot_crawl.log",
    benchmark:
        "results/benchmarks/plot_crawl.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/crawl/plot_crawl.py"


rule tabulate_crawl:
    """Set the crawl's outcomes as a table of the chapter."""
    input:
        outcomes="results/tables/crawl_outcomes.parquet",
        code=code("scripts/crawl/tabulate_crawl.py"),
    output:
        table="results/tables/chapter/crawl_outcomes.csv",
    log:
        "results/logs/tabulate_crawl.log",
    benchmark:
        "results/benchmarks/tabulate_crawl.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/crawl/tabulate_crawl.py"


rule execute_crawl_notebook:
    """Execute the notebook of the stage crawl."""
    input:
        notebook="notebooks/crawl.ipynb",
        outcomes="results/tables/crawl_outcomes.parquet",
        custody_log="results/crawl/custody.jsonl",
        manifest="results/crawl/manifest.json",
        numbers="results/numbers/crawl.json",
        code=code("scripts/report/execute_notebook.py", "notebooks/crawl.ipynb"),
    output:
        executed="results/notebooks/crawl.ipynb",
    log:
        "results/logs/execute_crawl_notebook.log",
    benchmark:
        "results/benchmarks/execute_crawl_notebook.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/report/execute_notebook.py"
