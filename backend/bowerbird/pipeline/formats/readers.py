"""Which reader reads a file: one table, asked by every stage."""

import enum
from pathlib import PurePosixPath

from bowerbird.pipeline.formats.languages import language_of_name


class Reader(enum.StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    PPTX = "pptx"
    XLSX = "xlsx"
    VSDX = "vsdx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    EPUB = "epub"
    IWORK = "iwork"
    """Pages, Numbers and Keynote: only the picture of the first page that they bring."""
    RTF = "rtf"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    XLSB = "xlsb"
    """A workbook of today in records of then."""
    COMPOUND = "compound"
    """Something else in the container of old Office files: an encrypted newer one, or what nothing here reads."""
    MAIL = "mail"
    MAILBOX = "mailbox"
    OUTLOOK = "outlook"
    """A message as Outlook saves it."""
    TNEF = "tnef"
    """One as Exchange packs it for others: `winmail.dat`."""
    SIGNED = "signed"
    """Another file with somebody's signature around it (`.p7m`)."""
    MARKDOWN = "markdown"
    DELIMITED = "delimited"
    JSON = "json"
    NOTEBOOK = "notebook"
    XML = "xml"
    CARDS = "cards"
    """Contacts and calendars."""
    CODE = "code"
    TEXT = "text"
    PICTURE = "picture"
    DRAWING = "drawing"
    """SVG."""
    RAW = "raw"
    """What a camera's sensor saw, with a preview."""
    RECORDING = "recording"
    """Sound or film."""
    ARCHIVE = "archive"


_BY_TYPE = {
    "application/zip": Reader.ARCHIVE,
    "application/java-archive": Reader.ARCHIVE,
    "application/x-tar": Reader.ARCHIVE,
    "application/gzip": Reader.ARCHIVE,
    "application/x-bzip2": Reader.ARCHIVE,
    "application/x-xz": Reader.ARCHIVE,
    "application/zstd": Reader.ARCHIVE,
    "application/pdf": Reader.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Reader.DOCX,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template": Reader.DOCX,
    "application/vnd.ms-word.document.macroenabled.12": Reader.DOCX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Reader.PPTX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Reader.XLSX,
    "application/vnd.ms-visio.drawing": Reader.VSDX,
    "application/vnd.oasis.opendocument.text": Reader.ODT,
    "application/vnd.oasis.opendocument.text-template": Reader.ODT,
    "application/vnd.oasis.opendocument.text-master": Reader.ODT,
    "application/vnd.oasis.opendocument.text-web": Reader.ODT,
    "application/vnd.oasis.opendocument.spreadsheet": Reader.ODS,
    "application/vnd.oasis.opendocument.spreadsheet-template": Reader.ODS,
    "application/vnd.oasis.opendocument.presentation": Reader.ODP,
    "application/vnd.oasis.opendocument.presentation-template": Reader.ODP,
    "application/vnd.oasis.opendocument.graphics": Reader.ODP,
    "application/epub+zip": Reader.EPUB,
    "application/vnd.apple.iwork": Reader.IWORK,
    "application/rtf": Reader.RTF,
    "application/msword": Reader.DOC,
    "application/vnd.ms-excel": Reader.XLS,
    "application/vnd.ms-powerpoint": Reader.PPT,
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": Reader.XLSB,
    "application/x-ole-storage": Reader.COMPOUND,
    "message/rfc822": Reader.MAIL,
    "application/mbox": Reader.MAILBOX,
    "application/vnd.ms-outlook": Reader.OUTLOOK,
    "application/vnd.ms-tnef": Reader.TNEF,
    "application/pkcs7-mime": Reader.SIGNED,
    "text/html": Reader.HTML,
    "application/xhtml+xml": Reader.HTML,
    "text/markdown": Reader.MARKDOWN,
    "text/x-markdown": Reader.MARKDOWN,
    "text/csv": Reader.DELIMITED,
    "text/tab-separated-values": Reader.DELIMITED,
    "application/json": Reader.JSON,
    "application/x-ipynb+json": Reader.NOTEBOOK,
    "text/vcard": Reader.CARDS,
    "text/x-vcard": Reader.CARDS,
    "text/calendar": Reader.CARDS,
    "application/ld+json": Reader.JSON,
    "application/x-ndjson": Reader.JSON,
    "application/geo+json": Reader.JSON,
    "application/xml": Reader.XML,
    "text/xml": Reader.XML,
    "application/javascript": Reader.TEXT,
    "application/x-javascript": Reader.TEXT,
    "application/typescript": Reader.TEXT,
    "application/csv": Reader.DELIMITED,
    "application/yaml": Reader.TEXT,
    "application/x-yaml": Reader.TEXT,
    "application/toml": Reader.TEXT,
    "application/sql": Reader.TEXT,
    "application/x-sh": Reader.TEXT,
    "application/x-shellscript": Reader.TEXT,
    "application/x-tex": Reader.TEXT,
    "application/x-latex": Reader.TEXT,
    "application/x-subrip": Reader.TEXT,
    "application/x-wine-extension-ini": Reader.TEXT,
    "image/jpeg": Reader.PICTURE,
    "image/png": Reader.PICTURE,
    "image/apng": Reader.PICTURE,
    "image/webp": Reader.PICTURE,
    "image/gif": Reader.PICTURE,
    "image/bmp": Reader.PICTURE,
    "image/x-ms-bmp": Reader.PICTURE,
    "image/tiff": Reader.PICTURE,
    "image/avif": Reader.PICTURE,
    "image/heic": Reader.PICTURE,
    "image/heif": Reader.PICTURE,
    "image/heic-sequence": Reader.PICTURE,
    "image/svg+xml": Reader.DRAWING,
    "image/jp2": Reader.PICTURE,
    "image/jpx": Reader.PICTURE,
    "image/j2c": Reader.PICTURE,
    "image/vnd.adobe.photoshop": Reader.PICTURE,
    "image/vnd.microsoft.icon": Reader.PICTURE,
    "image/x-win-bitmap": Reader.PICTURE,  # libmagic's name for a cursor
    "image/x-tga": Reader.PICTURE,
    "image/x-portable-pixmap": Reader.PICTURE,
    "image/x-portable-graymap": Reader.PICTURE,
    "image/x-portable-bitmap": Reader.PICTURE,
}
_NO_RECORDING = frozenset({"audio/midi", "audio/x-mpegurl", "audio/x-unknown", "audio/x-mod", "video/vnd.mpegurl"})
PICTURES = frozenset({Reader.PICTURE, Reader.DRAWING, Reader.RAW})
_RAW = "image/x-raw-"
_NOT_PLAIN = frozenset({"text/rtf", "text/richtext", "text/enriched"})
PAGE_UNITS = {
    Reader.PPTX: "slide",
    Reader.ODP: "slide",
    Reader.PPT: "slide",
    Reader.XLSX: "sheet",
    Reader.VSDX: "sheet",
    Reader.ODS: "sheet",
    Reader.XLS: "sheet",
    Reader.XLSB: "sheet",
    Reader.EPUB: "chapter",
}
"""What `page` counts in files whose pages are no sheets of paper."""
_MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown", ".mkd"})


def reader_of(mime_type: str, name: str) -> Reader | None:
    """The reader for a type that was found in the bytes, or None if nothing here reads it yet.

    Markdown and source code are plain text to the eye of libmagic, so there, and only there, the name decides how the text is read.
    """
    kind = mime_type.partition(";")[0].strip().lower()
    reader = Reader.RAW if kind.startswith(_RAW) else _BY_TYPE.get(kind)
    if kind.startswith(("audio/", "video/")) and kind not in _NO_RECORDING:
        return Reader.RECORDING
    if reader is None and kind.startswith("text/") and kind not in _NOT_PLAIN:
        reader = Reader.TEXT
    if reader is Reader.TEXT and PurePosixPath(name).suffix.lower() in _MARKDOWN_NAMES:
        return Reader.MARKDOWN
    if reader is Reader.TEXT and language_of_name(name):
        return Reader.CODE
    return reader
