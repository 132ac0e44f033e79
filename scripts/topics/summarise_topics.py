"""State the topic models' numbers. Fails if no model is marked as chosen."""

from pathlib import Path

from dots import numbers as quotable
from dots.script import run
from dots.tables import topics as tables
from dots.topics import summary
from dots.topics import words as wording


def summarise_topics(
    words: Path, topic_models: Path, topic_prevalence: Path, engine_match: Path, numbers: Path, metrics: Path
) -> None:
    """Read the stage's tables, write its numbers."""
    quotable.write(
        summary.summarise(
            wording.load(words),
            tables.TOPIC_MODELS.read(topic_models),
            tables.TOPIC_PREVALENCE.read(topic_prevalence),
            tables.ENGINE_MATCH.read(engine_match),
        ),
        numbers,
        metrics,
    )


if __name__ == "__main__":
    run(snakemake, summarise_topics)
