"""State the numbers of the evaluation that the chapter quotes, each with its interval."""

from pathlib import Path

import pandas as pd

from dots import numbers
from dots.numbers import Number
from dots.script import run
from dots.tables import validity

BOARD = "results/tables/scoreboard.parquet"
SUSPICION = "results/tables/suspicion.parquet"

QUOTED = {
    "adverts_recovered": ("crawl", "adverts recovered", "all", "planted adverts found in the archive", "percent"),
    "contact_precision": ("corpus", "contact precision", "all", "contacts read that were planted", "percent"),
    "contact_recall": ("corpus", "contact recall", "all", "planted contacts that were read", "percent"),
    "template_f1": ("corpus", "template pairwise F1", "all", "pairwise F1 of templates", "decimal"),
    "network_precision": ("network", "network pairwise precision", "all", "pairwise precision of networks", "decimal"),
    "network_recall": ("network", "network pairwise recall", "all", "pairwise recall of networks", "decimal"),
    "network_ari": ("network", "network adjusted Rand index", "all", "adjusted Rand index of networks", "decimal"),
    "network_bcubed": ("network", "network B-cubed F1", "all", "B-cubed F1 of networks", "decimal"),
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
    "network_ari_union_find": ("network_ari", "adjusted Rand index of plain union-find"),
    "continuum_spearman_count": ("continuum_spearman", "rank correlation of the number of indicators"),
    "topic_cosine_chance": ("topic_cosine", "mean cosine of topics with random words"),
}
"""Key of the number: the quoted measure whose plain method it states, and its meaning."""


def summarise_validity(board: Path, wrongful: Path, numbers_json: Path, metrics: Path) -> None:
    """Read the scoreboard, write numbers and metrics."""
    rows = validity.SCOREBOARD.read(board).set_index(["stage", "measure", "group"])
    stated = {}
    for key, (stage, measure, group, means, style) in QUOTED.items():
        at = rows.loc[(stage, measure, group)]
        interval = {} if pd.isna(at["lower"]) else {"lower": float(at["lower"]), "upper": float(at["upper"])}
        stated[key] = Number(float(at["value"]), means, BOARD, style, 1 if style == "percent" else 2, **interval)
    for key, (quoted, means) in BASELINES.items():
        stage, measure, group, _, style = QUOTED[quoted]
        stated[key] = Number(float(rows.loc[(stage, measure, group), "baseline"]), means, BOARD, style)
    if ("network", "wrongful-suspicion rate", "by score alone") in rows.index:
        alone = rows.loc[("network", "wrongful-suspicion rate", "by score alone")]
        stated["wrongful_suspicion_by_score"] = Number(
            float(alone["value"]),
            "wrongful share had the shortlist been drawn up by the score alone, without what coders said",
            BOARD,
            "percent",
            0,
            float(alone["lower"]),
            float(alone["upper"]),
        )
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
    stated |= suspicion_numbers(validity.SUSPICION.read(wrongful).set_index("kind"))
    numbers.write(stated, numbers_json, metrics)


def suspicion_numbers(table: pd.DataFrame) -> dict[str, Number]:
    """State the wrongful-suspicion rate, over all and for each kind that was shortlisted."""
    whole = table.loc["all"]
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
    for kind, at in table[table["shortlisted"] > 0].iterrows():
        key = "wrongful_suspicion" if kind == "all" else f"wrongful_suspicion_{kind}"
        of = "networks" if kind == "all" else f"networks of kind {kind}"
        stated[key] = Number(
            float(at["rate"]),
            f"shortlisted {of} that are suspected wrongly",
            SUSPICION,
            "percent",
            0,
            float(at["lower"]),
            float(at["upper"]),
        )
    return stated


if __name__ == "__main__":
    run(snakemake, summarise_validity)
