"""How much a text looks like one that a person wrote: which of the older encodings decodes some bytes to the likeliest letters.

Statistical detectors need some hundred bytes; a label, a file list or a short letter has fewer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

_CANDIDATES = (
    "cp1252",
    "shift_jis",
    "gb18030",
    "euc_jp",
    "euc_kr",
    "big5",
    "koi8_r",
    "cp1251",
    "cp1250",
    "iso8859_2",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "mac_roman",
    "cp866",
    "cp850",
    "cp852",
    "mac_cyrillic",
    "utf-16-le",
    "utf-16-be",
)
"""In the order of preference where two decode to equally likely texts."""
_WIDE = frozenset({"utf-16-le", "utf-16-be"})
_SAMPLE_BYTES = 4_096
_MIN_PLAUSIBLE = 0.75
"""Points for each byte beyond ASCII. Below that none of the candidates fits, and a statistical detector has its say."""
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšž")
_CENTRAL = frozenset("ąćęłńóśźżáčďéěíňřšťúůýžőűăâîșțşţđß")
_TURKISH = frozenset("ğış")
_CLOSING = frozenset("”’“…»–—%、。」』）！？：；，》〉")  # noqa: RUF001
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
        "çğıöşüâîû",
    )
)
"""Letters beyond ASCII of one language each: a text has those of one, a wrong decoding some of many."""
_FREQUENT = frozenset("оеаинтсрвлкмдпуαοιετσνηυρπκμλςάέίόήύώיוהלאתרבמשנالينمرتوبةعدس")
"""Letters that make up most of a text in Russian, Greek, Hebrew or Arabic. In the wrong decoding of another script they are not more frequent than others."""


def likeliest_encoding(sample: bytes, *, also: Sequence[str] = ()) -> str | None:
    """`also` names more candidates, after the usual ones. None if no candidate decodes the sample to a plausible text."""
    sample = sample[:_SAMPLE_BYTES]
    foreign = sum(byte > 0x7F for byte in sample)
    scores: dict[str, float] = {}
    for name in (*_CANDIDATES, *also):
        text = _decoded(sample, name)
        if text is not None:
            weight = 2 * sum(character > "\x7f" for character in text) if name in _WIDE else foreign
            scores[name] = _points(text) / max(1, weight) * _kana_factor(name, text) * _coherence(text)
    if not scores:
        return None
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _MIN_PLAUSIBLE else None


def _kana_factor(name: str, text: str) -> float:
    """Japanese has kana, Chinese has none; otherwise the same bytes may be well formed in both. Modern Korean has no hanja, but other text read as Korean has."""
    if name == "euc_kr":
        return 0.3 if sum("\u4e00" <= character <= "\u9fff" for character in text) > 0.1 * len(text) else 1.0
    has_kana = any("\u3040" <= character <= "\u30fe" for character in text)
    if name in {"euc_jp", "shift_jis"}:
        return 1.0 if has_kana else 0.8
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
    behind_latin = "a" <= before <= "z"
    touches_latin = any(beside.isascii() and beside.isalpha() for beside in (before, after))
    if "\u3040" <= character <= "\ud7a3":
        # `M黮ler` betrays the wrong one: a character alone among Latin letters.
        alone = touches_latin and before.isascii() and after.isascii()
        return _east_asian(character) - (3.0 if alone else 1.4 if behind_latin else 0)
    lower = character.lower()
    if "\u0370" <= character <= "\u06ff":
        return -1.0 if touches_latin else _alphabetic(character, lower, before)
    for letters, points in _LATIN.items():
        if lower in letters:
            if character.isupper() and before.islower():  # `CafÈ` betrays the wrong one
                return -1.0
            return points if before.isalpha() or after.isalpha() else _ALONE
    if character in _MARKS:
        points = 0.9 if character < "\u3000" else 1.6
        return -0.5 if behind_latin and character not in _CLOSING else points
    return -1.5


def _east_asian(character: str) -> float:
    if character <= "\u30fe":
        return 2.2
    if "\u4e00" <= character <= "\u9fff":
        return 2.0 if _is_common(character, "gb2312", 0xD8) or _is_common(character, "euc_jp", 0xD0) else 0.2
    if character >= "\uac00":
        return 2.1 if _is_common(character, "euc_kr", 0xC9) else -2.0
    return -1.5


def _alphabetic(character: str, lower: str, before: str) -> float:
    """Greek, Cyrillic, Hebrew and Arabic letters stand among their like."""
    if not character.isalpha():
        return 0.8 if character in "،؛؟" else -1.5
    if character.isupper() and before.islower():
        # Koi8-R and Windows-1251 swap cases: `пРИВЕТ` betrays the wrong one.
        return -2.0
    return (1.15 if lower in _FREQUENT else 0.5) * (0.85 if character.isupper() and before.isupper() else 1.0)


_ALONE = 0.8
"""For a letter that is a word by itself: `à` is one, `Š` in place of `©` is not."""
_LATIN: Mapping[frozenset[str], float] = {_WESTERN: 1.0, _CENTRAL: 0.95, _TURKISH: 0.95}


def _is_common(character: str, encoding: str, end: int) -> bool:
    """Whether it lies in the first level of its standard, the few thousand characters of daily use."""
    try:
        return character.encode(encoding)[0] < end
    except UnicodeEncodeError:
        return False
