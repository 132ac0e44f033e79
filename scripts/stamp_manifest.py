"""Ask the study's time stamp authority to stamp the manifest, as after a crawl that did not reach it."""

import sys
from pathlib import Path

import yaml

from dots.governance import timestamps


def main(config: str = "config/config.yaml") -> int:
    """Stamp, say how it went, and give the exit status."""
    authority = yaml.safe_load(Path(config).read_text())["crawl"]["timestamp_authority"]
    if authority is None:
        print(f"{config}: crawl.timestamp_authority names no authority; nobody was asked", file=sys.stderr)
        return 1
    manifest = Path("results/crawl/manifest.json")
    problem = timestamps.stamp(manifest, authority, manifest.with_name("custody.jsonl"))
    print(problem or f"{manifest.with_suffix(timestamps.SUFFIX)}: stamped")
    return int(bool(problem))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
