"""The indicator set: read, refused where it breaks a rule, and looked for in adverts.

Two things are refused whatever the configuration says: a stated nationality or ethnicity may not enter a score,
and an indicator without evidence may not be used.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

AXES = ("exploitation", "organisation")
RULES = {"contact_not_written": {"as"}, "price_from_median": {"factor"}}
PROTECTED = "nationality_stated"
PROBES = ("polish", "romanian", "thai", "brazilian", "nigerian", "chinese", "asian", "black woman", "latina", "ebony")
"""Words that no indicator in a score may match: a nationality under another name is still a nationality."""

_KEYS = {"label", "axis", "in_score", "evidence", "source", "patterns", "blank", "derived"}
_NEEDED = ("label", "axis", "in_score", "evidence", "source")
_MASK = re.compile(r"<[^<>\s]*>")


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes
    ----------
    name, label
        Its name in tables and in figures.
    axis
        `exploitation` or `organisation`.
    in_score
        Whether the continuum model may see it.
    evidence, source
        What is known of it, and the key of the source in the bibliography.
    pattern
        Compiled wording, or None for a derived indicator.
    blank
        Compiled wording to remove from the text if the indicator is kept out of the score, or None.
    derived
        Rule over the corpus tables and its settings, or None.
    """

    name: str
    label: str
    axis: str
    in_score: bool
    evidence: str
    source: str
    pattern: re.Pattern | None
    blank: re.Pattern | None
    derived: dict | None


def load(path: Path) -> dict[str, Indicator]:
    """Read and check an indicator set.

    Parameters
    ----------
    path
        YAML file, as `config/indicators/default.yaml` explains.

    Returns
    -------
    dict
        Name to indicator, in the file's order.

    Raises
    ------
    ValueError
        Listing everything wrong with the set: unknown or missing keys, a pattern that does not compile, missing
        evidence, or a nationality in the score.
    """
    content = yaml.safe_load(path.read_text())
    lists = content.get("lists") or {}
    problems = _unknown(content, {"name", "provenance", "lists", "indicators"}, "")
    problems += [f"{key}: must be given" for key in ("name", "provenance", "indicators") if not content.get(key)]
    found = {}
    for name, entry in (content.get("indicators") or {}).items():
        wrong = _problems(name, entry or {}, lists)
        problems += wrong
        if not wrong:
            found[name] = _indicator(name, entry, lists)
    problems += [problem for indicator in found.values() for problem in _protected(indicator)]
    if problems:
        raise ValueError(f"{path}: the indicator set is not valid:\n  " + "\n  ".join(problems))
    return found


def find(adverts: pd.DataFrame, contacts: pd.DataFrame, indicators: dict[str, Indicator], minimum: int) -> pd.DataFrame:
    """Look for every indicator in every advert.

    Parameters
    ----------
    adverts, contacts
        The corpus tables of those names.
    indicators
        The set, from `load`.
    minimum
        Prices a region needs for a median of its own; otherwise the median of all adverts stands in.

    Returns
    -------
    DataFrame
        advert, indicator, present: one row for each pair. An advert without a price has no atypical price.
    """
    columns = {}
    for name, indicator in indicators.items():
        if indicator.pattern is not None:
            columns[name] = adverts["text"].map(lambda text, look=indicator.pattern.search: look(text) is not None)
        elif indicator.derived["rule"] == "contact_not_written":
            hidden = contacts.loc[~contacts["rule"].isin(indicator.derived["as"]), "advert"]
            columns[name] = adverts["advert"].isin(hidden)
        else:
            columns[name] = _far_from_median(adverts, indicator.derived["factor"], minimum)
    wide = pd.DataFrame(columns).set_index(pd.Index(adverts["advert"], name="advert"))
    long = wide.rename_axis(columns="indicator").stack().rename("present").reset_index()
    return long.astype({"present": bool})


