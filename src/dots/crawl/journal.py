"""What a crawl writes down of itself: its custody log while it runs, and at the end manifest, time stamp and report."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from dots.crawl import archive, crawling, outcomes, report
from dots.governance import custody, manifest, timestamps

logger = logging.getLogger(__name__)

WAVE = "wave ended"
COLUMNS = ["host", "kind", "outcome", "requests"]


class Papers(NamedTuple):
    """Files that a crawl leaves beside its archive."""

    manifest: Path
    report_md: Path
    report_html: Path


class Journal:
    """The custody log of a crawl that is under way.

    Parameters
    ----------
    log
        The log; a last line that was being written when the machine stopped is repaired.
    settings
        The configuration's section `crawl`.
    adapters_sha256
        Digest of each adapter by its file's name.

    Raises
    ------
    BrokenLog
        If the log is broken in another way.
    """

    def __init__(self, log: Path, settings: dict, adapters_sha256: dict[str, str]):
        self.log, self.settings, self.adapters = log, settings, adapters_sha256
        if log.exists():
            custody.mend(log)

    def begin(self, hosts: list[str], *, resumed: bool, **facts: object) -> None:
        """Log that the crawl begins or goes on, of whom and with what."""
        custody.append(
            self.log,
            "crawl resumed" if resumed else "crawl started",
            hosts=hosts,
            user_agent=crawling.user_agent(self.settings["contact"]),
            route=self.settings["route"],
            settings_sha256=custody.hash_settings(self.settings),
            tools=archive.tool_versions(),
            adapters_sha256=self.adapters,
            **facts,
        )

    def ended(self, day: str, frame: pd.DataFrame, kept: dict | None) -> None:
        """Log how a wave ended, once."""
        if day not in {wave["day"] for wave in self._waves()}:
            ordered = frame.sort_values(["host", "kind", "outcome"])
            custody.append(self.log, WAVE, day=day, outcomes=ordered.to_dict("records"), politeness=kept)

    def close(self, batches: dict[str, dict[str, int]], sealed: Path, papers: Papers) -> pd.DataFrame:
        """Log what was sealed, write the manifest and the report, and have the manifest stamped if the study asks.

        Parameters
        ----------
        batches
            File name of each batch that was sealed to its records by type.
        sealed
            Folder of the sealed archive.
        papers
            Files to write.

        Returns
        -------
        DataFrame
            Outcomes over all waves that the log tells of.
        """
        waves = {wave["day"]: pd.DataFrame(wave["outcomes"], columns=COLUMNS) for wave in self._waves()}
        total = outcomes.total(list(waves.values()))
        custody.append(self.log, "crawl ended", outcomes=total.to_dict("records"))
        for name, records in batches.items():
            manifest.log_batch(self.log, sealed / name, records)
        about = {"settings": self.settings, "tools": archive.tool_versions(), "adapters": self.adapters}
        manifest.write(papers.manifest, log=self.log, archive=sealed, **about)
        problem = timestamps.stamp(papers.manifest, self.settings["timestamp_authority"], self.log)
        if problem:
            logger.warning("no time stamp: %s; ask again with scripts/stamp_manifest.py", problem)
        custody.verify(self.log, marks=[manifest.mark(papers.manifest)])
        report.write(
            papers.report_md,
            papers.report_html,
            waves=waves,
            kept={wave["day"]: wave["politeness"] for wave in self._waves() if wave["politeness"]},
            settings=self.settings,
            head=custody.end(self.log).head,
            archives={name: one["sha256"] for name, one in manifest.read(papers.manifest)["batches"].items()},
        )
        return total

    def _waves(self) -> list[dict]:
        read = custody.read(self.log) if self.log.exists() else []
        return [record["facts"] for record in read if record["event"] == WAVE]
