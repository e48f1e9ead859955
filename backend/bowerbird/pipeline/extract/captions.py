"""Subtitles that a recording carries as text."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from av.container import InputContainer
from av.stream import Disposition
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import AssSubtitle

from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats import media
from bowerbird.pipeline.text import clean_line
from bowerbird.pipeline.work import Message

CUES_A_MESSAGE = 200
MAX_CUES = 50_000
_DRAWN = frozenset({"dvd_subtitle", "hdmv_pgs_subtitle", "dvb_subtitle", "xsub", "dvb_teletext"})
_MARKUP = re.compile(r"\{[^}]{0,200}\}|</?[a-z][^>]{0,100}>", re.IGNORECASE)
_BREAK = re.compile(r"\\[Nnh]|\s+")


@decoder("media.captions")
def media_captions(path: Path | None) -> Iterator[Message]:
    """`{"language", "cues": [[start_ms, end_ms, text], ...]}`, some two hundred a message: of one track, the default one before the first."""
    assert path is not None
    with media.open_media(path) as container:
        stream = _track(container)
        if stream is None:
            return
        language = stream.metadata.get("language")
        cues: list[list[int | str]] = []
        for cue in islice(_cues(container, stream), MAX_CUES):
            cues.append(cue)
            if len(cues) >= CUES_A_MESSAGE:
                yield Message({"language": language, "cues": cues})
                cues = []
        yield Message({"language": language, "cues": cues})


def _track(container: InputContainer) -> SubtitleStream | None:
    """Pictures of subtitles (DVD, Blu-ray) are not read."""
    written = [stream for stream in container.streams.subtitles if stream.codec_context.codec.canonical_name not in _DRAWN]
    return next((stream for stream in written if stream.disposition & Disposition.default), written[0] if written else None)


def _cues(container: InputContainer, stream: SubtitleStream) -> Iterator[list[int | str]]:
    broken = 0
    try:
        for packet in container.demux(stream):
            if packet.pts is None or not packet.time_base:
                continue
            try:
                found = packet.decode()
            except media.DECODE_ERRORS:
                broken += 1
                if broken > 100:
                    return
                continue
            start = max(0, round(packet.pts * packet.time_base * 1000))
            end = start + max(0, round((packet.duration or 0) * packet.time_base * 1000))
            text = " ".join(_plain(each.dialogue) for each in found if isinstance(each, AssSubtitle)).strip()
            if text:
                yield [start, end, text]
    except media.DECODE_ERRORS:
        return


def _plain(dialogue: bytes) -> str:
    return clean_line(_BREAK.sub(" ", _MARKUP.sub("", dialogue.decode("utf-8", "replace"))))
