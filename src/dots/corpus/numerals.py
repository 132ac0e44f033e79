"""The words in which numbers are dictated, in the languages of the market and its neighbours.

Words are held as their skeletons, so that one entry stands for every way of writing it that looks alike.
"""

from __future__ import annotations

from typing import NamedTuple

from dots.corpus import skeleton


class Word(NamedTuple):
    """What a word does in a number.

    Attributes
    ----------
    digits
        What it stands for: "7", "12", "20", or how often for `times`.
    role
        `digits`; `tens`, `hundred` and `thousand`, which join what is beside them; `times` ("double"); `many`
        ("sevens"); `plus`, `minus` and `by`; `filler`, which says nothing.
    form
        How sure it is that the word is a number: `word`, `odd` (misspelt, or as it sounds) or `common` (an
        ordinary word, which counts only in the company of others).
    """

    digits: str
    role: str = "digits"
    form: str = "word"


# Units 0-9 | 10-19 | 20, 30 ... 90 | hundred, other forms of it | thousand, other forms of it
_LANGUAGES = {
    "en": (
        "zero one two three four five six seven eight nine | ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen | twenty thirty forty fifty sixty seventy eighty ninety | hundred hundreds | "
        "thousand thousands"
    ),
    "es": (
        "cero uno dos tres cuatro cinco seis siete ocho nueve | diez once doce trece catorce quince dieciseis "
        "diecisiete dieciocho diecinueve | veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa | cien "
        "ciento cientos | mil"
    ),
    "ro": (
        "zero unu doi trei patru cinci șase șapte opt nouă | zece unsprezece doisprezece treisprezece paisprezece "
        "cincisprezece șaisprezece șaptesprezece optsprezece nouăsprezece | douăzeci treizeci patruzeci cincizeci "
        "șaizeci șaptezeci optzeci nouăzeci | sută sute | mie mii"
    ),
    "pl": (
        "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć | dziesięć jedenaście dwanaście trzynaście "
        "czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście | dwadzieścia trzydzieści "
        "czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt | sto | tysiąc "
        "tysiące tysięcy"
    ),
    "fr": (
        "zéro un deux trois quatre cinq six sept huit neuf | dix onze douze treize quatorze quinze seize dix-sept "
        "dix-huit dix-neuf | vingt trente quarante cinquante soixante septante huitante nonante | cent cents | "
        "mille"
    ),
    "de": (
        "null eins zwei drei vier fünf sechs sieben acht neun | zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
        "siebzehn achtzehn neunzehn | zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig | hundert | "
        "tausend"
    ),
    "it": (
        "zero uno due tre quattro cinque sei sette otto nove | dieci undici dodici tredici quattordici quindici "
        "sedici diciassette diciotto diciannove | venti trenta quaranta cinquanta sessanta settanta ottanta novanta "
        "| cento | mille mila"
    ),
    "pt": (
        "zero um dois três quatro cinco seis sete oito nove | dez onze doze treze quatorze quinze dezesseis "
        "dezessete dezoito dezenove | vinte trinta quarenta cinquenta sessenta setenta oitenta noventa | cem cento "
        "| mil"
    ),
    "nl": (
        "nul een twee drie vier vijf zes zeven acht negen | tien elf twaalf dertien veertien vijftien zestien "
        "zeventien achttien negentien | twintig dertig veertig vijftig zestig zeventig tachtig negentig | honderd | "
        "duizend"
    ),
    "hu": "nulla egy kettő három négy öt hat hét nyolc kilenc",
    "cs": "nula jedna dva tři čtyři pět šest sedm osm devět",
    "sk": "nula jeden dva tri štyri päť šesť sedem osem deväť",
    "hr": "nula jedan dva tri četiri pet šest sedam osam devet",
    "sq": "zero një dy tre katër pesë gjashtë shtatë tetë nëntë",
    "lt": "nulis vienas du trys keturi penki šeši septyni aštuoni devyni",
    "lv": "nulle viens divi trīs četri pieci seši septiņi astoņi deviņi",
    "sv": "noll ett två tre fyra fem sex sju åtta nio",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz",
    "ru": "ноль один два три четыре пять шесть семь восемь девять",
    "uk": "нуль один два три чотири п'ять шість сім вісім дев'ять",
    "bg": "нула едно две три четири пет шест седем осем девет",
    "el": "μηδέν ένα δύο τρία τέσσερα πέντε έξι επτά οκτώ εννέα",
    "ru in Latin letters": "nol odin dva tri chetyre pyat shest sem vosem devyat",
    "hi in Latin letters": "shunya ek do teen chaar paanch chhe saat aath nau",
    "zh in Latin letters": "ling yi er san si wu liu qi ba jiu",
    "Roman": "- i ii iii iv v vi vii viii ix",
}
_OTHER = {
    "0": "oh ohh nought naught nil nowt aught null zilch zip zed ou owe nada cipher nul nula nulla zer0",
    "1": "una un une jedno uma ein eine won ace single",
    "2": "too to tu deuce doua dwie dvije dve due couple duo",
    "3": "free tree thee trio tri",
    "4": "for fore fower quad",
    "5": "fife fiver",
    "6": "sicks siks sax half-dozen",
    "7": "sevin",
    "8": "ate ait eit",
    "9": "niner nein nigh",
}
_ROLES = {
    "times": {"2": "double dbl doble dublu podwojne podwojny doppelt doppio duplo x2",
              "3": "triple treble tripla triplu",
              "4": "quadruple"},
    "plus": {"+": "plus add added mas mais piu"},
    "minus": {"-": "minus less menos meno subtract"},
    "by": {"*": "times multiplied"},
    "filler": {"": "dash hyphen dot space then and slash point stop comma next y si und et ou apoi potem luego despues "
                   "followed by pause gap star hash bar stroke line underscore"},
}  # fmt: skip
# Words of English, and of the market's other languages, that a number word is mistaken for
_COMMON = (
    "for our fur fore far four seen even ever never tree thee then the there these to too wo tow tu on ne sit six "
    "sex sax fie nie nice fine live give nin ore hero her fir foul hour tour pour your near nines vie ere zoo ago "
    "go no so oe of off fort won dozen own once done gone none tone bone cone stone phone one-to-one who two-tone "
    "free three-way fee thru threw trip dive hive drive fire file fit fix mix sir sin sic sick silk sever severn "
    "steven stevens heaven eighty right night light sight weight height eat ate ait at it fight might tight wine "
    "mine line dine vine pine nina an in un en a i o l e v x do due hat het ten sept elf une hi set pet tri tre "
    "sei ses ok sto bir iki mil me mile mille cent cents cem single couple duo ace zip zed ou owe is as er san si "
    "wu yi ba qi ling sem een acht die drei vier hot ek teen nau non noll ett fem sju nio dy pese tete seat neat "
    "heat meet feet tea dos tres uno doc don son sun wan want wen when ones ton tons tin tan nun noun neon nein "
    "nigh sane thing think thin third thirst tee tie toe tux tot try twin twit wax wow way why nan nana nanny "
    "name same seeing save saves saved savin serve severe fever lever cover over oven open often soften rever "
    "river fiver fifth alive arrive fried friend fresh fora ford fork form forum foot food fool floor flour "
    "fourth forth sixth seventh eighth ninth tenth tens nicest niece nene inner lane love lives liver vive dove "
    "heros hers here herb zeros euro ciro cera cerca zone one's ohio oho zara sara sera siri sari sorry sure cure "
    "era aero ade aid aide age eye eights tote that what hate fate gate late rate date mate plate great treat see "
    "sea she shes sheer trie tried dry draw dream tray pre pro thou thy they them their this those dre dree hen "
    "nen nena nino anon neu neuf nue onion union twist zeal zest sero seriously worn warm winner nada dress "
    "dresses press stress tress cross class glass tine tines foe fo faux fuer phir pha via vife wife life knife "
    "five's fair fare fear fury firm fern furry "
)
COMMON = frozenset(_COMMON.split())
"""Ordinary words that may be meant as a digit, which is believed in company only."""


