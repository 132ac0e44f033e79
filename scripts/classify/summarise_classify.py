"""State the stage's numbers: agreement of coders, how well the score predicts, what a count of indicators is worth."""

from pathlib import Path

from dots import indicators as sets
from dots import numbers as quotable
from dots.classify import folds as grouping
from dots.classify import summary
from dots.script import run
from dots.tables import classify as tables
from dots.tables import corpus, market


def summarise_classify(
    contacts: Path,
    advert_templates: Path,
    coded_sample: Path,
    indicator_set: Path,
    indicators: Path,
    scores: Path,
    validation: Path,
    indicator_ratios: Path,
    numbers: Path,
    metrics: Path,
    *,
    cutoff: int,
    seed: int,
) -> None:
    """Read the stage's tables, write its numbers."""
    scored = tables.SCORES.read(scores)
    ties = corpus.CONTACTS.read(contacts)
    templates = corpus.ADVERT_TEMPLATES.read(advert_templates)
    quotable.write(
        summary.summarise(
            market.CODED_SAMPLE.read(coded_sample),
            tables.INDICATORS.read(indicators),
            scored,
            tables.VALIDATION.read(validation),
            tables.INDICATOR_RATIOS.read(indicator_ratios),
            grouping.group(scored["advert"], ties, templates).set_axis(scored["advert"]),
            grouping.group(scored["advert"], ties).set_axis(scored["advert"]),
            sets.load(indicator_set),
            cutoff,
            seed,
        ),
        numbers,
        metrics,
    )


if __name__ == "__main__":
    run(snakemake, summarise_classify)
