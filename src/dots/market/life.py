"""How long adverts are up, how they change meanwhile, and the shocks that hit a whole platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dots.market.calendar import month_starts

if TYPE_CHECKING:
    from dots.market.organisations import Plan

MODULE = 1009
LEAST = 2
"""Fewest days an advert is up, unless the market ends."""
TAIL = 14
"""Days for which adverts may outlast the departure of their organisation."""
EVERY = 14
"""Days between two chances to renew an advert."""
RENEWED = 0.6
EDITED = 0.3
MOVED = 0.25
"""Chances that a due advert is renewed, that a text is edited, and that a moving organisation moves an advert.
ASSUME, no source gives them."""
ODDS = 2
"""How much likelier moderation takes down an advert of a kind that writes from templates."""


def shock_day(plan: Plan, shock: dict) -> pd.Timestamp:
    """Give the first day of a shock of `market.shocks`."""
    return plan.first_day + pd.Timedelta(days=_day(plan.settings, shock))


def plan_shocks(settings: dict, organisations: pd.DataFrame, templated: np.ndarray) -> pd.DataFrame:
    """Say when each shock comes and how likely it hits an advert.

    Parameters
    ----------
    settings
        The configuration's section `market`, with its knobs.
    organisations
        Planned organisations: adverts, arrived and left (days).
    templated
        Which of them write from templates.

    Returns
    -------
    DataFrame
        One row a shock, in order of time: event, platform, day, plain and templated (chance that it hits an advert of a
        kind that does not write from templates, or does).

    Raises
    ------
    ValueError
        If a shock comes after the market, has no share, or is given twice.
    """
    rows = []
    for shock in settings["shocks"]:
        kind, platform, day = shock["kind"], shock["platform"], _day(settings, shock)
        if kind != "closure" and "share" not in shock:
            raise ValueError(f"market.shocks: the {kind} of {platform} in month {shock['month']} needs a share")
        if any(row[:3] == (kind, platform, day) for row in rows):
            raise ValueError(f"market.shocks: the {kind} of {platform} in month {shock['month']} is given twice")
        share = 1.0 if kind == "closure" else float(shock["share"])
        chances = (share, share)
        if kind == "moderation":
            chances = _moderation(share, _share_up(organisations, templated, day, settings["advert_life"]))
        rows.append((kind, platform, day, *chances))
    frame = pd.DataFrame(rows, columns=["event", "platform", "day", "plain", "templated"])
    return frame.astype({"day": int}).sort_values("day", kind="stable", ignore_index=True)


def stand(day: np.ndarray, left: np.ndarray, days: int, advert_life: float, rng: np.random.Generator) -> np.ndarray:
    """Draw the first day on which each advert is no longer up, before shocks.

    ASSUME exponential lives: at least `LEAST` days, `advert_life` on average, cut where the organisation has been gone
    for `TAIL` days and where the market ends.
    """
    more = np.rint(rng.exponential(size=len(day)) * max(advert_life - LEAST, 0)).astype(int)
    return np.minimum(day + LEAST + more, np.minimum(left + TAIL, days))


def strike(
    frame: pd.DataFrame, templated: np.ndarray, shocks: pd.DataFrame, first_day: pd.Timestamp, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Let the shocks hit the adverts of a block.

    Parameters
    ----------
    frame
        Adverts: platform, day (posted) and gone (first day not up).
    templated
        Which of them are of a kind that writes from templates.
    shocks
        From `plan_shocks`.
    first_day
        The market's first day.
    rng
        Of the block.

    Returns
    -------
    gone, must_hide
        First day not up, after closures and moderation; whether a policy makes the advert hide its contacts.
    events
        One row a shock: day, platform, event, adverts (of this block that it hit).
    """
    platform, day, gone = (frame[name].to_numpy() for name in ("platform", "day", "gone"))
    gone, must_hide, counts = gone.copy(), np.zeros(len(frame), bool), []
    for shock in shocks.itertuples():
        hit = (platform == shock.platform) & (
            rng.random(len(frame)) < np.where(templated, shock.templated, shock.plain)
        )
        if shock.event == "policy":
            hit &= (day >= shock.day) & ~must_hide
            must_hide |= hit
        else:
            hit &= (day < shock.day) & (shock.day < gone)
            gone[hit] = shock.day
        counts.append(int(hit.sum()))
    dates = first_day + pd.to_timedelta(shocks["day"], unit="D")
    events = pd.DataFrame(
        {"day": dates, "platform": shocks["platform"], "event": shocks["event"], "adverts": np.array(counts, int)}
    )
    return gone, must_hide, events


