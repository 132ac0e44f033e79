"""The gazetteer knows the study's towns, and says which it does not."""

from pathlib import Path

import pytest

from dots.places import load_towns

PLACES = Path("config/places.yaml")


def test_twelve_regions_with_their_towns_inside_the_united_kingdom():
    towns = load_towns(PLACES)
    assert towns["region"].nunique() == 12
    assert towns["latitude"].between(49.9, 60.9).all()
    assert towns["longitude"].between(-8.2, 1.8).all()
    assert towns.set_index("town").loc["Belfast", "latitude"] == pytest.approx(54.6, abs=0.1)
    assert (towns["population"] > 15_000).all()


def test_namesakes_lie_in_the_right_country():
    towns = load_towns(PLACES).set_index("town")
    assert towns.loc["Newport", "longitude"] == pytest.approx(-3.0, abs=0.1), "Newport in Wales, not Shropshire"
    assert towns.loc["Perth", "latitude"] == pytest.approx(56.4, abs=0.1)
    assert towns.loc["Bangor", "longitude"] == pytest.approx(-5.7, abs=0.1), "Bangor in Northern Ireland, not Wales"


@pytest.mark.parametrize(("text", "says"), [("London: [Lundun]", "Lundun"), ("London: [Croydon, Croydon]", "twice")])
def test_a_town_that_is_unknown_or_doubled_is_named(tmp_path, text, says):
    (tmp_path / "places.yaml").write_text(text)
    with pytest.raises(ValueError, match=says):
        load_towns(tmp_path / "places.yaml")
