"""The language of a text, by its commonest small words.

Each language is known by a hundred or so function words ("the", "and", "with"), as in the oldest method that works
(Grefenstette 1995, Comparing two language identification schemes, JADT). It needs no model and no training text, so
it cannot learn the market it is judged on, and anybody can see why a text was taken for what. Other languages than
those of the market are there so that a text in them is not taken for one of these. Lists were written without native
readers of any but English.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from dots.corpus.skeleton import Skeleton
from dots.corpus.stated import Stated

UNKNOWN = "und"
"""Language of a text that has too few small words of any (ISO 639-2)."""
LEAST = 3
"""Fewest small words (in sum of weights) that tell a language."""
CLEAR = 2.0
"""Times the next language's weight from which the language is clear."""

_SMALL = {
    "en": "the and to of a in is you for i my with me your are that it be on have not but at can will or as we this "
    "all so if "
    "no an by from do what please when who there was am very more any only just let us he she they our call until "
    "here than "
    "about how always never come been has would out up want one their which first after where nothing some bring "
    "who's "
    "without enjoy looking love new",
    "es": "de la que el en y a los se del las un por con no una su para es lo como mas pero sus le ya o este si "
    "porque esta "
    "entre cuando muy sin sobre tambien me hasta hay donde quien desde todo nos durante todos uno les ni contra "
    "otros ese eso "
    "ante ellos mi tu te soy estoy tengo conmigo contigo aqui siempre nunca solo gracias hola yo eres buenos buenas "
    "mis tus "
    "al quiero puedes favor nada mucho mejor antes despues cada tan cuanto",
    "ro": "si in de la cu pe nu sa o un care mai din este sunt ca pentru am ai ale al cel cea ce dar sau fi fost "
    "dupa prin "
    "despre doar foarte aici tu eu mea meu ta tau ma te mi ti va vom imi iti daca cand unde cum fara toate tot toti "
    "orice "
    "fiecare mereu numai buna salut vino suna nici mult putin dintre spre langa inainte intre azi maine bine ne lui "
    "lor noi "
    "voi iar acum aceasta acest dragut pana sau",
    "pl": "i w na z do nie sie jest to ze o jak ale po za od dla tak czy co tylko juz bez przez przy lub oraz pod "
    "mi mnie moj "
    "moja moje twoj twoja ci ja ty my wy jestem mam masz tu tutaj zawsze nigdy bardzo kiedy gdzie kto ktory ktora "
    "ktore byc "
    "moze prosze dzien dobry witam czesc ze u we ku nad przed miedzy lat jej jego ich nas wam tym ten ta te tego "
    "tej jesli "
    "albo ani wiec wszystko duzo troche",
    "pt": "de a o que e do da em um para com nao uma os no se na por mais as dos como mas ao ele das seu sua ou "
    "quando muito nos "
    "ja eu tambem so pelo pela ate isso ela entre depois sem mesmo aos seus quem nas me esse voce foi meu minha teu "
    "tua sou "
    "estou tenho comigo aqui sempre nunca ola obrigada bom boa voces lhe",
    "it": "di e il la che in un per non una con mi ti si lo le i ma come ho ha sono del della dei nel alla al da "
    "piu anche o se "
    "questo questa quando molto solo tutto tutti mio mia tuo tua sei io tu noi qui sempre mai ciao grazie dove chi "
    "cosa "
    "senza fino sul dopo prima bene degli gli",
    "fr": "de la le et les des en un une du que est pour qui dans a par plus pas au sur ne se avec je tu il elle "
    "nous vous mon "
    "ma mes ton ta tes votre mais ou ce cette suis ai sont tout tous tres bien sans aussi comme moi toi chez ici "
    "toujours "
    "jamais bonjour merci quand si leur aux",
    "hu": "a az es hogy nem is egy de van meg csak mint ha vagy en te mar el ki be le fel itt ott minden nagyon "
    "szia vagyok "
    "varlak neked nekem velem veled az ez azt ezt volt lesz kell mert akkor aki ami hol mikor sem mindig soha jo "
    "szep",
    "de": "der die das und in zu den von ich mit ist ein eine fur nicht auf dich mich mein meine dein deine du wir "
    "bin auch es "
    "an als aus bei nach wie uber nur oder aber wenn hier immer nie sehr so mir dir uns kein keine zum zur vom am "
    "im hallo",
    "fi": "ja on ei se etta en olen han oli mutta ovat kun niin myos minun sinun kanssa mina sina vain tai jos ole",
}  # fmt: skip
LANGUAGES = tuple(_SMALL)


def _weights() -> dict[str, list[tuple[str, float]]]:
    """Give each small word's weight for each language: a word that several share counts for each with its share."""
    holders: dict[str, list[str]] = defaultdict(list)
    for language, words in _SMALL.items():
        for word in sorted(set(words.split())):
            holders[word].append(language)
    return {word: [(language, 1 / len(languages)) for language in languages] for word, languages in holders.items()}


_WEIGHTS = _weights()


def identify(text: Skeleton) -> Stated:
    """Tell the language of a skeleton.

    Returns
    -------
    Stated
        The value is an ISO 639-1 code, or `UNKNOWN`; the rule `clear`, `close` (another language is near) or
        `few words`.
    """
    sums: dict[str, float] = defaultdict(float)
    for word, count in Counter(word for word, _ in text.tokens).items():
        for language, weight in _WEIGHTS.get(word, ()):
            sums[language] += count * weight
    ranked = sorted(sums.items(), key=lambda item: (-item[1], LANGUAGES.index(item[0])))
    span = (0, len(text.text))
    if not ranked or ranked[0][1] < 1:
        return Stated("language", "few words", UNKNOWN, span)
    best, most = ranked[0]
    next_most = ranked[1][1] if len(ranked) > 1 else 0.0
    rule = "few words" if most < LEAST else "clear" if most >= CLEAR * next_most else "close"
    return Stated("language", rule, best, span)
