"""Attachments become files of their own, are listed as the contents of their message, and go where it goes."""

import uuid
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.errors import StageError
from bowerbird.jobs.graph import STAGES
from bowerbird.library.contents.repository import WITH_ATTACHMENTS
from bowerbird.models import Asset, Containment, StoredObject
from bowerbird.pipeline.attachments.handler import DECODERS, AttachmentsHandler
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.formats.readers import reader_of
from bowerbird.pipeline.work import Successor
from bowerbird.settings import get_settings
from bowerbird.storage import ObjectStorage
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.documents import pdf
from tests.factories.pipeline import InProcessWork, keep_file, run_stages
from tests.factories.signed import enveloped, signed
from tests.fixtures_api import MadeUser, MakeUser

Uploaded = Callable[..., dict[str, Any]]
LETTER = b"A letter about blue things."


def message(*parts: tuple[str, str, bytes], subject: str = "Finds") -> bytes:
    body = "".join(
        f'--b\r\nContent-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n{b64encode(data).decode()}\r\n'
        for name, kind, data in parts
    )
    return (
        f"From: a@example.org\r\nTo: b@example.org\r\nSubject: {subject}\r\nDate: Wed, 31 Jan 2024 12:15:30 +0100\r\n"
        f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee what is attached.\r\n{body}--b--\r\n"
    ).encode()


@pytest.fixture
def take_out(session: Session, object_storage: ObjectStorage) -> Callable[[str], tuple[str, str] | None]:
    """Run the stage; its note."""

    def run(asset_id: str) -> tuple[str, str] | None:
        asset = session.get_one(Asset, uuid.UUID(asset_id), populate_existing=True)
        key = session.scalars(select(StoredObject.key).where(StoredObject.asset_id == asset.id, StoredObject.role == "original")).one()
        return AttachmentsHandler()(InProcessWork(asset, object_storage, key)).note

    return run


TakeOut = Callable[[str], tuple[str, str] | None]


def contents(client: TestClient, asset_id: str, **parameters: Any) -> dict[str, Any]:
    response = client.get(f"/api/v1/assets/{asset_id}/contents", params=parameters)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def names(client: TestClient, *, trashed: bool = False) -> set[str]:
    return {asset["name"] for asset in client.get("/api/v1/assets", params={"trashed": trashed}).json()["items"]}


def test_attachments_are_files_with_their_own_type(client: TestClient, uploaded: Uploaded, take_out: TakeOut, tmp_path: Path) -> None:
    paper = pdf(tmp_path / "x.pdf", [[(50, 700, "Blue")]]).read_bytes()
    mail = uploaded(message(("finds.txt", "application/pdf", LETTER), ("called.txt", "text/plain", paper)), "a.eml")
    assert take_out(mail["id"]) is None
    found = contents(client, mail["id"])
    assert [(item["path"], item["asset"]["name"], item["asset"]["mime_type"]) for item in found["items"]] == [
        ("finds.txt", "finds.txt", "text/plain"),
        ("called.txt", "called.txt", "application/pdf"),
    ]
    assert found["contained_in"] == []
    child = found["items"][0]["asset"]
    assert child["happened_at"] == "2024-01-31T11:15:30Z"
    assert [stage["stage"] for stage in child["stages"]] == ["inspect"]
    assert contents(client, child["id"])["contained_in"] == [
        {"id": mail["id"], "name": "a.eml", "title": None, "kind": "document", "path": "finds.txt"}
    ]


def test_the_messages_of_a_mailbox_are_files(client: TestClient, uploaded: Uploaded, take_out: TakeOut) -> None:
    data = b"".join(b"From a@example.org Wed Jan 31 12:15:30 2024\n" + message(subject=name) + b"\n" for name in ("Finds", "More finds"))
    mailbox = uploaded(data, "Inbox")
    assert (mailbox["mime_type"], mailbox["kind"]) == ("application/mbox", "document")
    assert take_out(mailbox["id"]) is None
    found = [item["asset"] for item in contents(client, mailbox["id"])["items"]]
    assert [(asset["name"], asset["mime_type"]) for asset in found] == [
        ("Finds.eml", "message/rfc822"),
        ("More finds.eml", "message/rfc822"),
    ]


