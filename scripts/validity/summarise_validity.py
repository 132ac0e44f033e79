"""State the numbers of the evaluation that the chapter quotes, each with its interval."""

from pathlib import Path

import pandas as pd

from dots import numbers
from dots.numbers import Number
from dots.script import run
from dots.tables import validity
from dots.validity.headlines import by_length, grouped

BOARD = "results/tables/scoreboard.parquet"
SUSPICION = "results/tables/suspicion.parquet"

QUOTED = {
    "adverts_recovered": (
        "crawl",
        "adverts recovered",
        "all",
        "planted adverts found in the archive, of those that were up on the day of a wave",
        "percent",
    ),
    "market_seen": ("crawl", "share of the market ever seen", "all", "planted adverts found in the archive", "percent"),
    "sightings_recovered": ("crawl", "sightings recovered", "all", "adverts seen in each wave they were up", "percent"),
    "contact_precision": ("corpus", "contact precision", "all", "contacts read that were planted", "percent"),
    "contact_recall": ("corpus", "contact recall", "all", "planted contacts that were read", "percent"),
    "template_f1": ("corpus", "template pairwise F1", "all", "pairwise F1 of templates", "decimal"),
    "template_size_error": (
        "corpus",
        "template cluster-size error",
        "all",
        "doublings between the size of an advert's template and of the planted one, mean",
        "decimal",
    ),
    "network_precision": ("network", "network pairwise precision", "all", "pairwise precision of networks", "decimal"),
    "network_recall": ("network", "network pairwise recall", "all", "pairwise recall of networks", "decimal"),
    "network_ari": ("network", "network adjusted Rand index", "all", "adjusted Rand index of networks", "decimal"),
    "network_bcubed": ("network", "network B-cubed F1", "all", "B-cubed F1 of networks", "decimal"),
    "network_size_error": (
        "network",
        "network cluster-size error",
        "all",
        "doublings between the size of an advert's network and of its organisation, mean",
        "decimal",
    ),
    "network_pieces": (
        "network",
        "networks that hold one organisation",
        "all",
        "networks over which an organisation is spread, mean",
        "decimal",
    ),
    "topic_cosine": ("topics", "topic cosine", "all", "mean cosine of matched topics", "decimal"),
    "topic_prevalence_error": ("topics", "topic prevalence error", "all", "mean error of topic prevalence", "percent"),
    "continuum_spearman": (
        "classify",
        "score rank correlation, adverts",
        "all",
        "rank correlation of score and planted exploitation, adverts",
        "decimal",
    ),
    "continuum_spearman_organisations": (
        "classify",
        "score rank correlation, organisations",
        "all",
        "the same between organisations' means",
        "decimal",
    ),
    "calibration_slope": (
        "classify",
        "score calibration slope",
        "all",
        "slope of planted exploitation on score",
        "decimal",
    ),
    "brier_skill": (
        "classify",
        "score Brier skill of high",
        "all",
        "share of the base rate's Brier score that the score saves",
        "decimal",
    ),
    "likelihood_ratio_error": (
        "classify",
        "likelihood ratio, mean absolute error (log)",
        "all",
        "mean absolute error of log likelihood ratios from coded adverts",
        "decimal",
    ),
    "coverage": (
        "classify",
        "score interval coverage (nominal 0.9)",
        "all",
        "planted values inside the 90 % intervals",
        "percent",
    ),
}
"""Key of the number: stage, measure and group of the scoreboard, its meaning, its style."""

BASELINES = {
    "market_seen_one_wave": ("market_seen", "planted adverts that one wave at the end could have seen"),
    "contact_recall_plain": ("contact_recall", "planted contacts that a plain pattern reads"),
    "template_f1_identical": ("template_f1", "pairwise F1 of texts that are the same word for word"),
    "network_ari_union_find": ("network_ari", "adjusted Rand index of plain union-find"),
    "continuum_spearman_count": ("continuum_spearman", "rank correlation of the number of indicators"),
    "topic_cosine_chance": ("topic_cosine", "mean cosine of topics with random words"),
}
"""Key of the number: the quoted measure whose plain method it states, and its meaning."""

WHERE_THERE = {
    "contact_recall_{}": ("corpus", "contact recall by group of ways", "planted contacts read, of those written {}"),
    "continuum_spearman_{}": ("classify", "score rank correlation, adverts", "rank correlation, adverts of {}"),
    "score_bias_{}": (
        "classify",
        "score mean signed error",
        "score less planted exploitation, mean over adverts of {}",
    ),
    "network_rank_{}": ("network", "network measure, rank correlation", "rank correlation of {} with the planted"),
    "network_ari_{}": ("network", "network adjusted Rand index", "adjusted Rand index of union-find {}"),
}
"""Key of the number, with the group in it: stage and measure that are stated for each group there is, its meaning."""


