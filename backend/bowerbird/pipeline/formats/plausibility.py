"""How much a text looks like one that a person wrote: which of the older encodings decodes some bytes to the likeliest letters.

Statistical detectors need some hundred bytes; a label, a file list or a short letter has fewer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

_CANDIDATES = (
    "cp1252",
    "iso8859_15",
    "shift_jis",
    "gb18030",
    "euc_jp",
    "euc_kr",
    "big5",
    "koi8_r",
    "koi8_u",
    "cp1251",
    "cp1250",
    "iso8859_2",
    "cp1253",
    "cp1254",
    "cp1257",
    "cp1255",
    "cp1256",
    "cp874",
    "cp1258",
    "iso8859_5",
    "iso8859_6",
    "mac_roman",
    "cp866",
    "cp850",
    "cp852",
    "cp857",
    "cp775",
    "cp737",
    "cp862",
    "mac_cyrillic",
    "mac_latin2",
)
"""In the order of preference where two decode to equally likely texts."""
_RARE = frozenset({"mac_roman", "mac_latin2", "cp850", "cp852", "cp857", "cp775"})
_SAMPLE_BYTES = 4_096
_MIN_PLAUSIBLE = 0.75
"""Points for each byte beyond ASCII. Below that none of the candidates fits, and a statistical detector has its say."""
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœ")
_ICELANDIC = frozenset("ðþ")
_CENTRAL = frozenset("ąćęłńóśźżáčďéěíňřšťúůýžőűăâîșțşţđß")
_BALTIC = frozenset("āčēģīķļņšūžąęėįų")
_TURKISH = frozenset("ğışİ")
_CLOSING = frozenset("”’“…»–—´%、。」』）！？：；，》〉")  # noqa: RUF001
_MARKS = _CLOSING | frozenset("„‘«·¿¡€£©®°§±×²³½¼µ•™「『（・《〈")  # noqa: RUF001
_ALPHABETS = tuple(
    frozenset(letters)
    for letters in (
        "àâçéèêëîïôùûüÿœæ",
        "äöüßé",
        "áéíñóúüç",
        "áâãàçéêíóôõúü",
        "àèéìòùî",
        "åäöæøéü",
        "áðéíóúýþæö",
        "ąćęłńóśźż",
        "áčďéěíňóřšťúůýžäôľĺŕ",
        "áéíóöőúüű",
        "ăâîșşțţ",
        "čćđšž",
        "äöõüšž",
        "ąčęėįšųūž",
        "āčēģīķļņšūž",
        "çğıöşü",
        "ăâđêôơưàáèéìíóùúý",
    )
)
"""Letters beyond ASCII of one language each: a text has those of one, a wrong decoding some of many."""
_THAI_LETTERS = frozenset(map(chr, range(0x0E01, 0x0E2F)))
_THAI_ABOVE = frozenset("ัิีึืุู็่้๊์ํ")
"""Stand above or below a letter, or another of them."""
_THAI_BEFORE = frozenset("เแโใไ")
"""Vowels that are written before their letter."""
_VIETNAMESE_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_HAN = frozenset(
    "的一是不了在有人我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着下自之年过過发發后後作里"
)
"""The same of Chinese."""
_SYLLABLES = frozenset(
    "이다는의에을가고를하지은한로도기사어자나리아시서인그해대라있들스정과수부보일전제으만면여장원동소주게구적와니것상했조안신세할오비연진공성습요트았었합드방유경선계위마내관우번무저생름"
)
"""Frequent ones of Korean: about half of a text. Other bytes make any."""
_FREQUENT = frozenset("оеаинтсрвлкмдпуαοιετσνηυρπκμλςάέίόήύώיוהלאתרבמשנالينمرتوبةعدسนรอกงทมยลวดคสตะาบหป")
"""Letters that make up most of a text in Russian, Greek, Hebrew, Arabic or Thai. In the wrong decoding of another script they are not more frequent than others."""


def likeliest_encoding(sample: bytes, *, also: Sequence[str] = ()) -> str | None:
    """`also` names more candidates, after the usual ones. None if no candidate decodes the sample to a plausible text."""
    sample = sample[:_SAMPLE_BYTES]
    foreign = sum(byte > 0x7F for byte in sample)
    scores: dict[str, float] = {}
    for name in (*_CANDIDATES, *also):
        text = _decoded(sample, name)
        if text is not None:
            scores[name] = _points(text) / max(1, foreign) * _factor(name, text) * _coherence(text)
    if not scores:
        return None
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _MIN_PLAUSIBLE else None


def _factor(name: str, text: str) -> float:
    """How much less is to be said for an encoding than for others, all the same.

    Few files come from DOS or an old Mac.
    Japanese has kana, Chinese has none; otherwise the same bytes may be well formed in both. Modern Korean has no hanja, but other text read as Korean has."""
    if name in _RARE:
        return 0.97
    if name == "euc_kr":
        return 0.3 if sum("\u4e00" <= character <= "\u9fff" for character in text) > 0.1 * len(text) else 1.0
    has_kana = any("\u3040" <= character <= "\u30fe" or "\uff66" <= character <= "\uff9f" for character in text)
    if name in {"euc_jp", "shift_jis"}:
        return 1.0 if has_kana else 0.9
    return 0.9 if has_kana else 1.0


def _coherence(text: str) -> float:
    """How far the accented letters belong to one language, and are not among letters of another script; 1 at best."""
    accented = Counter(character for character in text.lower() if "\x7f" < character < "\u0250" and character.isalpha())
    if not accented:
        return 1.0
    if any("\u0370" <= character <= "\u06ff" for character in text):
        return 0.7
    best = max(sum(count for letter, count in accented.items() if letter in alphabet) for alphabet in _ALPHABETS)
    return 0.5 + 0.5 * best / accented.total()


def _decoded(sample: bytes, name: str) -> str | None:
    # The sample may end within a character of several bytes.
    for cut in range(4):
        try:
            return sample[: len(sample) - cut].decode(name)
        except UnicodeDecodeError:
            continue
    return None


def _points(text: str) -> float:
    """About one for each byte beyond ASCII in a natural text; less or below nothing for mixtures that nobody writes."""
    total = 0.0
    for before, character, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if character > "\x7f":
            total += _point(character, before, after)
    return total


def _point(character: str, before: str, after: str) -> float:
    lower = character.lower()
    for letters, points in _LATIN.items():
        if lower in letters or character in letters:
            return _latin(character, before, after, points)
    if character in _MARKS:
        joined = before.isalpha() if character != "™" else after.isalpha()
        return -0.5 if joined and character not in _CLOSING else 0.9 if character < "\u3000" else 1.6
    if character in _VIETNAMESE_TONES:
        return 0.95 if before.isalpha() else -1.5
    return _of_other_script(character, before, after)


def _of_other_script(character: str, before: str, after: str) -> float:
    touches_latin = any(beside.isascii() and beside.isalpha() for beside in (before, after))
    if "\u3040" <= character <= "\ud7a3":
        # `M黮ler` betrays the wrong one: a character alone among Latin letters.
        alone = touches_latin and before.isascii() and after.isascii()
        return _east_asian(character) - (3.0 if alone else 1.4 if "a" <= before <= "z" else 0)
    if "\uff61" <= character <= "\uff9f":  # half as wide as others: one byte
        return 0.85 if any("\uff61" <= beside <= "\uff9f" for beside in (before, after)) else -1.5
    if "\u0370" <= character <= "\u06ff" or "\u0e01" <= character <= "\u0e5b":
        return -1.0 if touches_latin else (_thai if character > "\u06ff" else _alphabetic)(character, before, after)
    return -1.5


def _latin(character: str, before: str, after: str, points: float) -> float:
    if character.isupper() and (before.islower() or (before.isalpha() and after.islower())):  # `CafÈ` and `MÅller` betray the wrong one
        return -1.0
    if before > "\x7f" and after > "\x7f" and before.isalpha() and after.isalpha():  # three in a row are rare
        return 0.5
    return points if before.isalpha() or after.isalpha() else _WORDS.get(character, _ALONE)


def _east_asian(character: str) -> float:
    if character <= "\u30fe":
        return 2.2
    if "\u4e00" <= character <= "\u9fff":
        if character in _HAN:
            return 2.3
        return 2.0 if _is_common(character, "gb2312", 0xD8) or _is_common(character, "euc_jp", 0xD0) else 0.2
    if character >= "\uac00":
        return (2.4 if character in _SYLLABLES else 1.8) if _is_common(character, "euc_kr", 0xC9) else -2.0
    return -1.5


def _alphabetic(character: str, before: str, after: str) -> float:
    """Greek, Cyrillic, Hebrew and Arabic letters stand among their like."""
    if not character.isalpha():
        return 0.8 if character in "،؛؟" else -1.5
    if character == "ς" and after.isalpha():  # stands at the end of words
        return -2.0
    if character.isupper() and before.islower():
        # Koi8-R and Windows-1251 swap cases: `пРИВЕТ` betrays the wrong one.
        return -2.0
    if character.isalpha() and not (before.isalpha() or after.isalpha()):
        return 0.6
    return (1.15 if character.lower() in _FREQUENT else 0.5) * (0.85 if character.isupper() and before.isupper() else 1.0)


def _thai(character: str, before: str, after: str) -> float:
    if character in _THAI_ABOVE:
        return 1.1 if before in _THAI_LETTERS or before in _THAI_ABOVE else -2.0
    if character in _THAI_BEFORE:
        return 1.1 if after in _THAI_LETTERS else -2.0
    return 1.1 if character in _FREQUENT else 0.3


_ALONE = 0.8
_WORDS = dict.fromkeys("àáèéíòóùúåöæøı", 0.9)
"""For a letter that stands alone: `à` is a word, `Š` in place of `©` is not."""
_LATIN: Mapping[frozenset[str], float] = {
    _WESTERN: 1.0,
    _TURKISH: 1.0,
    _CENTRAL: 0.95,
    _BALTIC: 0.95,
    _ICELANDIC: 0.95,
    frozenset("ơư"): 0.95,
}


def _is_common(character: str, encoding: str, end: int) -> bool:
    """Whether it lies in the first level of its standard, the few thousand characters of daily use."""
    try:
        return character.encode(encoding)[0] < end
    except UnicodeEncodeError:
        return False
