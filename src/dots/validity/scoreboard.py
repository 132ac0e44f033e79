"""The scoreboard: each stage's output against the truth that was planted.

Every function judges one stage and returns rows of `tables.validity.SCOREBOARD` without the stage. Figures
are given as they come out, however poor; a plain method or chance stands beside them where there is one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.stats import spearmanr

from dots.validity.clusters import agreement, bcubed, harmonic
from dots.validity.intervals import cluster_bootstrap
from dots.validity.suspicion import ALL, wilson

NO_INTERVAL = (np.nan, np.nan)


def row(
    measure: str,
    value: float,
    units: int,
    *,
    group: str = ALL,
    interval: tuple[float, float] = NO_INTERVAL,
    baseline: float = np.nan,
    baseline_name: str = "",
    ideal: float = 1.0,
) -> dict:
    """Make one row of the scoreboard."""
    return {
        "measure": measure,
        "group": group,
        "value": float(value),
        "lower": interval[0],
        "upper": interval[1],
        "baseline": baseline,
        "baseline_name": baseline_name,
        "ideal": ideal,
        "units": int(units),
    }


def crawl(adverts: pd.DataFrame, truth: pd.DataFrame) -> list[dict]:
    """Share of the planted adverts that came through crawl and parsing."""
    found = int(truth["advert"].isin(adverts["advert"]).sum())
    return [row("adverts recovered", found / len(truth), len(truth), interval=wilson(found, len(truth)))]


def contacts(found: pd.DataFrame, planted: pd.DataFrame) -> list[dict]:
    """Precision and recall of contact extraction.

    Parameters
    ----------
    found
        `advert`, `kind`, `contact` (pseudonym).
    planted
        The same, and `hiding`: how the contact was written.
    """
    keys = ["advert", "kind", "contact"]
    judged = planted.merge(found[keys], on=keys, how="outer", indicator=True)
    rows = []
    for group, part in [(ALL, judged), *judged.groupby("kind")]:
        right = int((part["_merge"] == "both").sum())
        read, there = (
            right + int((part["_merge"] == "right_only").sum()),
            right + int((part["_merge"] == "left_only").sum()),
        )
        precision, recall = right / read if read else 0.0, right / there if there else 0.0
        rows += [
            row("contact precision", precision, read, group=group, interval=wilson(right, read)),
            row("contact recall", recall, there, group=group, interval=wilson(right, there)),
        ]
        if group == ALL:
            rows.append(row("contact F1", harmonic(precision, recall), there))
    hidden = judged[judged["_merge"] != "right_only"]
    for hiding, part in hidden.groupby("hiding"):
        right = int((part["_merge"] == "both").sum())
        rows.append(
            row(
                "contact recall by writing",
                right / len(part),
                len(part),
                group=hiding,
                interval=wilson(right, len(part)),
            )
        )
    return rows


def partition(name: str, found: pd.Series, true: pd.Series, by: pd.Series, seed: int) -> list[dict]:
    """Agreement of a partition of adverts with the planted one, with intervals over organisations.

    Parameters
    ----------
    name
        What is partitioned, for the measure's name ("template", "network").
    found, true
        Labels on the same index of adverts.
    by
        Organisation of each advert: the cluster that is drawn.
    seed
        Seed of the bootstrap.
    """
    frame = pd.DataFrame({"found": found, "true": true, "by": by})

    def measures(sample: pd.DataFrame) -> dict[str, float]:
        copy = "/" + sample["copy"].astype(str)
        result = agreement(
            (sample["found"] + copy).reset_index(drop=True), (sample["true"] + copy).reset_index(drop=True)
        )
        return {
            f"{name} pairwise precision": result.pair_precision,
            f"{name} pairwise recall": result.pair_recall,
            f"{name} pairwise F1": result.pair_f1,
            f"{name} B-cubed F1": result.bcubed_f1,
            f"{name} adjusted Rand index": result.rand,
        }

    result = cluster_bootstrap(frame, "by", measures, seed)
    return [
        row(measure, at["value"], len(frame), interval=(at["lower"], at["upper"])) for measure, at in result.iterrows()
    ]


def networks(memberships: pd.DataFrame, links: pd.DataFrame, truth: pd.DataFrame, seed: int) -> list[dict]:
    """Agreement of the networks with the planted organisations, beside plain union-find on the same ties."""
    judged = truth.merge(memberships, on="advert").sort_values("advert").set_index("advert")
    rows = partition("network", judged["network"], judged["organisation"], judged["organisation"], seed)
    plain = agreement(union_find(judged.index, links), judged["organisation"])
    beside = {
        "network pairwise precision": plain.pair_precision,
        "network pairwise recall": plain.pair_recall,
        "network pairwise F1": plain.pair_f1,
        "network B-cubed F1": plain.bcubed_f1,
        "network adjusted Rand index": plain.rand,
    }
    for each in rows:
        each |= {"baseline": beside[each["measure"]], "baseline_name": "union-find"}
    found, true = judged["network"].nunique(), judged["organisation"].nunique()
    rows.append(row("networks found per organisation", found / true, true))
    per_advert = bcubed(judged["network"], judged["organisation"]).join(judged[["kind", "organisation"]])
    for kind, part in per_advert.groupby("kind"):
        result = cluster_bootstrap(part, "organisation", lambda sample: {"recall": sample["recall"].mean()}, seed).loc[
            "recall"
        ]
        rows.append(
            row(
                "network B-cubed recall by kind",
                result["value"],
                part["organisation"].nunique(),
                group=kind,
                interval=(result["lower"], result["upper"]),
            )
        )
    return rows


def union_find(adverts: pd.Index, links: pd.DataFrame) -> pd.Series:
    """Join all adverts that share any identifier: the method the networks must beat."""
    links = links[links["advert"].isin(adverts)]
    identifiers, _ = pd.factorize(links["identifier"])
    ends = adverts.get_indexer(links["advert"]), identifiers + len(adverts)
    size = len(adverts) + (identifiers.max() + 1 if len(identifiers) else 0)
    graph = coo_matrix((np.ones(len(links)), ends), shape=(size, size))
    return pd.Series(connected_components(graph, directed=False)[1][: len(adverts)].astype(str), index=adverts)


def shortlists(suspected: pd.DataFrame, by_score: pd.DataFrame) -> list[dict]:
    """State the wrongful-suspicion rate of the shortlist and of one by the score alone, beside one drawn by lot.

    Parameters
    ----------
    suspected, by_score
        Rows of `tables.validity.SUSPICION` for either shortlist.
    """
    rows = []
    for group, table in ((ALL, suspected), ("by score alone", by_score)):
        whole = table.set_index("kind").loc[ALL]
        if whole["shortlisted"]:
            rows.append(
                row(
                    "wrongful-suspicion rate",
                    whole["rate"],
                    whole["shortlisted"],
                    group=group,
                    interval=(whole["lower"], whole["upper"]),
                    baseline=whole["by_chance"],
                    baseline_name="drawn by lot",
                    ideal=0.0,
                )
            )
    return rows


def topics(
    found: pd.DataFrame, prevalence: pd.DataFrame, planted: pd.DataFrame, shares: pd.DataFrame, seed: int
) -> list[dict]:
    """Match found topics to planted ones and compare their words and their prevalence.

    Parameters
    ----------
    found
        `topic`, `term`, `weight`: the strongest words of each topic.
    prevalence
        `advert`, `topic`, `weight`.
    planted, shares
        The same, as planted.
    seed
        Seed of the scrambled baseline, in which each found topic keeps its weights and gets other words.
    """
    left, right, cosine = _cosines(found, planted)
    picked = linear_sum_assignment(-cosine)
    scrambled = found.assign(term=np.random.default_rng([seed, 9402]).permutation(found["term"].to_numpy()))
    scrambled = scrambled.groupby(["topic", "term"], as_index=False)["weight"].sum()
    chance = _cosines(scrambled, planted)[2]
    matched = cosine[picked]
    each = prevalence.pivot(index="advert", columns="topic", values="weight").mean()
    true = shares.pivot(index="advert", columns="topic", values="weight").mean()
    error = np.abs(each[left[picked[0]]].to_numpy() - true[right[picked[1]]].to_numpy())
    by_chance = chance[linear_sum_assignment(-chance)].mean()
    return [
        row("topic cosine", matched.mean(), len(matched), baseline=by_chance, baseline_name="random words"),
        row("topics recovered (cosine above 0.7)", (matched > 0.7).sum() / len(right), len(right)),
        row("topic prevalence error", error.mean(), len(error), ideal=0.0),
    ]


def _cosines(found: pd.DataFrame, planted: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    terms = pd.Index(sorted(set(found["term"]) | set(planted["term"])))
    sides = []
    for frame in (found, planted):
        wide = frame.pivot(index="topic", columns="term", values="weight").reindex(columns=terms).fillna(0.0)
        sides.append((wide.index.to_numpy(), wide.to_numpy() / np.linalg.norm(wide, axis=1, keepdims=True)))
    return sides[0][0], sides[1][0], sides[0][1] @ sides[1][1].T


def indicators(
    found: pd.DataFrame, planted: pd.DataFrame, ratios: pd.DataFrame, planted_ratios: dict[str, float]
) -> list[dict]:
    """Judge the detection of each indicator, and its likelihood ratio against the planted one (log difference)."""
    judged = planted.merge(found, on=["advert", "indicator"], suffixes=("_planted", "_found"))
    rows = []
    for name, part in judged.groupby("indicator"):
        right = int((part["present_planted"] & part["present_found"]).sum())
        there, read = int(part["present_planted"].sum()), int(part["present_found"].sum())
        f1 = harmonic(right / read if read else 0.0, right / there if there else 0.0)
        rows.append(row("indicator detection F1", f1, there, group=name))
    for at in ratios[ratios["indicator"].isin(planted_ratios)].itertuples():
        true = planted_ratios[at.indicator]
        rows.append(
            row(
                "likelihood ratio over planted (log)",
                np.log(at.positive_ratio / true),
                at.coded,
                group=at.indicator,
                interval=(np.log(max(at.lower, 1e-6) / true), np.log(at.upper / true)),
                ideal=0.0,
            )
        )
    return rows


def continuum(scores: pd.DataFrame, truth: pd.DataFrame, counts: pd.Series, seed: int) -> list[dict]:
    """Judge the continuum score, by advert and by planted organisation.

    Parameters
    ----------
    scores
        `advert`, `score`, `lower`, `upper`.
    truth
        `advert`, `organisation`, `exploitation`.
    counts
        Number of indicators by advert: the checklist that the score must beat.
    seed
        Seed of the bootstrap over organisations.
    """
    frame = truth.merge(scores, on="advert").assign(count=lambda f: f["advert"].map(counts).fillna(0))

    def measures(sample: pd.DataFrame) -> dict[str, float]:
        means = sample.groupby(["organisation", "copy"])[["score", "exploitation", "count"]].mean()
        return {
            "score rank correlation, adverts": spearmanr(sample["score"], sample["exploitation"])[0],
            "score rank correlation, organisations": spearmanr(means["score"], means["exploitation"])[0],
            "score calibration slope": np.polyfit(sample["score"], sample["exploitation"], 1)[0],
            "score interval coverage (nominal 0.9)": sample["exploitation"]
            .between(sample["lower"], sample["upper"])
            .mean(),
            "score mean absolute error": (sample["score"] - sample["exploitation"]).abs().mean(),
        }

    result = cluster_bootstrap(frame, "organisation", measures, seed)
    means = frame.groupby("organisation")[["count", "exploitation"]].mean()
    beside = {
        "score rank correlation, adverts": (
            spearmanr(frame["count"], frame["exploitation"])[0],
            "indicator count",
        ),
        "score rank correlation, organisations": (
            spearmanr(means["count"], means["exploitation"])[0],
            "indicator count",
        ),
        "score mean absolute error": (
            (frame["exploitation"] - frame["exploitation"].mean()).abs().mean(),
            "mean only",
        ),
    }
    ideal = {"score mean absolute error": 0.0, "score interval coverage (nominal 0.9)": 0.9}
    return [
        row(
            measure,
            at["value"],
            len(frame) if "organisations" not in measure else len(means),
            interval=(at["lower"], at["upper"]),
            baseline=beside.get(measure, (np.nan, ""))[0],
            baseline_name=beside.get(measure, (np.nan, ""))[1],
            ideal=ideal.get(measure, 1.0),
        )
        for measure, at in result.iterrows()
    ]


def effects(found: pd.DataFrame, oracle: pd.DataFrame) -> list[dict]:
    """Bias of each fixed effect against the same model on planted exploitation and planted organisations.

    Parameters
    ----------
    found
        Pooled effects: `term`, `estimate`, `lower`, `upper`.
    oracle
        `term`, `estimate` of the same model where nothing had to be inferred.
    """
    judged = found.merge(oracle[["term", "estimate"]], on="term", suffixes=("", "_true"))
    return [
        row(
            "effect bias",
            at.estimate - at.estimate_true,
            1,
            group=at.term,
            interval=(at.lower - at.estimate_true, at.upper - at.estimate_true),
            ideal=0.0,
        )
        for at in judged.itertuples()
    ]


def shares(found: pd.DataFrame, oracle: pd.DataFrame) -> list[dict]:
    """Error of each level's share of the variance against the same model on the truth."""
    judged = found.merge(oracle[["level", "share"]], on="level", suffixes=("", "_true"))
    return [
        row("variance share error", at.share - at.share_true, 1, group=at.level, ideal=0.0)
        for at in judged.itertuples()
    ]
