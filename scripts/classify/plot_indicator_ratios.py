"""Draw every indicator's likelihood ratio with its interval; indicators that too few adverts show are left out."""

from pathlib import Path

from dots import figures
from dots import indicators as sets
from dots.classify import figures as drawings
from dots.classify import ratios
from dots.script import run
from dots.tables import classify as tables


def plot_indicator_ratios(
    indicator_ratios: Path, indicator_set: Path, svg: Path, png: Path, alt: Path, *, minimum: int, cutoff: int
) -> None:
    """Read the ratios, draw them, save the figure with a text that reads every value."""
    chosen = sets.load(indicator_set)
    labels = {name: indicator.label for name, indicator in chosen.items()}
    table = ratios.reportable(tables.INDICATOR_RATIOS.read(indicator_ratios), minimum)
    said = "; ".join(
        f"{labels[row.indicator]} {row.positive_ratio:.2f} ({row.lower:.2f} to {row.upper:.2f})"
        for row in table.sort_values("positive_ratio", ascending=False).itertuples()
    )
    below = [labels[row.indicator] for row in table.itertuples() if row.upper < 1]
    finding = f"Speaking against a high code: {', '.join(below)}." if below else "None speaks against a high code."
    figures.save(
        drawings.indicator_ratios(table, labels),
        svg,
        png,
        alt,
        title=f"Likelihood ratio of each indicator at a mean code of {cutoff} or more",
        text=f"Forest plot of likelihood ratios with 95 % intervals on a log axis: {said}. {finding}",
    )


if __name__ == "__main__":
    run(snakemake, plot_indicator_ratios)
