"""Draw how the score is calibrated and how it ranks adverts beside simpler methods, on held-out groups."""

from pathlib import Path

from dots import figures
from dots.classify import continuum, summary
from dots.classify import figures as drawings
from dots.classify import folds as grouping
from dots.script import run
from dots.tables import classify as tables
from dots.tables import corpus, market


def plot_continuum(
    contacts: Path,
    coded_sample: Path,
    scores: Path,
    validation: Path,
    svg: Path,
    png: Path,
    alt: Path,
    *,
    minimum: int,
    seed: int,
) -> None:
    """Read scores and codes, draw calibration and validation, save the figure with its finding in words."""
    scored = tables.SCORES.read(scores)
    scored["code"] = continuum.mean_codes(market.CODED_SAMPLE.read(coded_sample), scored["advert"])
    scored["group"] = grouping.group(scored["advert"], corpus.CONTACTS.read(contacts))
    bins = summary.calibration(scored.dropna(subset="code"), minimum, seed)
    table = tables.VALIDATION.read(validation)
    pooled = table[table["fold"] == -1].set_index("model")["spearman"]
    said = ", ".join(f"{name} {pooled[name]:.2f}" for name in (continuum.MODEL, *continuum.BASELINES[1:]))
    figures.save(
        drawings.continuum(bins, table),
        svg,
        png,
        alt,
        title="The continuum score on held-out groups: calibration, and rank correlation beside simpler methods",
        text=(
            f"Left: mean code in {len(bins)} bins of the score, from {bins['code'].iloc[0]:.2f} in the lowest bin "
            f"(mean score {bins['score'].iloc[0]:.2f}) to {bins['code'].iloc[-1]:.2f} in the highest "
            f"({bins['score'].iloc[-1]:.2f}), with 95 % intervals. Right: rank correlation with the codes: {said}."
        ),
    )


if __name__ == "__main__":
    run(snakemake, plot_continuum)
