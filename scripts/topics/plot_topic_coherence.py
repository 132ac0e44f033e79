"""Draw coherence by number of topics and engine, the chosen model marked."""

from pathlib import Path

from dots import figures
from dots.script import run
from dots.tables import topics as tables
from dots.topics import figures as drawings


def plot_topic_coherence(topic_models: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read the fitted models, draw them, save the figure with a text that reads every value."""
    models = tables.TOPIC_MODELS.read(topic_models)
    chosen = models[models["chosen"]].iloc[0]
    said = "; ".join(
        f"{engine}: " + ", ".join(f"{row.topics} topics {row.coherence:.3f}" for row in part.itertuples())
        for engine, part in models.groupby("engine")
    )
    figures.save(
        drawings.topic_coherence(models),
        svg,
        png,
        alt,
        title="Coherence of topic models by number of topics and engine",
        text=f"Line chart of topic coherence (NPMI). {said}. Chosen: gensim with {chosen['topics']} topics.",
    )


if __name__ == "__main__":
    run(snakemake, plot_topic_coherence)
