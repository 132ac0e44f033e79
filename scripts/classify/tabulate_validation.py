"""Set the validation of the score beside its baselines as a table of the chapter."""

from pathlib import Path

import pandas as pd

from dots.classify.continuum import BASELINES, MODEL
from dots.script import run
from dots.tables import classify as tables


def tabulate_validation(validation: Path, table: Path) -> None:
    """Read the validation, write one row a model, over all folds and from the worst to the best fold."""
    frame = tables.VALIDATION.read(validation)
    rows = []
    for name in (MODEL, *reversed(BASELINES)):
        part = frame[frame["model"] == name].set_index("fold")
        pooled, folds = part.loc[-1], part.drop(-1)
        ranks = folds["spearman"].dropna()
        rows.append(
            {
                "Model": name.capitalize(),
                "Coded adverts": f"{pooled['adverts']:,.0f}",
                "Rank correlation": "" if pd.isna(pooled["spearman"]) else f"{pooled['spearman']:.2f}",
                "By fold": "" if ranks.empty else f"{ranks.min():.2f} to {ranks.max():.2f}",
                "Mean absolute error": f"{pooled['mean_absolute_error']:.3f}",
                "Coverage (nominal 90 %)": f"{100 * pooled['coverage']:.1f} %",
            }
        )
    table.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_validation)
