"""Draw the headline measure of every stage against the truth. Fails if a headline row is missing."""

from pathlib import Path

from dots import figures
from dots.script import run
from dots.tables import validity
from dots.validity import figures as drawings
from dots.validity.headlines import HEADLINES, headlines


def plot_scoreboard(board: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read the scoreboard, draw it, save it with a text that reads every value."""
    rows = validity.SCOREBOARD.read(board)
    said = ", ".join(f"{HEADLINES[key]} {at['value']:.2f}" for key, at in headlines(rows).iterrows())
    figures.save(
        drawings.scoreboard(rows),
        svg,
        png,
        alt,
        title="Every stage against planted truth",
        text=f"Dot plot of headline measures with 95 % intervals, plain methods marked where there are any: {said}.",
    )


if __name__ == "__main__":
    run(snakemake, plot_scoreboard)