def blank(texts: pd.Series, indicators: dict[str, Indicator]) -> pd.Series:
    """Remove mask tokens and all wording of indicators that are kept out of the score.

    What a set leaves out of the score would otherwise come back as words: the model would learn a nationality, or
    the plural of an agency, from the text.

    Parameters
    ----------
    texts
        Masked texts.
    indicators
        The set, from `load`.

    Returns
    -------
    Series
        Texts that differ in nothing else.
    """
    kept_out = [
        pattern
        for indicator in indicators.values()
        if not indicator.in_score
        for pattern in (indicator.pattern, indicator.blank)
        if pattern is not None
    ]

    def strip(text: str) -> str:
        for pattern in (*kept_out, _MASK):
            text = pattern.sub(" ", text)
        return text

    return texts.map(strip)


def _far_from_median(adverts: pd.DataFrame, factor: float, minimum: int) -> pd.Series:
    prices = adverts.groupby("region")["price"]
    median = prices.transform("median").where(prices.transform("count") >= minimum)
    away = np.abs(np.log(adverts["price"].where(adverts["price"] > 0) / median.fillna(adverts["price"].median())))
    return away >= np.log(factor)


def _problems(name: str, entry: dict, lists: dict) -> list[str]:
    problems = _unknown(entry, _KEYS, f"{name}.")
    problems += [f"{name}.{key}: must be given" for key in _NEEDED if entry.get(key) in (None, "")]
    if entry.get("axis") not in (None, *AXES):
        problems.append(f"{name}.axis: {entry['axis']!r} is not allowed; allowed: {', '.join(AXES)}")
    if not isinstance(entry.get("in_score", True), bool):
        problems.append(f"{name}.in_score: {entry['in_score']!r} is not allowed; allowed: true, false")
    if ("patterns" in entry) == ("derived" in entry):
        problems.append(f"{name}: give either `patterns` or `derived`")
    for key in ("patterns", "blank"):
        for pattern in entry.get(key) or []:
            try:
                re.compile(_filled(pattern, lists))
            except re.error as error:
                problems.append(f"{name}.{key}: {pattern!r} is no regular expression ({error}); correct or quote it")
    derived = entry.get("derived") or {}
    if "derived" in entry:
        rule = derived.get("rule")
        if rule not in RULES:
            problems.append(f"{name}.derived.rule: {rule!r} is unknown; allowed: {', '.join(RULES)}")
        elif set(derived) - {"rule"} != RULES[rule]:
            problems.append(f"{name}.derived: {rule} takes {', '.join(sorted(RULES[rule]))} and nothing else")
    return problems


def _protected(indicator: Indicator) -> list[str]:
    if not indicator.in_score:
        return []
    # SOURCE Equality Act 2010 s.9: race includes nationality and ethnic or national origins
    why = "nationality and ethnicity may not enter a score (risk of discrimination); set in_score: false"
    if indicator.name == PROTECTED:
        return [f"{indicator.name}.in_score: true is refused: {why}"]
    met = [word for word in PROBES if indicator.pattern is not None and indicator.pattern.search(word)]
    return [f"{indicator.name}.patterns: matches {', '.join(map(repr, met))}, and {why}"] if met else []


def _indicator(name: str, entry: dict, lists: dict) -> Indicator:
    return Indicator(
        name,
        entry["label"],
        entry["axis"],
        entry["in_score"],
        entry["evidence"].strip(),
        entry["source"],
        _compiled(entry.get("patterns"), lists),
        _compiled(entry.get("blank"), lists),
        entry.get("derived"),
    )


def _compiled(patterns: list[str] | None, lists: dict) -> re.Pattern | None:
    return re.compile("|".join(f"(?:{_filled(pattern, lists)})" for pattern in patterns)) if patterns else None


def _filled(pattern: str, lists: dict) -> str:
    for name, words in lists.items():
        pattern = pattern.replace(f"{{{name}}}", "(?:" + "|".join(map(re.escape, words)) + ")")
    return pattern


def _unknown(entry: dict, known: set[str], where: str) -> list[str]:
    problems = []
    for key in entry:
        if key not in known:
            close = difflib.get_close_matches(key, known, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            problems.append(f"{where}{key}: unknown key{hint} Allowed: {', '.join(sorted(known))}")
    return problems
