"""How fast the scan for leaks is, and how much memory it takes, over three sizes of results, against `grep -F -f`.

The results are what a study makes: a third each of adverts (masked), tables of numbers, and Parquet. grep looks for the
contacts as they stand, in the bytes as they stand; the scan looks for every form, and inside the Parquet. Each scan is
a process of its own, so that its peak of memory is its own.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

SIZES = (12, 36, 108)
CONTACTS = 1000
WORDS = (
    "new",
    "in",
    "town",
    "call",
    "me",
    "for",
    "details",
    "happy",
    "weekend",
    "only",
    "two",
    "friends",
    "near",
    "price",
)


def contacts() -> list[tuple[str, str]]:
    """Give kind and value of some contacts: a third each of telephones, addresses and handles."""
    made = []
    for number in range(CONTACTS // 3):
        made += [("phone", f"4416329{60000 + number}"), ("email", f"velourash_{number}@mail.example")]
        made += [("handle", f"@quartzfern_{number}")]
    return made


def results(folder: Path, megabytes: int) -> int:
    """Write results of about some size in files of 4 MB; give their bytes."""
    draws, rng = random.Random(1), np.random.default_rng(1)
    for part in range(max(1, megabytes // 12)):
        text = "\n".join(" ".join(draws.choices(WORDS, k=40)) + f" <phone> {draws.random():.3f}" for _ in range(18_000))
        (folder / f"adverts{part}.txt").write_text(text)
        numbers = pd.DataFrame(rng.random((22_000, 10)))
        numbers.to_csv(folder / f"numbers{part}.csv", index=False)
        ids = rng.integers(0, 10**15, 160_000)
        table = pd.DataFrame({"advert": [f"citylist/{one:015d}" for one in ids], "score": rng.random(160_000)})
        table.to_parquet(folder / f"table{part}.parquet")
    return sum(path.stat().st_size for path in folder.iterdir())


def scan(folder: Path) -> None:
    """Hunt in a folder and print CPU seconds and peak memory in MB."""
    from dots.governance.leaks import scan as hunts
    from dots.governance.leaks.canaries import Canary

    known = [Canary(kind, value, f"{kind}-{place}") for place, (kind, value) in enumerate(contacts())]
    started = time.process_time()
    hunt, report = hunts.Hunt(known), hunts.Report()
    prepared = time.process_time() - started
    hunt.repository(folder, report)
    if not report.clean:
        sys.exit(f"false alarms: {report.findings[:5]} {report.unread[:5]}")
    print(prepared, time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def grep(folder: Path, needles: Path) -> float:
    """Look for plain contacts with grep; CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(["grep", "-r", "-F", "-l", "-f", str(needles), str(folder)], capture_output=True, check=False)
    if done.returncode != 1:
        sys.exit(f"grep found something or failed: {done.stdout!r} {done.stderr!r}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure every size."""
    print(f"# Scan for {CONTACTS // 3 * 3} contacts\n")
    print(
        "| MB | CPU seconds | of them to prepare | MB/s | peak MB | grep -F -f, MB/s |\n|---:|---:|---:|---:|---:|---:|"
    )
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            data, needles = Path(folder, "results"), Path(folder, "needles")
            data.mkdir()
            real = results(data, size) / 1e6
            plain = (f"0{value[2:]}" if kind == "phone" else value for kind, value in contacts())
            needles.write_text("\n".join(plain) + "\n")
            done = subprocess.run([sys.executable, __file__, str(data)], check=True, capture_output=True, text=True)
            prepared, seconds, memory = map(float, done.stdout.split())
            plainly = real / grep(data, needles)
            speed = real / (seconds - prepared)
            print(f"| {real:,.0f} | {seconds:,.1f} | {prepared:,.1f} | {speed:,.1f} | {memory:,.0f} | {plainly:,.0f} |")


if __name__ == "__main__":
    scan(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
