"""What lies inside containers that libmagic sees only from outside: ZIP (Office, OpenDocument, EPUB), ISO media (HEIC, AVIF, MP4), Matroska, Ogg and ASF;
and what lies behind the tags of sound.

Only the two ends of a file are looked at, so the cost is the same for a gigabyte. All parsing is by hand and bounded: these are bytes nobody vouches for.
"""

import re
import struct
import zlib
from collections.abc import Iterator

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_UNPACKED_BYTES = 16_384
_MAX_ENTRIES = 4_000

_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "visio/": "application/vnd.ms-visio.drawing",
}
BINARY_WORKBOOK = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
IWORK = "application/vnd.apple.iwork"
"""Pages, Numbers and Keynote, which do not say which of them they are."""
_IWORK_NAMES = frozenset({"Index/Document.iwa", "Index.zip", "index.apxl", "index.apxl.gz", "index.xml.gz", "QuickLook/Preview.pdf"})
_DECLARED = re.compile(rb"application/(?:epub\+zip|vnd\.oasis\.opendocument\.[a-z-]{1,40})")

COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_COMPOUND_NAMES = {
    f"{name}\0".encode("utf-16-le"): mime
    for name, mime in {
        "WordDocument": "application/msword",
        "Workbook": "application/vnd.ms-excel",
        "Book": "application/vnd.ms-excel",
        "PowerPoint Document": "application/vnd.ms-powerpoint",
        "__properties_version1.0": "application/vnd.ms-outlook",
        "EncryptedPackage": "application/x-ole-storage",
    }.items()
}

_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis"})
_HEIC_SEQUENCE = frozenset({b"hevc", b"hevx", b"hevm", b"hevs"})
_BRANDS = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"M4P ": "audio/mp4",
    b"F4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
    b"crx ": "image/x-raw-canon",
}


_ASF = bytes.fromhex("3026B2758E66CF11A6D900AA0062CE6C")
_ASF_VIDEO = bytes.fromhex("C0EF19BC4D5BCF11A8FD00805F5C442B")
_BEGINNINGS = {
    b"caff\0\1": "audio/x-caf",
    b"wvpk": "audio/x-wavpack",
    b"TTA1\1\0": "audio/x-tta",
    b"\x7f\xfe\x80\1": "audio/vnd.dts",
    b"\xff\x4f\xff\x51": "image/j2c",
    b"DKIF\0\0": "video/x-ivf",
    b"YUV4MPEG2 ": "video/x-yuv4mpeg",
    b"\x06\x0e\x2b\x34\2\5\1\1\x0d\1\2\1": "video/mxf",
}
"""Beginnings that libmagic does not know, or names in no family."""
_CMS = re.compile(rb"\x30(?:\x80|\x81.|\x82..|\x83...|\x84....)\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x02\x03]", re.DOTALL)
"""Signed or enveloped data (RFC 5652, sections 5.1 and 6.1), in DER or BER."""
_ID3 = re.compile(rb"ID3[\x02-\x04][\x00-\x0f]([\x00-\xff])([\x00-\x7f]{4})", re.DOTALL)
"""A tag before sound (ID3v2): flags, then its length, seven bits a byte. With a cover in it it is longer than what libmagic gets to see."""
_REAL, _REAL_VIDEO = b".RMF\0\0\0", b"video/x-pn-realvideo"
_DV_BLOCK = 80
_TRANSPORT = ((0, 188), (4, 192))
"""Where the first packet begins, and how long each is (ISO/IEC 13818-1; with a time before each on Blu-ray and in AVCHD)."""


def zip_type(head: bytes, tail: bytes, size: int) -> str:
    """OOXML and Apple's by the names of their parts, OpenDocument and EPUB by their `mimetype` entry (stored first, by their standards), else plain ZIP."""
    if declared := _declared(head):
        return declared
    names = {*_local_names(head), *_central_names(tail, size)}
    if "xl/workbook.bin" in names:
        return BINARY_WORKBOOK
    if "[Content_Types].xml" in names:
        for folder, mime in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return mime
    if names & _IWORK_NAMES:
        return IWORK
    if "META-INF/MANIFEST.MF" in names:
        return "application/java-archive"
    return "application/zip"


def compound_type(head: bytes, tail: bytes, size: int) -> str | None:
    """Office files from before 2007 by the names in their directory (MS-CFB), as far as it lies in the ends of the file; else libmagic has its say.

    What is embedded in a file has its names in the same directory, but behind those of the file itself.
    """
    if len(head) < 512:
        return None
    shift, first = struct.unpack_from("<H", head, 30)[0] & 15, struct.unpack_from("<I", head, 48)[0]
    start = (first + 1) << shift
    directory = head[start:] if start < len(head) else tail[max(0, start - (size - len(tail))) :] if start >= size - len(tail) else b""
    places = {name: directory.find(name) for name in _COMPOUND_NAMES}
    found = min((name for name, at in places.items() if at >= 0), key=lambda name: places[name], default=None)
    return _COMPOUND_NAMES[found] if found else None


