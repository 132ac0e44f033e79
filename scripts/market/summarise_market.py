"""State the numbers of the market that may be quoted. Fails if a count has no meaning written here."""

import json
from pathlib import Path

from dots import numbers as quotable
from dots.numbers import Number
from dots.script import run

SITE, CONFIG, CODED, CASES = (
    "restricted/market.zip.age", "config/config.yaml", "results/tables/coded_sample.parquet",
    "results/tables/case_outcomes.parquet",
)  # fmt: skip
MEANS = {
    "adverts": ("adverts and posts the simulated market published", SITE),
    "classified": ("adverts on the two classifieds sites", SITE),
    "posts": ("posts on the social feed", SITE),
    "organisations": ("organisations behind the simulated market", CONFIG),
    "kinds": ("kinds of organisation in the simulated market", CONFIG),
    "months": ("months the simulated market was open", CONFIG),
    "shocks": ("shocks to a platform of the simulated market", CONFIG),
    "towns": ("towns with at least one advert", SITE),
    "regions": ("regions of the simulated market", CONFIG),
    "waves": ("waves of the crawl", CONFIG),
    "coded": ("adverts judged by coders", CODED),
    "codes": ("judgements by coders", CODED),
    "coders": ("coders", CONFIG),
    "cases": ("organisations with adverts in the crawl that became a case with a known outcome", CASES),
    "adverts_in_cases": ("adverts of those cases that the crawl saw", CASES),
}


def summarise_market(counts: Path, numbers: Path, metrics: Path) -> None:
    """Read the counts, write them as numbers and metrics."""
    counted = json.loads(counts.read_text())
    stated = {name: Number(value, *MEANS[name], "count") for name, value in counted.items()}
    quotable.write(stated, numbers, metrics)


if __name__ == "__main__":
    run(snakemake, summarise_market)
