"""The two strands side by side: what the interviews find and what the adverts say, theme by theme.

SOURCE Guetterman, Fetters & Creswell (2015), Annals of Family Medicine 13(6), 554-561, on joint displays;
O'Cathain, Murphy & Nicholl (2010), BMJ 341, c4587, on agreement, complement, dissonance and silence.
"""

from __future__ import annotations

import logging

import pandas as pd

logger = logging.getLogger(__name__)

NEEDED = {"theme", "codes", "interviews", "number"}
SIDES = ("above", "below")


def check_themes(themes: list[dict], codes: list[str], stages: list[str]) -> None:
    """Check the themes' file before anything is joined.

    Parameters
    ----------
    themes
        As in `config/interviews/themes.yaml`.
    codes
        Codes of the codebook.
    stages
        Stages whose numbers are read.

    Raises
    ------
    ValueError
        Listing every theme that lacks a part, or names an unknown code, stage or side.
    """
    problems = []
    for theme in themes:
        name = theme.get("theme", "?")
        missing = NEEDED - set(theme)
        if missing:
            problems.append(f"{name}: {', '.join(sorted(missing))} must be given")
            continue
        unknown = sorted(set(theme["codes"]) - set(codes))
        if unknown:
            problems.append(f"{name}: codes {unknown} are not in the codebook, which has {sorted(codes)}")
        if theme["number"] is None:
            if not theme.get("silence"):
                problems.append(f"{name}: without a number, `silence` must say why the adverts cannot speak of it")
            continue
        if theme["number"].split(".")[0] not in stages:
            problems.append(f"{name}: {theme['number']} is of no stage that is read ({', '.join(stages)})")
        expect = theme.get("expect", {})
        if expect.get("side") not in SIDES or "bound" not in expect or not expect.get("because"):
            problems.append(f"{name}: expect needs a side ({' or '.join(SIDES)}), a bound and because")
        elif "beyond" in expect and (expect["beyond"] > expect["bound"]) != (expect["side"] == "above"):
            problems.append(f"{name}: beyond must lie further {expect['side']} than the bound")
    names = [theme.get("theme", "?") for theme in themes]
    problems += [f"{name}: declared twice" for name in sorted(set(names)) if names.count(name) > 1]
    if problems:
        raise ValueError("the themes are not valid:\n  " + "\n  ".join(problems))


def relate(number: dict | None, expect: dict) -> str:
    """Say how a number relates to what the interviews lead one to expect.

    Parameters
    ----------
    number
        value, and lower and upper where it is an estimate, or None.
    expect
        side, bound and perhaps beyond.

    Returns
    -------
    str
        agree, extend, conflict or silent.
    """
    if number is None or number["style"] == "text":
        return "silent"
    ends = [number["value"]] if number.get("lower") is None else [number["lower"], number["upper"]]
    sign = 1 if expect["side"] == "above" else -1
    nearest, furthest = min(sign * end for end in ends), max(sign * end for end in ends)
    if "beyond" in expect and nearest > sign * expect["beyond"]:
        return "extend"
    if nearest > sign * expect["bound"]:
        return "agree"
    if furthest < sign * expect["bound"]:
        return "conflict"
    return "silent"


def join(themes: list[dict], codings: pd.DataFrame, numbers: dict[str, dict]) -> pd.DataFrame:
    """Set the strands side by side (table `joint_display`).

    Parameters
    ----------
    themes
        As in `config/interviews/themes.yaml`.
    codings
        Table `codings`.
    numbers
        `stage.key` to number, as `dots.numbers.read` gives them.
    """
    check_themes(themes, sorted(codings["code"].unique()), sorted({key.split(".")[0] for key in numbers}))
    given = codings[codings["given"]]
    rows = []
    for theme in themes:
        number = numbers.get(theme["number"]) if theme["number"] else None
        if theme["number"] and number is None:
            logger.warning("theme %s: this study states no number %s", theme["theme"], theme["number"])
        relation = relate(number, theme["expect"]) if theme["number"] else "silent"
        rows.append(
            {
                "theme": theme["theme"],
                "interviews": theme["interviews"].strip(),
                "excerpts": given.loc[given["code"].isin(theme["codes"]), "excerpt"].nunique(),
                "expected": _expected(theme, number),
                "adverts": _said(theme, number),
                "relation": relation,
            }
        )
        logger.info("%s: %s", theme["theme"], relation)
    return pd.DataFrame(rows)


def _expected(theme: dict, number: dict | None) -> str:
    if not theme["number"]:
        return "nothing"
    expect = theme["expect"]
    return f"{expect['side']} {_text(expect['bound'], number)}"


def _said(theme: dict, number: dict | None) -> str:
    if not theme["number"]:
        return f"Silent: {theme['silence'].strip()}"
    if number is None:
        return f"Silent: this study states no number {theme['number']}"
    interval = f" ({number['interval']})" if number.get("interval") else ""
    means = number["means"]
    return f"{means[:1].upper()}{means[1:]}: {number['text']}{interval}"


def _text(value: float, number: dict | None) -> str:
    """Print a bound as the number itself is printed."""
    if number is not None and number["style"] == "percent":
        return f"{100 * value:g} %"
    return f"{value:g}".replace("-", "\u2212")
