"""One page of headings, paragraphs and tables, as Markdown and as HTML that stands alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

STYLE = """
body{font:16px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:#444;padding:.2rem 0}
th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #ccc;vertical-align:top;font-weight:400}
thead th{font-weight:600;border-bottom:2px solid #555}.n{text-align:right}
td.h{font-family:ui-monospace,monospace;font-size:.8rem;overflow-wrap:anywhere}.s{overflow-x:auto}
"""


@dataclass(frozen=True)
class Table:
    """One table of the report: a caption, names of columns, rows of text."""

    caption: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


Section = tuple[str, list[str | Table]]
"""A heading, and the paragraphs and tables below it."""


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[\d,.]+", text) is not None


def markdown(sections: list[Section]) -> str:
    """Write sections as Markdown; the first heading is the title."""
    lines = []
    for place, (heading, blocks) in enumerate(sections):
        lines += [f"{'#' if not place else '##'} {heading}", ""]
        for block in blocks:
            if isinstance(block, str):
                lines += [block, ""]
                continue
            lines += [f"{block.caption}", ""]
            for row in (block.columns, ("---",) * len(block.columns), *block.rows):
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
            lines.append("")
    return "\n".join(lines)


def html(sections: list[Section]) -> str:
    """Write sections as a page of HTML that asks for nothing; the first heading is the title."""
    parts = [
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(sections[0][0])}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
    ]
    for place, (heading, blocks) in enumerate(sections):
        level = 2 if place else 1
        parts.append(f"<h{level}>{escape(heading)}</h{level}>")
        for block in blocks:
            parts.append(f"<p>{_inline(block)}</p>" if isinstance(block, str) else _html_table(block))
    return "\n".join([*parts, "</main>\n</body>\n</html>\n"])


def _inline(text: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def _html_table(table: Table) -> str:
    numeric = [bool(table.rows) and all(_is_number(row[at]) for row in table.rows) for at in range(len(table.columns))]
    lines = [f'<div class="s"><table>\n<caption>{escape(table.caption)}</caption>\n<thead><tr>']
    for name, number in zip(table.columns, numeric, strict=True):
        mark = ' class="n"' if number else ""
        lines.append(f'<th scope="col"{mark}>{escape(name)}</th>')
    lines.append("</tr></thead>\n<tbody>")
    for first, *rest in table.rows:
        cells = [f'<th scope="row">{escape(first)}</th>']
        for cell, number in zip(rest, numeric[1:], strict=True):
            mark = ' class="n"' if number else ' class="h"' if re.fullmatch("[0-9a-f]{64}", cell) else ""
            cells.append(f"<td{mark}>{escape(cell)}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody>\n</table></div>"])
