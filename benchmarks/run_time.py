"""What each rule of the last run cost: seconds, CPU and memory, from the benchmarks that Snakemake wrote."""

import sys
from pathlib import Path

import pandas as pd

FOLDER = Path("results/benchmarks")


def costs(folder: Path) -> pd.DataFrame:
    """Read the benchmarks, one row a job, the dearest first; seconds, CPU seconds and peak memory in MB."""
    rows = [pd.read_csv(path, sep="\t", na_values="-").assign(rule=path.stem) for path in sorted(folder.glob("*.tsv"))]
    if not rows:
        sys.exit(f"{folder} holds no benchmarks: run `make report` first")
    table = pd.concat(rows)[["rule", "s", "cpu_time", "max_rss"]]
    return table.sort_values(["s", "rule"], ascending=[False, True], ignore_index=True)


def table(frame: pd.DataFrame) -> str:
    """Set the costs as a Markdown table with a last row for the whole."""
    lines = ["| rule | seconds | CPU seconds | peak MB |", "|---|---:|---:|---:|"]
    whole = ("all jobs", frame["s"].sum(), frame["cpu_time"].sum(), frame["max_rss"].max())
    for rule, seconds, cpu, memory in [*frame.itertuples(index=False), whole]:
        # Snakemake samples CPU and memory, and misses both in a job shorter than its sampling interval
        shown = ["" if pd.isna(value) else f"{value:,.{digits}f}" for value, digits in ((cpu, 1), (memory, 0))]
        lines.append(f"| {rule} | {seconds:,.1f} | {shown[0]} | {shown[1]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print("# What each rule cost in the last run\n")
    print(table(costs(FOLDER)))
