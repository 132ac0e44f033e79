"""A small study to write about: three numbers, a figure, a table and one book."""

import csv

import pytest
from small_chapter import ALT, BOOKS, ROOT

from dots import figures, numbers
from dots.report import evidence


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    """Write the results of a small study."""
    folder = tmp_path_factory.mktemp("study")
    numbers.write(
        {
            "networks": numbers.Number(
                1204, "networks of two or more adverts", "results/tables/networks.parquet", "count"
            ),
            "ari": numbers.Number(0.9, "adjusted Rand index", "results/tables/links.parquet", lower=0.85, upper=0.95),
            "change": numbers.Number(-0.5, "change of the score", "results/tables/effects.parquet"),
        },
        folder / "results/numbers/network.json",
        folder / "results/metrics/network.json",
    )
    figure, axes = figures.new()
    axes.bar(["Jan", "Feb", "Mar"], [40, 61, 80])
    place = folder / "results/figures"
    names = (place / "months.svg", place / "months.png", place / "months.json")
    figures.save(figure, *names, title="Adverts by month", text=ALT)
    table = folder / "results/tables/chapter/sizes.csv"
    table.parent.mkdir(parents=True)
    with table.open("w", newline="") as file:
        csv.writer(file).writerows(
            [
                ["Size", "Networks", "Share (95 % interval)"],
                ["two", "1,000", "83.1 % (80.1 to 85.0)"],
                ["more", "204", "16.9 %"],
            ]
        )
    (folder / "books.bib").write_text(BOOKS)
    return folder


@pytest.fixture(scope="session")
def facts(study):
    """Read what the small study's chapter may quote."""
    results = study / "results"
    return evidence.read(
        sorted((results / "numbers").iterdir()),
        sorted((results / "figures").iterdir()),
        sorted((results / "tables/chapter").iterdir()),
        {"network": {"draws": 40}},
        ROOT / "config/schema.yaml",
    )
