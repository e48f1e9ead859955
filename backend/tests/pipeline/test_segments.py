import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.models import Asset, AssetKind, Library, Segment
from bowerbird.pipeline.passages import Passage
from bowerbird.pipeline.segments import OCR, TEXT, Drafter, remove_other_batches, remove_stale, write_batch


def make_asset(session: Session) -> Asset:
    library = Library(name="Tests")
    session.add(library)
    session.flush()
    asset = Asset(
        library_id=library.id, name="a.txt", kind=AssetKind.DOCUMENT, mime_type="text/plain", size=1, sha256=uuid.uuid4().bytes * 2
    )
    session.add(asset)
    session.flush()
    return asset


def said(text: str, heading: str | None = None) -> Passage:
    return Passage(text, heading, 0, ((0.1, 0.2, 0.3, 0.4),), ((0, len(text)),))


def rows(session: Session, asset: Asset) -> dict[str, Segment]:
    found = session.scalars(
        select(Segment).where(Segment.asset_id == asset.id).order_by(Segment.ordinal).execution_options(populate_existing=True)
    )
    return {segment.text: segment for segment in found}


def write(session: Session, asset: Asset, run: uuid.UUID, pages: dict[int, list[Passage]]) -> None:
    drafter = Drafter()
    for page, passages in pages.items():
        write_batch(session, asset, TEXT, drafter.draft(passages, page=page), batch=page, run_id=run)


def test_a_later_run_keeps_the_ids_of_what_it_finds_again(session: Session) -> None:
    asset = make_asset(session)
    write(session, asset, uuid.uuid4(), {1: [said("first"), said("second")], 2: [said("third")]})
    before = {text: segment.id for text, segment in rows(session, asset).items()}

    again = uuid.uuid4()
    write(session, asset, again, {1: [said("new"), said("second")], 2: [said("third")]})
    remove_stale(session, asset, TEXT, again)

    after = rows(session, asset)
    assert list(after) == ["new", "second", "third"]
    assert after["second"].id == before["second"]
    assert after["third"].id == before["third"]
    assert after["second"].ordinal == 10_001
    assert after["third"].ordinal == 20_000
    assert after["third"].boxes == [[0.1, 0.2, 0.3, 0.4]]
    assert after["third"].spans == [[0, 5]]


def test_the_same_text_twice_is_two_segments(session: Session) -> None:
    asset = make_asset(session)
    drafter = Drafter()
    drafts = drafter.draft([said("again"), said("again")])
    write_batch(session, asset, TEXT, drafts, batch=0, run_id=uuid.uuid4())
    write_batch(session, asset, TEXT, drafter.draft([said("again")]), batch=1, run_id=uuid.uuid4())
    ordinals = session.scalars(select(Segment.ordinal).where(Segment.asset_id == asset.id).order_by(Segment.ordinal)).all()
    assert ordinals == [0, 1, 2]


def test_a_changed_heading_is_another_segment(session: Session) -> None:
    drafter = Drafter()
    first, second = drafter.draft([said("text", "One"), said("text", "Two")])
    assert first.fingerprint != second.fingerprint


def test_stale_is_removed_by_source_and_batch(session: Session) -> None:
    asset = make_asset(session)
    drafter = Drafter()
    old, new = uuid.uuid4(), uuid.uuid4()
    write_batch(session, asset, TEXT, drafter.draft([said("written")]), batch=0, run_id=old)
    for batch in (7, 8, 9):
        write_batch(session, asset, OCR, drafter.draft([said(f"seen {batch}")]), batch=batch, run_id=old)
    remove_stale(session, asset, OCR, new, batch=8)
    assert set(rows(session, asset)) == {"written", "seen 7", "seen 9"}
    remove_other_batches(session, asset, OCR, [9])
    assert set(rows(session, asset)) == {"written", "seen 9"}
