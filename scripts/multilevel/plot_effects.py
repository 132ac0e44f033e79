"""Draw the fixed effects of every engine and the pooled ones."""

from pathlib import Path

from dots import figures
from dots.multilevel import figures as drawings
from dots.script import run
from dots.tables import multilevel


def plot_effects(effects: Path, pooled_effects: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read effects, draw the forest."""
    found, pooled = multilevel.EFFECTS.read(effects), multilevel.POOLED.read(pooled_effects)
    figures.save(
        drawings.draw_effects(found, pooled),
        svg,
        png,
        alt,
        title=drawings.EFFECTS_TITLE,
        text=drawings.describe_effects(found, pooled),
    )


if __name__ == "__main__":
    run(snakemake, plot_effects)
