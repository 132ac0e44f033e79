"""Who gave which code to which excerpt, read from a REFI-QDA project."""

from __future__ import annotations

import logging

import pandas as pd
from pyrefiqda.models import Project

logger = logging.getLogger(__name__)


def read_codings(project: Project) -> pd.DataFrame:
    """Read the codings of a project's text sources (table `codings`).

    An excerpt is a stretch of a source that was selected, whoever selected it. A coder with no coding in a source has
    not read it; a coder with any has read all of its excerpts, and withheld the codes they did not give.

    Parameters
    ----------
    project
        REFI-QDA project. Sources other than text are counted and left out.

    Returns
    -------
    DataFrame
        Table `codings`.

    Raises
    ------
    ValueError
        If there is nothing coded, two codes or two sources share a name, a coding has no coder, or selections overlap
        without being equal, so that coders did not judge the same excerpts.
    """
    codes = _codes(project)
    coders = {user.guid: user.name or user.id or user.guid for user in (project.users.user if project.users else [])}
    sources = project.sources.text_source if project.sources else []
    _count_others(project)
    names = [source.name or source.guid for source in sources]
    if len(set(names)) < len(names):
        raise ValueError(
            f"sources share a name: {sorted({name for name in names if names.count(name) > 1})}; rename them"
        )

    rows = []
    for name, source in zip(names, sources, strict=True):
        excerpts: dict[tuple[int, int], set[tuple[str, str]]] = {}
        for selection in source.plain_text_selection:
            given = excerpts.setdefault((selection.start_position, selection.end_position), set())
            for coding in selection.coding:
                guid = coding.creating_user or selection.creating_user
                if guid not in coders:
                    raise ValueError(f"source {name!r}: a coding names no coder; export the project with its users")
                given.add((codes[coding.code_ref.target_guid], coders[guid]))
        _check_overlap(name, sorted(excerpts))
        # ASSUME who coded anything in a source has read all of it: the format does not say who read what
        readers = sorted({coder for given in excerpts.values() for _, coder in given})
        rows += [
            (f"{name}/{number}", code, coder, (code, coder) in excerpts[span])
            for number, span in enumerate(sorted(excerpts), 1)
            for code in codes.values()
            for coder in readers
        ]
    if not rows:
        raise ValueError("the project has no coded text; check that it was exported with its sources and codings")
    return pd.DataFrame(rows, columns=["excerpt", "code", "coder", "given"])


def count(codings: pd.DataFrame) -> dict[str, int]:
    """Count excerpts, sources, codes and coders."""
    excerpts = codings["excerpt"].drop_duplicates()
    return {
        "excerpts": len(excerpts),
        "sources": excerpts.str.rsplit("/", n=1).str[0].nunique(),
        "codes": codings["code"].nunique(),
        "coders": codings["coder"].nunique(),
    }


def _codes(project: Project) -> dict[str, str]:
    todo = list(project.code_book.codes.code) if project.code_book else []
    codes = {}
    while todo:
        code = todo.pop(0)
        codes[code.guid] = code.name
        todo += code.code
    doubled = sorted({name for name in codes.values() if list(codes.values()).count(name) > 1})
    if doubled:
        raise ValueError(f"codes share a name: {doubled}; rename them in the codebook")
    return codes


def _check_overlap(source: str, spans: list[tuple[int, int]]) -> None:
    for (start, end), (after, _) in zip(spans, spans[1:], strict=False):
        if after < end:
            raise ValueError(
                f"source {source!r}: the selection from character {start} to {end} overlaps the one from {after}; "
                "agreement is judged on excerpts that every coder was given alike"
            )


def _count_others(project: Project) -> None:
    if project.sources:
        for kind in ("picture_source", "pdfsource", "audio_source", "video_source"):
            others = len(getattr(project.sources, kind))
            if others:
                logger.warning("%d sources of kind %s are left out: only text is read", others, kind)
