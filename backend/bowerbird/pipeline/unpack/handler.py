"""Takes the files out of an archive, each as an asset of its own, into the collection that the request made.

What an earlier run took out is left alone, so that a run that was cut off goes on, and one that is repeated changes nothing.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from bowerbird.db.session import transaction
from bowerbird.errors import StageError
from bowerbird.intake.contained import ContainedFile, add_contained, depth, known_paths
from bowerbird.pipeline.work import Message, Outcome, Work
from bowerbird.settings import get_settings

TOO_DEEP = "This archive lies in an archive in an archive, and so on; it was not unpacked any further."
_BATCH = 25
"""Files after which the collection shows what there is."""
_ENDS = frozenset({"too_large", "corrupt", "timed_out"})


class UnpackHandler:
    stage = "unpack"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        with transaction() as session:
            known = known_paths(session, work.asset.id)
            levels = depth(session, work.asset.id)
        if levels >= get_settings().limits.archive_depth:
            raise StageError(TOO_DEEP, code="too_large")
        return _Unpacking(work, known).run()


class _BrokenMemberError(Exception):
    """Its bytes ended too early, or are not those that the archive says they are."""


class _Unpacking:
    def __init__(self, work: Work, known: set[str]) -> None:
        self._work = work
        self._known = known
        self._done = 0
        self._left_out: Counter[tuple[str, str]] = Counter()
        self._note: tuple[str, str] | None = None
        self._deadline = time.monotonic() + get_settings().limits.archive_seconds

    def run(self) -> Outcome:
        work, timeout = self._work, 2.0 * get_settings().limits.seconds_base
        try:
            with (
                work.original() as path,
                work.decoder.stream(
                    "archive.members", path, timeout=timeout, called=work.asset.name, known=sorted(self._known)
                ) as messages,
            ):
                for file in self._files(messages):
                    self._take(file)
                    if self._done % _BATCH == 0:
                        work.commit(self._collect)
        except StageError as error:
            if error.code not in _ENDS or not (self._done or self._known):
                raise
            self._note = (error.code, error.detail)
        return Outcome(write=self._collect, note=self._note or self._said_of_left_out())

    def _take(self, file: ContainedFile) -> None:
        work = self._work
        try:
            add_contained(work.asset, file, storage=work.storage, commit=work.commit, beat=lambda: work.progress(self._done, unit="files"))
        except _BrokenMemberError:
            return
        self._done += 1
        work.progress(self._done, unit="files")

    def _files(self, messages: Iterator[Message]) -> Iterator[ContainedFile]:
        for position, message in enumerate(messages):
            header = message.header
            if time.monotonic() > self._deadline:
                self._note = ("timed_out", f"Unpacking took too long; the first {position:,} files were taken out.")
                return
            if "cut" in header:
                self._note = ("too_large", f"This archive holds many files; the first {header['cut']:,} were taken out.")
            elif "problem" in header:
                self._left_out[header["problem"][0], header["problem"][1]] += 1
            elif "path" in header:
                modified = header["modified"]
                yield ContainedFile(
                    header["path"], self._chunks(message, messages), datetime.fromisoformat(modified) if modified else None, position
                )

    def _chunks(self, message: Message, messages: Iterator[Message]) -> Iterator[bytes]:
        yield from message.attachments
        while message.header["more"]:
            following = next(messages, None)
            if following is None or "more" not in following.header:
                problem = following.header["problem"] if following else ("corrupt", "is damaged")
                self._left_out[problem[0], problem[1]] += 1
                raise _BrokenMemberError
            message = following
            yield from message.attachments

    def _said_of_left_out(self) -> tuple[str, str] | None:
        if not self._left_out:
            return None
        (code, detail), _ = self._left_out.most_common(1)[0]
        count = self._left_out.total()
        if not (self._done or self._known):
            raise StageError(f"Nothing could be taken out of this archive: each of its files {detail}.", code=code)
        return code, f"{count:,} of the files in this archive could not be taken out: {'it' if count == 1 else 'each'} {detail}."

    def _collect(self, session: Session) -> None:
        """All that came out, now or before, into the collection, if that is still there."""
        session.execute(_COLLECT, {"parent": self._work.asset.id, "collection": self._work.input["collection_id"]})


_COLLECT = text(
    "INSERT INTO collection_assets (collection_id, asset_id, library_id)"
    " SELECT DISTINCT c.id, k.child_id, c.library_id FROM collections c, containments k"
    " WHERE c.id = CAST(:collection AS uuid) AND k.parent_id = :parent AND k.library_id = c.library_id ON CONFLICT DO NOTHING"
)
