"""Build the chapter as PDF, Word, LaTeX and HTML. Fails if a number, reference, citation or alt text is missing."""

from pathlib import Path

from dots.report import documents, evidence
from dots.script import run


def build_paper(
    chapter: Path,
    bibliography: Path,
    look: list[Path],
    schema: Path,
    figures: list[Path],
    numbers: list[Path],
    tables: list[Path],
    pdf: Path,
    docx: Path,
    tex: Path,
    html: Path,
    *,
    settings: dict,
    csl: str,
) -> None:
    """Read the chapter and what it may quote, write it in four formats."""
    documents.build(
        chapter.read_text(),
        evidence.read(numbers, figures, tables, settings, schema),
        bibliography=bibliography,
        style=csl,
        look=look[0].parent,
        to={"pdf": pdf, "docx": docx, "tex": tex, "html": html},
    )


if __name__ == "__main__":
    run(snakemake, build_paper)