def iso_media_type(head: bytes, tail: bytes) -> str:
    """ISO/IEC 14496-12 by its brands; a film box without a picture track is audio."""
    length = min(int.from_bytes(head[:4], "big"), len(head), 512)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]
    major, all_brands = brands[0], frozenset(brands)
    if major in {b"avif", b"avis"} or (major in {b"mif1", b"msf1"} and b"avif" in all_brands):
        return "image/avif"
    if major in _HEIC or (major == b"mif1" and all_brands & _HEIC):
        return "image/heic"
    if major in _HEIC_SEQUENCE or (major == b"msf1" and all_brands & _HEIC_SEQUENCE):
        return "image/heic-sequence"
    if major in {b"mif1", b"msf1"}:
        return "image/heif"
    mime = _BRANDS.get(major, "video/3gpp" if major[:2] == b"3g" else "video/mp4")
    if mime.startswith("video/"):
        tracks = set(re.findall(rb"hdlr.{8}(vide|soun)", head + tail, re.DOTALL))
        if tracks == {b"soun"}:
            return "audio/mp4"
    return mime


def matroska_type(head: bytes) -> str:
    """The DocType of the EBML header says WebM or Matroska; codec names say whether there are pictures."""
    webm = b"webm" in head[:64]
    if re.search(rb"\x86.{1,8}?A_[A-Z]", head, re.DOTALL) and not re.search(rb"\x86.{1,8}?V_[A-Z]", head, re.DOTALL):
        return "audio/webm" if webm else "audio/x-matroska"
    return "video/webm" if webm else "video/x-matroska"


def ogg_type(head: bytes) -> str:
    return "video/ogg" if re.search(rb"\x80theora|BBCD\0|\x01video", head[:4096]) else "audio/ogg"


def stream_type(head: bytes) -> str | None:
    """Windows Media and RealMedia, which are films where they have a stream of pictures, formats of sound alone, the tapes and the transport stream of camcorders
    and television."""
    if head.startswith(_ASF):
        return "video/x-ms-asf" if _ASF_VIDEO in head else "audio/x-ms-wma"
    if head.startswith(_REAL):
        return "video/vnd.rn-realvideo" if _REAL_VIDEO in head else "audio/vnd.rn-realaudio"
    if head.startswith(b"\x1f\x07\0") and head[_DV_BLOCK:].startswith(b"\x3f\x07\0"):  # a header, then a subcode (IEC 61834-2)
        return "video/x-dv"
    if _CMS.match(head):
        return "application/pkcs7-mime"
    if b"\0" in head[:188] and any(
        len(head) > 3 * step and set(head[first : first + 3 * step : step]) == {0x47} for first, step in _TRANSPORT
    ):
        return "video/mp2t"
    return next((mime for beginning, mime in _BEGINNINGS.items() if head.startswith(beginning)), None)


def gzip_head(head: bytes) -> bytes:
    """The first bytes of what is packed in a gzip file; none of anything else."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, _UNPACKED_BYTES)
    except zlib.error:
        return b""


def tagged_type(head: bytes) -> str | None:
    """Sound behind a tag, which is MPEG's unless it shows that it is another's."""
    tag = _ID3.match(head)
    if tag is None:
        return None
    length = sum(byte << shift for byte, shift in zip(tag[2], (21, 14, 7, 0), strict=True))
    behind = head[tag.end() + length + (10 if tag[1][0] & 0x10 else 0) :].lstrip(b"\0")
    if behind.startswith(b"fLaC"):
        return "audio/flac"
    is_adts = len(behind) > 1 and behind[0] == 0xFF and behind[1] & 0xF6 == 0xF0
    return "audio/aac" if is_adts else "audio/mpeg"


def _declared(head: bytes) -> str | None:
    if len(head) < _LOCAL.size:
        return None
    fields = _LOCAL.unpack_from(head)
    method, name_length, extra_length = fields[3], fields[9], fields[10]
    start = _LOCAL.size + name_length + extra_length
    if method != 0 or head[_LOCAL.size : _LOCAL.size + name_length] != b"mimetype":
        return None
    found = _DECLARED.match(head, start)
    return found[0].decode() if found else None


def _local_names(head: bytes) -> Iterator[str]:
    """Names of entries from the beginning on, as far as their sizes are known."""
    at = 0
    for _ in range(_MAX_ENTRIES):
        if at + _LOCAL.size > len(head):
            return
        signature, _, flags, _, _, _, _, packed, _, name_length, extra_length = _LOCAL.unpack_from(head, at)
        if signature != b"PK\x03\x04":
            return
        at += _LOCAL.size
        yield _entry_name(head[at : at + name_length])
        if flags & 8 and packed == 0:  # sizes follow the data
            return
        at += name_length + extra_length + packed


def _central_names(tail: bytes, size: int) -> Iterator[str]:
    """Names in the central directory, of which `tail` (the last bytes of a file of `size`) holds all or nothing is read."""
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(tail):
        return
    *_, directory_size, directory_offset, _ = _END.unpack_from(tail, end)
    at = directory_offset - (size - len(tail))
    if at < 0:
        at = end - directory_size  # the archive does not begin where the file does
    for _ in range(_MAX_ENTRIES):
        if at < 0 or at + _CENTRAL.size > len(tail):
            return
        fields = _CENTRAL.unpack_from(tail, at)
        if fields[0] != b"PK\x01\x02":
            return
        name_length, extra_length, comment_length = fields[10:13]
        at += _CENTRAL.size
        yield _entry_name(tail[at : at + name_length])
        at += name_length + extra_length + comment_length


def _entry_name(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\\", "/")