def summarise_validity(board: Path, wrongful: Path, numbers_json: Path, metrics: Path) -> None:
    """Read the scoreboard, write numbers and metrics."""
    rows = validity.SCOREBOARD.read(board).set_index(["stage", "measure", "group"])
    stated = {}
    for key, (stage, measure, group, means, style) in QUOTED.items():
        at = rows.loc[(stage, measure, group)]
        stated[key] = Number(float(at["value"]), means, BOARD, style, 1 if style == "percent" else 2, **ends(at))
    for key, (quoted, means) in BASELINES.items():
        stage, measure, group, _, style = QUOTED[quoted]
        plain = float(rows.loc[(stage, measure, group), "baseline"])
        stated[key] = Number(plain, means, BOARD, style, 1 if style == "percent" else 2)
    for key, (stage, measure, means) in WHERE_THERE.items():
        form = ("percent", 1) if measure.startswith("contact") else ("decimal", 2)
        for (in_stage, of, group), at in rows.iterrows():
            if (in_stage, of) == (stage, measure) and group != "all":
                means_here = means.format(group.replace("_", " "))
                stated[key.format(slug(group))] = Number(at["value"], means_here, BOARD, *form, **ends(at))
    biases = rows.loc[("multilevel", "effect bias")]
    stated["effect_bias"] = Number(
        float(biases["value"].abs().max()),
        "largest error of a fixed effect against the model on the truth",
        BOARD,
        digits=3,
    )
    stated["effects_covered"] = Number(
        int(((biases["lower"] <= 0) & (biases["upper"] >= 0)).sum()),
        "fixed effects whose pooled interval holds the value of the model on the truth",
        BOARD,
        "count",
    )
    stated["effects_judged"] = Number(len(biases), "fixed effects judged", BOARD, "count")
    stated |= suspicion_numbers(validity.SUSPICION.read(wrongful))
    numbers.write(stated, numbers_json, metrics)


def suspicion_numbers(table: pd.DataFrame) -> dict[str, Number]:
    """State the wrongful-suspicion rate: over all, for each group that was shortlisted, and for other lists."""
    shown, lists = grouped(table), by_length(table)
    whole = shown[shown["grouping"] == "all"].iloc[0]
    stated = {
        "shortlisted": Number(int(whole["shortlisted"]), "networks on the shortlist", SUSPICION, "count"),
        "eligible": Number(int(whole["eligible"]), "networks large enough for the shortlist", SUSPICION, "count"),
        "wrongful": Number(
            int(whole["wrongful"]), "networks on the shortlist that are suspected wrongly", SUSPICION, "count"
        ),
        "wrongful_by_chance": Number(
            float(whole["by_chance"]), "wrongful share had the shortlist been drawn by lot", SUSPICION, "percent", 0
        ),
    }
    of = {
        "all": "shortlisted networks",
        "kind": "shortlisted networks of kind {}",
        "language": "shortlisted networks that write in {}",
        "number": "shortlisted networks with {}",
        "ranking": "networks on a list as long, drawn up {},",
    }
    for at in shown[shown["shortlisted"] > 0].itertuples():
        key = "wrongful_suspicion" if at.grouping == "all" else f"wrongful_suspicion_{slug(at.group)}"
        stated[key] = _rate(at, f"{of[at.grouping].format(at.group)} that are suspected wrongly")
    for name, length in (("half", whole["shortlisted"] // 2), ("double", 2 * whole["shortlisted"])):
        for at in lists[lists["length"] == length].itertuples():
            stated[f"wrongful_suspicion_{name}"] = _rate(at, f"the first {length} networks that are suspected wrongly")
    return stated


def ends(at: pd.Series) -> dict[str, float]:
    """Give the ends of a row's interval, or nothing where it has none."""
    return {} if pd.isna(at["lower"]) else {"lower": float(at["lower"]), "upper": float(at["upper"])}


def slug(group: str) -> str:
    """Make a group's name fit for a key: by score alone is by_score, which texts quote."""
    return group.removesuffix(" alone").replace(" ", "_").replace("-", "_").lower()


def _rate(at: object, means: str) -> Number:
    return Number(float(at.rate), means, SUSPICION, "percent", 0, float(at.lower), float(at.upper))


if __name__ == "__main__":
    run(snakemake, summarise_validity)
