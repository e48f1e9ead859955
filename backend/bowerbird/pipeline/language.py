"""A cheap guess at the language of a text: by its script where that says enough, else by its smallest words. Unsure is None, never a wrong answer by default."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

_SAMPLE = 4_000
_WORD = re.compile(r"[^\W\d_]{2,}")
_FOREIGN = re.compile("[\u0370-\u1fff\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FEW = 3
"""Of points: one for each small word, two for one that no other language here has."""
_WORDS = {
    "en": "the of and to in is that it for was with as on be are this by not or have from which you can an at but if when will"
    " how what where my your we he she they had been am please thank",
    "de": "der die und das ist nicht von den mit für auf ein eine zu des dem im sich als auch es werden wird sind oder wenn kann nach bei wie"
    " ich wir sie ihre haben habe vom am an was vielen",
    "fr": "le la les des et est une dans pour que qui sur pas au avec ce par sont du il vous nous cette ou mais plus être aux ces tu",
    "es": "el la los las de que y en un una es por con para del se no al como su más este lo pero son está ser cuando puede"
    " muy hay qué cómo nos tu mi gracias",
    "it": "il la di che e è un una per non con del della sono nel si dei le alla gli come da questo più anche essere delle può mi tu",
    "pt": "o a os as de que e em um uma para com não por do da no na se mais é ao são dos das como foi pode você este nos tu",
    "nl": "de het een en van is in op te dat die voor met zijn niet aan er om ook als bij maar worden wordt dit naar deze kan we had",
    "pl": "i w na z do się nie to jest że jak o po od za przez dla są oraz który tym lub być jego może przy ten my",
    "ca": "el la els les de que i en un una és per amb del dels al no com més aquest aquesta són pot seva també o si ha",
    "ro": "și în de la cu pe nu este un o care din pentru mai că sunt ce sau se prin fi al ale poate dar când acest",
    "sv": "och att det som en är på av för med den till inte om ett har var kan från så vi de eller när också denna",
    "da": "og at det er en til på som af for med den der de ikke et har kan var fra vi eller når også denne være blev",
    "cs": "a je se v na že to s z do o i jako pro ale jsou by které nebo po od který při tak jeho může být této",
    "tr": "ve bir bu için ile de da olarak olan çok daha gibi ne var kadar sonra ancak veya her değil ise tarafından en",  # noqa: RUF001
    "no": "og i det som er en på til av for med at de ikke jeg har fra var den et om men han seg kan vi eller når også blir etter være",
    "fi": "ja on ei se että oli hän mutta kun tai ovat myös joka sen voi kuin niin mukaan vain jos jotka sitä ole olla tämä kanssa sekä",
    "hu": "a az és hogy nem is egy van ez azt de ha csak meg mint már el volt aki még vagy lehet kell majd lesz minden után szerint",
    "id": "yang dan di dari untuk dengan pada ini dalam adalah tidak itu akan ke oleh sebagai juga dapat atau ada telah bisa lebih karena",
    "vi": "và của là có được cho không một các trong với này những người để khi từ đã sẽ cũng như đó đến trên nhưng thì bạn tôi về",
    "hr": "je i u se na da za su s od ne koji kao što ili koja koje bi nije iz po biti može sve ali svoj samo dok ako jer više ima",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _list in _WORDS.items():
    for _word in dict.fromkeys(_list.split()):
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
_SCRIPTS = (
    ("ja", 0x3040, 0x30FF),
    ("zh", 0x4E00, 0x9FFF),
    ("ko", 0xAC00, 0xD7AF),
    ("ru", 0x0400, 0x04FF),
    ("el", 0x0370, 0x03FF),
    ("ar", 0x0600, 0x06FF),
    ("he", 0x0590, 0x05FF),
    ("th", 0x0E00, 0x0E7F),
    ("hi", 0x0900, 0x097F),
    ("bn", 0x0980, 0x09FF),
    ("pa", 0x0A00, 0x0A7F),
    ("gu", 0x0A80, 0x0AFF),
    ("ta", 0x0B80, 0x0BFF),
    ("te", 0x0C00, 0x0C7F),
    ("kn", 0x0C80, 0x0CFF),
    ("ml", 0x0D00, 0x0D7F),
    ("si", 0x0D80, 0x0DFF),
    ("lo", 0x0E80, 0x0EFF),
    ("my", 0x1000, 0x109F),
    ("km", 0x1780, 0x17FF),
    ("hy", 0x0530, 0x058F),
    ("ka", 0x10A0, 0x10FF),
    ("am", 0x1200, 0x137F),
)
_JAPANESE = frozenset(
    "々亜悪圧囲隠栄営駅円塩縁応桜穏仮価絵懐拡覚関歓観気帰犠戯拠挙暁経継軽鶏撃県検権険圏剣顕験厳広鉱砕済斎剤雑賛実釈収渋従縦処焼証乗浄剰畳縄譲醸"
    "図酔髄瀬斉摂専戦銭繊荘捜挿巣騒増蔵臓続対帯沢択弾遅鋳聴庁鉄転伝読悩脳覇拝廃売発髪抜払仏辺変豊黒訳薬揺様頼覧竜両猟緑齢暦歴錬労録徳恵黙総単団児歩毎"
    "巻満氷霊楽込働峠畑辻枠栃匂"
)
"""Forms of characters that neither simplified nor traditional Chinese writes."""
_NEIGHBOURS: Mapping[str, Sequence[tuple[str, re.Pattern[str]]]] = {
    "ar": (("ur", re.compile("[ٹڈڑںے]")), ("fa", re.compile("[پچژگکی]"))),
    "ru": (
        ("be", re.compile("ў")),
        ("uk", re.compile("[іїєґ]")),
        ("mk", re.compile("[ѓќѕ]")),
        ("sr", re.compile("[ђћјљњџ]")),
        ("bg", re.compile("ъ[бвгджзклмнпрстфхцчшщ]")),
    ),
}
"""Languages that share a script, told apart by letters of their own, or like Bulgarian by where they stand."""


def guess_language(text: str) -> str | None:
    """ISO 639-1, or None where the text is short, mixed or in a language not known here."""
    sample = text[:_SAMPLE]
    return (None if sample.isascii() else _by_script(sample)) or _by_words(sample)


def _by_script(sample: str) -> str | None:
    foreign = _FOREIGN.findall(sample)
    if not foreign:
        return None
    counts: Counter[str] = Counter()
    for character in foreign:
        if character in _JAPANESE:
            counts["ja"] += 1
            continue
        for language, first, last in _SCRIPTS:
            if first <= ord(character) <= last:
                counts[language] += 1
                break
    letters = sum(character.isalpha() for character in sample)
    if counts["ja"] * 20 > letters:
        # Japanese mixes kana and forms of its own with the characters it shares with Chinese, which has neither.
        return "ja"
    if not counts:
        return None
    language, count = counts.most_common(1)[0]
    if count * 3 < letters:
        return None
    lower = sample.lower()
    return next((neighbour for neighbour, letters in _NEIGHBOURS.get(language, ()) if letters.search(lower)), language)


def _by_words(sample: str) -> str | None:
    """The language with the most of its smallest words in the sample, if it leads clearly."""
    words = _WORD.findall(sample.lower())
    scores: Counter[str] = Counter()
    for word in words:
        languages = _LANGUAGES_OF.get(word, ())
        for language in languages:
            scores[language] += 2 if len(languages) == 1 else 1
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < _FEW or ranked[0][1] * 10 < len(words):
        return None
    if len(ranked) > 1 and ranked[0][1] * 4 < ranked[1][1] * 5:
        return None
    return ranked[0][0]
