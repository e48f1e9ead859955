"""Structured filters, for programs that would rather not write a query: the same clauses by other words."""

import uuid
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from bowerbird.errors import InvalidError
from bowerbird.models import AssetKind
from bowerbird.search.dates import Days, Now, understand, zone_named
from bowerbird.search.filters import Clause, Property, State, format_of
from bowerbird.search.grammar import clean
from bowerbird.search.known import with_contents
from bowerbird.search.meaning import Known
from bowerbird.search.units import language_code

DATE = "`2024`, `2024-05`, `2024-05-01`, `2021..2023`, `march`, `last summer`, `3 weeks ago`, ..."

Text = Annotated[str, AfterValidator(clean)]


class SearchFilters(BaseModel):
    """What must be true of a file. All that is given holds together; of several values of one filter any will do, except that all tags must be there."""

    model_config = ConfigDict(populate_by_name=True, extra="forbid")

    kinds: list[AssetKind] = Field(default_factory=list, max_length=10)
    formats: list[Text] = Field(
        default_factory=list, max_length=100, description="`pdf`, `docx`, `jpg`, ...; with `kinds` a file of either will do."
    )
    before: Text | None = Field(default=None, max_length=100, description=f"What happened before that begins. {DATE}")
    after: Text | None = Field(default=None, max_length=100, description="What happened since that began.")
    on: Text | None = Field(default=None, max_length=100, description="What happened then.")
    collection_ids: list[uuid.UUID] = Field(default_factory=list, max_length=100, description="With the collections inside.")
    tags: list[Text] = Field(default_factory=list, max_length=100, description="Names of tags; all of them.")
    topics: list[Text] = Field(default_factory=list, max_length=100)
    cameras: list[Text] = Field(default_factory=list, max_length=100, description="Parts of names.")
    places: list[Text] = Field(default_factory=list, max_length=100, description="Parts of names.")
    langs: list[Text] = Field(default_factory=list, max_length=100, description="ISO 639-1 codes or English names.")
    min_size: int | None = Field(default=None, ge=0, le=2**62, description="Bytes.")
    max_size: int | None = Field(default=None, ge=0, le=2**62, description="Bytes.")
    min_duration_ms: int | None = Field(default=None, ge=0, le=2**62)
    max_duration_ms: int | None = Field(default=None, ge=0, le=2**62)
    is_: list[State] = Field(default_factory=list, max_length=10, alias="is")
    name: Text | None = Field(default=None, max_length=500, description="Part of the file's name; `*` stands for anything.")
    library_id: uuid.UUID | None = Field(default=None, description="Only this library; none means all that you may read.")


def clauses_of(
    session: Session, libraries: Sequence[uuid.UUID], wanted: SearchFilters, known: Known, *, time_zone: str | None
) -> list[Clause]:
    """Raises InvalidError for a date that is none. A tag or a collection that is not there has no files."""
    now, zone = Now.in_zone(time_zone), zone_named(time_zone)
    clauses: list[Clause] = []

    def add(about: Property, values: Sequence[object]) -> None:
        if values:
            clauses.append(Clause(about, tuple(values)))

    add("kind", [kind.value for kind in wanted.kinds])
    formats = [name.lower().removeprefix(".") for name in wanted.formats if name.strip(". ")]
    add("format", [extension for name in formats for extension in format_of(name) or (name,)])
    if wanted.before:
        add("before", [_days("before", wanted.before, now).instants(zone)[0]])
    if wanted.after:
        add("after", [_days("after", wanted.after, now).instants(zone)[0]])
    if wanted.on:
        add("on", [_days("on", wanted.on, now).instants(zone)])
    if wanted.collection_ids:
        clauses.append(Clause("collection", with_contents(session, libraries, wanted.collection_ids)))
    clauses += [Clause("tag", known.tags.get(tag.lower(), ())) for tag in wanted.tags]
    add("topic", [topic.lower() for topic in wanted.topics])
    add("camera", [camera.lower() for camera in wanted.cameras if camera])
    add("place", [place.lower() for place in wanted.places if place])
    add("lang", [language_code(lang.lower()) or lang.lower() for lang in wanted.langs])
    bounds: list[tuple[Property, int | None]] = [
        ("min_size", wanted.min_size),
        ("max_size", wanted.max_size),
        ("min_duration", wanted.min_duration_ms),
        ("max_duration", wanted.max_duration_ms),
    ]
    clauses += [Clause(about, (bound,)) for about, bound in bounds if bound is not None]
    add("state", wanted.is_)
    if wanted.name:
        add("name", [wanted.name.lower()])
    return clauses


def _days(name: str, written: str, now: Now) -> Days:
    days = understand(written, now)
    if days is None:
        raise InvalidError(f"filters.{name} is not a date. Write {DATE}", code="invalid_date")
    return days
