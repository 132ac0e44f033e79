"""Turn masked adverts into words of a common vocabulary, one advert of each template to be fitted.

Wording that the indicator set keeps out of the score is removed first: topic shares feed the score, and what may
not enter it by the front door must not come in by the back. Fails if no vocabulary is left.
"""

from pathlib import Path

from dots import indicators as sets
from dots.script import run
from dots.tables import corpus
from dots.topics import words as wording


def count_words(
    adverts: Path,
    advert_templates: Path,
    indicators: Path,
    words: Path,
    *,
    min_adverts: int,
    max_share: float,
    seed: int,
) -> None:
    """Read adverts and templates, write the adverts as words."""
    frame = corpus.ADVERTS.read(adverts)
    kept_out = sets.load(indicators)
    wording.count(
        frame.assign(text=sets.blank(frame["text"], kept_out)),
        corpus.ADVERT_TEMPLATES.read(advert_templates),
        min_adverts=min_adverts,
        max_share=max_share,
        seed=seed,
    ).save(words)


if __name__ == "__main__":
    run(snakemake, count_words)
