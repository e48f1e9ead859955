"""Letters of tags that do not say their encoding: ID3v1 and INFO of RIFF have none, and ID3v2 has Latin-1 for whatever a program writes."""

from collections.abc import Mapping

from bowerbird.pipeline.formats.encoding import detect_encoding

ERRORS = "surrogateescape"
"""How FFmpeg's tags are to be decoded from UTF-8 so that `repaired` has their bytes."""
_OTHER_SCRIPTS = "\u0370"
_FEW_LETTERS = 4


def repaired(tags: Mapping[str, str]) -> dict[str, str]:
    """Values that hold other bytes than UTF-8, or are another script's letters taken for Latin-1, in the encoding that fits all of them."""
    bytes_of = {name: raw for name, value in tags.items() if (raw := _bytes_in_doubt(value)) is not None}
    encoding = detect_encoding(b"\n".join(bytes_of.values()))
    found = dict(tags)
    for name, raw in bytes_of.items():
        text = raw.decode(encoding, "replace")
        is_utf8 = encoding == "utf-8" and "\ufffd" not in text
        if _has_surrogates(tags[name]) or is_utf8 or _is_other_script(text):
            found[name] = text
    return found


def _bytes_in_doubt(value: str) -> bytes | None:
    if value.isascii():
        return None
    try:
        return value.encode("utf-8", ERRORS) if _has_surrogates(value) else value.encode("latin-1")
    except UnicodeEncodeError:
        return None  # letters that Latin-1 does not have were written in Unicode


def _has_surrogates(value: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in value)


def _is_other_script(text: str) -> bool:
    letters = [character for character in text if character > "\x7f" and character.isalpha()]
    return len(letters) >= _FEW_LETTERS and all(character >= _OTHER_SCRIPTS for character in letters)
