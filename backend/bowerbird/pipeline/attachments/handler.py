"""Attachments become files of their own, contained in their message; messages of a mailbox and files in a PDF likewise. What an earlier run took out is left
alone."""

from collections.abc import Iterator
from datetime import datetime

from bowerbird.db.session import transaction
from bowerbird.errors import StageError
from bowerbird.intake.contained import ContainedFile, add_contained, depth, known_paths
from bowerbird.pipeline.formats.readers import Reader, reader_of
from bowerbird.pipeline.work import Message, Outcome, Work
from bowerbird.settings import get_settings

DECODERS = {
    Reader.MAIL: "mail.attachments",
    Reader.MAILBOX: "mailbox.messages",
    Reader.OUTLOOK: "outlook.attachments",
    Reader.TNEF: "tnef.attachments",
    Reader.PDF: "pdf.attachments",
    Reader.SIGNED: "signed.content",
}


class AttachmentsHandler:
    stage = "attachments"
    version = 2

    def __call__(self, work: Work) -> Outcome:
        reader = reader_of(work.asset.mime_type, work.asset.name)
        decoder = DECODERS.get(reader or Reader.TEXT)
        if decoder is None:
            return Outcome(skipped=True)
        limits = get_settings().limits
        with transaction() as session:
            known = known_paths(session, work.asset.id)
            levels = depth(session, work.asset.id)
        if levels >= limits.contained_depth:
            return Outcome(note=("cut", "This message lies in a message in a message, and so on; its attachments were not taken out."))
        taking = _Taking(work)
        arguments = {"file_name": work.asset.name} if reader is Reader.SIGNED else {}
        with (
            work.original() as path,
            work.decoder.stream(decoder, path, timeout=limits.seconds_base, known=sorted(known), **arguments) as messages,
        ):
            for file in taking.files(messages):
                taking.take(file)
        return Outcome(note=taking.note, skipped=not (taking.done or known))


class _Taking:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._left = get_settings().limits.contained_bytes
        self.done = 0
        self.note: tuple[str, str] | None = None

    def take(self, file: ContainedFile) -> None:
        work = self._work
        try:
            add_contained(work.asset, file, storage=work.storage, commit=work.commit, beat=lambda: work.progress(self.done, unit="files"))
        except StageError as error:
            if error.code != "too_large":
                raise
            self.note = (error.code, error.detail)
        self.done += 1

    def files(self, messages: Iterator[Message]) -> Iterator[ContainedFile]:
        for position, message in enumerate(messages):
            if self._left < 0:
                return
            header = message.header
            if "cut" in header:
                self.note = ("cut", f"There are many files in this one; the first {header['cut']:,} were taken out.")
            elif "path" in header:
                modified = header["modified"]
                yield ContainedFile(
                    header["path"], self._chunks(message, messages), datetime.fromisoformat(modified) if modified else None, position
                )

    def _chunks(self, message: Message, messages: Iterator[Message]) -> Iterator[bytes]:
        while True:
            self._left -= sum(len(data) for data in message.attachments)
            if self._left < 0:
                raise StageError("The files in this one are larger together than can be taken out of it.", code="too_large")
            yield from message.attachments
            if not message.header["more"]:
                return
            following = next(messages, None)
            if following is None:
                raise StageError("This message ends too early.", code="corrupt")
            message = following
