"""The multipart parser, whatever pieces the network makes."""

from collections.abc import AsyncIterator

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.errors import BowerbirdError, InvalidError, TooLargeError
from bowerbird.intake.errors import UploadStalledError
from bowerbird.intake.stream import MultipartUpload

FORM = "multipart/form-data; boundary=b"
BEGIN = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
END = b"\r\n--b--\r\n"


def parse(body: bytes, cuts: list[int], *, max_bytes: int = 10**9) -> tuple[bytes, dict[str, str]]:
    async def pieces() -> AsyncIterator[bytes]:
        at = 0
        for cut in [*sorted(cut % (len(body) + 1) for cut in cuts), len(body)]:
            if cut > at:
                yield body[at:cut]
            at = cut

    async def run() -> tuple[bytes, dict[str, str]]:
        upload = MultipartUpload(FORM, pieces(), max_bytes=max_bytes)
        part = await upload.open()
        assert part.file_name == b"a"
        return b"".join([chunk async for chunk in upload.chunks()]), upload.fields

    return anyio.run(run)


NEAR_BOUNDARIES = st.lists(st.sampled_from([b"\r\n--b", b"\r\n", b"--b--", b"\r", b"\n--", b"x", b"-", b"\0"]), max_size=12).map(b"".join)


@given(NEAR_BOUNDARIES.filter(lambda data: b"\r\n--b" not in b"\r\n" + data + b"\r\n"), st.lists(st.integers(0, 300), max_size=8))
def test_the_bytes_are_the_same_however_they_are_cut(data: bytes, cuts: list[int]) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="path"\r\n\r\np\r\n' + BEGIN + data + END
    assert parse(body, cuts) == (data, {"path": "p"})


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=8))
def test_garbage_is_an_error_that_says_so(body: bytes, cuts: list[int]) -> None:
    for garbage in (body, b"--b\r\n" + body, BEGIN + body):
        with pytest.raises(BowerbirdError) as caught:
            parse(garbage, cuts)
        assert caught.value.status in {413, 415, 422}


@given(st.integers(0, 200))
def test_a_body_that_ends_early_is_malformed(length: int) -> None:
    whole = BEGIN + b"data" + END
    with pytest.raises(InvalidError) as caught:
        parse(whole[: min(length, len(whole) - 4)], [])
    assert caught.value.code == "malformed_upload"


@pytest.mark.parametrize(("size", "allowed"), [(10, True), (11, False)])
def test_the_limit_is_of_the_file(size: int, allowed: bool) -> None:
    body = BEGIN + b"x" * size + END
    if allowed:
        assert parse(body, [], max_bytes=10)[0] == b"x" * 10
    else:
        with pytest.raises(TooLargeError, match="10 bytes"):
            parse(body, [], max_bytes=10)


def test_a_client_that_stops_sending_is_not_waited_for() -> None:
    async def silent() -> AsyncIterator[bytes]:
        yield BEGIN
        await anyio.sleep_forever()

    async def run() -> None:
        upload = MultipartUpload(FORM, silent(), max_bytes=10, stall_seconds=0)
        await upload.open()
        with pytest.raises(UploadStalledError):
            [chunk async for chunk in upload.chunks()]

    anyio.run(run)
