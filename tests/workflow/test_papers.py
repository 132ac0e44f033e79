"""What the repository says about itself holds."""

import datetime
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "docs/index.md", "docs/add-a-step.md")


def targets():
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_in_a_page_exists(page):
    named = set(re.findall(r"(?:^|[`&] ?)make ([a-z-]+)", (ROOT / page).read_text(), flags=re.MULTILINE))
    assert named <= targets()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text())
    broken = [link for link in links if not ((ROOT / page).parent / link).exists()]
    assert broken == []


def test_the_makefile_has_the_short_targets():
    wanted = {"report", "test", "figures", "notebooks", "validity", "bench", "dag", "restore", "lint", "clean"}
    assert wanted <= targets()


def test_the_readme_shows_a_figure_the_house_and_the_two_commands():
    text = (ROOT / "README.md").read_text()
    assert "make report" in text and "make test" in text
    assert len(re.findall(r"!\[[^\]]{40,}\]\(docs/figures/", text)) >= 2, "each picture has a description"


def test_the_citation_file_is_valid_and_agrees_with_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "version", "license"} <= citation.keys()
    assert all("name" in author or "family-names" in author for author in citation["authors"])
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"] == "GPL-3.0-or-later"


def test_the_changelog_knows_the_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    text = (ROOT / "CHANGELOG.md").read_text()
    assert "## [Unreleased]" in text
    releases = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", text, flags=re.MULTILINE)
    for _, day in releases:
        datetime.date.fromisoformat(day)
    assert not releases or releases[0][0] == version


def test_code_is_gpl_and_text_is_cc_by():
    assert "GNU GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text()[:200]
    assert len((ROOT / "LICENSE").read_text()) > 30_000
    assert "SPDX-License-Identifier: CC-BY-4.0" in (ROOT / "LICENSE-TEXT").read_text()
