"""The first look at a file: how large, how long, from when, called what; and which stages it needs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bowerbird.errors import StageError
from bowerbird.intake.sniff import Sniffed, sniff_file
from bowerbird.models import AssetKind, StoredObject
from bowerbird.pipeline.details import set_columns
from bowerbird.pipeline.extract.documents import OPENDOCUMENT
from bowerbird.pipeline.formats.readers import PAGE_UNITS, Reader, reader_of
from bowerbird.pipeline.inspect.facts import Facts
from bowerbird.pipeline.inspect.naming import camera_name, place_name
from bowerbird.pipeline.work import Outcome, Successor, Work
from bowerbird.settings import get_settings

RESNIFF = "resniff"
"""In the input of a job: tell the kind of file from its bytes again."""
_DECODERS: Mapping[Reader, str] = {
    Reader.PICTURE: "picture.inspect",
    Reader.DRAWING: "drawing.inspect",
    Reader.RAW: "raw.inspect",
    Reader.PDF: "pdf.inspect",
    Reader.DOCX: "docx.inspect",
    Reader.PPTX: "pptx.inspect",
    Reader.XLSX: "xlsx.inspect",
    Reader.XLSB: "xlsb.inspect",
    Reader.VSDX: "vsdx.inspect",
    Reader.ODT: "opendocument.inspect",
    Reader.ODS: "opendocument.inspect",
    Reader.ODP: "opendocument.inspect",
    Reader.EPUB: "epub.inspect",
    Reader.RTF: "rtf.inspect",
    Reader.DOC: "ole.inspect",
    Reader.XLS: "ole.inspect",
    Reader.PPT: "ole.inspect",
    Reader.COMPOUND: "ole.inspect",
    Reader.MAIL: "mail.inspect",
    Reader.OUTLOOK: "outlook.inspect",
    Reader.TNEF: "tnef.inspect",
    Reader.CODE: "text.inspect",
    Reader.TEXT: "text.inspect",
    Reader.HTML: "html.inspect",
    Reader.MARKDOWN: "markdown.inspect",
    Reader.RECORDING: "media.inspect",
}
_SUCCESSORS: Mapping[Reader | None, tuple[str, ...]] = {
    Reader.PICTURE: ("preview", "ocr"),
    Reader.DRAWING: ("preview", "extract"),
    Reader.RAW: ("preview", "ocr"),
    Reader.PDF: ("preview", "extract"),
    Reader.DOCX: ("preview", "extract"),
    Reader.PPTX: ("preview", "extract"),
    Reader.XLSX: ("preview", "extract"),
    Reader.VSDX: ("preview", "extract"),
    Reader.ODT: ("preview", "extract"),
    Reader.ODS: ("preview", "extract"),
    Reader.ODP: ("preview", "extract"),
    Reader.EPUB: ("preview", "extract"),
    Reader.IWORK: ("preview", "extract"),
    Reader.RTF: ("extract",),
    Reader.DOC: ("extract",),
    Reader.XLS: ("extract",),
    Reader.XLSB: ("extract",),
    Reader.PPT: ("extract",),
    Reader.COMPOUND: ("extract",),
    Reader.MAIL: ("extract", "attachments"),
    Reader.MAILBOX: ("attachments",),
    Reader.OUTLOOK: ("extract", "attachments"),
    Reader.TNEF: ("extract", "attachments"),
    Reader.SIGNED: ("attachments",),
    Reader.DELIMITED: ("extract",),
    Reader.JSON: ("extract",),
    Reader.NOTEBOOK: ("extract",),
    Reader.CARDS: ("extract",),
    Reader.XML: ("extract",),
    Reader.CODE: ("extract",),
    Reader.HTML: ("extract",),
    Reader.MARKDOWN: ("extract",),
    Reader.TEXT: ("extract",),
    Reader.ARCHIVE: ("extract",),
    Reader.RECORDING: (),  # its inspection says what it needs
    # Nothing reads it yet: `extract` says so, and the file is found by its name.
    None: ("extract",),
}


CUT = "cut"
OCR_PAGES = 16
"""Read by one job."""


class InspectHandler:
    stage = "inspect"
    version = 2

    def __call__(self, work: Work) -> Outcome:
        asset = work.asset
        if asset.size == 0:
            raise StageError("This file is empty: it has no bytes.", code="empty")
        sniffed = _sniff(work)
        reader = reader_of(sniffed.mime_type, asset.name)
        facts = Facts()
        if reader is not None and reader in _DECODERS:
            with work.original() as path:
                message = work.decoder.call(
                    _DECODERS[reader], path, timeout=get_settings().limits.seconds_base, **_arguments(reader, asset.name)
                )
            facts = Facts.from_json(dict(message.header))
            if asset.details.get("unlocked"):
                facts.details["unlocked"] = True
        values = _columns(facts) | {"kind": sniffed.kind, "mime_type": sniffed.mime_type}

        def write(session: Session) -> None:
            set_columns(session, asset.id, **values)
            if sniffed.mime_type != asset.mime_type:
                original = (StoredObject.asset_id == asset.id, StoredObject.role == "original")
                session.execute(update(StoredObject).where(*original).values(mime_type=sniffed.mime_type))

        stages = _SUCCESSORS[reader] if facts.stages is None else facts.stages
        successors = [job for stage in stages for job in _jobs(stage, facts.page_count)]
        return Outcome(write=write, successors=successors, note=_cut(facts.page_count) if "ocr" in stages else None)


def _jobs(stage: str, pages: int | None) -> list[Successor]:
    """Pictures of many pages are read some pages at a time, so that a kill costs little and the first are found soon."""
    if stage != "ocr" or pages is None:
        return [Successor(stage)]
    numbers = range(1, min(pages, get_settings().limits.pages) + 1)
    parts = range(0, len(numbers), OCR_PAGES)
    return [Successor(stage, part, {"pages": list(numbers[first : first + OCR_PAGES])}) for part, first in enumerate(parts)]


def _cut(pages: int | None) -> tuple[str, str] | None:
    limit = get_settings().limits.pages
    return (CUT, f"This picture has {pages:,} pages; the first {limit:,} are read.") if pages is not None and pages > limit else None


def stages_of_kind(mime_type: str, name: str) -> tuple[str, ...]:
    """What follows the inspection of such a file, as far as that does not depend on what is in it."""
    return _SUCCESSORS[reader_of(mime_type, name)]


def _sniff(work: Work) -> Sniffed:
    """As intake found it; looked at anew where a run asks for that, since what is told from the bytes grows with each version."""
    if not work.input.get(RESNIFF):
        return Sniffed(AssetKind(work.asset.kind), work.asset.mime_type)
    with work.original() as path:
        return sniff_file(path, name=work.asset.name)


def _arguments(reader: Reader, name: str) -> dict[str, Any]:
    if reader in OPENDOCUMENT or _DECODERS[reader] == "ole.inspect":
        return {"unit": PAGE_UNITS.get(reader)}
    return {"file_name": name} if reader in {Reader.CODE, Reader.TEXT} else {}


def _columns(facts: Facts) -> dict[str, Any]:
    captured = facts.captured
    return {
        "width": facts.width,
        "height": facts.height,
        "page_count": facts.page_count,
        "duration_ms": facts.duration_ms,
        "title": facts.title,
        "captured_at": captured.instant if captured else None,
        "captured_local": captured.local if captured else None,
        "captured_offset": captured.offset if captured else None,
        "document_date": facts.document_date,
        "date_source": facts.date_source,
        "details": facts.details,
        "camera": camera_name(facts.details),
        "place": place_name(facts.details),
    }
