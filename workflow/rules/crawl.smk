"""Stage crawl: what was published, fetched politely, archived and sealed, with a custody log.

INPUTS  restricted/market.zip.age
OUTPUTS restricted/archive.wacz.age, results/crawl/custody.jsonl, results/tables/crawl_outcomes.parquet,
        results/numbers/crawl.json, results/metrics/crawl.json, results/figures/crawl_outcomes.*,
        results/tables/chapter/crawl_outcomes.csv, results/notebooks/crawl.ipynb
"""


rule crawl_market:
    """Crawl the simulated market with Scrapy over HTTP on this machine, into a sealed WACZ archive."""
    input:
        site_archive="restricted/market.zip.age",
        code=code("scripts/crawl/crawl_market.py"),
    output:
        archive="restricted/archive.wacz.age",
        custody_log="results/crawl/custody.jsonl",
        outcomes="results/tables/crawl_outcomes.parquet",
    log:
        "results/logs/crawl_market.log",
    benchmark:
        "results/benchmarks/crawl_market.tsv"
    threads: 1
    resources:
        mem_mb=1500,
    params:
        settings=lookup("crawl", within=config),
        study_keys=lookup("study/keys", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/crawl/crawl_market.py"
