"""Refit the model on every draw of the links and pool, so that doubt about who belongs with whom is carried on.

Rubin's rules for effects, bootstrap replicates of every draw for variance shares. Fails with fewer than two draws.
"""

import logging
import math
from pathlib import Path

import numpy as np
import pandas as pd

from dots.multilevel import frame, glmm, model, uncertainty
from dots.script import run
from dots.tables import classify, corpus, multilevel, network

logger = logging.getLogger(__name__)


def pool_draws(
    adverts: Path,
    scores: Path,
    memberships: Path,
    membership_draws: Path,
    pooled_effects: Path,
    pooled_variances: Path,
    *,
    bootstrap: int,
    seed: int,
) -> None:
    """Read the draws, fit each, write pooled effects and pooled variance shares."""
    advert_table, score_table = corpus.ADVERTS.read(adverts), classify.SCORES.read(scores)
    whole, _, centres = frame.build_frame(advert_table, score_table, network.MEMBERSHIPS.read(memberships))
    fixed = model.fixed_part(whole)
    drawn = network.MEMBERSHIP_DRAWS.read(membership_draws)
    replicates = math.ceil(bootstrap / drawn["draw"].nunique())
    rng = np.random.default_rng([seed, uncertainty.STREAM, 1])
    fits, shares = [], []
    for draw, members in drawn.groupby("draw"):
        built, left_out, _ = frame.build_frame(advert_table, score_table, members, centres)
        fit = glmm.fit(built, fixed, model.GROUPS)
        logger.info(
            "draw %d: %d adverts in %d networks, %d adverts left out",
            draw,
            fit.rows,
            fit.groups["network"],
            left_out.loc[left_out["reason"] != "kept", "adverts"].sum(),
        )
        fits.append(fit)
        shares.append(uncertainty.replicate_shares(built, fit, fixed, replicates, rng))
    multilevel.POOLED.write(uncertainty.pool(fits), pooled_effects)
    multilevel.POOLED_VARIANCES.write(uncertainty.pool_shares(fits, pd.concat(shares)), pooled_variances)


if __name__ == "__main__":
    run(snakemake, pool_draws)
