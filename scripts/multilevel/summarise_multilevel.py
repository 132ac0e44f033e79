"""State the numbers of the stage `multilevel`: shares of variance, effects, and how far engines agree."""

import json
from pathlib import Path

from dots import numbers
from dots.multilevel import summary
from dots.multilevel.model import Fit
from dots.script import run
from dots.tables import multilevel


def summarise_multilevel(
    attrition: Path,
    reference: Path,
    effects: Path,
    variances: Path,
    engine_agreement: Path,
    pooled_effects: Path,
    pooled_variances: Path,
    numbers_json: Path,
    metrics: Path,
    *,
    min_cell: int,
) -> None:
    """Read the stage's tables, write its numbers."""
    content = json.loads(reference.read_text())
    stated = summary.summarise(
        Fit(**content["fit"]),
        content["residuals"],
        multilevel.MODEL_ATTRITION.read(attrition),
        multilevel.EFFECTS.read(effects),
        multilevel.VARIANCES.read(variances),
        multilevel.AGREEMENT.read(engine_agreement),
        multilevel.POOLED.read(pooled_effects),
        multilevel.POOLED_VARIANCES.read(pooled_variances),
        min_cell,
    )
    numbers.write(stated, numbers_json, metrics)


if __name__ == "__main__":
    run(snakemake, summarise_multilevel)
