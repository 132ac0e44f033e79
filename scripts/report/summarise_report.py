"""Count what the chapter quotes: numbers, figures, tables, works."""

from pathlib import Path

from dots import numbers
from dots.numbers import Number
from dots.report import chapter as chapters
from dots.report import documents
from dots.script import run

SOURCE = "paper/chapter.md"


def summarise_report(chapter: Path, numbers_json: Path, metrics: Path) -> None:
    """Read the chapter, write how many numbers, figures, tables and works it rests on."""
    used = chapters.used(documents.read_markdown(chapter.read_text()))
    numbers.write(
        {
            "numbers": Number(len(used.numbers), "different numbers that the chapter quotes", SOURCE, "count"),
            "figures": Number(len(used.figures), "figures in the chapter", SOURCE, "count"),
            "tables": Number(len(used.tables), "tables in the chapter", SOURCE, "count"),
            "works": Number(len(used.works), "works that the chapter cites", SOURCE, "count"),
        },
        numbers_json,
        metrics,
    )


if __name__ == "__main__":
    run(snakemake, summarise_report)
