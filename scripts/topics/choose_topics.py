"""Choose the number of topics by coherence and set the second engine's topics beside the first's.

Topics are numbered by prevalence over all adverts; matched by the Hungarian method on the cosine of their words.
"""

from pathlib import Path

from dots.script import run
from dots.tables import topics as tables
from dots.topics import choice, model
from dots.topics import words as wording


def choose_topics(
    words: Path,
    gensim: list[Path],
    tomotopy: list[Path],
    topic_models: Path,
    topics: Path,
    topic_prevalence: Path,
    engine_match: Path,
    *,
    candidates: list[int],
    minimum: int,
) -> None:
    """Read every fitted model, write the tables of models, topics, prevalence and the match of engines."""
    counted = wording.load(words)
    fitted = {
        "gensim": dict(zip(candidates, map(model.load, gensim), strict=True)),
        "tomotopy": dict(zip(candidates, map(model.load, tomotopy), strict=True)),
    }
    chosen = choice.choose(fitted, counted)
    tables.TOPIC_MODELS.write(choice.models_table(fitted, chosen.shares.shape[1]), topic_models)
    tables.TOPICS.write(choice.topics_table(chosen, counted, minimum), topics)
    tables.TOPIC_PREVALENCE.write(choice.prevalence_table(chosen, counted), topic_prevalence)
    tables.ENGINE_MATCH.write(choice.match_table(chosen), engine_match)


if __name__ == "__main__":
    run(snakemake, choose_topics)
