"""From a raw web archive to a thesis chapter: the table of contents of the workflow.

snakemake            the whole study: figures, notebooks, chapter, scoreboard
snakemake figures    only the figures (likewise: notebooks, paper, validity)
"""

from pathlib import Path

from snakemake.utils import min_version

min_version("9.27")


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/market.smk"
include: "workflow/rules/crawl.smk"
include: "workflow/rules/corpus.smk"
include: "workflow/rules/topics.smk"
include: "workflow/rules/classify.smk"
include: "workflow/rules/network.smk"
include: "workflow/rules/multilevel.smk"
include: "workflow/rules/qualitative.smk"
include: "workflow/rules/validity.smk"
include: "workflow/rules/report.smk"


rule all:
    """The whole study."""
    default_target: True
    input:
        outputs("results/"),


rule figures:
    """Every figure, as SVG and PNG with its alt text."""
    input:
        outputs("results/figures/"),


rule notebooks:
    """Every stage's notebook, executed."""
    input:
        outputs("results/notebooks/"),


rule paper:
    """The chapter as PDF, Word, LaTeX and HTML."""
    input:
        outputs("results/paper/"),


rule validity:
    """Every stage set against the planted truth."""
    input:
        outputs("results/validity/"),