def with_files(path: Path, *files: tuple[str, bytes], pinned: bool = False) -> bytes:
    """A PDF of one page that brings these, or has them pinned to it."""
    more, names, pins = [], [], []
    for number, (name, data) in enumerate(files):
        stream, at = data.decode("latin-1"), 5 + 2 * number
        more.append(
            f"<< /Type /EmbeddedFile /Length {len(data)} /Params << /Size {len(data)} /ModDate (D:20240131121530+01'00') >> >>\nstream\n{stream}\nendstream"
        )
        more.append(f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {at} 0 R /UF {at} 0 R >> >>")
        names.append(f"(n{number}) {at + 1} 0 R")
        pins.append(f"<< /Type /Annot /Subtype /FileAttachment /Rect [50 600 70 620] /Contents (Look at this) /FS {at + 1} 0 R >>")
    catalog = "" if pinned else f"/Names << /EmbeddedFiles << /Names [{' '.join(names)}] >> >>"
    page_extra = f"/Annots [{' '.join(pins)}]" if pinned else ""
    return pdf(path, [[(50, 700, "See what comes with this page")]], catalog=catalog, page_extra=page_extra, more=more).read_bytes()


@pytest.mark.parametrize("pinned", [False, True])
def test_files_in_a_pdf_are_files(client: TestClient, uploaded: Uploaded, take_out: TakeOut, tmp_path: Path, pinned: bool) -> None:
    data = with_files(tmp_path / "x.pdf", ("finds.txt", LETTER), ("../finds.txt", LETTER * 2), ("empty.txt", b""), pinned=pinned)
    paper = uploaded(data, "paper.pdf")
    for _ in range(2):
        assert take_out(paper["id"]) is None
        found = contents(client, paper["id"])["items"]
        assert [(item["path"], item["asset"]["mime_type"]) for item in found] == [
            ("finds.txt", "text/plain"),
            ("finds (2).txt", "text/plain"),
        ]
    assert found[0]["asset"]["happened_at"] == "2024-01-31T11:15:30Z"
    client.delete(f"/api/v1/assets/{paper['id']}")
    assert names(client) == set()


def test_only_a_pdf_with_files_has_them_taken_out(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(with_files(tmp_path / "x.pdf", ("finds.txt", LETTER)))
    pdf(tmp_path / "b.pdf", [[(50, 700, "Blue")]])
    stages = [next(run("pdf.inspect", tmp_path / name, {})).header["stages"] for name in ("a.pdf", "b.pdf")]
    assert stages == [("preview", "extract", "attachments"), ("preview", "extract")]


@pytest.mark.usefixtures("session")
def test_files_pinned_to_a_page_are_taken_out_once_the_page_is_read(storage: FilesystemStorage, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(with_files(tmp_path / "x.pdf", ("finds.txt", LETTER), pinned=True))
    pdf(tmp_path / "b.pdf", [[(50, 700, "Blue")]])
    for name, expected in (("a.pdf", True), ("b.pdf", False)):
        ran = run_stages(*keep_file(tmp_path / name, storage), storage, stages=frozenset({"inspect", "extract"}))
        assert (Successor("attachments") in ran.outcomes["extract", 0].successors) is expected


def test_what_somebody_signed_is_a_file(client: TestClient, uploaded: Uploaded, take_out: TakeOut) -> None:
    sealed = uploaded(signed(LETTER), "letter.txt.p7m")
    assert take_out(sealed["id"]) is None
    (found,) = contents(client, sealed["id"])["items"]
    assert (found["path"], found["asset"]["mime_type"]) == ("letter.txt", "text/plain")
    with pytest.raises(StageError) as refused:
        take_out(uploaded(enveloped(), "letter.p7m")["id"])
    assert refused.value.code == "encrypted"


def test_contents_come_in_pages(client: TestClient, uploaded: Uploaded, take_out: TakeOut) -> None:
    mail = uploaded(message(*((f"{n}.txt", "text/plain", b"text %d" % n) for n in range(5))), "a.eml")
    take_out(mail["id"])
    paths, cursor = [], ""
    while cursor is not None:
        page = contents(client, mail["id"], limit=2, cursor=cursor)
        paths += [item["path"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert paths == [f"{n}.txt" for n in range(5)]


def test_contents_of_others_are_not_there(uploaded: Uploaded, make_user: MakeUser, client: TestClient) -> None:
    mail = uploaded(message(), "a.eml")
    other: MadeUser = make_user()
    response = client.get(f"/api/v1/assets/{mail['id']}/contents", headers={"Authorization": f"Bearer {other.api_key}"})
    assert response.status_code == 404


def test_doing_it_twice_is_doing_it_once(session: Session, client: TestClient, uploaded: Uploaded, take_out: TakeOut) -> None:
    mail = uploaded(message(("a.txt", "text/plain", LETTER), ("b.txt", "text/plain", LETTER)), "a.eml")
    for _ in range(2):
        take_out(mail["id"])
        items = contents(client, mail["id"])["items"]
        assert [item["path"] for item in items] == ["a.txt", "b.txt"]
        assert len({item["asset"]["id"] for item in items}) == 1
    assert len(session.scalars(select(Containment)).all()) == 2


def test_what_went_to_the_trash_stays_there(client: TestClient, uploaded: Uploaded, take_out: TakeOut) -> None:
    mail = uploaded(message(("a.txt", "text/plain", LETTER)), "a.eml")
    take_out(mail["id"])
    client.delete(f"/api/v1/assets/{contents(client, mail['id'])['items'][0]['asset']['id']}")
    take_out(mail["id"])
    assert contents(client, mail["id"])["items"] == []


def test_messages_in_messages_end_somewhere(
    client: TestClient, uploaded: Uploaded, take_out: TakeOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().limits, "contained_depth", 1)
    mail = uploaded(message(("inner.eml", "message/rfc822", message(("x.txt", "text/plain", LETTER), subject="Inner"))), "a.eml")
    assert take_out(mail["id"]) is None
    (inner,) = contents(client, mail["id"])["items"]
    assert inner["asset"]["mime_type"] == "message/rfc822"
    note = take_out(inner["asset"]["id"])
    assert note is not None
    assert note[0] == "cut"
    assert contents(client, inner["asset"]["id"])["items"] == []


def test_more_bytes_than_allowed(uploaded: Uploaded, take_out: TakeOut, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().limits, "contained_bytes", 100)
    mail = uploaded(message(("a.txt", "text/plain", LETTER), ("b.txt", "text/plain", LETTER * 9)), "a.eml")
    note = take_out(mail["id"])
    assert note is not None
    assert note[0] == "too_large"
    assert [item["path"] for item in contents(client, mail["id"])["items"]] == ["a.txt"]


def test_attachments_go_and_come_back_with_their_message(client: TestClient, uploaded: Uploaded, take_out: TakeOut) -> None:
    mail = uploaded(message(("a.txt", "text/plain", LETTER), ("b.txt", "text/plain", LETTER * 2)), "a.eml")
    take_out(mail["id"])
    client.delete(f"/api/v1/assets/{mail['id']}")
    assert names(client, trashed=True) == {"a.eml", "a.txt", "b.txt"}
    client.post(f"/api/v1/assets/{mail['id']}/restore")
    assert names(client) == {"a.eml", "a.txt", "b.txt"}
    trashed = client.post("/api/v1/assets/bulk", json={"action": "trash", "asset_ids": [mail["id"]]}).json()
    assert names(client) == set()
    client.post("/api/v1/assets/bulk", json=trashed["undo"])
    assert names(client) == {"a.eml", "a.txt", "b.txt"}
    client.delete(f"/api/v1/assets/{mail['id']}", params={"permanent": True})
    assert names(client) | names(client, trashed=True) == set()


def test_what_is_kept_otherwise_stays_when_its_message_goes(client: TestClient, uploaded: Uploaded, take_out: TakeOut) -> None:
    uploaded(LETTER, "own.txt")
    mail = uploaded(
        message(("a.txt", "text/plain", LETTER), ("b.txt", "text/plain", LETTER * 2), ("c.txt", "text/plain", LETTER * 3)), "a.eml"
    )
    other = uploaded(message(("b.txt", "text/plain", LETTER * 2), subject="Other"), "other.eml")
    take_out(mail["id"])
    take_out(other["id"])
    client.delete(f"/api/v1/assets/{mail['id']}")
    assert names(client) == {"own.txt", "other.eml", "b.txt"}


def test_the_stage_is_quick_and_not_essential() -> None:
    assert (STAGES["attachments"].queue, STAGES["attachments"].essential) == ("fast", False)


def test_what_is_taken_out_of_files_goes_with_them() -> None:
    """The trash knows types and the handler knows readers; a new one belongs to both."""
    assert {reader_of(mime_type, "file") for mime_type in WITH_ATTACHMENTS} == set(DECODERS)
