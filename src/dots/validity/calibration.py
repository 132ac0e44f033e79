"""How close the simulated market comes to published aggregates.

The aggregates and their sources stand in `config/validity/targets.yaml`. What is measured is what a crawl saw, because
that is what others published.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from dots.classify import agreement
from dots.tables.calibration import STATUSES, UNITS
from dots.validity.tails import Z, power_law

NEEDED = ("label", "source", "published", "status", "counted", "unit")
LEFT_OUT = "obscured_contact"
"""The one planted indicator that does not count: it is no wording, and none of the source's."""
COUNTS = ("indicators_none", "indicators_one", "indicators_two", "indicators_more")


def load_targets(path: Path) -> pd.DataFrame:
    """Read and check the published aggregates.

    Returns
    -------
    DataFrame
        One row an aggregate, in the file's order: target, label, source, published, status, counted, unit, value,
        tolerance (both missing for a statement).

    Raises
    ------
    ValueError
        Listing what is missing, unknown or not allowed.
    """
    content = yaml.safe_load(path.read_text())
    problems = []
    for name, one in content.items():
        figure = () if one.get("status") == "statement" else ("value", "tolerance")
        problems += [f"{name}.{key}: must be given" for key in (*NEEDED, *figure) if one.get(key) in (None, "")]
        problems += [f"{name}.{key}: unknown key; remove it" for key in one if key not in (*NEEDED, *figure)]
        for key, allowed in (("status", STATUSES), ("unit", UNITS)):
            if one.get(key) not in (None, *allowed):
                problems.append(f"{name}.{key}: {one[key]!r} is not allowed; allowed: {', '.join(allowed)}")
    if problems:
        raise ValueError(f"{path}: the targets are not valid:\n  " + "\n  ".join(problems))
    rows = [{"value": np.nan, "tolerance": np.nan} | one | {"target": name} for name, one in content.items()]
    return pd.DataFrame(rows)[["target", *NEEDED, "value", "tolerance"]]


def measure(
    adverts: pd.DataFrame, indicators: pd.DataFrame, sightings: pd.DataFrame, coded_sample: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """Measure in the simulated market what others published of theirs.

    Parameters
    ----------
    adverts, indicators
        Tables of truth.
    sightings
        Corpus table: adverts by the waves that saw them.
    coded_sample
        Market table.
    seed
        The study's seed, for the interval of alpha.

    Returns
    -------
    DataFrame
        Indexed by target: outcome, lower and upper (95 %; missing where there is no interval), units.
    """
    seen = adverts.merge(sightings.groupby("advert").size().rename("sightings").reset_index(), on="advert")
    organisation = seen["organisation"]
    rows = _indicator_counts(seen, indicators)
    alone = seen["template"] == ""
    # one text counts once, for one advert that has it
    first = alone | ~seen.sort_values("advert").duplicated("template").reindex(seen.index)
    rows["unique_records"] = share(alone & (seen["sightings"] == 1), seen["sightings"], organisation)
    rows["unique_adverts"] = share(alone, pd.Series(1, seen.index), organisation)
    rows["distinct_texts"] = share(first, seen["sightings"], organisation)
    sizes = np.sort(organisation.value_counts().to_numpy())[::-1]
    most = sizes[: int(np.ceil(len(sizes) / 10))].sum() / max(sizes.sum(), 1)
    rows["largest_tenth"] = (most, np.nan, np.nan, len(sizes))
    fitted = power_law(sizes)
    rows["tail_exponent"] = (fitted.exponent, fitted.lower, fitted.upper, fitted.organisations)
    groups = adverts.set_index("advert")["organisation"]
    rows["alpha"] = (*agreement.alpha(coded_sample, groups, seed), coded_sample["advert"].nunique())
    return pd.DataFrame.from_dict(rows, orient="index", columns=["outcome", "lower", "upper", "units"])


def compare(targets: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Set what was measured beside what was published.

    Parameters
    ----------
    targets
        As `load_targets` gives them.
    measured
        As `measure` gives it.

    Returns
    -------
    DataFrame
        Rows of `tables.calibration.CALIBRATION`, in the targets' order. The verdict is about the outcome itself, not
        its interval.

    Raises
    ------
    ValueError
        If a target is not measured, or something measured has no target.
    """
    if odd := sorted(set(targets["target"]) ^ set(measured.index)):
        raise ValueError(
            f"targets and measures differ in {', '.join(odd)}; list in the targets what is measured, no more"
        )
    rows = targets.join(measured, on="target")
    off = (rows["outcome"] - rows["value"]).abs()
    # a difference equal to the tolerance is inside, whatever its last digit is in binary
    verdict = np.where(off <= rows["tolerance"] + 1e-9, "inside", "outside")
    verdict = np.where(rows["outcome"].isna(), "not measured", verdict)
    return rows.assign(verdict=np.where(rows["value"].isna(), "no figure", verdict))


def share(part: pd.Series, whole: pd.Series, clusters: pd.Series) -> tuple[float, float, float, int]:
    """Compute a share with a 95 % interval for units that come in clusters.

    Parameters
    ----------
    part, whole
        Numerator and denominator of each advert.
    clusters
        Its organisation.

    Returns
    -------
    tuple
        Share, lower and upper end (by the linearised variance of a ratio over clusters; missing for one cluster), and
        the sum of the denominators.

    References
    ----------
    W. G. Cochran (1977), Sampling Techniques, 3rd edition, section 6.3.
    """
    sums = pd.DataFrame({"part": part.astype(float), "whole": whole.astype(float)}).groupby(clusters).sum()
    total = sums["whole"].sum()
    if not total:
        return np.nan, np.nan, np.nan, 0
    ratio = sums["part"].sum() / total
    count = len(sums)
    if count < 2:
        return ratio, np.nan, np.nan, int(total)
    error = np.sqrt(((sums["part"] - ratio * sums["whole"]) ** 2).sum() * count / (count - 1)) / total
    return ratio, max(ratio - Z * error, 0.0), min(ratio + Z * error, 1.0), int(total)


def _indicator_counts(seen: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, tuple]:
    """Share of adverts by their number of indicators: none, one, two, three or more."""
    counted = indicators.loc[indicators["present"] & (indicators["indicator"] != LEFT_OUT), "advert"].value_counts()
    number = seen["advert"].map(counted).fillna(0).clip(upper=3)
    one = pd.Series(1, seen.index)
    return {name: share(number == place, one, seen["organisation"]) for place, name in enumerate(COUNTS)}
