"""When somebody is available, and that somebody is passing through: availability and touring phrases with their days.

Phrases in English, Spanish, Romanian and Polish (the last three without a native reader's check), in skeletons. Days
are resolved against the day of posting (`dots.corpus.moments`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from dots.corpus import moments
from dots.corpus.masking import Covered, Found
from dots.corpus.scanning import at_words
from dots.corpus.skeleton import Skeleton
from dots.corpus.stated import Stated

WINDOW = 70
"""Characters after a phrase in which its days may stand."""
_SENTENCE = re.compile(r"[!?;\n]|\.(?=\s|$|\.)")

_TOURING = {
    "tour": r"on (?:a |my )?tour|touring|tour dates?|from my tour|de gira|mi gira|in turneu|dupa turneu|w trasie|"
    r"z trasy|na tournee",
    "arrived": r"new in (?:town|the (?:area|city)|your (?:area|city|town))|new to (?:town|the area)|(?:i have |"
    r"i )?(?:just|recently|newly) (?:arrived|moved|landed)|first time in|first visit to|back in (?:town|your city)|"
    r"nueva en (?:la ciudad|la zona|tu ciudad)|acabo de llegar|recien llegad[ao]|de vuelta en|noua in (?:oras|zona)|"
    r"tocmai (?:am )?(?:ajuns|sosita|venita)|abia (?:sosita|ajunsa|venita)|nou[ -]?venita|din nou in (?:oras|zona)|"
    r"nowa w (?:miescie|okolicy)|wlasnie przyjechalam|dopiero przyjechalam|od niedawna w|wrocilam",
    "visit": r"visiting|next stop|coming (?:back )?to|arriving (?:in|on)|will be in|i am in|i'm in|here from|"
    r"proxima parada|visito|visitando|estare en|urmatoarea oprire|vizitez|voi fi in|nastepne miasto|odwiedzam|bede w",
    "leaving": r"leaving|last (?:few )?(?:days?|nights?|chance)|final (?:days?|nights?)|flying home|going home|"
    r"me voy|ultimos dias|ultimo dia|ultima noche|plec|ultimele zile|ultima zi|wyjezdzam|ostatnie dni|ostatni dzien",
    "short": r"(?:here|only|just)(?: here)? (?:for )?a few (?:days|nights)|few (?:days|nights) only|"
    r"only this week(?:end)?|this week(?:end)? only|short (?:stay|visit|time only)|(?:for a )?limited time|"
    r"solo unos dias|pocos dias|solo esta semana|estancia corta|doar cateva zile|numai saptamana asta|"
    r"doar saptamana asta|sedere scurta|(?:tylko )?na kilka dni|tylko w tym tygodniu|krotki pobyt|(?:here|only|"
    r"just) for (?:\d{1,2}|one|two|three|four|five) (?:days?|nights?|weeks?)|(?:solo|doar|tylko na) \d{1,2} (?:dias|"
    r"zile|dni)",
    "until": r"(?:here |in town |staying |stay )?(?:until|till|til|hasta(?: el)?|pana(?: pe| in| la)?)|(?:tu |"
    r"tylko )?do(?=\s(?:\d|\w+(?:lku|rku|ody|tku|oty|eli)\b))",
}  # fmt: skip
_TRIGGER = re.compile("|".join(rf"(?P<{name}>\b(?:{words})(?!\w))" for name, words in _TOURING.items()))
_BEGIN = (
    "on touring tour from de mi in dupa w z na new i just recently newly first back nueva acabo recien noua tocmai "
    "abia nou din nowa wlasnie dopiero od wrocilam visiting next "
    "coming arriving will here proxima visito visitando estare "
    "urmatoarea vizitez voi nastepne odwiedzam bede leaving last final flying going me ultimos ultimo ultima plec "
    "ultimele wyjezdzam ostatnie ostatni only few this short for limited solo pocos estancia doar numai sedere tylko "
    "krotki staying stay until till til hasta pana tu do"
)
_TRIGGER_FIRST = frozenset(_BEGIN.split())
_LAST = re.compile(r"last|final|ultim|ostatni")
_SMALL = re.compile(r"[\s,:(-]*(?:(?:in|from|on|the|de|del|en|w|od|between|this|at)\b[\s,:(-]*){0,2}")

_ALWAYS = re.compile(
    r"\b(?:24\s?/\s?7|24[\s-]?(?:hours?|hrs?|h|horas|de ore|godzin[ey]?)\b(?:\s(?:a day|dintr?|din 24))?|(?:day|"
    r"days) (?:and|or|&|n) nights?|round the clock|any ?time|any hour|all hours|always available|dia y noche|"
    r"a cualquier hora|siempre disponible|non[\s-]?stop|zi si noapte|la orice ora|mereu disponibila|cala dobe|"
    r"dzien i noc|o kazdej porze|zawsze dostepna)(?!\w)"
)
_ALWAYS_BEGIN = "24 day days round any anytime all always dia a siempre non nonstop zi la mereu cala dzien o zawsze"
_ALWAYS_FIRST = frozenset(_ALWAYS_BEGIN.split())
_CLOCK = r"(\d{{1,2}})(?:[:.](\d\d))?(?!\d)\s?(?P<{}>am|pm|h(?:rs?)?\b|noon)?"
_HOURS = re.compile(
    rf"(?<![\d£€$.:/]){_CLOCK.format('one')}\s?(?:-|to|till?|until|a las?|a|la|do|pana "
    rf"la)\s?(?:{_CLOCK.format('two')}|(?P<late>late|midnight))"
    r"(?![\d%/:]|\s?(?:mins?|minut|years|cm|kg|ani|lat|anos))"
)
_EVERY = {
    "12345": r"weekdays|week ?days|entre semana|in timpul saptamanii|zile lucratoare|w dni robocze|dni robocze|"
    r"w tygodniu",
    "67": r"weekends|at (?:the )?weekend|fines de semana|in weekend|w weekendy?",
    "1234567": r"7 days|seven days|every ?day|daily|todos los dias|in fiecare zi|zilnic|siedem dni|codziennie",
}
_DAYS = re.compile("|".join(rf"(?P<d{days}>\b(?:{words})\b)" for days, words in _EVERY.items()))
_WEEKDAYS = re.compile(rf"\b({moments.WEEKDAY})s?{moments.TO}({moments.WEEKDAY})s?\b|\b(?:on\s)?({moments.WEEKDAY})s\b")
_AND = re.compile(r"\s(?:and|y|si|i)\s")
_FROM = re.compile(
    r"\b(?:available|free|working|open|back|disponible|vuelvo|disponibila|revin|dostepna|wracam)(?: again)?(?: from|"
    r" on| since| desde| el| de| din| de la| od| w)?(?: the| el)?\s"
)
_AWAY = re.compile(
    r"\b(?:no appointments|not available|unavailable|not working|closed|away|day off|no atiendo|no trabajo|"
    r"no disponible|nu lucrez|indisponibila|nie pracuje|niedostepna|mam wolne)\b"
)
_RANGE_BEFORE = re.compile(rf"(?:{moments.WEEKDAY}|\d{{1,2}}(?:st|nd|rd|th)?)\s?$")
_UNTIL = re.compile(r"\b(?:until|till?|hasta|pana|do)\s(?:the\s|el\s|la\s|pe\s|in\s)?$")
_NUMBERS = {f"{number:0{digits}d}" for number in range(100) for digits in (1, 2)}
_DAYS_BEGIN = (
    "weekdays week entre in zile w dni weekends at fines 7 seven every everyday daily todos zilnic siedem codziennie"
)
_DAYS_FIRST = frozenset(_DAYS_BEGIN.split())
_WEEKDAYS_FIRST = {"on", *moments.DAY, *(f"{day}s" for day in moments.DAY)}
_FROM_BEGIN = "available free working open back disponible vuelvo disponibila revin dostepna wracam"
_FROM_FIRST = frozenset(_FROM_BEGIN.split())
_AWAY_BEGIN = "no not unavailable closed away day nu indisponibila nie niedostepna mam"
_AWAY_FIRST = frozenset(_AWAY_BEGIN.split())
_NEVER = re.compile(r"(?:closed|not|no|off|except|never)\s(?=on\s|\w)")
_BEFORE_AWAY = re.compile(r"(?:el dia|dnia|on the)\s(\d{1,2})(?:st|nd|rd|th)?\s$")


def touring(text: Skeleton, posted: date, places: list[Found]) -> list[Stated]:
    """List what a skeleton says of passing through.

    Parameters
    ----------
    text
        Skeleton, contacts masked.
    posted
        Day of posting.
    places
        Places found in the text.

    Returns
    -------
    list of Stated
        Rules: `tour` (on tour), `arrived` (new in town), `visit` (in a place for a time), `leaving` (last days),
        `short` (a few days only), `until` (until a day). The value is the rule and the town, if one is named with
        it; first and last day are those named, or missing.
    """
    places = sorted(places, key=lambda place: place.spans)
    found = list(_triggered(text, posted, places))
    covered = Covered(item.span for item in found)
    found += [item for item in _dated(text.text, posted, places) if not covered.touches(item.span)]
    return sorted(found, key=lambda item: item.span)


def availability(text: Skeleton, posted: date) -> list[Stated]:
    """List when a skeleton says somebody is available.

    Rules: `always`; `hours` (value `10:00-19:00`); `days` (value the weekdays from 1, Monday, to 7); `from` (a first
    day); `away` (a first and a last day).
    """
    words = text.text
    found = [
        Stated("availability", "always", "always", match.span()) for match in at_words(text, _ALWAYS, _ALWAYS_FIRST)
    ]
    for match in at_words(text, _HOURS, _NUMBERS):
        if hours := _hours(match):
            found.append(Stated("availability", "hours", hours, match.span()))
    taken = Covered(item.span for item in found)
    for match in at_words(text, _WEEKDAYS, _WEEKDAYS_FIRST):
        if _NEVER.search(words, max(0, match.start() - 12), match.start() + 1):
            continue
        first, last = moments.DAY[match[1] or match[3]], moments.DAY[match[2] or match[3]]
        week = sorted({1 + (first + step) % 7 for step in range((last - first) % 7 + 1)})
        if match[2] and _AND.search(words[match.end(1) : match.start(2)]):
            week = sorted({1 + first, 1 + last})
        found.append(Stated("availability", "days", "".join(map(str, week)), match.span()))
    for match in at_words(text, _DAYS, _DAYS_FIRST):
        if not taken.touches(match.span()):
            found.append(Stated("availability", "days", match.lastgroup[1:], match.span()))
    for match in at_words(text, _FROM, _FROM_FIRST):
        if _NEVER.search(words, max(0, match.start() - 8), match.start() + 1):
            continue
        near = moments.period(_window(words, match.end())[:24], posted)
        if near and near[2][0] <= 1 and not taken.touches((match.start(), match.end() + near[2][1])):
            found.append(
                Stated("availability", "from", "from", (match.start(), match.end() + near[2][1]), start=near[0])
            )
    found += _aways(text, posted)
    return sorted(found, key=lambda item: item.span)


def _triggered(skeleton: Skeleton, posted: date, places: list[Found]) -> Iterator[Stated]:
    text = skeleton.text
    starts = [place.spans[0][0] for place in places]
    for match in at_words(skeleton, _TRIGGER, _TRIGGER_FIRST):
        rule = match.lastgroup
        window = _window(text, match.start())
        after = len(match[0])
        near = moments.period(window[after:], posted)
        if rule == "until" and not (near and near[2][0] <= 16):
            continue
        if rule == "until" and _RANGE_BEFORE.search(text[max(0, match.start() - 14) : match.start()]):
            continue  # "Monday until Friday" says when, every week, and "12 until 15 March" is a visit
        if near is None and rule in ("tour", "arrived", "visit"):
            before = text[max(0, match.start() - 30) : match.start()]
            sentence = [part.end() for part in _SENTENCE.finditer(before)]
            near = moments.period(before[sentence[-1] if sentence else 0 :], posted)
            near = near and (near[0], near[1], (0, 0))
        at = bisect_left(starts, match.start())
        town = places[at] if at < len(places) and starts[at] < match.start() + len(window) else None
        close = town is not None and town.spans[0][0] - match.end() <= 12
        if (
            rule == "visit"
            and not (close and (near or match[0] not in ("i am in", "i'm in", "here from")))
            and not (near and match[0] in ("here from", "arriving on"))
        ):
            continue
        if rule == "leaving" and not near and not _LAST.match(match[0]):
            continue
        start, end = (near[0], near[1]) if near else (None, None)
        if near and start == end and _UNTIL.search(window[after : after + near[2][0]]):
            start = None
        if rule in ("until", "leaving", "short"):
            start = None
            if lasting := moments.lasting(window, posted):
                end = lasting[0]
            elif rule == "short" and end is None and (within := moments.period(match[0], posted)):
                end = within[1]
        last = match.end() + (near[2][1] if near else 0)
        value = f"{rule} {town.value}" if town is not None and town.value and rule != "until" else rule
        yield Stated("touring", rule, value, (match.start(), last), start=start, end=end)


def _dated(text: str, posted: date, places: list[Found]) -> Iterator[Stated]:
    """Give places with a range of days right beside them: "Leeds 12-15 March", "12-15 March in Leeds"."""
    for place in places:
        first, last = place.spans[0]
        if not place.value or place.rule in ("outcode", "postcode"):
            continue
        window = _window(text, last)
        near = moments.period(window[:40], posted)
        if near and near[0] < near[1] and _SMALL.fullmatch(window[: near[2][0]]):
            yield Stated(
                "touring", "visit", f"visit {place.value}", (first, last + near[2][1]), None, "", None, *near[:2]
            )
            continue
        begin = max(0, first - 40)
        before = text[begin:first]
        cut = [part.end() for part in _SENTENCE.finditer(before)]
        begin += cut[-1] if cut else 0
        near = moments.period(text[begin:first], posted)
        if near and near[0] < near[1] and _SMALL.fullmatch(text[begin + near[2][1] : first]):
            yield Stated(
                "touring", "visit", f"visit {place.value}", (begin + near[2][0], last), None, "", None, *near[:2]
            )


def _aways(skeleton: Skeleton, posted: date) -> Iterator[Stated]:
    text = skeleton.text
    for match in at_words(skeleton, _AWAY, _AWAY_FIRST):
        near = moments.period(_window(text, match.end())[:40], posted)
        if near and near[2][0] <= 12:
            span = (match.start(), match.end() + near[2][1])
            yield Stated("availability", "away", "away", span, start=near[0], end=near[1])
        elif before := _BEFORE_AWAY.search(text[max(0, match.start() - 14) : match.start()]):
            day = moments.period(f"{before[1]} of this month", posted)
            if day:
                yield Stated("availability", "away", "away", match.span(), start=day[0], end=day[1])


def _hours(match: re.Match) -> str:
    """Give hours as 10:00-19:00, or '' if these are no hours."""
    first, minute, last, to = match[1], match[2], match[4], match[5]
    marks = (match["one"], match["two"])
    if not (any(marks) or match["late"] or (minute and to)):
        return ""
    one = _hour(int(first), match["one"] or (match["two"] if last and int(first) < int(last) else None) or "")
    if match["late"]:
        return f"{one:02d}:{minute or '00'}-" if one < 24 else ""
    other = _hour(int(last), match["two"] or ("pm" if match["one"] == "am" and int(last) < int(first) else ""))
    if one > 24 or other > 24 or int(minute or 0) > 59 or int(to or 0) > 59:
        return ""
    return f"{one:02d}:{minute or '00'}-{other:02d}:{to or '00'}"


def _hour(hour: int, mark: str) -> int:
    if mark == "pm" and hour < 12:
        return hour + 12
    return 0 if mark == "am" and hour == 12 else hour


def _window(text: str, start: int) -> str:
    """Give what follows in the sentence, `WINDOW` characters at most."""
    window = text[start : start + WINDOW]
    end = _SENTENCE.search(window)
    return window[: end.start()] if end else window
