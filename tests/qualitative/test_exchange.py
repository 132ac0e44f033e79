"""Interviews survive the exchange format, and a project that coders did not judge alike is refused."""

import copy
import zipfile
from pathlib import Path

import pytest
import yaml
from pyrefiqda.models.project import PlainTextSelectionType, UserType

from dots.qualitative import codings, exchange

INTERVIEWS = yaml.safe_load((Path(__file__).parents[2] / "config/interviews/interviews.yaml").read_text())


@pytest.fixture()
def small():
    return {
        "name": "Two conversations",
        "coders": ["Ada", "Ben"],
        "codes": {
            "organisation": {"label": "Organisation", "definition": "Who does what."},
            "control": {"label": "Control", "definition": "Who decides."},
        },
        "sources": [
            {
                "name": "Role 1",
                "kind": "interview",
                "excerpts": [
                    {"text": "Größe – we share a phone.", "Ada": ["organisation"], "Ben": ["organisation", "control"]},
                    {"text": "I decide.", "Ada": [], "Ben": []},
                ],
            },
            {
                "name": "Role 2",
                "kind": "interview",
                "excerpts": [{"text": "He decides.", "Ada": ["control"], "Ben": ["control"]}],
            },
        ],
    }


def read(interviews, folder):
    project, texts = exchange.build(interviews)
    exchange.pack(project, texts, folder / "project.qdpx")
    return codings.read_codings(exchange.unpack(folder / "project.qdpx"))


def test_every_coding_comes_back(small, tmp_path):
    found = read(small, tmp_path).set_index(["excerpt", "code", "coder"])["given"]
    assert len(found) == 3 * 2 * 2
    assert found[found].index.to_list() == [
        ("Role 1/1", "Organisation", "Ada"),
        ("Role 1/1", "Organisation", "Ben"),
        ("Role 1/1", "Control", "Ben"),
        ("Role 2/1", "Control", "Ada"),
        ("Role 2/1", "Control", "Ben"),
    ]


def test_the_bundled_interviews_come_back_and_say_that_they_are_simulated(tmp_path):
    found = read(INTERVIEWS, tmp_path)
    assert codings.count(found) == {"excerpts": 36, "sources": 9, "codes": 8, "coders": 2}
    planted = sum(len(e[coder]) for s in INTERVIEWS["sources"] for e in s["excerpts"] for coder in INTERVIEWS["coders"])
    assert found["given"].sum() == planted
    project = exchange.unpack(tmp_path / "project.qdpx")
    assert "Simulated" in project.description
    assert all("Simulated" in source.description for source in project.sources.text_source)


def test_a_selection_cuts_its_excerpt_out_of_its_source(small, tmp_path):
    read(small, tmp_path)
    source = exchange.unpack(tmp_path / "project.qdpx").sources.text_source[0]
    with zipfile.ZipFile(tmp_path / "project.qdpx") as packed:
        text = packed.read(source.plain_text_path.replace("internal://", "sources/")).decode()
    # positions count characters, not bytes: the first excerpt has letters of two and three bytes
    cut = [text[selection.start_position : selection.end_position] for selection in source.plain_text_selection]
    assert cut == ["Größe – we share a phone.", "I decide."]


def test_the_same_interviews_give_the_same_bytes(small, tmp_path):
    for name in ("one", "two"):
        exchange.pack(*exchange.build(copy.deepcopy(small)), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_coder_who_did_not_read_a_source_is_missing_there_not_disagreeing(small, tmp_path):
    project, _ = exchange.build(small)
    ben = next(user.guid for user in project.users.user if user.name == "Ben")
    for selection in project.sources.text_source[1].plain_text_selection:
        selection.coding = [coding for coding in selection.coding if coding.creating_user != ben]
    found = codings.read_codings(project)
    assert set(found.loc[found["excerpt"] == "Role 2/1", "coder"]) == {"Ada"}
    assert set(found.loc[found["excerpt"] == "Role 1/2", "coder"]) == {"Ada", "Ben"}


def test_selections_of_one_stretch_by_two_coders_are_one_excerpt(small):
    project, _ = exchange.build(small)
    source = project.sources.text_source[1]
    (selection,) = source.plain_text_selection
    other = selection.model_copy(update={"guid": exchange._guid("other"), "coding": selection.coding[1:]})
    selection.coding = selection.coding[:1]
    source.plain_text_selection = [selection, other]
    found = codings.read_codings(project)
    assert found.loc[found["excerpt"].str.startswith("Role 2"), "excerpt"].nunique() == 1
    assert found.loc[found["code"].eq("Control") & found["excerpt"].eq("Role 2/1"), "given"].all()


def test_overlapping_excerpts_are_refused_with_their_place(small):
    project, _ = exchange.build(small)
    source = project.sources.text_source[0]
    source.plain_text_selection.append(
        PlainTextSelectionType(guid=exchange._guid("late"), start_position=3, end_position=9)
    )
    with pytest.raises(ValueError, match="'Role 1': the selection from character 0 to 25 overlaps the one from 3"):
        codings.read_codings(project)


def test_a_coding_without_a_coder_is_refused(small):
    project, _ = exchange.build(small)
    project.users.user = [UserType(guid=exchange._guid("nobody"), name="Nobody")]
    with pytest.raises(ValueError, match="names no coder"):
        codings.read_codings(project)


def test_mistakes_in_the_codings_are_named(small):
    small["sources"][0]["excerpts"][0]["Ada"] = ["organization"]
    with pytest.raises(ValueError, match=r"'Role 1', excerpt 1: \['organization'\] not in the codebook"):
        exchange.build(small)
    small["sources"][0]["excerpts"][0]["Ada"] = []
    with pytest.raises(ValueError, match="'Role 1': Ada gave no code"):
        exchange.build(small)


def test_a_file_that_is_no_project_is_refused(tmp_path):
    (tmp_path / "notes.qdpx").write_text("not a zip")
    with pytest.raises(ValueError, match="notes.qdpx is not a REFI-QDA project"):
        exchange.unpack(tmp_path / "notes.qdpx")
