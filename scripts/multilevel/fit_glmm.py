"""Fit the multilevel model by glmm, the reference engine, with bootstrap intervals and a check of its residuals.

Assumes a Gaussian score given its groups; the check says how far that holds. Fails if the fit does not converge.
"""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from dots.multilevel import glmm, model, residuals, uncertainty
from dots.script import run
from dots.tables import multilevel


def fit_glmm(model_frame: Path, effects: Path, *, bootstrap: int, seed: int) -> None:
    """Read the model frame, write the fit with the bounds of its variance shares and what its residuals look like."""
    frame = multilevel.MODEL_FRAME.read(model_frame)
    fixed = model.fixed_part(frame)
    fit = glmm.fit(frame, fixed, model.GROUPS)
    rng = np.random.default_rng([seed, uncertainty.STREAM])
    replicates = uncertainty.replicate_shares(frame, fit, fixed, bootstrap, rng)
    content = {
        "fit": asdict(fit),
        "share_bounds": uncertainty.bounds(replicates).to_dict("records"),
        "residuals": residuals.check(frame, fixed),
    }
    effects.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    run(snakemake, fit_glmm)
