"""Where an advert is: towns by every name they go by, told from words and from namesakes, and postcodes.

Only the first half of a postcode (the outcode, some ten thousand addresses) is read; a whole one is an address and is
masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from dots import places
from dots.corpus import skeleton
from dots.corpus.masking import Covered, Found
from dots.corpus.scanning import at_words
from dots.corpus.skeleton import Skeleton
from dots.corpus.stated import Stated

# ASSUME the everyday short name of a town means the town of the study that bears the long one
_SHORT = {
    "newcastle": "Newcastle upon Tyne",
    "hull": "Kingston upon Hull",
    "stoke": "Stoke-on-Trent",
    "southend": "Southend-on-Sea",
    "enfield": "Enfield Town",
    "londonderry": "Derry",
}
_WORD_TOWNS = "reading bath barry sale deal rugby hyde march street battle wells sandwich nelson stone rye ware bury"
WORDS = frozenset(_WORD_TOWNS.split())
"""Towns that are everyday words or names of people as well."""
_NAMESAKES = (
    "newport bangor perth richmond ashford boston washington lincoln cambridge durham kingston sutton whitchurch "
    "stratford hamilton halifax worcester"
)
NAMESAKES = frozenset(_NAMESAKES.split())
"""Towns with a well-known namesake."""
NATIONS = ("wales", "scotland", "northern ireland", "england")
# SOURCE ceremonial counties of England, preserved counties of Wales, lieutenancy areas of Scotland, counties of
# Northern Ireland, and countries with namesakes of British towns
_ONE_WORD = (
    "bedfordshire berkshire bristol buckinghamshire cambridgeshire cheshire cornwall cumbria derbyshire devon "
    "dorset essex gloucestershire hampshire herefordshire hertfordshire kent lancashire leicestershire "
    "lincolnshire merseyside norfolk northamptonshire northumberland nottinghamshire oxfordshire rutland "
    "shropshire somerset staffordshire suffolk surrey warwickshire wiltshire worcestershire yorkshire clwyd dyfed "
    "gwent gwynedd powys fife ayrshire lanarkshire renfrewshire aberdeenshire australia canada america usa "
    "massachusetts nebraska virginia"
)
_COUNTIES = _ONE_WORD.split() + [
    "isle of wight", "tyne and wear", "county durham", "east sussex", "west sussex", "sussex", "greater london",
    "greater manchester", "west midlands", "east midlands", "north yorkshire", "south yorkshire", "west yorkshire",
    "east riding of yorkshire",
    "mid glamorgan", "south glamorgan", "west glamorgan", "perth and kinross", "county antrim", "county down",
    "county londonderry", "county armagh", "county tyrone", "north wales", "south wales", "new south wales",
    "western australia", "new york", "new zealand",
]  # fmt: skip
# SOURCE Royal Mail's postcode areas
_AREAS = (
    "ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex fk "
    "fy g gl gu ha hd hg hp hr hs hu hx ig ip iv ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr "
    "nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w "
    "wa wc wd wf wn wr ws wv yo ze"
)
_AREAS_FIRST = frozenset(_AREAS.split())
_POSTCODE = re.compile(
    rf"(?<![\w@./])(?P<out>(?:{'|'.join(sorted(_AREAS.split(), key=len, reverse=True))})\d{{1,2}})"
    r"(?:[a-z](?=\s?\d|(?!\w)))?"
    r"(?P<inward>\s?\d[abd-hjlnp-uw-z]{2})?(?![\w@])"
)
_POST_WORD = re.compile(r"(?:post\s?code|postal|pocztowy|postcode area|\bin|\bnear|\baround)\s?:?\s?$")
_ROAD = re.compile(r"(?:\bthe|\boff|\bon|junction|motorway|size|bus|floor|level|room)\s$")
_BEFORE_TOWN = re.compile(r"(?:\b(?:in|to|near|from|around|at|of|visiting|w|en|desde|din|la|z|do)|#)\s?$")
_LISTED = re.compile(r"\s?(?:,|/|&|and\b)\s?")
_PARTED = re.compile(r"[\s,(]{1,3}(?:in\s|the\s)?")


@dataclass(frozen=True)
class Gazetteer:
    """The towns of a study, by every name they go by.

    Attributes
    ----------
    towns
        As `dots.places.load_towns` gives them.
    names
        Letters of a name to the town.
    pattern
        Finds names of towns, and of places that hold one.
    outcodes
        Postcode district to the town.
    areas
        Name of a county, region or nation to the towns in it.
    area_pattern
        Finds the names of areas.
    first, area_first
        Words with which the names begin.
    units
        Name of an area to what it is (nation, region, county) and how it is written.
    wider
        Town to its county ('' if not known) and region.
    """

    towns: pd.DataFrame
    names: dict[str, str]
    pattern: re.Pattern
    outcodes: dict[str, str]
    areas: dict[str, frozenset[str]]
    area_pattern: re.Pattern
    first: frozenset[str]
    area_first: frozenset[str]
    units: dict[str, tuple[str, str]]
    wider: dict[str, tuple[str, str]]

    def of_place(self, place: str) -> str | None:
        """Give the town that a place field or a list of tags names, or None."""
        for part in re.split(r"[,;/|]", place):
            if town := self.names.get(_key(part)):
                return town
        return next((item.value for item in self.find(skeleton.of(place)) if item.value and item.rule != "area"), None)

    def find(self, text: Skeleton, own: str | None = None) -> Iterator[Found]:
        """Yield the places named in a text: towns and areas in its order, then postcodes.

        A name that is a word as well ("reading", "bath") counts only as the advert's `own` town, with a capital
        after a word such as "in", or before its county. A town before another county ("Newport, Isle of Wight") is
        another place, and so is a town with a namesake in a text that names other areas only; they have no value.
        """
        areas = list(at_words(text, self.area_pattern, self.area_first))
        wider = Covered(area.span() for area in areas if len(self.names.get(_key(area[0]), "")) < len(area[0]))
        named = {area[0] for area in areas}
        taken = []
        for match in at_words(text, self.pattern, self.first):
            if wider.touches(match.span()):
                continue  # the York of New York
            town = self.names.get(_key(match[0]))
            rule = self._rule(text, match, town, own, named) if town else "elsewhere"
            if rule:
                taken.append(match.span())
                yield Found("place", "" if rule == "elsewhere" else town, rule, (match.span(),))
        towns = Covered(taken)
        for match in areas:
            if not towns.touches(match.span()):
                unit, name = self.units.get(match[0], ("", ""))
                yield Found("place", name, "area" if unit else "elsewhere", (match.span(),))
        for match in at_words(text, _POSTCODE, _AREAS_FIRST):
            if rule := _post_rule(text, match):
                yield Found("place", match["out"].upper(), rule, (match.span(),))

    def stated(self, found: Found) -> Stated | None:
        """Give a place found in a text as a fact, or None if it is no place of the study."""
        if found.rule in ("outcode", "postcode"):
            return Stated("place", found.rule, found.value, found.spans[0], unit="outcode")
        if not found.value:
            return None
        unit = next((unit for unit, name in self.units.values() if name == found.value), "") or "town"
        return Stated("place", found.rule, found.value, found.spans[0], unit=unit if found.rule == "area" else "town")

    def town(self, found: list[Found]) -> str | None:
        """Give the first town that a text names, or else the town of the first postcode in it."""
        named = [item.value for item in found if item.value and item.rule not in ("area", "outcode", "postcode")]
        posted = [self.outcodes.get(item.value) for item in found if item.rule in ("outcode", "postcode")]
        return next((town for town in named + posted if town), None)

    def _rule(self, text: Skeleton, match: re.Match, town: str, own: str | None, named: set[str]) -> str:
        """Say what makes a name a town: the rule, `elsewhere` if it is another place, or '' if it is a word."""
        gap = _PARTED.match(text.text, match.end())
        after = self.area_pattern.match(text.text, gap.end()) if gap else None
        if after and town not in self.areas.get(after[0], ()):
            more = _LISTED.match(text.text, after.end())
            listed = more and (
                self.area_pattern.match(text.text, more.end()) or self.pattern.match(text.text, more.end())
            )
            if not listed:  # "London, Kent and Essex" lists areas, "Newport, Isle of Wight" says which Newport
                return "elsewhere"
            after = None
        if match[0] in WORDS and town != own and not after:
            before = _BEFORE_TOWN.search(text.text[max(0, match.start() - 10) : match.start()])
            if not (before and (text.source(*match.span())[0].isupper() or before[0] == "#")):
                return ""
            return "worded"
        if after:
            return "settled"
        if match[0] in NAMESAKES and named and town != own:
            return "settled" if any(town in self.areas.get(area, ()) for area in named) else "elsewhere"
        return "own" if town == own else "named"


def gazetteer(towns: pd.DataFrame, outcodes: dict[str, str] | None = None) -> Gazetteer:
    """Make the gazetteer of a study.

    Parameters
    ----------
    towns
        As `dots.places.load_towns` gives them; without a column `county` no county is known.
    outcodes
        As `dots.places.load_outcodes` gives them.
    """
    listed = {_key(town): town for town in towns["town"]}
    names = {short: town for short, town in _SHORT.items() if town in set(towns["town"])} | listed
    written = {skeleton.of(town).text for town in towns["town"]} | set(names)
    written |= {skeleton.of(other).text for other in places.others(towns)}
    forms = sorted((re.sub(r"[\s-]+", r"[\\s-]?", re.escape(name).replace("\\", "")) for name in written), key=len)
    areas: dict[str, set[str]] = {name: set() for name in (*_COUNTIES, *NATIONS)}
    units: dict[str, tuple[str, str]] = {}
    counties = towns["county"] if "county" in towns else [""] * len(towns)
    for town, county, region in zip(towns["town"], counties, towns["region"], strict=True):
        nation = region if region.casefold() in NATIONS else "England"
        for unit, name in (("nation", nation), ("county", county), ("region", region)):
            if name and name not in set(towns["town"]):
                areas.setdefault(name.casefold(), set()).add(town)
                units[name.casefold()] = (unit, name)
        for wider in ("yorkshire", "sussex", "glamorgan"):
            if county.casefold().endswith(wider):
                areas.setdefault(wider, set()).add(town)
        if nation == "Wales":
            areas["north wales"].add(town)
            areas["south wales"].add(town)
    longest = sorted(areas, key=len, reverse=True)
    return Gazetteer(
        towns,
        names,
        re.compile(rf"(?<![a-z0-9@_.])(?:{'|'.join(reversed(forms))})(?![a-z0-9_])"),
        outcodes or {},
        {name: frozenset(inside) for name, inside in areas.items()},
        re.compile(rf"(?<![a-z0-9@_.])(?:{'|'.join(map(re.escape, longest))})(?![a-z0-9_])"),
        _beginnings(written),
        _beginnings(areas),
        units,
        {town: (county, region) for town, county, region in zip(towns["town"], counties, towns["region"], strict=True)},
    )


def _beginnings(names: Iterable[str]) -> frozenset[str]:
    """Give what names begin with, also if their words are run together: milton, miltonkeynes."""
    parts = [re.findall(r"[a-z]+", name) for name in names]
    return frozenset("".join(words[:count]) for words in parts for count in range(1, len(words) + 1))


def _post_rule(text: Skeleton, match: re.Match) -> str:
    """Say whether what looks like a postcode is one: `postcode` if whole, `outcode`, or '' if it is something else."""
    if match["inward"]:
        return "postcode"
    before = text.text[max(0, match.start() - 14) : match.start()]
    if _ROAD.search(before):
        return ""
    return "outcode" if text.source(*match.span())[0].isupper() or _POST_WORD.search(before) else ""


def _key(name: str) -> str:
    return re.sub(r"[^a-z]", "", skeleton.of(name).text)
