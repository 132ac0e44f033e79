"""A chapter says only what the run found: what does not resolve, or was typed, fails the build."""

import json

import pytest
from small_chapter import CHAPTER

from dots.report import chapter, documents, tree
from dots.report.evidence import Evidence


def fill(source, facts, medium="latex"):
    images = {name: f"{name}.png" for name in facts.figures}
    return chapter.fill(documents.read_markdown(source), source, facts, medium, images)


def changed(old, new):
    assert old in CHAPTER
    return CHAPTER.replace(old, new)


@pytest.mark.parametrize("medium", chapter.MEDIA)
def test_the_small_chapter_is_sound(facts, medium):
    filled = fill(CHAPTER, facts, medium)
    said = tree.words(filled["blocks"])
    assert "There are 1,204 networks (Figure\u00a01)" in said
    assert "0.90 (0.85 to 0.95)" in said
    assert "\u22120.50" in said
    assert "{" not in said


def test_an_unknown_key_is_named_with_its_line_and_its_neighbours(facts):
    source = changed("There are {network.networks}", "There are {network.netwroks}")
    line = source.splitlines().index(next(text for text in source.splitlines() if "netwroks" in text)) + 1
    with pytest.raises(ValueError, match=rf"line {line}: \{{network.netwroks\}}.*did you mean network.networks"):
        fill(source, facts)


def test_an_interval_that_no_stage_gave_is_refused(facts):
    with pytest.raises(ValueError, match="network.networks has no interval"):
        fill(changed("There are {network.networks}", "There are {network.networks:interval}"), facts)


@pytest.mark.parametrize("typo", ["{networks}", "{Network.networks}", "{network.networks:range}", "{network.networks"])
def test_what_looks_like_a_key_must_be_one(facts, typo):
    with pytest.raises(ValueError, match="not a key"):
        fill(changed("There are {network.networks}", f"There are {typo}"), facts)


def test_a_key_in_code_is_refused_because_it_would_be_printed(facts):
    with pytest.raises(ValueError, match="take the backticks away"):
        fill(changed("There are {network.networks}", "There are `{network.networks}`"), facts)


@pytest.mark.parametrize("typed", ["1,204", "12 %", "3.5", "twelve", "half", "Twenty", "x2"])
def test_a_number_typed_in_a_results_section_is_refused(facts, typed):
    with pytest.raises(ValueError, match="is typed"):
        fill(changed("There are {network.networks}", f"There are {typed}"), facts)


def test_a_number_typed_in_a_caption_of_a_results_section_is_refused(facts):
    with pytest.raises(ValueError, match="'40' is typed"):
        fill(changed("![Adverts by month,", "![All 40 adverts by month,"), facts)


def test_a_number_typed_in_the_abstract_is_refused(facts):
    with pytest.raises(ValueError, match="the abstract: the number '7' is typed"):
        fill(changed("abstract: We found {network.networks}", "abstract: We found 7"), facts)


def test_subsections_of_results_are_results_and_the_next_section_is_not(facts):
    inside = changed("# References", "## Size {#sec-size}\n\nThere are 99.\n\n# References")
    with pytest.raises(ValueError, match="section 'Size'"):
        fill(inside, facts)
    fill(changed("# References", "# Method again {#sec-again}\n\nThere are 99.\n\n# References"), facts)


def test_citations_references_code_and_named_measures_may_hold_digits(facts):
    fill(changed("See @tbl-sizes", "See [@rubin1987, p. 12], `k = 3`, the F1 of ITL 1 regions and @tbl-sizes"), facts)


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("@fig-monhts", "did you mean fig-months"),
        ("@tbl-none", "nothing of that name"),
        ("[here](#sec-methds)", "sec-methods"),
    ],
)
def test_a_reference_to_nothing_is_refused(facts, reference, hint):
    with pytest.raises(ValueError, match=hint):
        fill(changed("See @tbl-sizes", f"See {reference}"), facts)


