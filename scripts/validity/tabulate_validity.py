"""Set the scoreboard's headlines and the wrongful-suspicion rates as tables of the chapter."""

from pathlib import Path

import pandas as pd

from dots.script import run
from dots.tables import validity
from dots.validity.headlines import HEADLINES, grouped, headlines


def tabulate_validity(board: Path, wrongful: Path, scoreboard: Path, wrongful_suspicion: Path) -> None:
    """Read the scoreboard, write two tables with reader-ready headings."""
    rows = headlines(validity.SCOREBOARD.read(board))
    pd.DataFrame(
        {
            "Measure": [HEADLINES[key] for key in rows.index],
            "Value": [f"{value:.2f}" for value in rows["value"]],
            "95 % interval": _intervals(rows, "{:.2f}", 1),
            "Plain method": [
                f"{at.baseline:.2f} ({at.baseline_name})" if at.baseline_name else "" for at in rows.itertuples()
            ],
        }
    ).to_csv(scoreboard, index=False)
    table = grouped(validity.SUSPICION.read(wrongful))
    pd.DataFrame(
        {
            "Networks": table["label"],
            "Eligible": table["eligible"],
            "Shortlisted": table["shortlisted"],
            "Wrongly": table["wrongful"],
            "Rate": ["" if pd.isna(rate) else f"{100 * rate:.0f} %" for rate in table["rate"]],
            "95 % interval": _intervals(table, "{:.0f} %", 100),
            "Drawn by lot": ["" if pd.isna(rate) else f"{100 * rate:.0f} %" for rate in table["by_chance"]],
        }
    ).to_csv(wrongful_suspicion, index=False)


def _intervals(rows: pd.DataFrame, form: str, scale: int) -> list[str]:
    return [
        "" if pd.isna(at.lower) else f"{form.format(scale * at.lower)} to {form.format(scale * at.upper)}"
        for at in rows.itertuples()
    ]


if __name__ == "__main__":
    run(snakemake, tabulate_validity)
