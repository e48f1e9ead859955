"""Archives that unpack to more than the world holds, or to places that are not theirs."""

import bz2
import gzip
import io
import lzma
import struct
import sys
import tarfile
import zipfile

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

KIB, MIB = 1 << 10, 1 << 20


def files(address: str) -> dict[str, tuple[bytes, str]]:
    del address
    return {
        "nested.zip": (_nested(40), "read"),
        "overlapping.zip": (_overlapping(500), "read"),
        "sizes that lie.zip": (_lying(), "read"),
        "names that lead out.zip": (_slipping(), "read"),
        "entries without end.zip": (_directory(12_000), ""),
        "a directory that lies.zip": (_zip({"a.txt": b"a"}).replace(b"\x01\x00\x01\x00", b"\xff\xff\xff\xff"), ""),
        "an unknown method.zip": (_method(99), "read"),
        "of a later version.zip": (
            _zip({"a.txt": b"a"}).replace(b"PK\x01\x02\x14\x03\x14\x00", b"PK\x01\x02\x14\x03\x54\x00"),
            "failed corrupt",
        ),
        "behind a program.zip": (b"MZ" + bytes(500) + _zip({"a.txt": b"a"}), ""),
        "links and devices.tar": (_tar(), "read"),
        "holes.tar": (_sparse(), ""),
        "a header that lies.tar": (_tar_member("a.txt", b"a", size=1 << 40), ""),
        "a name without end.tar": (_long_name(), ""),
        "zeros.tar.gz": (gzip.compress(_tar_member("zeros", bytes(64 * MIB)), 9), ""),
        "zeros.txt.gz": (gzip.compress(bytes(64 * MIB), 9), ""),
        "zeros.bz2": (bz2.compress(bytes(32 * MIB)), ""),
        "a dictionary of a gigabyte.xz": (_xz(), ""),
        "zeros.tar.zst": (zstd.compress(_tar_member("zeros", bytes(64 * MIB))), ""),
        "zeros.txt.zst": (zstd.compress(bytes(64 * MIB)), ""),
        "a window of two gigabytes.zst": (b"\x28\xb5\x2f\xfd\0\xa8\1\0\0", "failed unsupported"),
        "cut short.zst": (zstd.compress(bytes(range(256)) * 1000)[:-40], ""),
        "gzip in gzip.gz": (_gzip_in_gzip(50), ""),
        "cut short.gz": (gzip.compress(bytes(range(256)) * 1000)[:-400], ""),
    }


def _zip(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _nested(depth: int) -> bytes:
    data = b"in the middle"
    for number in range(depth):
        data = _zip({f"{number}.zip" if number else "0.txt": data})
    return data


def _overlapping(count: int) -> bytes:
    """Many entries of the directory for the same bytes."""
    data = _zip({"zeros": bytes(8 * MIB)})
    end = data.rindex(b"PK\x05\x06")
    start = data.index(b"PK\x01\x02")
    directory = data[start:end] * count
    return data[:start] + directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)


def _lying() -> bytes:
    """Says that it has one byte and has 8 MiB."""
    data = bytearray(_zip({"zeros": bytes(8 * MIB)}))
    start = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, start + 24, 1)
    struct.pack_into("<I", data, 22, 1)
    return bytes(data)


def _slipping() -> bytes:
    names = (
        "../../../../tmp/out.txt",
        "/etc/out.txt",
        "C:\\Windows\\out.txt",
        "..\\..\\out.txt",
        "a/./../../out.txt",
        "\0",
        "n" * 60_000,
        "con",
        "a\nb",
    )
    return _zip(dict.fromkeys(names, b"words"))


def _directory(count: int) -> bytes:
    return _zip({f"{number}": b"" for number in range(count)})


def _method(number: int) -> bytes:
    data = bytearray(_zip({"a.txt": b"a", "b.txt": b"b"}))
    struct.pack_into("<H", data, 8, number)
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 10, number)
    return bytes(data)


def _tar() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as container:
        for name, kind, target in (
            ("link", tarfile.SYMTYPE, "/etc/passwd"),
            ("link/under", tarfile.REGTYPE, ""),
            ("hard", tarfile.LNKTYPE, "/etc/passwd"),
            ("device", tarfile.CHRTYPE, ""),
            ("disk", tarfile.BLKTYPE, ""),
            ("pipe", tarfile.FIFOTYPE, ""),
            ("../../out.txt", tarfile.REGTYPE, ""),
            ("/etc/out.txt", tarfile.REGTYPE, ""),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.size = kind, target, 5 if kind == tarfile.REGTYPE else 0
            container.addfile(entry, io.BytesIO(b"words") if kind == tarfile.REGTYPE else None)
    return made.getvalue()


def _sparse() -> bytes:
    """GNU's old form: a terabyte of holes."""
    entry = tarfile.TarInfo("holes")
    entry.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    header[386:398], header[398:410] = b"%011o\0" % 0, b"%011o\0" % 0
    header[483:495] = b"%011o\0" % ((1 << 33) - 1)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + bytes(1024)


def _tar_member(name: str, data: bytes, *, size: int | None = None) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size = len(data) if size is None else size
    return entry.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512 + 1024)


def _long_name() -> bytes:
    entry = tarfile.TarInfo("n" * MIB)
    return entry.tobuf(tarfile.GNU_FORMAT) + bytes(1024)


def _xz() -> bytes:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]
    data = bytearray(lzma.compress(bytes(MIB), filters=filters))
    at = data.index(b"\x21\x01")  # LZMA2, one byte of properties: the size of the dictionary
    data[at + 2] = 36
    return bytes(data)


def _gzip_in_gzip(depth: int) -> bytes:
    data = b"in the middle"
    for _ in range(depth):
        data = gzip.compress(data)
    return data
