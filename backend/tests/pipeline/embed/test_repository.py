"""Which passages a model is asked to embed."""

import uuid

import pytest
from sqlalchemy.orm import Session

from bowerbird.models import Asset, EmbeddingSpace, Library, Segment
from bowerbird.pipeline.embed.repository import without_vector


@pytest.mark.parametrize(("languages", "expected"), [(["en"], {"en", None}), (["en", "de"], {"en", "de", None}), ([], {"en", "de", None})])
def test_a_space_gets_passages_of_its_languages(session: Session, languages: list[str], expected: set[str | None]) -> None:
    library = Library(name="Tests")
    session.add(library)
    session.flush()
    asset = Asset(library_id=library.id, name="a.txt", kind="document", mime_type="text/plain", size=1, sha256=b"1")
    session.add(asset)
    session.flush()
    for number, lang in enumerate(("en", "de", None)):
        session.add(
            Segment(
                asset_id=asset.id,
                library_id=library.id,
                source="text",
                ordinal=number,
                batch=0,
                run_id=uuid.uuid4(),
                fingerprint=bytes([number]),
                text=f"words {lang}",
                lang=lang,
            )
        )
    session.flush()
    space = EmbeddingSpace(id=1, name="tests", languages=languages)
    assert {segment.text for segment in without_vector(session, asset.id, None, space)} == {f"words {lang}" for lang in expected}
