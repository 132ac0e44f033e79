"""Figures: the same bytes twice, and never without a text for those who cannot see them."""

import json

import pytest

from dots import figures

ALT = "A line falls from three to one between the first and the third month, and then stays level."


def draw():
    figure, axes = figures.new(height=2)
    axes.plot([1, 2, 3], [3, 1, 1])
    return figure


def test_two_drawings_give_the_same_bytes(tmp_path):
    names = [[tmp_path / f"{run}.{kind}" for kind in ("svg", "png", "json")] for run in "ab"]
    for paths in names:
        figures.save(draw(), *paths, title="A falling line", text=ALT)
    for first, second in zip(*names, strict=True):
        assert first.read_bytes() == second.read_bytes()
    assert json.loads(names[0][2].read_text())["alt"] == ALT
    assert b"<dc:date>" not in names[0][0].read_bytes()


@pytest.mark.parametrize("text", ["", "A falling line", "Too short to help anybody"])
def test_a_figure_without_a_helpful_alt_text_is_not_saved(tmp_path, text):
    paths = [tmp_path / f"a.{kind}" for kind in ("svg", "png", "json")]
    with pytest.raises(ValueError, match="alt text"):
        figures.save(draw(), *paths, title="A falling line", text=text)
    assert not any(path.exists() for path in paths)