def _table() -> dict[str, Word]:
    words: dict[str, Word] = {}

    def add(written: str, word: Word) -> None:
        for one in {_key(written), _key(written).replace("-", "")}:
            if one and one != "-" and (one.isalnum() or "'" in one):
                known = one not in _ENGLISH and one not in _ROMAN and (one in COMMON or len(one) < 3)
                words.setdefault(one, word._replace(form="common") if known and word.role == "digits" else word)

    for language in _LANGUAGES.values():
        parts = [part.split() for part in language.split("|")]
        for number, written in enumerate(parts[0]):
            add(written, Word(str(number)))
        for number, written in enumerate(parts[1] if len(parts) > 1 else ()):
            add(written, Word(str(number + 10)))
        for number, written in enumerate(parts[2] if len(parts) > 1 else (), 2):
            add(written, Word(f"{number}0", "tens"))
        for role, listed in zip(("hundred", "thousand"), parts[3:], strict=False):
            for written in listed:
                add(written, Word("", role))
    for digit, listed in _OTHER.items():
        for written in listed.split():
            add(written, Word(digit))
    for role, by_digits in _ROLES.items():
        for digits, listed in by_digits.items():
            for written in listed.split():
                words[_key(written)] = Word(digits, role)
    for number, written in enumerate(_ENGLISH_UNITS):
        for many in (f"{written}s", f"{written}es"):
            words[many] = Word(str(number), "many")
        words.setdefault(written[::-1], Word(str(number), form="odd"))  # the word written backwards
    words["fourty"] = Word("40", "tens")
    words["ohs"] = words["os"] = words["noughts"] = Word("0", "many")
    words["oh"] = Word("0")
    return words


def _key(written: str) -> str:
    return skeleton.of(written).text


_ENGLISH_UNITS = _LANGUAGES["en"].split("|")[0].split()
_ROMAN = frozenset(("ii", "iii", "iv", "vi", "vii", "viii", "ix"))
_ENGLISH = frozenset(_LANGUAGES["en"].replace("|", " ").split())
WORDS = _table()
"""Skeleton of a word to what it does in a number."""
UNITS = {
    _key(written): str(number)
    for language in ("en", "es", "ro", "pl")
    for number, written in enumerate(_LANGUAGES[language].split("|")[0].split())
}
"""Words for single digits that may be misspelt or run together."""
