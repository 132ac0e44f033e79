"""Fit the multilevel model by statsmodels' MixedLM, the second engine.

The same frame and formula as the reference engine. Fails if the fit does not converge.
"""

import json
from dataclasses import asdict
from pathlib import Path

from dots.multilevel import model, statsmodels
from dots.script import run
from dots.tables import multilevel


def fit_statsmodels(model_frame: Path, effects: Path) -> None:
    """Read the model frame, write the fit."""
    frame = multilevel.MODEL_FRAME.read(model_frame)
    fit = statsmodels.fit(frame, model.fixed_part(frame), model.GROUPS)
    effects.write_text(json.dumps({"fit": asdict(fit)}, indent=1) + "\n")


if __name__ == "__main__":
    run(snakemake, fit_statsmodels)
