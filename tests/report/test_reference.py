"""The reference pages say what the contracts say."""

import runpy

import pytest
from small_chapter import ROOT

from dots.report import reference

PAGES = runpy.run_path(str(ROOT / "scripts/report/write_reference.py"))["pages"]()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_committed_page_is_up_to_date(path):
    assert path.read_text() == PAGES[path], f"{path}: run `python scripts/report/write_reference.py`"


def test_no_module_of_tables_is_left_out():
    modules = {path.stem for path in (ROOT / "src/dots/tables").glob("*.py")} - {"__init__", "contract"}
    assert set(reference.declared_tables()) == modules


def test_every_table_of_every_zone_is_in_the_dictionary():
    declared = [(stage, table) for stage, listed in reference.declared_tables().items() for table in listed]
    text = PAGES[ROOT / "docs/tables.md"]
    assert {table.zone for _, table in declared} == {"restricted", "pseudonymised", "released", "truth"}
    for stage, table in declared:
        part = text.split(f"### {stage}: {table.name}\n")[1].split("\n### ")[0]
        assert f"Zone: **{table.zone}**" in part
        assert all(f"| `{column.name}` |" in part for column in table.columns)


def test_a_setting_is_listed_with_its_bounds_and_default():
    engines = {"oneOf": [{"const": "auto"}, {"type": "array", "items": {"enum": ["a", "b"]}}], "description": "Who."}
    delay = {"type": "number", "minimum": 0, "description": "Seconds."}
    crawl = {"description": "How.", "properties": {"delay": delay, "engines": engines}}
    page = reference.config_page({"properties": {"crawl": crawl}}, {"crawl": {"delay": 1.5}}, {})
    assert "| `crawl.delay` | Seconds. | number, ≥ 0 | `1.5` |" in page
    assert "| `crawl.engines` | Who. | `auto` or list of `a`, `b` |  |" in page


def test_a_knob_is_listed_with_its_value_in_each_preset():
    rate = {"type": "number", "x-knob": True, "description": "How much."}
    schema = {"properties": {"market": {"description": "The market.", "properties": {"edit_rate": rate}}}}
    page = reference.config_page(schema, {"market": {}}, {"easy": {"edit_rate": 0.1}, "hard": {"edit_rate": 0.4}})
    assert "| `market.edit_rate` | How much. | number | `0.1` (easy), `0.4` (hard) |" in page
