"""Draw the house: the stages from top to bottom, their rules, and which stage reads from which, as the DAG has it."""

import re
import subprocess
import sys
from pathlib import Path

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from dots import figures

STAGES = {
    "market": "a market whose truth is known",
    "crawl": "what was published, with proof",
    "corpus": "what each advert says",
    "topics": "what the market talks about",
    "classify": "how far along the continuum",
    "network": "who is organised with whom",
    "multilevel": "how much lies between networks",
    "qualitative": "what interviews say, and whether it agrees",
    "validity": "how right each stage is",
    "report": "what may be said, and to whom",
}
RESTRICTED = ("market", "crawl", "corpus")
LEGEND = (
    "Red: holds raw identifiers, encrypted at rest. Blue: keyed pseudonyms and aggregates only. "
    "Arrows: who reads whose tables."
)
LINE = 88
"""Characters of rule names on one line."""


def rule_graph() -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Give each rule's stage, and the pairs of stages of which the second reads what the first wrote."""
    stage = {
        rule: path.stem
        for path in Path("workflow/rules").glob("*.smk")
        for rule in re.findall(r"^rule (\w+):", path.read_text(), flags=re.MULTILINE)
    }
    drawn = subprocess.run(["snakemake", "--rulegraph", "dot"], check=True, text=True, capture_output=True).stdout
    name = dict(re.findall(r'^\s*(\d+)\s*\[label = "(\w+)"', drawn, flags=re.MULTILINE))
    edges = {(name[a], name[b]) for a, b in re.findall(r"^\s*(\d+) -> (\d+)", drawn, flags=re.MULTILINE)}
    pairs = {(stage[a], stage[b]) for a, b in edges if a in stage and b in stage}
    return stage, {(a, b) for a, b in pairs if a != b}


def lines_of(rules: list[str]) -> list[str]:
    """Set rule names into lines of at most `LINE` characters."""
    lines = [""]
    for rule in rules:
        word = rule.replace("_", " ")
        if lines[-1] and len(lines[-1]) + len(word) + 3 > LINE:
            lines.append("")
        lines[-1] += (" \u00b7 " if lines[-1] else "") + word
    return lines


def draw(stage_of: dict[str, str], reads: set[tuple[str, str]]) -> object:
    """Draw the stages as floors, with an arrow on the left for each pair that exchanges tables."""
    rules = {stage: sorted(rule for rule in stage_of if stage_of[rule] == stage) for stage in STAGES}
    text = {stage: lines_of(rules[stage]) for stage in STAGES}
    heights = {stage: 0.36 + 0.15 * len(text[stage]) for stage in STAGES}
    gap = 0.12
    total = sum(heights.values()) + gap * (len(STAGES) + 1) + 0.3
    figure, axes = figures.new(height=total, width=8.2)
    axes.set(xlim=(0, 8.2), ylim=(total, 0))
    axes.axis("off")
    top, middle = gap, {}
    for stage in STAGES:
        colour = figures.VERMILION if stage in RESTRICTED else figures.BLUE
        box = FancyBboxPatch(
            (1.55, top), 6.5, heights[stage], boxstyle="round,pad=0,rounding_size=0.06", facecolor="white",
            edgecolor=colour, linewidth=1.1,
        )  # fmt: skip
        axes.add_patch(box)
        axes.text(1.65, top + 0.19, stage, weight="bold", size=9.5, va="center", color=colour)
        axes.text(2.65, top + 0.19, STAGES[stage], size=8.5, va="center", color="#222222")
        for number, line in enumerate(text[stage]):
            axes.text(1.65, top + 0.39 + 0.15 * number, line, size=6.8, va="center", color="#444444")
        middle[stage] = top + heights[stage] / 2
        top += heights[stage] + gap
    order = list(STAGES)
    for giver, reader in sorted(reads, key=lambda pair: (order.index(pair[0]), order.index(pair[1]))):
        distance = order.index(reader) - order.index(giver)
        arrow = FancyArrowPatch(
            (1.53, middle[giver] + 0.05), (1.53, middle[reader] - 0.05 + 0.02 * distance),
            connectionstyle=f"arc3,rad={0.55 if distance == 1 else 0.42}", arrowstyle="-|>", mutation_scale=6,
            linewidth=0.8, color=figures.GREY, alpha=0.75, shrinkA=0, shrinkB=0,
        )  # fmt: skip
        axes.add_patch(arrow)
    axes.text(1.55, total - 0.14, LEGEND, size=7, color="#444444", va="center")
    return figure


def main(to: Path) -> None:
    """Draw the house into an SVG, the same bytes for the same workflow."""
    figure = draw(*rule_graph())
    to.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(to, format="svg", metadata={"Date": None, "Creator": "dots", "Title": "The house"})
    print(f"drawn: {to}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
