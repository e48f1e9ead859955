"""Assets and segments as the API shows them."""

import base64
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from bowerbird.codes import ProblemCode
from bowerbird.jobs.service import StageView
from bowerbird.models import Asset, AssetKind, AssetStatus, JobStatus, Segment
from bowerbird.ops.lists import Page


class AssetProblem(BaseModel):
    """Why an asset is `failed` or `partial`."""

    code: ProblemCode
    detail: str


class StageProgress(BaseModel):
    done: int
    total: int | None = None
    unit: str = ""


class StageOut(BaseModel):
    """One step on the way of the file, all its parts rolled into one."""

    stage: str
    status: JobStatus
    attempts: int
    error_code: str | None
    error_detail: str | None
    progress: StageProgress | None


class AssetOut(BaseModel):
    id: uuid.UUID
    library_id: uuid.UUID
    name: str
    title: str | None
    path: str | None = Field(description="Relative path at upload.")
    kind: AssetKind
    mime_type: str = Field(description="From the bytes, never from the name.")
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="64 hexadecimal digits.")
    status: AssetStatus
    error: AssetProblem | None
    created_at: datetime
    updated_at: datetime
    last_modified: datetime | None
    captured_at: datetime | None
    captured_local: datetime | None = Field(description="What the camera's clock showed, without a zone.")
    happened_at: datetime = Field(description="When it was captured, else dated, else last modified, else uploaded.")
    deleted_at: datetime | None
    width: int | None = Field(description="Pixels as displayed.")
    height: int | None
    duration_ms: int | None
    page_count: int | None
    summary: str | None
    keywords: list[str]
    lang: str | None
    details: dict[str, Any]
    thumbhash: str | None = Field(description="Base64 of a thumbhash: a blurred picture in some 25 bytes.")
    thumbnail_url: str | None = Field(description="WebP, at most 320 pixels a side.")
    preview_url: str | None = Field(description="WebP, at most 1280 pixels a side.")
    unlocked_url: str | None = Field(description="Of a PDF that was opened with its password: the copy that needs none.")
    waveform_url: str | None = Field(description="JSON: loudness over the whole recording.")
    sprite_url: str | None = Field(description="WebP: a frame of each of `details.scenes`, side by side.")
    playback_url: str | None = Field(description="MP4 for browsers that cannot play the original; `details.playback` says how much of it.")
    stages: list[StageOut]


class NamedOut(BaseModel):
    id: uuid.UUID
    name: str


class AssetDetail(AssetOut):
    """One file by itself: also where it belongs."""

    tags: list[NamedOut]
    collections: list[NamedOut] = Field(description="Those it was put into by hand.")
    place: str | None = Field(description="Where it was taken, in words: the nearest place, its region and country.")
    colours: list[str] = Field(description="English names of a picture's dominant colours, the largest share first.")


class AssetPatch(BaseModel):
    name: str = Field(min_length=1, max_length=1000, description="Cleaned as at upload.")


class AssetPage(Page[AssetOut]):
    pass


def _is_none(value: object) -> bool:
    return value is None


class SegmentLocator(BaseModel):
    """Where in the asset: a page with boxes, or a stretch of time, or (nothing at all) the whole. What does not apply is left out."""

    page: int | None = Field(default=None, exclude_if=_is_none, description="1-based.")
    boxes: list[list[float]] | None = Field(
        default=None, exclude_if=_is_none, description="`[x0, y0, x1, y1]` in 0..1 of the page as displayed, origin top left."
    )
    spans: list[list[int]] | None = Field(
        default=None, exclude_if=_is_none, description="For each box the `[start, end)` code points of the text that lie in it."
    )
    start_ms: int | None = Field(default=None, exclude_if=_is_none)
    end_ms: int | None = Field(default=None, exclude_if=_is_none)
    words: list[list[int]] | None = Field(
        default=None,
        exclude_if=_is_none,
        description="Of speech, for each word: the code point of the text at which it begins, and milliseconds after `start_ms`.",
    )


class SegmentOut(BaseModel):
    id: uuid.UUID
    ordinal: int
    source: str
    text: str
    heading: str | None
    lang: str | None
    overlap: int = Field(description="Leading code points of `text` that repeat the segment before.")
    locator: SegmentLocator


class SegmentPage(Page[SegmentOut]):
    pass


def asset_out(asset: Asset, stages: Sequence[StageView]) -> AssetOut:
    problem = AssetProblem(code=asset.error_code, detail=asset.error_detail or "") if asset.error_code else None
    return AssetOut(
        id=asset.id,
        library_id=asset.library_id,
        name=asset.name,
        title=asset.title,
        path=asset.path,
        kind=AssetKind(asset.kind),
        mime_type=asset.mime_type,
        size=asset.size,
        sha256=asset.sha256.hex(),
        status=AssetStatus(asset.status),
        error=problem,
        created_at=asset.created_at,
        updated_at=asset.updated_at,
        last_modified=asset.last_modified,
        captured_at=asset.captured_at,
        captured_local=asset.captured_local,
        happened_at=asset.happened_at,
        deleted_at=asset.deleted_at,
        width=asset.width,
        height=asset.height,
        duration_ms=asset.duration_ms,
        page_count=asset.page_count,
        summary=asset.summary,
        keywords=asset.keywords,
        lang=asset.lang,
        details=asset.details,
        thumbhash=base64.b64encode(asset.thumbhash).decode() if asset.thumbhash else None,
        thumbnail_url=picture_url(asset.id, asset.thumbhash, "thumbnail"),
        preview_url=picture_url(asset.id, asset.thumbhash, "preview"),
        unlocked_url=f"/api/v1/assets/{asset.id}/unlocked" if asset.details.get("unlocked") else None,
        waveform_url=_rendition_url(asset, "waveform"),
        sprite_url=_rendition_url(asset, "sprite"),
        playback_url=_rendition_url(asset, "playback"),
        stages=[_stage_out(stage) for stage in stages],
    )


def segment_out(segment: Segment) -> SegmentOut:
    return SegmentOut(
        id=segment.id,
        ordinal=segment.ordinal,
        source=segment.source,
        text=segment.text,
        heading=segment.heading,
        lang=segment.lang,
        overlap=segment.overlap,
        locator=SegmentLocator(
            page=segment.page,
            boxes=segment.boxes,
            spans=segment.spans,
            start_ms=segment.start_ms,
            end_ms=segment.end_ms,
            words=segment.words,
        ),
    )


def picture_url(asset_id: uuid.UUID, thumbhash: bytes | None, role: str) -> str | None:
    """The thumbhash is written with the pictures, so it says that they are there; in the address it makes a new picture a new address."""
    return f"/api/v1/assets/{asset_id}/{role}?v={thumbhash[:6].hex()}" if thumbhash else None


def _rendition_url(asset: Asset, role: str) -> str | None:
    """`details` says of each rendition that it is there, with a version that makes a new one a new address."""
    made = asset.details.get(role)
    return f"/api/v1/assets/{asset.id}/{role}?v={made['v']}" if isinstance(made, dict) and "v" in made else None


def _stage_out(view: StageView) -> StageOut:
    return StageOut(
        stage=view.stage,
        status=JobStatus(view.status),
        attempts=view.attempts,
        error_code=view.error_code,
        error_detail=view.error_detail,
        progress=StageProgress.model_validate(view.progress) if view.progress else None,
    )
