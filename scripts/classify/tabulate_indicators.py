"""Set the indicators as a table of the chapter; what too few adverts show is not stated."""

from pathlib import Path

import pandas as pd

from dots import indicators as sets
from dots.classify import ratios
from dots.script import run
from dots.tables import classify as tables


def tabulate_indicators(
    indicators: Path, indicator_ratios: Path, indicator_set: Path, table: Path, *, minimum: int
) -> None:
    """Read indicators and ratios, write one row an indicator."""
    chosen = sets.load(indicator_set)
    frame = tables.INDICATOR_RATIOS.read(indicator_ratios).set_index("indicator")
    frame = frame.loc[sorted(frame.index, key=lambda name: (chosen[name].axis, -frame.at[name, "positive_ratio"]))]
    shown = tables.INDICATORS.read(indicators).groupby("indicator")["present"].sum().loc[frame.index]
    enough = set(ratios.reportable(frame.reset_index(), minimum)["indicator"])
    rows = [
        {
            "Indicator": chosen[name].label,
            "Meant to show": row["axis"],
            "Adverts": f"{100 * row['share']:.1f} %" if shown[name] >= minimum else f"fewer than {minimum} adverts",
            "LR+": f"{row['positive_ratio']:.2f}" if name in enough else "",
            "95 % interval": f"{row['lower']:.2f} to {row['upper']:.2f}" if name in enough else "too few adverts",
            "In the score": "yes" if row["in_score"] else "no",
        }
        for name, row in frame.iterrows()
    ]
    table.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_indicators)
