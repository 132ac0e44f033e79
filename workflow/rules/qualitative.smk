"""What interviews and documents say, how far their coders agree, and whether the adverts say the same.

INPUTS   config/interviews/interviews.yaml or a study's own .qdpx, config/interviews/themes.yaml
         results/numbers/{corpus,topics,classify,network,multilevel}.json
OUTPUTS  results/qualitative/interviews.qdpx, results/tables/{codings,code_agreement,joint_display}.parquet
         results/figures/code_agreement, results/tables/chapter/{agreement_codes,joint_display}.csv
         results/numbers/qualitative.json, results/notebooks/qualitative.ipynb
"""

INTERVIEWS = config["qualitative"]["interviews"]
PROJECT = INTERVIEWS if INTERVIEWS.endswith(".qdpx") else "results/qualitative/interviews.qdpx"

if PROJECT != INTERVIEWS:

    rule pack_interviews:
        """Pack the simulated interviews as the REFI-QDA project that a real study would export."""
        input:
            interviews=INTERVIEWS,
            code=code("scripts/qualitative/pack_interviews.py"),
        output:
            project="results/qualitative/interviews.qdpx",
        log:
            "results/logs/pack_interviews.log",
        benchmark:
            "results/benchmarks/pack_interviews.tsv"
        threads: 1
        resources:
            mem_mb=500,
        script:
            "../../scripts/qualitative/pack_interviews.py"


rule read_codes:
    """Read the codings of the project, and how far the coders agree."""
    input:
        project=PROJECT,
        code=code("scripts/qualitative/read_codes.py"),
    output:
        codings="results/tables/codings.parquet",
        code_agreement="results/tables/code_agreement.parquet",
    log:
        "results/logs/read_codes.log",
    benchmark:
        "results/benchmarks/read_codes.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        bootstrap=lookup("qualitative/bootstrap", within=config),
        seed=lookup("study/seed", within=config),
    script:
        "../../scripts/qualitative/read_codes.py"


rule join_strands:
    """Set interviews and adverts side by side, theme by theme."""
    input:
        themes=lookup("qualitative/themes", within=config),
        codings="results/tables/codings.parquet",
        stated=expand("results/numbers/{stage}.json", stage=["corpus", "topics", "classify", "network", "multilevel"]),
        code=code("scripts/qualitative/join_strands.py"),
    output:
        joint_display="results/tables/joint_display.parquet",
    log:
        "results/logs/join_strands.log",
    benchmark:
        "results/benchmarks/join_strands.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/qualitative/join_strands.py"


rule plot_code_agreement:
    """Draw how far coders agree, code by code."""
    input:
        code_agreement="results/tables/code_agreement.parquet",
        code=code("scripts/qualitative/plot_code_agreement.py"),
    output:
        svg="results/figures/code_agreement.svg",
        png="results/figures/code_agreement.png",
        alt="results/figures/code_agreement.json",
    log:
        "results/logs/plot_code_agreement.log",
    benchmark:
        "results/benchmarks/plot_code_agreement.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/qualitative/plot_code_agreement.py"


rule tabulate_agreement_codes:
    """Set the agreement of coders as a table for the chapter."""
    input:
        code_agreement="results/tables/code_agreement.parquet",
        code=code("scripts/qualitative/tabulate_agreement_codes.py"),
    output:
        table="results/tables/chapter/agreement_codes.csv",
    log:
        "results/logs/tabulate_agreement_codes.log",
    benchmark:
        "results/benchmarks/tabulate_agreement_codes.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        min_cell=lookup("report/min_cell", within=config),
    script:
        "../../scripts/qualitative/tabulate_agreement_codes.py"


rule tabulate_joint_display:
    """Set the joint display as a table for the chapter."""
    input:
        joint_display="results/tables/joint_display.parquet",
        code=code("scripts/qualitative/tabulate_joint_display.py"),
    output:
        table="results/tables/chapter/joint_display.csv",
    log:
        "results/logs/tabulate_joint_display.log",
    benchmark:
        "results/benchmarks/tabulate_joint_display.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        min_cell=lookup("report/min_cell", within=config),
    script:
        "../../scripts/qualitative/tabulate_joint_display.py"


rule summarise_qualitative:
    """State the stage's numbers: excerpts, agreement of coders, how the strands relate."""
    input:
        codings="results/tables/codings.parquet",
        code_agreement="results/tables/code_agreement.parquet",
        joint_display="results/tables/joint_display.parquet",
        code=code("scripts/qualitative/summarise_qualitative.py"),
    output:
        numbers_json="results/numbers/qualitative.json",
        metrics="results/metrics/qualitative.json",
    log:
        "results/logs/summarise_qualitative.log",
    benchmark:
        "results/benchmarks/summarise_qualitative.tsv"
    threads: 1
    resources:
        mem_mb=500,
    script:
        "../../scripts/qualitative/summarise_qualitative.py"


rule execute_qualitative_notebook:
    """Walk through the codebook's agreement and the joint display."""
    input:
        notebook="notebooks/qualitative.ipynb",
        codings="results/tables/codings.parquet",
        code_agreement="results/tables/code_agreement.parquet",
        joint_display="results/tables/joint_display.parquet",
        numbers_json="results/numbers/qualitative.json",
        code=code("scripts/report/execute_notebook.py", "notebooks/qualitative.ipynb"),
    output:
        executed="results/notebooks/qualitative.ipynb",
    log:
        "results/logs/execute_qualitative_notebook.log",
    benchmark:
        "results/benchmarks/execute_qualitative_notebook.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    script:
        "../../scripts/report/execute_notebook.py"
