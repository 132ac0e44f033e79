"""Planted markets of scores, small enough to fit a hundred times."""

import numpy as np
import pandas as pd

from dots.multilevel.model import TERMS

EFFECTS = {"month": 0.002, "social": 0.03, "log_size": 0.04, "mobile": -0.05}
DEVIATION = {"network": 0.12, "region": 0.05, "advert": 0.10}


def planted_frame(seed, networks=60, regions=12, adverts=600, deviation=DEVIATION, effects=EFFECTS):
    """A model frame with known effects and known standard deviations between networks, regions and adverts."""
    rng = np.random.default_rng([seed, 4401])
    network = np.concatenate([np.repeat(np.arange(networks), 2), rng.integers(0, networks, adverts - 2 * networks)])
    home = rng.integers(0, regions, networks)
    mobile = rng.random(networks) < 0.4
    away = mobile[network] & (rng.random(adverts) < 0.5)
    region = np.where(away, rng.integers(0, regions, adverts), home[network])
    size = np.bincount(network)
    frame = pd.DataFrame(
        {
            "advert": [f"noticeboard/{number:06d}" for number in range(adverts)],
            "network": [f"network {number:04d}" for number in network],
            "region": [f"region {number:02d}" for number in region],
            "month": rng.integers(0, 18, adverts) - 8.5,
            "social": (rng.random(adverts) < 0.25).astype(float),
            "log_size": np.log(size[network]),
            "mobile": mobile[network].astype(float),
        }
    )
    frame["log_size"] -= frame["log_size"].mean()
    frame["score"] = (
        0.4
        + sum(effects[term] * frame[term] for term in TERMS)
        + rng.normal(0, deviation["network"], networks)[network]
        + rng.normal(0, deviation["region"], regions)[region]
        + rng.normal(0, deviation["advert"], adverts)
    )
    return frame
