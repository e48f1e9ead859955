import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from bowerbird.models import Asset
from bowerbird.search import names
from bowerbird.search.fusion import EXACT
from bowerbird.search.meaning import parse
from bowerbird.search.scope import measure
from tests.search.conftest import add_asset, make_library


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("steuerbescheid", ["Steuerbescheid_2023.pdf"]),
        ("steuerbescheid 2023", ["Steuerbescheid_2023.pdf"]),
        ("stuerbescheid", ["Steuerbescheid_2023.pdf"]),
        ("STEUERBESCHEID_2023.pdf", ["Steuerbescheid_2023.pdf"]),
        ("holiday", ["IMG_0001.jpg"]),
        ("steuerbescheid -2023", []),
        ('"bescheid 2023"', []),
        ("quarterly figures", []),
    ],
)
def test_names_and_titles_are_found_with_typos(session: Session, query: str, expected: list[str]) -> None:
    library = make_library(session)
    add_asset(session, library, name="Steuerbescheid_2023.pdf")
    add_asset(session, library, name="IMG_0001.jpg", title="Holiday on the island", kind="image")
    gone = add_asset(session, library, name="steuerbescheid gone.pdf")
    session.execute(update(Asset).where(Asset.id == gone.id).values(deleted_at=text("now()")))
    add_asset(session, make_library(session), name="steuerbescheid of others.pdf")
    found = names.retrieve(session, measure(session, [library], ()), parse(query), limit=10)
    assert [session.get_one(Asset, match.asset_id).name for match in found] == expected


@pytest.mark.parametrize(
    ("query", "is_exact"),
    [("annual-report 2024.pdf", True), ("Annual Report 2024", True), ("the annual report", False), ("annual report", False)],
)
def test_a_whole_name_is_exact(session: Session, query: str, *, is_exact: bool) -> None:
    library = make_library(session)
    add_asset(session, library, name="annual_report-2024.pdf")
    found = names.retrieve(session, measure(session, [library], ()), parse(query), limit=10)
    assert [match.is_exact for match in found] == [is_exact]
    assert all((names.score(match) >= EXACT) is is_exact for match in found)


def test_kinds(session: Session) -> None:
    library = make_library(session)
    add_asset(session, library, name="beach.jpg", kind="image")
    add_asset(session, library, name="beach.txt", kind="document")
    found = names.retrieve(session, measure(session, [library], ("image",)), parse("beach"), limit=10)
    assert [session.get_one(Asset, match.asset_id).name for match in found] == ["beach.jpg"]
