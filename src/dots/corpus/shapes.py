"""Characters that look like Latin letters, digits and signs, and what they look like."""

from __future__ import annotations

# SOURCE Unicode Technical Standard 39, Unicode Security Mechanisms: the characters of its confusables whose prototype
# is one ASCII letter or digit and that no compatibility form (NFKD) leads there; besides capitals of the same shape,
# circles for O, and the turned letters that stand for digits in text written upside down. Copyright 1991-2024
# Unicode, Inc., the Unicode License V3.
# ASSUME the adverts are in a Latin alphabet: a Cyrillic or Greek letter that looks Latin is read as Latin
_SHAPES = {
    "a": "ɑΑαАаᎪᗅ⍺ꓮ𐊠𖽀",
    "b": "ƄΒВЬвьᏏᏴᑲᖯᗷꓐꞴ𐊂𐊡𐌁",
    "c": "ϲϹСсᏟⲤⲥꓚꮯ𐊢𐌂𐐕𐐽𐔜𑣲",
    "d": "ĐđɗԁᎠᏧᑯᗞᗪꓒꓓ",
    "e": "ΕЕеєҽᎬ⋿ⴹꓰꬲ𐊆𑢦𑢮",
    "f": "ƒϜքᖴẝꓝꞘꞙꬵ𐊇𐊥𐔥𑢢𑣂𝈓",
    "g": "ƍɡԌցᏀᏳᶃꓖ",
    "h": "ΗНнһհᎻᏂᕼⲎꓧ𐋏",
    "i": "ıǀɩΙιІіӀӏᎥ⍳ꙇꭵ𑣃",
    "j": "ͿϳЈјᎫᒍꓙꞲ",
    "k": "ΚκКкᏦᛕⲔꓗ𐔘",
    "l": "ŁłʟᏞᒪᛁ⏽ⲒⳐⵏꓡꓲ𐊊𐌉𐐛𐔦𑢣𑢲𖼖𖼨𝈪",
    "m": "ΜϺМмᎷᗰᛖⲘꓟ𐊰𐌑",
    "n": "ŊŋΝոռⲚꓠ𐔓",
    "o": "ØøΟοσОоօଠంಂംഠංဝჿዐᴑ◉○◌◎●◯⚪⚫⦿⬤⭕Ⲟⲟⵔꓳꬽ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑢵𑣈𑣗🔴🔵",
    "p": "ΡρРрᏢᑭ⍴Ⲣⲣꓑ𐊕",
    "q": "Ԛԛգզⵕ",
    "r": "гᎡᏒᖇᴦⲅꓣꭇꭈꮁ𐒴𖼵𝈖",
    "s": "ƽЅѕՏᏕᏚꓢꮪ𐊖𐐠𐑈𑣁𖼺",
    "t": "ΤτТтᎢⲦꓔ𐊗𐊱𐌕𑢼𖼊",
    "u": "ʋυՍսሀᑌꓴꞟꭎꭒ𐓎𐓶𑢸𑣘𖽂",
    "v": "νѴѵᏙᐯⴸꓦꛟꮩ𐔝𑜆𑢠𑣀𖼈𝈍",
    "w": "ɯѡԜԝաᎳᏔꓪꮃ𑜊𑜎𑜏𑣯",
    "x": "ΧχХхᕁᕽ᙭᙮ᚷ╳⤫⤬⨯ⲬⵝꓫꞳ𐊐𐊴𐌗𐔧𑣬",
    "y": "ɣΥγУуҮүყᎩᎽᶌỿⲨꓬꭚ𐊲𑢤𑣜𖽃",
    "z": "ΖᏃꓜꮓ𐋵𑢩𑣄",
    "/": "⁄∕",
    "0": "〇",
    "1": "Ɩ",
    "2": "ƧϨᄅᒿꙄꛯꝚ",
    "3": "ƐƷȜɛЗзӠⳌꝪꞫ𑣊𖼻𝈆",
    "4": "ЧчᏎㄣ𑢯",
    "5": "Ƽϛ𑢻",
    "6": "БбᏮⳒ𑣕",
    "7": "ㄥ𐓒𑣆𝈒",
    "8": "Ȣȣଃ𐌚",
    "9": "ⳊꝮ𑢬𑣌𑣖",
    "|": "‖∣│",
    "~": "∼",
}
LOOKALIKES = {lookalike: plain for plain, lookalikes in _SHAPES.items() for lookalike in lookalikes}
"""A character to the letter, digit or sign it looks like."""
TURNED = frozenset("\u0196\u1105\u0190\u025b\u3123\u03db\u3125")
"""Letters that stand for digits in a number written upside down."""
