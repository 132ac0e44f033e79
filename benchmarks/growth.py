"""How the cost of market, crawl, corpus and links grows with the number of adverts, over three sizes of market.

Each size is a study of its own in a folder of its own, run by Snakemake from the very code of this checkout. The last
column is the exponent: 1 means that twice the adverts cost twice the time, 2 that they cost four times. Starting Python
and importing cost each rule about a second at any size, so at small sizes the exponent is lower than it will be.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import yaml

SIZES = (1000, 4000, 16000)
ADVERTS_PER_ORGANISATION = 13
TARGET = "results/tables/links.parquet"
SOURCES = ("Snakefile", "workflow", "profiles", "scripts", "src", "config", "notebooks", "paper")


def run(adverts: int, folder: Path, target: str = TARGET, crawl: dict | None = None) -> pd.DataFrame:
    """Run the workflow up to a target for a market of some size; Snakemake's own measurements, one row a rule."""
    for name in SOURCES:
        (folder / name).symlink_to(Path(name).resolve())
    size = {"adverts": adverts, "organisations": adverts // ADVERTS_PER_ORGANISATION}
    (folder / "size.yaml").write_text(yaml.safe_dump({"market": size, "crawl": crawl or {}}))
    command = [sys.executable, "-m", "snakemake", "--configfile", "size.yaml", "--", target]
    done = subprocess.run(command, cwd=folder, env=os.environ | {"PYTHONPATH": "src"}, text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"a market of {adverts} adverts failed:\n{done.stdout}{done.stderr}")
    files = sorted((folder / "results/benchmarks").glob("*.tsv"))
    return pd.DataFrame({path.stem: pd.read_csv(path, sep="\t").iloc[0] for path in files}).T


def measure(script: str, *arguments: object) -> tuple[object, float]:
    """Run a script in a process of its own: the JSON it prints, and the most memory in MB it held with its children."""
    command = [sys.executable, script, *map(str, arguments)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    watched, most = psutil.Process(child.pid), 0
    while child.poll() is None:
        try:
            family = [watched, *watched.children(recursive=True)]
            most = max(most, sum(process.memory_info().rss for process in family))
        except psutil.NoSuchProcess:
            continue
        time.sleep(0.02)
    if child.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return json.loads(child.stdout.read()), most / 2**20


def exponent(costs: pd.Series) -> float:
    """Give the exponent of growth of costs by size: the slope of a straight line through the logarithms."""
    return np.polyfit(np.log(costs.index.astype(float)), np.log(costs.astype(float).clip(lower=0.01)), 1)[0]


def table(seconds: pd.DataFrame) -> str:
    """Set seconds by rule and size as a Markdown table, with the exponent of a straight line through the logarithms."""
    lines = ["| rule | " + " | ".join(f"{size:,}" for size in seconds.columns) + " | exponent |"]
    lines.append("|---|" + "---:|" * (len(seconds.columns) + 1))
    for rule, row in seconds.iterrows():
        lines.append(f"| {rule} | " + " | ".join(f"{value:,.1f}" for value in row) + f" | {exponent(row):.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    columns = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            columns.append(run(size, Path(folder))["s"].rename(size))
    seconds = pd.concat(columns, axis=1)
    seconds.loc["all"] = seconds.sum()
    print("# Seconds by rule and number of adverts\n")
    print(table(seconds))