def test_one_name_for_two_things_is_refused(facts):
    with pytest.raises(ValueError, match="#fig-months names two things"):
        fill(changed("# References", "![Again.](fig:months){#fig-months}\n\n# References"), facts)
    with pytest.raises(ValueError, match="Duplicate identifier 'sec-methods'"):
        fill(changed("# Results {#sec-results", "# Results {#sec-methods"), facts)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("fig:months", "fig:month", "did you mean months"),
        ("fig:months", "months.png", "write fig:<name>"),
        ("{#fig-months}\n", "\n", "name the figure"),
        ("file=sizes", "file=size", "did you mean sizes"),
    ],
)
def test_a_figure_or_table_that_no_rule_made_is_refused(facts, old, new, says):
    with pytest.raises(ValueError, match=says):
        fill(changed(old, new), facts)


def test_a_figure_without_alt_text_is_refused(facts):
    bare = Evidence(facts.numbers, {"months": facts.figures["months"] | {"alt": " "}}, facts.tables)
    with pytest.raises(ValueError, match="months: the figure has no alt text"):
        fill(CHAPTER, bare)


def test_an_equation_without_alt_text_is_refused(facts):
    with pytest.raises(ValueError, match="#eq-model"):
        fill(changed(' alt="y equals b plus u"', ""), facts)


def test_every_problem_is_told_at_once(facts):
    source = changed("There are {network.networks}", "There are {no.thing} and 12 of @fig-none")
    with pytest.raises(ValueError) as raised:
        fill(source, facts)
    assert all(part in str(raised.value) for part in ("{no.thing}", "'12'", "@fig-none"))


def test_numbers_of_figures_and_sections_follow_the_text(facts):
    second = (
        "![Again.](fig:months){#fig-again}\n\n# Last {#sec-last}\n\n## Deep {#sec-deep}\n\n@fig-again in @sec-deep.\n\n"
    )
    said = tree.words(fill(changed("# References", second + "# References"), facts)["blocks"])
    assert "Figure\u00a02 in Section\u00a03.1." in said


def test_columns_of_numbers_are_set_flush_right(facts):
    made = next(part for part in tree.elements(fill(CHAPTER, facts)["blocks"]) if part["t"] == "Table")
    assert [spec[0]["t"] for spec in made["c"][2]] == ["AlignLeft", "AlignRight", "AlignRight"]


def test_a_narrow_column_of_a_wide_table_is_as_wide_as_its_heading():
    widths = chapter._widths(["Adverts of a network", "Networks"], [["a sentence that goes on and on " * 3, "7"]])
    assert sum(widths) == pytest.approx(1, abs=0.001)
    assert widths[1] >= len("Networks") / 90


def test_every_number_of_the_text_has_its_row_in_the_appendix(facts):
    filled = fill(CHAPTER, facts, "html")
    links = {
        part["c"][2][0][1:]
        for part in tree.elements(filled["blocks"])
        if part["t"] == "Link" and part["c"][0][1] == ["number"]
    }
    rows = {part["c"][0][0] for part in tree.elements(filled["blocks"][-1]) if part["t"] == "Span"}
    assert links == rows == {"n-network-networks", "n-network-ari", "n-network-change"}
    assert "results/tables/networks.parquet" in json.dumps(filled["blocks"][-1])


def test_a_setting_of_the_study_can_be_quoted(facts):
    said = tree.words(fill(changed("with 5 folds", "with {config.network.draws} draws"), facts)["blocks"])
    assert "with 40 draws" in said
    assert "Draws of the links" in facts.numbers["config.network.draws"]["means"]


def test_what_a_chapter_uses_is_counted(facts):
    used = chapter.used(documents.read_markdown(CHAPTER))
    assert used.numbers == ["network.networks", "network.ari", "network.change"]
    assert (used.figures, used.tables, used.works) == (["months"], ["sizes"], ["rubin1987"])
