"""The templates for people: what ten or more unconnected adverts say alike, and where they differ."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pandas as pd
import yaml

from dots.corpus.consensus import SLOT
from dots.corpus.templates import WITHHELD
from dots.governance import disclosure

TITLE = "Texts that many adverts share"
MOST = 50
"""Templates shown."""
CLASSES = ((1, "one advert"), (2, "2 to 5 adverts"), (6, "6 to 20 adverts"), (21, "more than 20 adverts"))

_MARKS = {
    SLOT: '<mark title="a place that each advert fills in its own way">[\u2026]</mark>',
    WITHHELD: '<span class="w" title="words that too few unconnected adverts have, or a name">\u2588\u2588</span>',
}
_MASK = re.compile(r"<(\w+)>")
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:1.8rem 0 .2rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}caption{text-align:left;color:#444;padding:.2rem 0}
th,td{text-align:left;padding:.2rem 1.2rem .2rem 0;border-bottom:1px solid #ccc;font-weight:400}
thead th{font-weight:600;border-bottom:2px solid #555}.n{text-align:right}
blockquote{margin:.3rem 0;padding:.5rem .9rem;border-left:4px solid #0072B2;background:#f4f6f8}
blockquote,td{overflow-wrap:anywhere}mark{background:#ffe9a8;border-bottom:2px solid #8a5a00;padding:0 .15em}
.w{color:#6f6f6f;letter-spacing:-.05em}.m{border:1px solid #555;border-radius:.25em;padding:0 .2em;font-size:.85em}
dl{margin:.2rem 0;color:#333}dt,dd{display:inline;margin:0}dd::after{content:" \u00b7 "}dd:last-child::after{content:""}
"""


def load_names(path: Path) -> frozenset[str]:
    """Read the given names that are never shown.

    Raises
    ------
    ValueError
        If the file is not a list of words in lower case.
    """
    names = yaml.safe_load(path.read_text())
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{path}: a list of names is needed")
    wrong = [name for name in names if not re.fullmatch(r"[a-z]+", name)]
    if wrong:
        raise ValueError(f"{path}: {wrong[0]!r} is not one word in lower case without accents; write it so")
    return frozenset(names)


def released(templates: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Give the templates whose text may be shown, as a reader may see them; the most public first.

    Parameters
    ----------
    templates
        The table of that name.
    minimum
        Smallest number of unconnected adverts that may be shown.

    Returns
    -------
    DataFrame
        shown, adverts, unconnected, contacts, public, towns, first and last (months), slots. No name of a template is
        among them: it is that of an advert.
    """
    public = templates[(templates["shown"] != "") & (templates["unconnected"] >= minimum)]
    public = public.sort_values(["unconnected", "adverts", "template"], ascending=[False, False, True])
    months = {name: public[name].dt.strftime("%B %Y") for name in ("first", "last")}
    columns = ["shown", "adverts", "unconnected", "contacts", "public", "towns", "first", "last", "slots"]
    return public.assign(**months)[columns].reset_index(drop=True)


def classes(templates: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Count templates and their adverts by size; if a size has too few adverts to be told of, all are blank.

    Returns
    -------
    DataFrame
        size, templates, adverts and the flag `suppressed`.
    """
    edges = [*(least for least, _ in CLASSES), float("inf")]
    size = pd.cut(templates["adverts"], edges, right=False, labels=[label for _, label in CLASSES])
    counted = templates.groupby(size, observed=False)["adverts"].agg(templates="size", adverts="sum")
    counted = counted.rename_axis("size").reset_index()
    counted["size"] = counted["size"].astype("str")
    small = counted["adverts"].between(1, minimum - 1).any()  # with the total, the others would give it away
    return disclosure.mask_small(counted, "adverts", ["templates"], counted["adverts"].sum() + 1 if small else minimum)


def page(templates: pd.DataFrame, minimum: int) -> str:
    """Set the templates as a page of HTML that asks nothing of the network.

    Parameters
    ----------
    templates
        The table of that name.
    minimum
        Smallest number of unconnected adverts that may be shown.
    """
    public = released(templates, minimum)
    parts = [
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{TITLE}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{TITLE}</h1>",
        f"<p>Shown are texts that {minimum} or more unconnected adverts have: adverts that no contact connects, nor a "
        "chain of contacts. Such a text is no sign of one organisation: it lies about in public, or somebody has many "
        f"telephones. {_MARKS[SLOT]} is a slot, which each advert fills in its own way; {_MARKS[WITHHELD]} are "
        f"names, and words that fewer than {minimum} unconnected adverts have; {_marked('<phone>')} and the like stand "
        "for contacts and places, 0 for a number. All other texts are withheld.</p>",
        _table(classes(templates, minimum), minimum),
    ]
    return "\n".join([*parts, listed(public, minimum), "</main>\n</body>\n</html>\n"])


def listed(public: pd.DataFrame, minimum: int) -> str:
    """List templates as part of a page of HTML, each with its text and what is known of it.

    Parameters
    ----------
    public
        Templates as `released` gives them.
    minimum
        Smallest number of adverts or contacts that may be told.
    """
    if public.empty:
        return f"<p>No text is used by {minimum} or more unconnected adverts.</p>"
    parts = [
        f"<section>\n<h2>Text {row.Index + 1}</h2>\n{marked(row.shown)}\n{_facts(row, minimum)}\n</section>"
        for row in public.head(MOST).itertuples()
    ]
    if len(public) > MOST:
        parts.append(f"<p>{len(public) - MOST:,} more are not listed.</p>")
    return "\n".join(parts)


def marked(shown: str) -> str:
    """Set a text with its slots and masks marked, as HTML."""
    return f"<blockquote>{' '.join(map(_marked, shown.split(' ')))}</blockquote>"


def _marked(word: str) -> str:
    mask = _MASK.fullmatch(word)
    if word in _MARKS or mask is None:
        return _MARKS.get(word, escape(word))
    return f'<span class="m">{mask[1]}</span>'


def _facts(row: tuple, minimum: int) -> str:
    def count(value: int) -> str:
        return f"{value:,}" if value >= minimum or value == 0 else f"fewer than {minimum}"

    facts = {
        "Adverts": count(row.adverts),
        "Unconnected": count(row.unconnected),
        "Contacts": count(row.contacts),
        "Towns": count(row.towns),
        "Chance that two are unconnected": f"{row.public:.0%}".replace("%", " %"),
        "Slots": str(row.slots),
        "Between": row.first if row.first == row.last else f"{row.first} and {row.last}",
    }
    return f"<dl>{''.join(f'<dt>{name}:</dt> <dd>{value}</dd>' for name, value in facts.items())}</dl>"


def _table(counted: pd.DataFrame, minimum: int) -> str:
    lines = ["<table>\n<caption>Templates by size</caption>\n<thead><tr>"]
    lines += [f'<th scope="col">{name}</th>' for name in ("Size", "Templates", "Adverts in them")]
    lines.append("</tr></thead>\n<tbody>")
    for row in counted.itertuples():
        cells = "\u2013", f"fewer than {minimum}"
        if not row.suppressed:
            cells = f"{row.templates:,.0f}", f"{row.adverts:,.0f}"
        cells = "".join(f'<td class="n">{cell}</td>' for cell in cells)
        lines.append(f'<tr><th scope="row">{row.size}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody>\n</table>"])
