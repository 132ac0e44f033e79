"""Draw the share of each topic in each region; regions with too few adverts are blank."""

from pathlib import Path

from dots import figures
from dots.script import run
from dots.tables import corpus
from dots.tables import topics as tables
from dots.topics import figures as drawings


def plot_topic_prevalence(
    adverts: Path, topics: Path, topic_prevalence: Path, svg: Path, png: Path, alt: Path, *, minimum: int
) -> None:
    """Read topics and where adverts are, draw the heat map, save it with its finding in words."""
    names = drawings.label(tables.TOPICS.read(topics))
    shares = drawings.regional(tables.TOPIC_PREVALENCE.read(topic_prevalence), corpus.ADVERTS.read(adverts), minimum)
    spread = (shares.max(axis=1) - shares.min(axis=1)).idxmax()
    row = shares.loc[spread]
    blank = int(shares.isna().all().sum())
    figures.save(
        drawings.topic_prevalence(shares, names),
        svg,
        png,
        alt,
        title="Topics by region: mean share of an advert",
        text=(
            f"Heat map of {len(shares)} topics, named by their strongest words, in {shares.shape[1]} regions. "
            f"The topic that differs most between regions is '{names[spread]}': {100 * row.max():.0f} % of an advert "
            f"in {row.idxmax()}, {100 * row.min():.0f} % in {row.idxmin()}. "
            f"{blank} regions with fewer than {minimum} adverts are blank."
        ),
    )


if __name__ == "__main__":
    run(snakemake, plot_topic_prevalence)
