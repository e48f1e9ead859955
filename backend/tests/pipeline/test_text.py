import pytest

from bowerbird.pipeline.text import clean, clean_line, shorten


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("a\x00b\x07c", "abc"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("pen\u200bguin\ufeff", "penguin"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("e\ufb03cient \ufb02ow", "efficient flow"),
        ("cafe\u0301", "caf\u00e9"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001
        ("\uf0b7 one", "• one"),
        ("a" + "\u0336" * 500, "a" + "\u0336" * 8),
    ],
)
def test_clean(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned


def test_lines_lose_their_leaders() -> None:
    assert clean_line("  Introduction  . . . . . . . . . .  12 ") == "Introduction … 12"


def test_shorten() -> None:
    assert shorten("  a\n b ", 10) == "a b"
    assert shorten("x" * 20, 10) == "x" * 9 + "…"
    assert shorten(" \x00 ", 10) is None
    assert shorten(None, 10) is None
