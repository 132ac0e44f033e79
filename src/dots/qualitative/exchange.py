"""REFI-QDA projects (.qdpx), the format in which NVivo, MAXQDA, ATLAS.ti and others exchange qualitative projects.

SOURCE REFI-QDA standard 1.5 (qdasoftware.org): a zip of `project.qde` (XML) and `sources/`; positions count Unicode
characters from 0, the end not included. Read and written with `pyrefiqda`.
"""

from __future__ import annotations

import tempfile
import uuid
import zipfile
from pathlib import Path

from pyrefiqda import RefiProject
from pyrefiqda.models import Project
from pyrefiqda.models.project import (
    CodeBookType,
    CodeRefType,
    CodesType,
    CodeType,
    CodingType,
    PlainTextSelectionType,
    SourcesType,
    TextSourceType,
    UsersType,
    UserType,
)
from xsdata.models.datatype import XmlDateTime

MOMENT = XmlDateTime.from_string("2026-01-01T00:00:00Z")
"""The one moment in a packed project: the same interviews give the same bytes."""

GAP = "\n\n"


def build(interviews: dict) -> tuple[Project, dict[str, str]]:
    """Build a project from excerpts, codebook and codings.

    Parameters
    ----------
    interviews
        As in `config/interviews/interviews.yaml`: name, coders, codes (key to label and definition), sources (name,
        kind, excerpts with a text and, for each coder, the list of codes given).

    Returns
    -------
    project : Project
        One text source for each source, one selection for each excerpt, one coding for each code a coder gave.
    texts : dict
        File name in `sources/` to text.

    Raises
    ------
    ValueError
        If a coding names an unknown coder or code, or a coder gave nothing in a source and so cannot be told from one
        who never read it.
    """
    name, coders, codes = interviews["name"], interviews["coders"], interviews["codes"]
    users = [UserType(guid=_guid(name, "user", coder), name=coder) for coder in coders]
    book = [
        CodeType(
            guid=_guid(name, "code", key), name=code["label"], is_codable=True, description=code["definition"].strip()
        )
        for key, code in codes.items()
    ]
    sources, texts = [], {}
    for source in interviews["sources"]:
        _check(source, coders, codes)
        guid = _guid(name, "source", source["name"])
        selections, text = [], ""
        for number, excerpt in enumerate(source["excerpts"], 1):
            text += GAP if text else ""
            start, text = len(text), text + excerpt["text"].strip()
            selections.append(
                PlainTextSelectionType(
                    guid=_guid(name, "selection", source["name"], number),
                    name=f"{source['name']}, excerpt {number}",
                    start_position=start,
                    end_position=len(text),
                    creating_user=users[0].guid,
                    creation_date_time=MOMENT,
                    coding=[
                        CodingType(
                            guid=_guid(name, "coding", source["name"], number, coder, key),
                            code_ref=CodeRefType(target_guid=_guid(name, "code", key)),
                            creating_user=_guid(name, "user", coder),
                            creation_date_time=MOMENT,
                        )
                        for coder in coders
                        for key in excerpt[coder]
                    ],
                )
            )
        texts[f"{guid}.txt"] = text
        sources.append(
            TextSourceType(
                guid=guid,
                name=source["name"],
                description=f"Simulated {source['kind']}" if interviews.get("simulated") else source["kind"],
                plain_text_path=f"internal://{guid}.txt",
                plain_text_selection=selections,
                creating_user=users[0].guid,
                creation_date_time=MOMENT,
            )
        )
    project = Project(
        name=name,
        origin="dots",
        creating_user_guid=users[0].guid,
        creation_date_time=MOMENT,
        users=UsersType(user=users),
        code_book=CodeBookType(codes=CodesType(code=book)),
        sources=SourcesType(text_source=sources),
        description="Simulated: nobody said any of this." if interviews.get("simulated") else None,
    )
    return project, texts


def pack(project: Project, texts: dict[str, str], path: Path) -> None:
    """Write a .qdpx, the same bytes for the same project."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder, "sources")
        sources.mkdir()
        for file, text in texts.items():
            Path(sources, file).write_text(text, encoding="utf-8", newline="\n")
        loose = Path(folder, "loose.qdpx")
        RefiProject.save(project, loose, sources)
        # pyrefiqda stamps its zip with the clock; pack again in order, at one moment
        with zipfile.ZipFile(loose) as read, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
            for name in sorted(read.namelist()):
                entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                written.writestr(entry, read.read(name))


def unpack(path: Path) -> Project:
    """Read the project of a .qdpx; its sources stay in the file.

    Raises
    ------
    ValueError
        If the file is not a REFI-QDA project.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            return RefiProject.load(path, folder)
        except Exception as error:
            raise ValueError(f"{path} is not a REFI-QDA project (.qdpx): {error}") from error


def _check(source: dict, coders: list[str], codes: dict) -> None:
    where = f"interviews, source {source['name']!r}"
    for number, excerpt in enumerate(source["excerpts"], 1):
        wrong = set(excerpt) ^ {"text", *coders}
        if wrong:
            raise ValueError(f"{where}, excerpt {number}: needs a text and codes by {coders}; look at {sorted(wrong)}")
        unknown = sorted({key for coder in coders for key in excerpt[coder]} - set(codes))
        if unknown:
            raise ValueError(f"{where}, excerpt {number}: {unknown} not in the codebook; it has {list(codes)}")
    for coder in coders:
        if not any(excerpt[coder] for excerpt in source["excerpts"]):
            raise ValueError(
                f"{where}: {coder} gave no code, and so looks as if they had not read it; leave the source out"
            )


def _guid(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "dots/" + "/".join(map(str, parts))))
