"""Working on files again: who is found, what is queued, and that nothing is queued twice."""

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bowerbird.cli import app
from bowerbird.jobs import service as jobs
from bowerbird.jobs.graph import Successor
from bowerbird.models import Asset, Job, JobStatus
from bowerbird.pipeline import reprocess
from bowerbird.pipeline.handlers import HANDLERS
from bowerbird.pipeline.inspect.handler import RESNIFF, InspectHandler
from bowerbird.pipeline.reprocess import Found, Wanted, find, queue, summary
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.pipeline import InProcessWork, keep_file


@pytest.fixture
def asset(session: Session, storage: FilesystemStorage, tmp_path: Path) -> Asset:
    """A picture whose stages are all done by the handlers of today."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    (tmp_path / "pic.png").write_bytes(picture.getvalue())
    made, _ = keep_file(tmp_path / "pic.png", storage)
    made = session.get_one(Asset, made.id)
    jobs.enqueue(session, made, [Successor(stage) for stage in ("inspect", "preview", "ocr")])
    for stage in ("inspect", "preview", "ocr"):
        end(session, stage)
    return made


def end(session: Session, stage: str, status: str = JobStatus.DONE, **values: object) -> None:
    session.execute(
        update(Job)
        .where(Job.stage == stage)
        .values(status=status, **{"handler_version": HANDLERS[stage].version, "error_code": None, **values})
    )


def found(session: Session, wanted: Wanted) -> list[tuple[str, str]]:
    return [(each.stage, each.why) for each in find(session, wanted)[0]]


def test_what_is_whole_and_of_today_is_left_alone(session: Session, asset: Asset) -> None:
    assert found(session, Wanted(missing=True, stale=True, failed=True)) == []


def test_another_version_is_stale(session: Session, asset: Asset) -> None:
    end(session, "preview", handler_version=0)
    assert found(session, Wanted(stale=True)) == [("preview", "stale")]
    assert found(session, Wanted(stale=True, stages=("ocr",))) == []
    assert found(session, Wanted(missing=True, failed=True)) == []


def test_another_model_is_stale_and_none_is_not(session: Session, asset: Asset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reprocess, "MODELS", {"ocr": lambda: "reader-2"})
    assert found(session, Wanted(stale=True)) == []
    end(session, "ocr", model_version="reader-1")
    assert found(session, Wanted(stale=True)) == [("ocr", "stale")]
    end(session, "ocr", model_version="reader-2")
    assert found(session, Wanted(stale=True)) == []


def test_a_recording_is_heard_again_from_its_first_part_by_another_model(
    session: Session, asset: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.enqueue(session, asset, [Successor("transcribe", part) for part in range(3)])
    end(session, "transcribe", model_version="whisper-tiny.en")
    monkeypatch.setattr(reprocess, "locate_transcriber", lambda _: ("whisper-tiny.en", Path()))
    assert found(session, Wanted(stale=True)) == []
    monkeypatch.setattr(reprocess, "locate_transcriber", lambda _: ("faster-whisper-small", Path()))
    assert [(each.stage, each.part) for each in find(session, Wanted(stale=True))[0]] == [("transcribe", 0)]


def test_failures_and_parts_that_are_not_whole(session: Session, asset: Asset) -> None:
    end(session, "preview", JobStatus.FAILED, error_code="corrupt")
    end(session, "ocr", error_code="page_unreadable")
    assert found(session, Wanted(failed=True)) == [("ocr", "failed"), ("preview", "failed")]


def test_a_stage_that_came_later_and_one_that_nothing_could_do_are_missing(session: Session, asset: Asset) -> None:
    session.execute(update(Job).where(Job.stage == "preview").values(stage="elsewhere"))
    end(session, "ocr", JobStatus.SKIPPED, error_code="capability_missing")
    assert sorted(found(session, Wanted(missing=True))) == [("ocr", "missing"), ("preview", "missing")]


def test_what_follows_an_inspection_is_not_queued_beside_it(session: Session, asset: Asset) -> None:
    for stage in ("inspect", "preview", "ocr"):
        end(session, stage, handler_version=0)
    assert found(session, Wanted(stale=True)) == [("inspect", "stale")]


def test_queued_jobs_come_last_and_are_found_no_more(session: Session, asset: Asset) -> None:
    end(session, "preview", handler_version=0)
    todo, after = find(session, Wanted(stale=True))
    assert after is None
    assert summary(todo) == {("preview", "stale"): 1}
    assert queue(session, todo) == 1
    job = session.scalars(select(Job).where(Job.stage == "preview").execution_options(populate_existing=True)).one()
    assert (job.status, job.priority) == (JobStatus.QUEUED, jobs.BULK + 10)
    assert session.get_one(Asset, asset.id, populate_existing=True).status == "processing"
    assert find(session, Wanted(stale=True))[0] == []


def test_the_trash_is_left_alone(session: Session, asset: Asset) -> None:
    end(session, "preview", JobStatus.FAILED)
    session.execute(update(Asset).values(deleted_at=Asset.created_at))
    session.expire_all()
    assert found(session, Wanted(failed=True)) == []
    assert queue(session, [Found(asset.id, "preview", 0, "failed")]) == 0


def test_pages_of_files_lead_through_all(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"text {number}")
        keep_file(tmp_path / f"{number}.txt", storage)
    seen, after = find(session, Wanted(missing=True, stages=("inspect",)), files=2)
    while after is not None:
        more, after = find(session, Wanted(missing=True, stages=("inspect",)), after=after, files=2)
        seen += more
    assert len({each.asset_id for each in seen}) == 5


def test_an_inspection_that_is_asked_to_tells_the_kind_from_the_bytes_again(
    session: Session, asset: Asset, storage: FilesystemStorage
) -> None:
    session.execute(update(Asset).values(kind="other", mime_type="application/octet-stream"))
    session.expire_all()
    end(session, "inspect", handler_version=0)
    queue(session, find(session, Wanted(stale=True))[0])
    job = session.scalars(select(Job).where(Job.stage == "inspect").execution_options(populate_existing=True)).one()
    assert job.input == {RESNIFF: True}
    key = next(path for path in (storage._root / str(asset.library_id) / str(asset.id)).iterdir()).name
    stored = session.get_one(Asset, asset.id)
    outcome = InspectHandler()(InProcessWork(stored, storage, f"{asset.library_id}/{asset.id}/{key}", input=job.input))
    assert outcome.write is not None
    outcome.write(session)
    session.expire_all()
    assert (stored.kind, stored.mime_type) == ("image", "image/png")


def test_the_command_says_what_it_will_do_and_does_it(session: Session, asset: Asset) -> None:
    end(session, "preview", handler_version=0)
    said = CliRunner().invoke(app, ["reprocess", "--stale", "--dry-run"])
    assert said.exit_code == 0
    assert said.output.split() == ["preview", "1", "files", "stale"]
    assert CliRunner().invoke(app, ["reprocess", "--stale"]).output.splitlines()[-1] == "Queued 1 jobs."
    assert CliRunner().invoke(app, ["reprocess", "--stale"]).output == "There is nothing to do.\n"
    assert CliRunner().invoke(app, ["reprocess"]).exit_code == 2
    assert CliRunner().invoke(app, ["reprocess", "--failed", "--stage", "nonsense"]).exit_code == 2
