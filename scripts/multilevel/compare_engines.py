"""Set the engines side by side: fixed effects, variance components, and how far they differ.

Fails, with the table, if any quantity differs from the reference by more than the tolerance.
"""

import json
from pathlib import Path

import pandas as pd

from dots.multilevel import agreement
from dots.multilevel.model import TERMS, Fit
from dots.script import run
from dots.tables import multilevel


def compare_engines(
    model_frame: Path, fits: list[Path], effects: Path, variances: Path, engine_agreement: Path, *, tolerance: float
) -> None:
    """Read every engine's fit, write the three tables; refuse engines that disagree."""
    frame = multilevel.MODEL_FRAME.read(model_frame)
    contents = [json.loads(path.read_text()) for path in fits]
    found = [Fit(**content["fit"]) for content in contents]
    (bounds,) = (content["share_bounds"] for content in contents if "share_bounds" in content)
    compared = agreement.agreement(found, {term: float(frame[term].std()) for term in TERMS}, tolerance)
    agreement.refuse_disagreement(compared)
    multilevel.EFFECTS.write(agreement.effects(found), effects)
    multilevel.VARIANCES.write(agreement.variances(found, pd.DataFrame(bounds)), variances)
    multilevel.AGREEMENT.write(compared, engine_agreement)


if __name__ == "__main__":
    run(snakemake, compare_engines)
