"""What adverts are about: how kinds, regions, months and exploitation lean to topics, and the mixtures drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

# ASSUME all sizes below: no source gives how topics differ
CONCENTRATION = 1.5
"""Sum of the parameters of the Dirichlet distribution; the smaller, the fewer topics an advert has."""
LEAST = 0.01
"""Least parameter of a topic."""
KIND_SD = 0.8
REGION_SD = 0.4
EXPLOITATION_SD = 0.6
"""Spread of the leanings (log scale); of exploitation's, from one end of the 0 to 1 scale to the other."""
CENTRE = 0.3
"""Exploitation at which it leans to no topic."""


@dataclass(frozen=True)
class Leanings:
    """How much each kind, region, month and place on the continuum leans to each topic (log scale).

    Attributes
    ----------
    kind, region
        Kind or region to one number a topic.
    month
        One number a topic for each month since the first.
    exploitation
        One number a topic, times (exploitation - 0.3): what is advertised differs a little along the continuum.
    """

    kind: dict[str, np.ndarray]
    region: dict[str, np.ndarray]
    month: np.ndarray
    exploitation: np.ndarray

    def mixtures(self, frame: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
        """Draw the mixture of topics of every advert of a block.

        Parameters
        ----------
        frame
            Planned adverts: kind, region, month (0 for the first) and exploitation (0 to 1) are used.
        rng
            The block's generator.

        Returns
        -------
        ndarray
            Adverts by topics; rows sum to 1.
        """
        lean = (
            _of_each(self.kind, frame["kind"])
            + _of_each(self.region, frame["region"])
            + np.outer(frame["month"], self.month)
            + np.outer(frame["exploitation"] - CENTRE, self.exploitation)
        )
        lean = np.exp(lean)
        # a Dirichlet draw is gamma draws divided by their sum, which NumPy does for all rows at once
        drawn = rng.standard_gamma(np.maximum(CONCENTRATION * lean / lean.sum(axis=1, keepdims=True), LEAST))
        return drawn / drawn.sum(axis=1, keepdims=True)


def draw_leanings(kinds: list[str], regions: list[str], months: int, topics: int, rng: np.random.Generator) -> Leanings:
    """Draw the leanings of the market."""
    return Leanings(
        {kind: KIND_SD * rng.standard_normal(topics) for kind in kinds},
        {region: REGION_SD * rng.standard_normal(topics) for region in regions},
        rng.standard_normal(topics) / months,
        EXPLOITATION_SD * rng.standard_normal(topics),
    )


def _of_each(leanings: dict[str, np.ndarray], names: pd.Series) -> np.ndarray:
    return np.array(list(leanings.values()))[pd.Index(list(leanings)).get_indexer(names)]