def renew(
    day: np.ndarray, gone: np.ndarray, able: np.ndarray, dates: list[str], rng: np.random.Generator
) -> list[tuple]:
    """Draw the dates on which each advert is renewed: every `EVERY` days there is a chance, while it is up.

    Parameters
    ----------
    day, gone
        Day posted, and first day not up.
    able
        Whether the advert can be renewed at all.
    dates
        ISO date of every day of the market.
    rng
        Of the block.
    """
    chances = np.where(able, (gone - day - 1) // EVERY, 0)
    done = iter((rng.random(chances.sum()) < RENEWED).tolist())
    return [
        tuple(dates[first + EVERY * step] for step in range(1, count + 1) if next(done))
        for first, count in zip(day.tolist(), chances.tolist(), strict=True)
    ]


def changes(
    day: np.ndarray, gone: np.ndarray, mobile: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the days on which texts are edited and adverts moved, -1 for never; never both on one day."""
    inner = gone - day - 1
    edited = (rng.random(len(day)) < EDITED) & (inner > 0)
    edit = np.where(edited, day + 1 + np.floor(rng.random(len(day)) * inner).astype(int), -1)
    free = inner - edited
    moved = (rng.random(len(day)) < MOVED) & mobile & (free > 0)
    move = day + 1 + np.floor(rng.random(len(day)) * free).astype(int)
    move += edited & (move >= edit)
    return edit, np.where(moved, move, -1)


def versions(
    frame: pd.DataFrame,
    edit: np.ndarray,
    move: np.ndarray,
    destination: np.ndarray,
    towns: pd.DataFrame,
    first: pd.Timestamp,
) -> pd.DataFrame:
    """List the versions of adverts.

    Parameters
    ----------
    frame
        Adverts: day, gone and place (row of the town).
    edit, move
        Days of the edit and of the move, -1 for none.
    destination
        Row of the town an advert is moved to; means nothing where it is not moved.
    towns
        Gazetteer.
    first
        The market's first day.

    Returns
    -------
    DataFrame
        In order of the adverts and of time: row (position in `frame`), version (from 0), since, until, town, region,
        change.
    """
    every, day = np.arange(len(frame)), frame["day"].to_numpy()
    edited, moved = np.flatnonzero(edit >= 0), np.flatnonzero(move >= 0)
    row = np.concatenate([every, edited, moved])
    since = np.concatenate([day, edit[edited], move[moved]])
    change = np.repeat(["posted", "edited", "moved"], [len(every), len(edited), len(moved)])
    order = np.lexsort((since, row))
    row, since, change = row[order], since[order], change[order]
    last = np.append(row[1:] != row[:-1], True)
    until = np.where(last, frame["gone"].to_numpy()[row], np.append(since[1:], 0))
    away = (move[row] >= 0) & (since >= move[row])
    place = np.where(away, destination[row], frame["place"].to_numpy()[row])
    return pd.DataFrame(
        {
            "row": row,
            "version": np.arange(len(row)) - np.searchsorted(row, row),
            "since": first + pd.to_timedelta(since, unit="D"),
            "until": first + pd.to_timedelta(until, unit="D"),
            "town": towns["town"].to_numpy()[place],
            "region": towns["region"].to_numpy()[place],
            "change": change,
        }
    )


def _day(settings: dict, shock: dict) -> int:
    months, month = settings["months"], shock["month"]
    if month > months:
        raise ValueError(
            f"market.shocks: the {shock['kind']} of {shock['platform']} in month {month} comes after the market, "
            f"which has {months} months; lower its month or raise market.months"
        )
    starts = month_starts(settings["first_month"], months)
    return (starts[month - 1] - starts[0]).days


def _moderation(share: float, templated: float) -> tuple[float, float]:
    """Give the chances of plain and templated adverts, with the odds planted and the share expected over all kept."""
    plain = share / (1 + (ODDS - 1) * templated)
    if ODDS * plain <= 1:
        return plain, ODDS * plain
    return (share - templated) / (1 - templated), 1.0


def _share_up(organisations: pd.DataFrame, templated: np.ndarray, day: int, advert_life: float) -> float:
    """Give the share of templating kinds among the adverts that are expected to be up on a day.

    ASSUME nothing but lives ended any before: earlier shocks change the share little.
    """
    arrived, left = organisations["arrived"].to_numpy(), organisations["left"].to_numpy()
    oldest, youngest = np.maximum(day - arrived, 0), np.maximum(day - left, 0)
    up = organisations["adverts"] / (left - arrived) * (_lived(oldest, advert_life) - _lived(youngest, advert_life))
    up = np.where(left + TAIL > day, up, 0)
    return float(up[templated].sum() / up.sum()) if up.sum() else 0.0


def _lived(age: np.ndarray, advert_life: float) -> np.ndarray:
    """Integrate the chance to be still up from an age of 0 to `age` days."""
    mean = max(advert_life - LEAST, 1e-9)
    return np.minimum(age, LEAST) + mean * -np.expm1(-np.maximum(age - LEAST, 0) / mean)
