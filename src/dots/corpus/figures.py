"""Figures of the corpus: what was kept and dropped, how contacts were written, how many adverts there were when."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from dots import figures
from dots.corpus import contacts as written
from dots.corpus import pages
from dots.corpus.summary import FEW, PLATFORMS, PLURALS
from dots.governance import disclosure
from dots.tables.corpus import KINDS

COLOURS = dict(zip(KINDS, (figures.BLUE, figures.ORANGE, figures.GREEN), strict=True))
HATCHES = dict(zip(KINDS, ("", "///", "..."), strict=True))


def attrition(shown: pd.DataFrame, minimum: int) -> tuple[Figure, str]:
    """Draw, step by step, what was kept and what was left out and why.

    Parameters
    ----------
    shown
        `dots.corpus.summary.released_attrition`.
    minimum
        Smallest group shown; what is blank counts fewer.

    Returns
    -------
    figure, alt
        The figure and its alt text.
    """
    steps = list(shown["step"].unique())
    figure, axes = figures.new(height=0.55 * len(steps) + 0.5)
    told = []
    for place, step in enumerate(reversed(steps)):
        part = shown[shown["step"] == step].sort_values("records", ascending=False, na_position="last")
        kept = part.loc[part["reason"] == "kept", "records"].iloc[0]
        others = part[(part["reason"] != "kept") & (part["records"] != 0)]
        again = others.loc[others["reason"] == pages.SIGHTED, "records"].sum()
        whole = (kept if pd.notna(kept) else 0) + others["records"].sum()
        share = 1.0 if pd.isna(kept) or not whole else kept / whole
        seen = again / whole if whole else 0.0
        axes.barh(place, share, color=figures.BLUE, height=0.42)
        axes.barh(place, seen, left=share, color=figures.GREY, height=0.42)
        left_out = {"color": figures.VERMILION, "hatch": "///", "edgecolor": "white"}
        axes.barh(place, 1 - share - seen, left=share + seen, height=0.42, **left_out)
        kept_text = "kept (count withheld)" if pd.isna(kept) else f"{kept:,.0f} kept"
        reasons = [f"{row.reason} {_count(row.records, minimum)}" for row in others.itertuples()]
        axes.text(0, place + 0.28, "; ".join([kept_text, *reasons]), va="bottom", fontsize=7)
        told.append(f"{step[2:]}: {'; '.join([kept_text, *(reasons or ['none left out'])])}")
    axes.set_yticks(range(len(steps)), [step[2:] for step in reversed(steps)])
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.4, len(steps) - 0.25)
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.set_xlabel("Share kept (blue), seen before (grey) and left out (red, hatched)")
    return figure, f"Bars for {len(steps)} steps from the archive to the corpus. {'. '.join(reversed(told))}."


def contact_rules(contacts: pd.DataFrame, minimum: int) -> tuple[Figure, str]:
    """Draw how many contacts of each kind were written in which way.

    Parameters
    ----------
    contacts
        Table of that name.
    minimum
        Smallest group shown; smaller ones are left out of the bars and said to be.

    Returns
    -------
    figure, alt
        The figure and its alt text.
    """
    counts = contacts.groupby(["rule", "kind"]).size().rename("contacts").reset_index()
    counts = disclosure.mask_small(counts, "contacts", [], minimum)
    wide = counts.pivot(index="rule", columns="kind", values="contacts").reindex(columns=list(KINDS))
    rules = [rule for rule in written.RULES if rule in wide.index]
    figure, axes = figures.new(height=0.27 * max(len(rules), 3) + 0.9)
    for place, rule in enumerate(reversed(rules)):
        left = 0.0
        for kind in KINDS:
            width = wide.loc[rule, kind]
            if pd.notna(width):
                axes.barh(
                    place, width, left=left, color=COLOURS[kind], hatch=HATCHES[kind], edgecolor="white", height=0.7
                )
                left += width
        small = ((counts["rule"] == rule) & counts["suppressed"]).any()
        label = f" {left:,.0f}" if left else ""
        axes.text(
            left, place, label + (f" (and {FEW.format(minimum)} of a kind)" if small else ""), va="center", fontsize=7
        )
    axes.set_yticks(range(len(rules)), [f"{rule}: {written.RULES[rule]}" for rule in reversed(rules)])
    axes.set_xlabel("Contacts (each once an advert)")
    axes.margins(x=0.18)
    looks = ({"facecolor": COLOURS[kind], "hatch": HATCHES[kind], "label": PLURALS[kind]} for kind in KINDS)
    axes.legend(handles=[Patch(edgecolor="white", **look) for look in looks], loc="lower right")
    hidden = (~contacts["rule"].isin(written.OPEN)).mean() if len(contacts) else 0.0
    shown = wide.sum(axis=1).reindex(rules).fillna(0)
    ranked = shown[[rule for rule in rules if rule not in written.OPEN]].sort_values(ascending=False, kind="stable")
    commonest = ", ".join(f"{rule} {count:,.0f}" for rule, count in ranked.head(3).items() if count)
    alt = f"Bars of {len(contacts):,} contacts by how they were written. {hidden:.0%} are hidden in some way" + (
        f"; the commonest ways are {commonest}." if commonest else ", none of the ways often enough to be shown."
    )
    return figure, alt


def market_volume(adverts: pd.DataFrame, minimum: int) -> tuple[Figure, str]:
    """Draw the adverts posted each month on each platform.

    Parameters
    ----------
    adverts
        Table of that name.
    minimum
        Months with fewer adverts on a platform are gaps.

    Returns
    -------
    figure, alt
        The figure and its alt text.
    """
    months = pd.period_range(adverts["month"].min(), adverts["month"].max(), freq="M").strftime("%Y-%m")
    figure, axes = figures.new(height=2.6)
    told = []
    for colour, mark, (platform, group) in zip(figures.PALETTE, "os^D", adverts.groupby("platform"), strict=False):
        counts = group["month"].value_counts().reindex(months, fill_value=0)
        shown = disclosure.mask_small(counts.rename("adverts").reset_index(), "adverts", [], minimum)[
            "adverts"
        ].to_numpy()
        name = PLATFORMS.get(platform, platform)
        axes.plot(range(len(months)), shown, color=colour, marker=mark, ms=4, label=name)
        values = pd.Series(shown).dropna()
        if values.empty:
            told.append(f"{name}: {FEW.format(minimum)} in every month")
            continue
        peak = values.idxmax()
        told.append(
            f"{name}: {values.min():,.0f} to {values.max():,.0f} in the {len(values)} months shown, "
            f"most in {months[peak]}"
        )
    axes.set_xticks(range(len(months)), months, rotation=60, ha="right")
    axes.set_ylim(bottom=0)
    axes.margins(y=0.12)
    axes.set_ylabel("Adverts posted")
    axes.grid(axis="y")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)  # lines of platforms cross: no room beside them
    alt = f"Adverts posted in each of {len(months)} months from {months[0]} to {months[-1]}. {'. '.join(told)}."
    return figure, f"{alt} Months below {minimum} on a platform are gaps."


def _count(value: float, minimum: int) -> str:
    return FEW.format(minimum) if pd.isna(value) else f"{value:,.0f}"
