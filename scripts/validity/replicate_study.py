"""Run one replication: a small market with a seed of its own, through every step of the study, to its scoreboard.

Everything the steps make, the planted truth and clear text among it, lies in a temporary folder that is removed. Fails
where the study would.
"""

import tempfile
from pathlib import Path

from dots.script import run
from dots.tables.replications import REPLICATIONS
from dots.validity import replications


def replicate_study(
    scripts: list[Path], sources: list[Path], rows: Path, *, steps: list[dict], scenario: str, seed: str, changes: dict
) -> None:
    """Run the steps with one seed in one scenario, write the scoreboard's rows."""
    missing = sorted(str(path) for path in sources if not path.is_file())
    if missing:
        raise FileNotFoundError(f"a replication reads {', '.join(missing)} relative to the study's folder {Path.cwd()}")
    by_name = {path.stem: path for path in scripts if path.parts[0] == "scripts"}
    with tempfile.TemporaryDirectory(prefix="dots-replication-") as folder:
        board = replications.replicate(steps, by_name, Path(folder), scenario=scenario, seed=int(seed), changes=changes)
    REPLICATIONS.write(board, rows)


if __name__ == "__main__":
    run(snakemake, replicate_study)
