"""Crawl the real hosts that a study file permits, once: a wave of today, sealed into the archive.

    python scripts/crawl_live.py --configfile config/studies/mine.yaml
    python scripts/crawl_live.py --configfile config/studies/mine.yaml --yes

The first form says what would be asked of whom, or lists everything the study file lacks, and asks nobody. A wave that
was stopped is gone on with. docs/crawl.md says how to plan, justify and run a real crawl.
Exit status: 0 crawled; 1 refused, or not confirmed.
"""

import argparse
import logging
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from dots import study
from dots.crawl import live, permission
from dots.script import log_to


def main() -> int:
    """Read the command line, ask for permission, crawl."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--configfile", type=Path, nargs="+", required=True, help="the study file, as for Snakemake")
    parser.add_argument("--yes", action="store_true", help="crawl; without it nothing is asked of anybody")
    given, root, today = parser.parse_args(), Path.cwd(), datetime.now(UTC).date()
    config = study.load(root, given.configfile)
    study.require_retention(config, date.today())
    granted = permission.grant(config, today)
    settings = config["crawl"]
    print(
        f"A wave of {today} at {', '.join(granted.hosts)}: at most {settings['max_pages']:,} pages, "
        f"{settings['delay']:g} seconds or more between two requests to a host, as {settings['contact']}, for "
        f"{granted.operator} ({granted.ethics_reference}), kept until {granted.retention_until}."
    )
    if not given.yes:
        print("Nothing was asked of anybody. Say --yes to crawl.", file=sys.stderr)
        return 1
    log_to(logging.StreamHandler())
    batch = live.crawl(root, config, today)
    print(f"sealed: {batch.relative_to(root)}. Next: read results/crawl/report.html, then `make verify` and anchor it.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (PermissionError, ValueError, RuntimeError, OSError) as error:
        sys.exit(f"crawl_live: {error}")
