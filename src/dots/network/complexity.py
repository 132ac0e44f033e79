"""How complex networks are, and how spread out: principal components of their measures.

After Kjellgren (2024, "The geographies and complexities of online networks in the off-street sex market"),
who found two dimensions in 15,016 networks; the measures here are those that this study's tables hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

COUNTS = ("adverts", "contacts", "templates", "towns", "regions", "radius")
"""Measures whose differences are ratios rather than steps: log(1 + x) is taken."""
SHARES = ("density", "centralisation", "template_share")
MEASURES = COUNTS + SHARES
"""What enters the components.

Left out of what is measured: clustering, which is 0 by convention in a network of two adverts and so would say
size again; life span and platforms, which say how long and where one looked rather than how a network is built.
"""
FEWEST = 10
"""Networks below which no component is computed: fewer than the measures would fit anything."""

_STREAM = 4_203
"""This module's own stream of random numbers."""


@dataclass(frozen=True)
class Components:
    """Principal components of networks' measures.

    Attributes
    ----------
    scaler, pca
        Standardisation and components, fitted on the point partition.
    signs
        +1 or -1 for each component.
    spreads
        Standard deviation of the networks along each component.
    """

    scaler: StandardScaler
    pca: PCA
    signs: np.ndarray
    spreads: np.ndarray

    def project(self, networks: pd.DataFrame) -> np.ndarray:
        """Place networks on the components: networks x components, in standard deviations of the point partition."""
        return self.pca.transform(self.scaler.transform(matrix(networks))) * self.signs / self.spreads

    def loadings(self) -> np.ndarray:
        """Give the correlation of each measure (rows) with each component (columns)."""
        return _loadings(self.pca, self.signs)


def matrix(networks: pd.DataFrame) -> np.ndarray:
    """Lay out the measures of networks, counts as log(1 + x): networks x measures.

    A network whose adverts state no place counts as one that stays where it is.
    """
    # ASSUME no place stated: radius 0
    frame = networks[list(MEASURES)].astype("float64").fillna(0.0)
    frame[list(COUNTS)] = np.log1p(frame[list(COUNTS)])
    return frame.to_numpy()


def fit(networks: pd.DataFrame) -> Components:
    """Fit the components to the networks of the point partition.

    The first is signed so that more adverts mean more complexity, the second so that a larger radius means
    more spread; the others so that their largest loading is positive.

    Raises
    ------
    ValueError
        If there are fewer than `FEWEST` networks.
    """
    if len(networks) < FEWEST:
        raise ValueError(
            f"only {len(networks)} networks of two or more adverts: principal components need {FEWEST}; "
            "take a larger corpus, or lower network.threshold"
        )
    data = matrix(networks)
    scaler = StandardScaler().fit(data)
    pca = PCA(svd_solver="full").fit(scaler.transform(data))
    loadings = _loadings(pca, np.ones(pca.n_components_))
    deciding = np.abs(loadings).argmax(axis=0)
    deciding[:2] = MEASURES.index("adverts"), MEASURES.index("radius")
    signs = np.where(loadings[deciding, np.arange(len(deciding))] < 0, -1.0, 1.0)
    spreads = np.sqrt(np.maximum(pca.explained_variance_ * (len(data) - 1) / len(data), 1e-12))
    return Components(scaler, pca, signs, spreads)


def bootstrap_loadings(networks: pd.DataFrame, components: Components, draws: int, seed: int) -> np.ndarray:
    """Resample networks and fit again: draws x measures x components.

    Each draw's components are put in the order and sign of the fitted ones they resemble most, because
    order and sign are arbitrary (Timmerman, Kiers and Smilde 2007, "Estimating confidence intervals for
    principal component loadings").
    """
    random = np.random.default_rng([seed, _STREAM, 1])
    data, fitted = matrix(networks), components.loadings()
    result = np.empty((draws, *fitted.shape))
    for draw in range(draws):
        sample = StandardScaler().fit_transform(data[random.integers(0, len(data), len(data))])
        found = _loadings(PCA(svd_solver="full").fit(sample), np.ones(fitted.shape[1]))
        resemblance = fitted.T @ found
        order = linear_sum_assignment(np.abs(resemblance), maximize=True)[1]
        signs = np.where(resemblance[np.arange(len(order)), order] < 0, -1.0, 1.0)
        result[draw] = found[:, order] * signs
    return result


def bootstrap_explained(networks: pd.DataFrame, seed: int, draws: int = 500) -> np.ndarray:
    """Resample networks and give the share of variance each component explains, by rank: draws x components."""
    random = np.random.default_rng([seed, _STREAM, 3])
    data = matrix(networks)
    data = data[:, data.std(axis=0) > 0]
    result = np.full((draws, data.shape[1]), np.nan)
    for draw in range(draws):
        sample = data[random.integers(0, len(data), len(data))]
        if (sample.std(axis=0) > 0).all():  # a measure may be the same in all networks drawn; it explains nothing then
            values = _eigenvalues(sample)
            result[draw] = values / values.sum()
    return result


def parallel_analysis(networks: pd.DataFrame, seed: int, draws: int = 200) -> int:
    """Count the components that explain more than chance would.

    A component counts as long as its eigenvalue lies above the 95th percentile of the same eigenvalue of
    independent normal data of the same shape, and all before it do (Horn 1965, "A rationale and test for the
    number of factors in factor analysis").
    """
    data = matrix(networks)
    data = data[:, data.std(axis=0) > 0]
    random = np.random.default_rng([seed, _STREAM, 2])
    found = _eigenvalues(data)
    chance = np.array([_eigenvalues(random.standard_normal(data.shape)) for _ in range(draws)])
    above = found > np.percentile(chance, 95, axis=0)
    return int(len(above) if above.all() else above.argmin())


def table(networks: pd.DataFrame, seed: int, draws: int = 500) -> tuple[Components, pd.DataFrame]:
    """Fit the components and tabulate their loadings, as in `tables.network.LOADINGS`.

    The first two components are kept, and further ones if parallel analysis retains them.
    """
    components = fit(networks)
    resampled = bootstrap_loadings(networks, components, draws, seed)
    lower, upper = np.percentile(resampled, [2.5, 97.5], axis=0)
    loadings = components.loadings()
    rows = [
        (
            component + 1,
            measure,
            loadings[place, component],
            min(lower[place, component], loadings[place, component]),
            max(upper[place, component], loadings[place, component]),
            components.pca.explained_variance_ratio_[component],
        )
        for component in range(max(2, parallel_analysis(networks, seed)))
        for place, measure in enumerate(MEASURES)
    ]
    return components, pd.DataFrame(rows, columns=["component", "measure", "loading", "lower", "upper", "explained"])


def _loadings(pca: PCA, signs: np.ndarray) -> np.ndarray:
    rows = pca.n_samples_
    spread = np.sqrt(pca.explained_variance_ * (rows - 1) / rows)  # the data have variance 1 with divisor n
    return np.clip(pca.components_.T * spread * signs, -1, 1)


def _eigenvalues(data: np.ndarray) -> np.ndarray:
    return np.linalg.eigvalsh(np.corrcoef(data, rowvar=False))[::-1]
