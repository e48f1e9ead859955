"""What is in an archive: names for searching, or the files themselves."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bowerbird.pipeline.blocks import Block, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.unpack.members import MemberError, members
from bowerbird.pipeline.work import Message
from bowerbird.settings import get_settings

_NAMES = 200
"""In one message."""
_BREATH_SECONDS = 5.0


@decoder("archive.text")
def archive_text(path: Path | None) -> Iterator[Message]:
    """The paths of the members, one a line. Of a long archive as many as `archive_entries` and the time of one step allow; a `note` says so."""
    assert path is not None
    limits = get_settings().limits
    names: list[str] = []
    began, said = time.process_time(), time.monotonic()
    for count, member in enumerate(members(path)):
        if count >= limits.archive_entries or time.process_time() - began > limits.seconds_base:
            yield _names(names, note=("cut", f"This archive holds many files; the names of the first {count:,} were read."))
            return
        names.append(member.path)
        if len(names) >= _NAMES or time.monotonic() - said > _BREATH_SECONDS:
            yield _names(names)
            names, said = [], time.monotonic()
    yield _names(names)


def _names(names: Sequence[str], note: tuple[str, str] | None = None) -> Message:
    return page_message([Block("\n".join(names))] if names else [], note=note)


@decoder("archive.members")
def archive_members(path: Path | None, *, called: str, known: Sequence[str]) -> Iterator[Message]:
    """For each file one or more messages with a chunk each: `{"path", "modified", "more"}`. A file that cannot be read is `{"path", "problem": [code, detail]}`,
    also in the place of its next chunk; one of the `known` paths is `{"known": path}`; beyond `archive_entries` comes `{"cut": count}` and nothing more."""
    assert path is not None
    skipped = frozenset(known)
    for number, member in enumerate(members(path, name=called)):
        if number >= get_settings().limits.archive_entries:
            yield Message({"cut": number})
            return
        header = {"path": member.path, "modified": member.modified.isoformat() if member.modified else None}
        if member.path in skipped:
            yield Message({"known": member.path})
            continue
        if member.problem:
            yield Message(header | {"problem": list(member.problem)})
            continue
        try:
            held = b""
            for chunk in member.chunks():
                if held:
                    yield Message(header | {"more": True}, (held,))
                held = chunk
            yield Message(header | {"more": False}, (held,))
        except MemberError:
            yield Message(header | {"problem": ["corrupt", "is damaged"]})
