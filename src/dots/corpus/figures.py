"""Figures of the corpus: what was kept and dropped, how contacts were written, how many adverts there were when."""

from __future__ import annotations

from textwrap import fill

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from dots import figures
from dots.corpus import contacts as written
from dots.corpus import pages
from dots.corpus.summary import COPIED, FEW, PLATFORMS, PLURALS
from dots.governance import disclosure
from dots.tables.corpus import KINDS

COLOURS = dict(zip(KINDS, (figures.BLUE, figures.ORANGE, figures.GREEN), strict=True))
KEPT = {"color": figures.BLUE}
AGAIN = {"color": figures.GREY}
LEFT_OUT = {"color": figures.VERMILION, "hatch": "///", "edgecolor": "white"}
"""Looks of what a step kept, had seen before, and left out."""
REASON = 34
"""Characters of a reason on one line."""
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
    bars, told = [], []
    for step in shown["step"].unique():
        part = shown[shown["step"] == step].sort_values("records", ascending=False, na_position="last")
        kept = part.loc[part["reason"] == "kept", "records"].iloc[0]
        others = part[(part["reason"] != "kept") & (part["records"] != 0)]
        whole = (kept if pd.notna(kept) else 0) + others["records"].sum()
        kept_text = "kept (count withheld)" if pd.isna(kept) else f"{kept:,.0f} kept"
        bars.append((step[2:].capitalize(), 1.0 if pd.isna(kept) or not whole else kept / whole, kept_text, KEPT))
        for row in others.itertuples():
            share = row.records / whole if whole and pd.notna(row.records) else 0.0
            look = AGAIN if row.reason in (pages.SIGHTED, COPIED) else LEFT_OUT
            bars.append((fill(row.reason, REASON), share, _count(row.records, minimum), look))
        reasons = [f"{row.reason} {_count(row.records, minimum)}" for row in others.itertuples()]
        told.append(f"{step[2:]}: {'; '.join([kept_text, *(reasons or ['none left out'])])}")
    tops, top = [], 0.0
    for name, _, _, look in bars:
        top += (0.35 if look is KEPT and tops else 0.0) + 0.5 * name.count("\n")
        tops.append(top)
        top += 1.0 + 0.5 * name.count("\n")
    figure, axes = figures.new(height=0.2 * top + 0.6)
    for place, (_, share, text, look) in zip(tops, bars, strict=True):
        axes.barh(place, share, height=0.8, **look)
        axes.text(share + 0.01, place, text, va="center", fontsize=7)
    axes.set_yticks(tops, [name for name, *_ in bars])
    for label, (*_, look) in zip(axes.get_yticklabels(), bars, strict=True):
        label.set(fontsize=8 if look is KEPT else 7, fontweight="bold" if look is KEPT else "normal")
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 1.3)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_ylim(top, -0.7)
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.set_xlabel("Share of each step: kept (blue), seen before (grey),\nleft out (red, hatched)")
    steps = len(told)
    return figure, f"Bars for {steps} steps from the archive to the corpus. {'. '.join(told)}."


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
