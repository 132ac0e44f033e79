"""Days named in texts, resolved against the day of posting: "12-15 March", "until Friday", "this week", "15/3".

English, Spanish, Romanian and Polish (the last three without a native reader's check), in skeletons, which have no
accents. A day without a year is the one nearest to the day of posting, no more than `BACK` days before it.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

BACK = 60
"""Most days that a day without a year may lie before the day of posting."""
LONGEST = 120
"""Longest stay in days that is believed."""

_MONTHS = [
    ("january", "jan", "enero", "ianuarie", "stycznia"), ("february", "feb", "febrero", "februarie", "lutego"),
    ("march", "mar", "marzo", "martie", "marca"), ("april", "apr", "abril", "aprilie", "kwietnia"),
    ("may", "mayo", "mai", "maja"), ("june", "jun", "junio", "iunie", "czerwca"),
    ("july", "jul", "julio", "iulie", "lipca"), ("august", "aug", "agosto", "sierpnia"),
    ("september", "sept", "sep", "septiembre", "septembrie", "wrzesnia"),
    ("october", "oct", "octubre", "octombrie", "pazdziernika"),
    ("november", "nov", "noviembre", "noiembrie", "listopada"),
    ("december", "dec", "diciembre", "decembrie", "grudnia"),
]  # fmt: skip
MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_DAYS = [
    ("monday", "mon", "lunes", "luni", "poniedzialku", "poniedzialek"),
    ("tuesday", "tues", "tue", "martes", "marti", "wtorku", "wtorek"),
    ("wednesday", "wed", "miercoles", "miercuri", "srody", "srode", "sroda"),
    ("thursday", "thurs", "thur", "thu", "jueves", "joi", "czwartku", "czwartek"),
    ("friday", "fri", "viernes", "vineri", "piatku", "piatek"),
    ("saturday", "sat", "sabado", "sambata", "soboty", "sobote", "sobota"),
    ("sunday", "sun", "domingo", "duminica", "niedzieli", "niedziele", "niedziela"),
]
DAY = {name: number for number, names in enumerate(_DAYS) for name in names}
WEEKDAY = rf"(?:{'|'.join(sorted(DAY, key=len, reverse=True))})"
_MONTH = rf"(?:{'|'.join(sorted(MONTH, key=len, reverse=True))})"
_NUMBER = r"\d{1,2}(?!\d)(?:st|nd|rd|th)?"
TO = r"(?:\s?-\s?|\s(?:to|until|till|til|through|and|al|a|hasta(?: el)?|pana(?: la| pe| in)?|do|y|si|i)\s(?:the\s)?)"
_YEAR = r"(?:,?\s(?:de\s)?(20\d\d)(?!\d))?"
_WORDED = rf"({_NUMBER})(?:\s?(?:of|de))?\s?({_MONTH})\b{_YEAR}"
_AMERICAN = rf"({_MONTH})\s({_NUMBER})(?!\s?(?:am|pm|:|\.\d)){_YEAR}"
_PLAIN = r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})(?:[/.](20\d\d|\d\d))?(?![\d/.]*\d|\s?(?:am|pm|h\b))"

_RANGES = [
    (re.compile(rf"(?<![\d/.:£$€])({_NUMBER}){TO}{_WORDED}"), "day to worded"),
    (re.compile(rf"(?<![\d/.:£$€]){_WORDED}{TO}{_WORDED}"), "worded"),
    (re.compile(rf"\b({_MONTH})\s({_NUMBER}){TO}({_NUMBER})(?![\d:]|\s?(?:am|pm))"), "month first"),
    (re.compile(rf"{_PLAIN}{TO}{_PLAIN}"), "plain"),
    (re.compile(rf"\b({WEEKDAY}){TO}({WEEKDAY})\b"), "weekdays"),
]
_SINGLE = [
    (re.compile(rf"(?<![\d/.:£$€]){_WORDED}"), "worded"),
    (re.compile(rf"\b{_AMERICAN}"), "month first"),
    (re.compile(_PLAIN), "plain"),
    (re.compile(rf"\b(?:the\s)?({_NUMBER})\s(?:of\s)?(?:this month|de este mes|luna aceasta|tego miesiaca)\b"),
     "this month"),
    (re.compile(rf"\b({WEEKDAY})\b"), "weekday"),
    (
        re.compile(
            r"\b(?:(?P<today>today|tonight|hoy|azi|astazi|dzis|dzisiaj)|(?P<tomorrow>tomorrow|manana|maine|jutro)|"
            r"(?P<weekend>(?:the |this )?weekend|(?:este |el )?fin de semana|weekendul acesta|weekend|w weekend)|"
            r"(?P<next>next week|la proxima semana|saptamana viitoare|w przyszlym tygodniu)|"
            r"(?P<week>(?:this|the) week|esta semana|saptamana (?:asta|aceasta)|(?:w )?tym tygodniu|tydzien)|"
            r"(?P<month>(?:this|the) month|este mes|luna (?:asta|aceasta)|(?:w )?tym miesiacu))\b"
        ),
        "relative",
    ),
]  # fmt: skip
_FOR = re.compile(
    r"\b(?:for|only|just|por|solo|pentru|doar|na|tylko)\s(?:the next\s)?(\d{1,2}|a|one|two|three|four|five|una?|dos|"
    r"tres|o|doua|trei|dwa|trzy|jeden)?\s?(?:more\s)?(days?|nights?|weeks?|dias?|noches?|semanas?|zile|nopti|saptaman[ai]|dni|noce|"
    r"tydzien|tygodnie)\b"
)
_COUNTS = {
    "a": 1, "one": 1, "un": 1, "una": 1, "o": 1, "jeden": 1, "two": 2, "dos": 2, "doua": 2, "dwa": 2,
    "three": 3, "tres": 3, "trei": 3, "trzy": 3, "four": 4, "five": 5,
}  # fmt: skip


def period(text: str, posted: date) -> tuple[date, date, tuple[int, int]] | None:
    """Give the first period a text names: first day, last day (the same if it names one), and where.

    Ranges come before single days, whichever stands first, since a single day is often a part of a range.
    """
    for pattern, form in _RANGES:
        for match in pattern.finditer(text):
            if (found := _range(match, form, posted)) is not None:
                return *found, match.span()
    for pattern, form in _SINGLE:
        for match in pattern.finditer(text):
            if (found := _single(match, form, posted)) is not None:
                return *found, match.span()
    return None


def lasting(text: str, posted: date) -> tuple[date, tuple[int, int]] | None:
    """Give the last day of "for three days", counted from the day of posting, and where it stands."""
    match = _FOR.search(text)
    if not match or not match[1]:
        return None
    count = int(match[1]) if match[1].isdigit() else _COUNTS[match[1]]
    days = count * (7 if re.match(r"week|semana|saptaman|tydz|tygod", match[2]) else 1)
    return (posted + timedelta(days - 1), match.span()) if 0 < days <= LONGEST else None


def _range(match: re.Match, form: str, posted: date) -> tuple[date, date] | None:
    g = match.groups()
    if form == "weekdays":
        first = _weekday(g[0], posted)
        return first, first + timedelta((DAY[g[1]] - DAY[g[0]]) % 7)
    if form == "day to worded":
        last = _dated(g[1], MONTH[g[2]], g[3], posted)
        number = int(re.match(r"\d+", g[0])[0])
        first = last and _safe(last.year, last.month, number)
        if first and first > last:
            first = _safe(last.year - (last.month == 1), (last.month - 2) % 12 + 1, number)
    elif form == "worded":
        first, last = _dated(g[0], MONTH[g[1]], g[2] or g[5], posted), _dated(g[3], MONTH[g[4]], g[5], posted)
    elif form == "month first":
        first, last = _dated(g[1], MONTH[g[0]], None, posted), _dated(g[2], MONTH[g[0]], None, posted)
    else:
        first, last = _dated(g[0], int(g[1]), g[2] or g[5], posted), _dated(g[3], int(g[4]), g[5], posted)
    return (first, last) if first and last and 0 <= (last - first).days <= LONGEST else None


def _single(match: re.Match, form: str, posted: date) -> tuple[date, date] | None:
    if form == "relative":
        return _relative(match.lastgroup, posted)
    if form == "weekday":
        day: date | None = _weekday(match[1], posted)
    elif form == "this month":
        day = _safe(posted.year, posted.month, int(re.match(r"\d+", match[1])[0]))
    elif form == "month first":
        day = _dated(match[2], MONTH[match[1]], match[3], posted)
    elif form == "plain":
        day = _dated(match[1], int(match[2]), match[3], posted)
    else:
        day = _dated(match[1], MONTH[match[2]], match[3], posted)
    return (day, day) if day else None


def _relative(name: str, posted: date) -> tuple[date, date]:
    monday = posted - timedelta(posted.weekday())
    if name == "today":
        return posted, posted
    if name == "tomorrow":
        return posted + timedelta(1), posted + timedelta(1)
    if name == "weekend":
        return max(posted, monday + timedelta(5)), monday + timedelta(6)
    if name == "next":
        return monday + timedelta(7), monday + timedelta(13)
    if name == "week":
        return posted, monday + timedelta(6)
    return posted, posted.replace(day=calendar.monthrange(posted.year, posted.month)[1])


def _weekday(name: str, posted: date) -> date:
    """Give the first such weekday from the day of posting on."""
    return posted + timedelta((DAY[name] - posted.weekday()) % 7)


def _dated(day: str, month: int, year: str | None, posted: date) -> date | None:
    number = int(re.match(r"\d+", day)[0])
    if year:
        found = _safe(int(year) + (2000 if len(year) == 2 else 0), month, number)
        return found if found and abs((found - posted).days) <= 366 else None
    for candidate in (posted.year - 1, posted.year, posted.year + 1):
        found = _safe(candidate, month, number)
        if found and (found - posted).days >= -BACK:
            return found
    return None


def _safe(year: int, month: int, day: int) -> date | None:
    """Give a day, or None if the calendar has no such day."""
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)
