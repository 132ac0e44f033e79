"""The scoreboard as one page that opens anywhere and asks nothing of the network."""

from __future__ import annotations

import html

import pandas as pd

from dots.validity.headlines import by_length, grouped

STYLE = """
body { font: 16px/1.5 Georgia, serif; color: #1a1a1a; background: #fff }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1, h2 { font-family: Helvetica, Arial, sans-serif; line-height: 1.2 }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; font-size: .9rem }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ccc }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
caption { text-align: left; font-style: italic; padding: .3rem 0 }
"""

NOTE = """
<p>Each stage of the study is set against the truth that was planted in the simulated market. Figures are given as they
come out. An interval is a 95 % interval: over organisations drawn with replacement, or Wilson's for a share. A plain
method, or chance, stands beside a measure where there is one. All but the crawl is judged on adverts that it saw. The
market is simulated: nothing here says how the same methods would do on another market.</p>
"""

SUSPICION_NOTE = """
<p>A network on the shortlist is suspected wrongly if the exploitation planted in its adverts is on average below the
cutoff that coders call high. A network counts towards the kind, the language and the sort of telephone number that most
of its adverts have. &ldquo;Exposed&rdquo; is the share of the networks that should not be looked at which the list
holds.</p>
"""

SUSPICION_HEADS = (
    "Eligible", "Shortlisted", "Wrongly", "Rate", "95 % interval", "Drawn by lot", "Exposed",
)  # fmt: skip
LENGTHS = (1, 2, 5)
"""Lengths of list whose rates the page shows: these times powers of ten, and the stated one."""


def page(board: pd.DataFrame, suspicion: pd.DataFrame) -> str:
    """Set the scoreboard as an HTML page, wrongful suspicion first.

    Parameters
    ----------
    board, suspicion
        Rows of `tables.validity.SCOREBOARD` and `tables.validity.SUSPICION`.
    """
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en-GB"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Scoreboard</title><style>{STYLE}</style></head><body>",
        "<h1>Scoreboard: every stage against planted truth</h1>",
        NOTE,
        "<h2>Wrongful suspicion</h2>",
        SUSPICION_NOTE,
        table(
            "Networks on the shortlist, by what was planted; and lists of the same length in another order",
            ["By", "Networks", *SUSPICION_HEADS],
            [[at.grouping, at.label, *_suspicion_cells(at)] for at in grouped(suspicion).itertuples()],
        ),
        table(
            "The study's ranking cut at other lengths",
            ["Length of list", *SUSPICION_HEADS],
            [
                [f"{at.length:,}{' (stated)' if at.stated else ''}", *_suspicion_cells(at)]
                for at in by_length(suspicion).itertuples()
                if at.stated or str(at.length).strip("0") in map(str, LENGTHS)
            ],
        ),
    ]
    for stage, rows in board.groupby("stage", sort=False):
        parts += [
            f"<h2>{html.escape(str(stage)).capitalize()}</h2>",
            table(
                f"Measures of the stage {stage}",
                ["Measure", "Group", "Value", "95 % interval", "Plain method", "Ideal", "Units"],
                [
                    [at.measure, at.group, _number(at.value), interval(at.lower, at.upper, _number)]
                    + [f"{_number(at.baseline)} ({at.baseline_name})" if at.baseline_name else ""]
                    + [f"{at.ideal:g}", at.units]
                    for at in rows.itertuples()
                ],
            ),
        ]
    return "\n".join([*parts, "</body></html>", ""])


def _suspicion_cells(at: object) -> list:
    rates = [_share(at.rate), interval(at.lower, at.upper, _share), _share(at.by_chance), _share(at.exposed)]
    return [at.eligible, at.shortlisted, at.wrongful, *rates]


def table(caption: str, heads: list[str], rows: list[list]) -> str:
    """Set rows as an HTML table; columns of numbers stand right."""
    numeric = [all(isinstance(row[i], int) or _is_number(str(row[i])) for row in rows) for i in range(len(heads))]

    def cell(tag: str, i: int, text: object) -> str:
        attribute = ' class="n"' if numeric[i] else ""
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{scope}{attribute}>{html.escape(str(text))}</{tag}>"

    lines = ["".join(cell("td", i, text) for i, text in enumerate(row)) for row in rows]
    return (
        f"<table><caption>{html.escape(caption)}</caption><thead><tr>"
        + "".join(cell("th", i, head) for i, head in enumerate(heads))
        + "</tr></thead><tbody>"
        + "".join(f"<tr>{line}</tr>" for line in lines)
        + "</tbody></table>"
    )


def _is_number(text: str) -> bool:
    return text == "" or text.lstrip("\u2212").replace(".", "").replace(",", "").replace(" %", "").isdigit()


def _number(value: float) -> str:
    return "" if pd.isna(value) else f"{value:,.3f}".replace("-", "\u2212")


def _share(value: float) -> str:
    return "" if pd.isna(value) else f"{100 * value:.0f} %"


def interval(lower: float, upper: float, form: object) -> str:
    """Write an interval, or nothing where there is none; `form` writes one end."""
    return "" if pd.isna(lower) else f"{form(lower)} to {form(upper)}"
