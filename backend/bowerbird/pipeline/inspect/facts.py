"""What inspection finds out about a file, as it travels from the decoder to the row."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Captured:
    local: datetime
    """The camera's clock, without a zone."""
    offset: int | None
    """Minutes east of UTC, where the file says so."""
    source: str
    """`exif`, `xmp`, `gps`; of films `quicktime` or `media`."""

    @property
    def instant(self) -> datetime:
        """The moment in UTC; a clock without a zone is taken to show UTC."""
        return (self.local - timedelta(minutes=self.offset or 0)).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Facts:
    width: int | None = None
    height: int | None = None
    page_count: int | None = None
    duration_ms: int | None = None
    title: str | None = None
    captured: Captured | None = None
    document_date: datetime | None = None
    date_source: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    stages: tuple[str, ...] | None = None
    """What comes next, where the kind of file alone does not say it."""

    def to_json(self) -> dict[str, Any]:
        captured = self.captured
        return {
            "width": self.width,
            "height": self.height,
            "page_count": self.page_count,
            "duration_ms": self.duration_ms,
            "title": self.title,
            "captured": [captured.local.isoformat(), captured.offset, captured.source] if captured else None,
            "document_date": self.document_date.isoformat() if self.document_date else None,
            "date_source": self.date_source,
            "details": self.details,
            "stages": self.stages,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Facts":
        captured, date = data["captured"], data["document_date"]
        return cls(
            width=data["width"],
            height=data["height"],
            page_count=data["page_count"],
            duration_ms=data["duration_ms"],
            title=data["title"],
            captured=Captured(datetime.fromisoformat(captured[0]), captured[1], captured[2]) if captured else None,
            document_date=datetime.fromisoformat(date) if date else None,
            date_source=data["date_source"],
            details=data["details"],
            stages=None if data["stages"] is None else tuple(data["stages"]),
        )
