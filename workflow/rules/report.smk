"""What is read in the end: the chapter in four formats, and a notebook with every number and figure.

INPUTS   paper/*, and the figures, numbers and chapter tables of every stage
OUTPUTS  results/paper/chapter.{pdf,docx,tex,html}
         results/numbers/report.json, results/notebooks/report.ipynb
"""

# This file is included last, so these lists hold what every earlier stage declares.
FIGURES = outputs("results/figures/")
NUMBERS = outputs("results/numbers/")
CHAPTER_TABLES = outputs("results/tables/chapter/")


rule summarise_report:
    """Count the numbers, figures, tables and works that the chapter rests on."""
    input:
        chapter="paper/chapter.md",
        code=code("scripts/report/summarise_report.py"),
    output:
        numbers_json="results/numbers/report.json",
        metrics="results/metrics/report.json",
    log:
        "results/logs/summarise_report.log",
    benchmark:
        "results/benchmarks/summarise_report.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/report/summarise_report.py"


rule build_paper:
    """Build the chapter as PDF (PDF/UA-1, PDF/A-2a), Word, LaTeX and HTML, every number put in by its key."""
    input:
        chapter="paper/chapter.md",
        bibliography="paper/references.bib",
        look=["paper/template.typ", "paper/template.html", "paper/style.css", "paper/header.tex"],
        schema="config/schema.yaml",
        figures=FIGURES,
        numbers=[*NUMBERS, "results/numbers/report.json"],
        tables=CHAPTER_TABLES,
        code=code("scripts/report/build_paper.py"),
    output:
        pdf="results/paper/chapter.pdf",
        docx="results/paper/chapter.docx",
        tex="results/paper/chapter.tex",
        html="results/paper/chapter.html",
    log:
        "results/logs/build_paper.log",
    benchmark:
        "results/benchmarks/build_paper.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        settings=config,
        csl=lookup("report/csl", within=config),
    script:
        "../../scripts/report/build_paper.py"


rule execute_report_notebook:
    """Show every number with its source and every figure in one notebook."""
    input:
        notebook="notebooks/report.ipynb",
        figures=FIGURES,
        numbers=[*NUMBERS, "results/numbers/report.json"],
        code=code("scripts/report/execute_notebook.py", "notebooks/report.ipynb"),
    output:
        executed="results/notebooks/report.ipynb",
    log:
        "results/logs/execute_report_notebook.log",
    benchmark:
        "results/benchmarks/execute_report_notebook.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/report/execute_notebook.py"
