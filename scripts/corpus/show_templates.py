"""Show what the templates of the corpus say, as one page of HTML: constant words, slots, how many and how public.

Shows a text only if ten or more unconnected adverts have it, and of it only the words that so many have.
"""

from pathlib import Path

from dots.corpus import template_view
from dots.script import run
from dots.tables import corpus as tables


def show_templates(templates: Path, page_html: Path, *, minimum: int) -> None:
    """Write the page."""
    page_html.parent.mkdir(parents=True, exist_ok=True)
    page_html.write_text(template_view.page(tables.TEMPLATES.read(templates), minimum))


if __name__ == "__main__":
    run(snakemake, show_templates)
