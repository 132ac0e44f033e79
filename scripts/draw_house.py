"""Draw the house: the stages from top to bottom, their rules, and which stage reads from which, as the DAG has it."""

import re
import subprocess
import sys
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure
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
COLLECTORS = ("validity", "report")
"""Stages that read nearly all others: drawn as a line on the right that collects from each."""
LEGEND = "Red: holds raw identifiers, encrypted. Blue: keyed pseudonyms and aggregates. Lines: who reads whose tables."
LINE = 100
"""Characters of rule names on one line."""
ARROW = {
    "arrowstyle": "-|>",
    "mutation_scale": 6,
    "linewidth": 0.8,
    "color": figures.GREY,
    "shrinkA": 0,
    "shrinkB": 0,
}
LEFT, RIGHT, WIDTH = 1.0, 7.6, 8.2
"""Edges of the floors and width of the picture, inches."""


def rule_graph() -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Give each rule's stage, and the pairs of stages of which the second reads what the first wrote."""
    stage = {
        rule: path.stem
        for path in Path("workflow/rules").glob("*.smk")
        for rule in re.findall(r"^ *rule (\w+):", path.read_text(), flags=re.MULTILINE)
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


def draw(stage_of: dict[str, str], reads: set[tuple[str, str]]) -> Figure:
    """Draw the stages as floors, with arrows on the left and the collecting lines on the right."""
    text = {stage: lines_of(sorted(rule for rule in stage_of if stage_of[rule] == stage)) for stage in STAGES}
    gap, heights = 0.12, {stage: 0.36 + 0.15 * len(text[stage]) for stage in STAGES}
    total = sum(heights.values()) + gap * (len(STAGES) + 1) + 0.25
    figure = Figure(figsize=(WIDTH, total), layout="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(total, 0))
    axes.axis("off")
    top, middle = gap, {}
    for stage, question in STAGES.items():
        colour = figures.VERMILION if stage in RESTRICTED else figures.BLUE
        floor = FancyBboxPatch((LEFT, top), RIGHT - LEFT, heights[stage], boxstyle="round,pad=0,rounding_size=0.06")
        floor.set(facecolor="white", edgecolor=colour, linewidth=1.1)
        axes.add_patch(floor)
        axes.text(LEFT + 0.1, top + 0.19, stage, weight="bold", size=9.5, va="center", color=colour)
        axes.text(LEFT + 1.15, top + 0.19, question, size=8.5, va="center", color="#222222")
        for number, line in enumerate(text[stage]):
            axes.text(LEFT + 0.1, top + 0.39 + 0.15 * number, line, size=6.8, va="center", color="#444444")
        middle[stage] = top + heights[stage] / 2
        top += heights[stage] + gap
    order = list(STAGES)
    for giver, reader in sorted(pair for pair in reads if pair[1] not in COLLECTORS):
        distance = order.index(reader) - order.index(giver)
        ends = (LEFT, middle[giver] + 0.04), (LEFT, middle[reader] - 0.1 + 0.04 * distance)
        arrow = FancyArrowPatch(*ends, connectionstyle=f"arc3,rad={0.3 + 0.3 / distance}", **ARROW)
        axes.add_patch(arrow)
    for number, reader in enumerate(COLLECTORS):
        x = RIGHT + 0.2 + 0.2 * number
        givers = [giver for giver in STAGES if (giver, reader) in reads]
        end = middle[reader] + 0.05 * number
        axes.plot([x, x], [middle[givers[0]] + 0.06 * number, end], color=figures.GREY, linewidth=0.8)
        for giver in givers:
            y = middle[giver] + 0.06 * number
            axes.plot([RIGHT, x], [y, y], color=figures.GREY, linewidth=0.8)
        axes.add_patch(FancyArrowPatch((x, end), (RIGHT, end), **ARROW))
    axes.text(LEFT, total - 0.14, LEGEND, size=7, color="#444444", va="center")
    return figure


def main(to: Path) -> None:
    """Draw the house into an SVG, the same bytes for the same workflow."""
    figure = draw(*rule_graph())
    to.parent.mkdir(parents=True, exist_ok=True)
    # text as text: a reader can search it, and the file stays small
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        figure.savefig(to, format="svg", metadata={"Date": None, "Creator": "dots", "Title": "The house"})
    print(f"drawn: {to}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
