"""Sound and film of absurd lengths, with numbers that lie, and lists of other files under the names of recordings."""

import struct
import tempfile
from functools import lru_cache
from pathlib import Path

from PIL import Image

from tests.factories import media


def files(address: str) -> dict[str, tuple[bytes, str]]:
    return _sound() | _film() | _lists(address)


def _wav(*, channels: int = 1, rate: int = 16_000, size: int = 3200, claims: int | None = None, bits: int = 16, kind: int = 1) -> bytes:
    claimed = size if claims is None else claims
    form = struct.pack("<HHIIHH", kind, channels, rate, min(rate * channels * bits // 8, 2**32 - 1), channels * bits // 8 & 0xFFFF, bits)
    return (
        b"RIFF"
        + struct.pack("<I", claimed + 36 & 0xFFFFFFFF)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", claimed)
        + bytes(size)
    )


@lru_cache
def _made(suffix: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made{suffix}"
        if suffix in {".mp3", ".flac", ".ogg"}:
            codec = {".mp3": "libmp3lame", ".flac": "flac", ".ogg": "libopus"}[suffix]
            return media.audio(path, media.tone(1, rate=48_000), codec=codec, rate=48_000).read_bytes()
        return media.film(path, [(Image.new("RGB", (64, 48), colour), 0.4) for colour in ("red", "blue")]).read_bytes()


def _sound() -> dict[str, tuple[bytes, str]]:
    cover = b"image/png\0\x03\0\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\0\0\0\0\0\0\0"
    tag = b"APIC" + struct.pack(">I", len(cover) + 1) + b"\0\0\0" + cover
    mp3, flac, ogg = _made(".mp3"), _made(".flac"), _made(".ogg")
    return {
        "claims four gigabytes.wav": (_wav(claims=2**32 - 1), ""),
        "no rate.wav": (_wav(rate=0), ""),
        "every channel.wav": (_wav(channels=65_535, size=65_535 * 4), ""),
        "no channel.wav": (_wav(channels=0), ""),
        "a rate.wav": (_wav(rate=2**32 - 1), ""),
        "bits.wav": (_wav(bits=65_535), ""),
        "some codec.wav": (_wav(kind=0x1234), ""),
        "chunks.wav": (b"RIFF\xff\xff\xff\xffWAVE" + b"junk\0\0\0\0" * 100_000, ""),
        "a tag that lies.mp3": (b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + mp3[10:], ""),
        "a cover of gigapixels.mp3": (b"ID3\x03\0\0" + _synchsafe(len(tag)) + tag + mp3, ""),
        "tags.mp3": (b"ID3\x03\0\0" + _synchsafe(2_000_000) + (b"TXXX\0\0\0\x0a\0\0\0a\0aaaaaaa" * 200_000)[:2_000_000] + mp3, ""),
        "a picture that lies.flac": (b"fLaC\x06\xff\xff\xff" + flac[4:], ""),
        "samples without end.flac": (flac[:21] + b"\x0f\xff\xff\xff\xff" + flac[26:], ""),
        "pages.ogg": (ogg + ogg[: len(ogg) // 2] * 50, ""),
        "words.amr": (b"#!AMR\n" + bytes(range(256)) * 20, ""),
        "noise.mp3": (b"\xff\xfb\x90\x00" + bytes((n * 7919) % 256 for n in range(60_000)), ""),
        "noise.aac": (b"\xff\xf1\x50\x80" + bytes((n * 104_729) % 256 for n in range(60_000)), ""),
        **{
            f"half of it{suffix}": (_made(suffix)[: len(_made(suffix)) // 2], "")
            for suffix in (".mp3", ".flac", ".ogg", ".mp4", ".mkv", ".avi", ".mov")
        },
    }


def _film() -> dict[str, tuple[bytes, str]]:
    mp4, mkv, avi = _made(".mp4"), _made(".mkv"), _made(".avi")
    return {
        "ten thousand years.mp4": (_in_box(_in_box(mp4, b"mvhd", 16, b"\xff\xff\xff\xfe"), b"mdhd", 16, b"\xff\xff\xff\xfe"), ""),
        "no time.mp4": (_in_box(_in_box(mp4, b"mvhd", 12, bytes(4)), b"mdhd", 12, bytes(4)), ""),
        "samples.mp4": (_in_box(mp4, b"stsz", 8, b"\xff\xff\xff\xff"), ""),
        "sample sizes.mp4": (_in_box(mp4, b"stsz", 4, b"\x7f\xff\xff\xff"), ""),
        "times.mp4": (_in_box(mp4, b"stts", 4, b"\xff\xff\xff\xff"), ""),
        "steps.mp4": (_in_box(mp4, b"stts", 8, b"\xff\xff\xff\xff\xff\xff\xff\xff"), ""),
        "edits.mp4": (_in_box(mp4, b"elst", 4, b"\x7f\xff\xff\xff"), ""),
        "an edit.mp4": (_in_box(mp4, b"elst", 8, b"\xff\xff\xff\xff\x80\0\0\0"), ""),
        "boxes in boxes.mp4": (mp4[:32] + b"".join(struct.pack(">I", 8 * (50_000 - n)) + b"moov" for n in range(50_000)), ""),
        "boxes of no size.mp4": (mp4[:32] + b"\0\0\0\x08free" * 200_000, ""),
        "frames of gigapixels.mp4": (_in_box(mp4, b"avc1", 24, b"\xff\xff\xff\xff"), ""),
        "elsewhere.mov": (_elsewhere(_made(".mov")), ""),
        "a size.mkv": (mkv[:40] + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xfe" + mkv[52:], ""),
        "attachments.mkv": (_with_attachments(mkv, 3_000), ""),
        "voids.mkv": (mkv + b"\xec\x80" * 200_000, ""),
        "an index.avi": (avi + b"idx1\xff\xff\xff\xff" + b"00dc\x10\0\0\0\0\0\0\0\0\0\0\x7f" * 20_000, ""),
        "packets.ts": ((b"\x47\x40\x11\x10" + bytes(range(184))) * 3_000, ""),
        "tags of film.flv": (b"FLV\x01\x05\0\0\0\x09\0\0\0\0" + b"\x09\xff\xff\xff\0\0\0\0\0\0\0" * 5_000, ""),
        "frames.y4m": (b"YUV4MPEG2 W999999 H999999 F1000000:1 Ip A1:1\nFRAME\n" + bytes(1000), ""),
    }


def _lists(address: str) -> dict[str, tuple[bytes, str]]:
    remote = f"http://{address}/"
    hls = f'#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{remote}a.ts\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-KEY:METHOD=AES-128,URI="{remote}k"\n#EXT-X-ENDLIST\n'
    texts = {
        "hls": hls,
        "concat": f"ffconcat version 1.0\nfile {remote}a.mp4\nfile /etc/passwd\n",
        "sdp": f"v=0\no=- 0 0 IN IP4 {address.partition(':')[0]}\ns=x\nc=IN IP4 {address.partition(':')[0]}\nt=0 0\nm=audio {address.partition(':')[2]} RTP/AVP 0\n",
        "asx": f'<asx version="3.0"><entry><ref href="{remote}a.asf"/></entry></asx>',
        "dash": f'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><BaseURL>{remote}</BaseURL><Period><AdaptationSet/></Period></MPD>',
        "smil": f'<smil><body><video src="{remote}a.mp4"/></body></smil>',
        "ram": f"{remote}a.rm\n",
        "rtsp": f"RTSPtext rtsp://{address}/a\n",
        "reference": f"[Reference]\nRef1={remote}a.asf\n",
    }
    found = {f"{name} called {suffix}": (text.encode(), "") for name, text in texts.items() for suffix in ("a.mp4", "a.avi")}
    return found | {"hls behind a film.mp4": (_made(".mp4")[:32] + hls.encode(), "")}


def _synchsafe(number: int) -> bytes:
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))


def _in_box(data: bytes, box: bytes, offset: int, value: bytes) -> bytes:
    """Bytes of a box replaced, `offset` behind its name; the file as it is where it has no such box."""
    at = data.find(box)
    start = at + len(box) + offset
    return data if at < 0 else data[:start] + value + data[start + len(value) :]


def _elsewhere(data: bytes) -> bytes:
    """Its sound and pictures are said to lie in another file."""
    return data.replace(b"url \0\0\0\1", b"alis\0\0\0\0").replace(b"alis\0\0\0\1", b"url \0\0\0\0")


def _with_attachments(data: bytes, count: int) -> bytes:
    name, body = b"\x46\x6e\x88../../xx", b"\x46\x5c\x84\0\0\0\0"
    kind = b"\x46\x60\x89image/png"
    one = name + kind + body
    attached = (b"\x61\xa7" + bytes([0x80 | len(one)]) + one) * count
    return data + b"\x19\x41\xa4\x69\x08" + struct.pack(">I", len(attached))[1:] + attached
