"""Set the topics as a table of the chapter: words, prevalence, adverts, and agreement of the engines."""

from pathlib import Path

import pandas as pd

from dots.governance.disclosure import mask_small
from dots.script import run
from dots.tables import topics as tables
from dots.topics import figures as drawings

WORDS = 8


def tabulate_topics(topics: Path, topic_prevalence: Path, engine_match: Path, table: Path, *, minimum: int) -> None:
    """Read topics and prevalence, write one row a topic."""
    prevalence = tables.TOPIC_PREVALENCE.read(topic_prevalence)
    wide = prevalence.pivot(index="advert", columns="topic", values="weight")
    frame = pd.DataFrame(
        {
            "words": drawings.label(tables.TOPICS.read(topics), WORDS),
            "share": wide.mean(),
            "adverts": wide.idxmax(axis=1).value_counts().reindex(wide.columns, fill_value=0),
            "cosine": tables.ENGINE_MATCH.read(engine_match).set_index("topic")["cosine"],
        }
    ).rename_axis("topic")
    masked = mask_small(frame.reset_index(), "adverts", [], minimum)
    table.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(
        {
            "Topic": masked["topic"],
            "Strongest words": masked["words"],
            "Share of text": [f"{100 * value:.1f} %" for value in masked["share"]],
            "Main topic of": [
                f"fewer than {minimum}" if small else f"{count:,.0f}"
                for count, small in zip(masked["adverts"], masked["suppressed"], strict=True)
            ],
            "Engines agree": [f"{value:.2f}" for value in masked["cosine"]],
        }
    ).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_topics)
