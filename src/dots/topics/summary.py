"""What the stage says in numbers."""

from __future__ import annotations

import pandas as pd

from dots.numbers import Number
from dots.topics.words import FITTED, HELD_OUT, Words


def summarise(
    words: Words, models: pd.DataFrame, prevalence: pd.DataFrame, engine_match: pd.DataFrame
) -> dict[str, Number]:
    """Compute the stage's quotable numbers.

    Parameters
    ----------
    words
        The adverts as words.
    models, prevalence, engine_match
        The tables `topic_models`, `topic_prevalence` and `topic_engine_match`.
    """
    source = "results/tables/topic_models.parquet"
    chosen = models[models["chosen"]].iloc[0]
    other = models[(models["engine"] != chosen["engine"]) & (models["topics"] == chosen["topics"])].iloc[0]
    means = prevalence.groupby("topic")["weight"].mean()
    main = prevalence.groupby("advert")["weight"].max()
    cosine = engine_match["cosine"]
    match = "results/tables/topic_engine_match.parquet"
    shares = "results/tables/topic_prevalence.parquet"
    return {
        "chosen": Number(int(chosen["topics"]), "topics in the chosen model", source, "count"),
        "candidates": Number(int(models["topics"].nunique()), "numbers of topics tried", source, "count"),
        "coherence": Number(float(chosen["coherence"]), "coherence (NPMI) of the chosen model, gensim", source),
        "coherence_second": Number(
            float(other["coherence"]), "coherence (NPMI) of tomotopy's model with as many topics", source
        ),
        "perplexity": Number(
            float(chosen["perplexity"]), "perplexity of held-out adverts, chosen model", source, "decimal", 0
        ),
        "perplexity_second": Number(
            float(other["perplexity"]), "perplexity of held-out adverts, tomotopy", source, "decimal", 0
        ),
        "vocabulary": Number(len(words.terms), "words in the vocabulary", "results/models/topics/words.npz", "count"),
        "adverts": Number(len(words.adverts), "adverts whose topics were inferred", shares, "count"),
        "fitted": Number(
            int((words.part == FITTED).sum() + (words.part == HELD_OUT).sum()),
            "templates the topics rest on, one advert of each",
            "results/models/topics/words.npz",
            "count",
        ),
        "agreement": Number(float(cosine.mean()), "mean cosine of matched topics between gensim and tomotopy", match),
        "agreement_least": Number(float(cosine.min()), "cosine of the topic on which the engines agree least", match),
        "agreed": Number(
            int((cosine >= 0.7).sum()), "topics that both engines find (cosine of 0.7 or more)", match, "count"
        ),
        "largest_share": Number(
            float(means.max()), "share of the market's text in the largest topic", shares, "percent", 1
        ),
        "smallest_share": Number(
            float(means.min()), "share of the market's text in the smallest topic", shares, "percent", 1
        ),
        "focused": Number(
            float((main >= 0.5).mean()), "adverts at least half of which is one topic", shares, "percent", 0
        ),
    }
