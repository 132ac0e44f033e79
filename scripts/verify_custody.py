"""Check the chain of custody, without any key: log, manifest, sealed files, anchors, time stamp.

One line a check. Ends with status 1 if any of them failed. `make verify` runs this.
"""

import argparse
import sys
from pathlib import Path

import yaml

from dots.governance import custody, examination

MARKS = {True: "ok    ", False: "BROKEN", None: "none  "}


def main(arguments: list[str] | None = None) -> int:
    """Check, print, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--log", type=Path, default=Path("results/crawl/custody.jsonl"))
    parser.add_argument("--manifest", type=Path, default=Path("results/crawl/manifest.json"))
    parser.add_argument("--archive", type=Path, default=Path("restricted/archive"), help="folder of the sealed batches")
    parser.add_argument("--anchors", type=Path, default=Path("custody/anchors.jsonl"))
    parser.add_argument("--certificates", type=Path, help="PEM file trusted to stamp; as config/config.yaml has it")
    parser.add_argument("--head", help="a head of the log that you noted")
    parser.add_argument(
        "--repair", action="store_true", help="first repair a last line torn by a power cut; the log records it"
    )
    given = parser.parse_args(arguments)
    if given.repair:
        try:
            print(f"repaired: the head of {given.log} is {custody.repair(given.log)}")
        except ValueError as error:
            print(f"not repaired: {error}")
            return 1
    findings = list(
        examination.examine(
            log=given.log,
            manifest=given.manifest,
            archive=given.archive,
            anchors=given.anchors,
            certificates=given.certificates or configured(),
            head=given.head,
        )
    )
    for finding in findings:
        print(f"{MARKS[finding.sound]} {finding.subject}: {finding.says}")
    broken = [finding.subject for finding in findings if finding.sound is False]
    print(f"Not in order: {', '.join(broken)}." if broken else "What could be checked is in order.")
    return int(bool(broken))


def configured() -> Path | None:
    """Give the certificates that the study's configuration trusts."""
    config = Path("config/config.yaml")
    authority = yaml.safe_load(config.read_text())["crawl"]["timestamp_authority"] if config.exists() else None
    return Path(authority["certificates"]) if authority else None


if __name__ == "__main__":
    sys.exit(main())
