"""Draw how the variance of the score divides between regions, networks and adverts."""

from pathlib import Path

from dots import figures
from dots.multilevel import figures as drawings
from dots.script import run
from dots.tables import multilevel


def plot_variance_shares(variances: Path, pooled_variances: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read variance components, draw their shares."""
    found, pooled = multilevel.VARIANCES.read(variances), multilevel.POOLED_VARIANCES.read(pooled_variances)
    figures.save(
        drawings.draw_shares(found, pooled),
        svg,
        png,
        alt,
        title=drawings.SHARES_TITLE,
        text=drawings.describe_shares(found, pooled),
    )


if __name__ == "__main__":
    run(snakemake, plot_variance_shares)
