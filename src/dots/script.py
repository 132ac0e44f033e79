"""How a rule's script runs: files and parameters in as keywords, log and errors out to the rule's log."""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Callable
from pathlib import Path

logger = logging.getLogger("dots")

_ADDRESS = re.compile(r"(https?://[^/\s<>'\"]*/)[^\s<>'\"]+", re.IGNORECASE)


class Discreet(logging.Formatter):
    """Writes of every web address the host alone, also in what libraries log: the rest leads to an advert."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Write a line, and the error with it, if there is one."""
        return _ADDRESS.sub(r"\1...", super().format(record))


def log_to(handler: logging.Handler) -> None:
    """Send all log lines, warnings of Python's among them, to one place and nowhere else."""
    handler.setFormatter(Discreet())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.captureWarnings(True)


def run(snakemake: object, function: Callable[..., None]) -> None:
    """Call a script's function with what its rule declares.

    Named inputs and outputs arrive as `pathlib.Path` (or a list of them), parameters as they stand in
    the configuration, and `threads` where the function asks for it. The input `code` serves Snakemake
    alone and is left out. Log lines and an uncaught error go to the rule's log.

    Parameters
    ----------
    snakemake
        The object that Snakemake puts into a script.
    function
        Takes one keyword for every named input, output and parameter of the rule.

    Raises
    ------
    TypeError
        If the rule declares a name the function does not take, or leaves out one that it needs.
    """
    log_to(logging.FileHandler(snakemake.log[0], "w") if snakemake.log else logging.StreamHandler())
    keywords = _paths(snakemake.input) | _paths(snakemake.output) | dict(snakemake.params.items())
    keywords.pop("code", None)
    if "threads" in inspect.signature(function).parameters:
        keywords["threads"] = snakemake.threads
    try:
        inspect.signature(function).bind(**keywords)
        function(**keywords)
    except BaseException:
        logger.exception("rule %s failed", snakemake.rule)
        raise


def _paths(files: object) -> dict[str, Path | list[Path]]:
    return {
        name: Path(value) if isinstance(value, str) else [Path(part) for part in value] for name, value in files.items()
    }
