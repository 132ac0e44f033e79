"""How fast the market is made and archived without HTTP, and how its memory grows, over four sizes of market.

`python benchmarks/market.py 1000000 10000000` measures these sizes instead: a million adverts took six minutes on
two cores. Memory is what all processes of a rule held together.
"""

import sys
import tempfile
from pathlib import Path

import pandas as pd
from growth import exponent, run

SIZES = (1000, 5000, 20_000, 100_000)
TARGET = "restricted/archive"
RULES = ("simulate_market", "crawl_market")


def measure(adverts: int) -> pd.DataFrame:
    """Make and archive one market; seconds, CPU seconds and memory by rule."""
    with tempfile.TemporaryDirectory() as folder:
        measured = run(adverts, Path(folder), TARGET, {"route": "direct"})
    return measured.loc[list(RULES), ["s", "cpu_time", "max_rss"]].astype(float).assign(adverts=adverts)


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    rows = pd.concat(measure(size) for size in sizes)
    print("# Market without HTTP: cost by number of adverts\n")
    print("| rule | adverts | seconds | CPU seconds | adverts a second | memory (MB) |\n|---|---:|---:|---:|---:|---:|")
    for rule, row in rows.iterrows():
        print(
            f"| {rule} | {row['adverts']:,.0f} | {row['s']:,.1f} | {row['cpu_time']:,.1f} | "
            f"{row['adverts'] / row['s']:,.0f} | {row['max_rss']:,.0f} |"
        )
    for rule in RULES if len(sizes) > 1 else ():
        part = rows.loc[[rule]].set_index("adverts")
        for what, column in (("time", "s"), ("memory", "max_rss")):
            print(f"\n{rule}: {what} grows with the adverts to the power {exponent(part[column]):.2f}")
