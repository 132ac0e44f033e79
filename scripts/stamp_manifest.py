"""Ask the study's time stamp authority to stamp the manifest, as after a crawl that did not reach it."""

import sys
from pathlib import Path

import yaml

from dots.governance import timestamps


def main(config: str = "config/config.yaml") -> int:
    """Stamp, say how it went, and give the exit status."""
    settings = yaml.safe_load(Path(config).read_text())
    authority = settings.get("crawl", {}).get("timestamp_authority")  # a study file holds only what differs
    if authority is None:
        print(f"{config}: crawl.timestamp_authority names no authority; nobody was asked", file=sys.stderr)
        return 1
    manifest = Path("results/crawl/manifest.json")
    if not manifest.exists():
        print(f"{manifest}: there is no manifest to stamp; crawl first", file=sys.stderr)
        return 1
    problem = timestamps.stamp(manifest, authority, manifest.with_name("custody.jsonl"))
    print(problem or f"{manifest.with_suffix(timestamps.SUFFIX)}: stamped")
    return int(bool(problem))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
