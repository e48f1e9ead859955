"""Search by a picture that somebody drops into the box. It lives in a temporary file while the request lasts, and is not stored.

First come copies and other versions of it, by its fingerprint. Then, where there is a model for what pictures show, pictures of the same; where there is none,
what can be read in it is searched for, as for screenshots and photographed pages. A hint says which.
"""

import hashlib
import tempfile
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import anyio
import anyio.to_thread
import numpy as np
from pydantic import Field
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.ai.contracts import CapabilityMissingError, Picture, Vector
from bowerbird.ai.visual import get_visual_embedder
from bowerbird.db.session import in_transaction
from bowerbird.errors import InvalidError, StageError
from bowerbird.intake.sniff import sniff_file
from bowerbird.intake.stream import MultipartUpload
from bowerbird.library import duplicates, likeness
from bowerbird.models import PictureFingerprint
from bowerbird.pipeline.blocks import blocks_of
from bowerbird.pipeline.decoder import get_decoder
from bowerbird.pipeline.embed.models import fits
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.pipeline.formats.readers import PICTURES, reader_of
from bowerbird.pipeline.work import Message
from bowerbird.search import dense, names, retrieval, similar
from bowerbird.search.query import Query, Term
from bowerbird.search.schemas import HintOut
from bowerbird.search.scope import measure, tune
from bowerbird.search.similar import SimilarAssets
from bowerbird.settings import MIB, get_settings

MOST_BYTES = 64 * MIB
MOST_WORDS = 60
"""Of what is read in the picture, from its beginning: a query, not a page."""
_NO_MODEL = "No model for what pictures show is installed, so "


class PictureAnswer(SimilarAssets):
    words: str = Field(description="What was read in the picture and searched for; empty where it was found by what it shows.")
    hints: list[HintOut]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is known of the picture."""

    sha256: bytes
    fingerprint: PictureFingerprint
    """Of no asset: nothing adds it to a session."""
    vector: Vector | None
    words: tuple[str, ...]


@lru_cache
def _limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(2)


async def search(content_type: str, body: AsyncIterator[bytes], actor: Actor, *, limit: int) -> PictureAnswer:
    """Raises InvalidError (`not_a_picture`, `unreadable_picture`) and what MultipartUpload raises."""
    upload = MultipartUpload(content_type, body, max_bytes=MOST_BYTES)
    await upload.open()
    with tempfile.NamedTemporaryFile(prefix="bowerbird-by-image-") as file:
        digest = hashlib.sha256()
        async for chunk in upload.chunks():
            digest.update(chunk)
            await anyio.to_thread.run_sync(file.write, chunk)
        file.flush()
        looked = await anyio.to_thread.run_sync(_look, Path(file.name), digest.digest(), limiter=_limiter())
    return await in_transaction(partial(_find, actor=actor, looked=looked, limit=limit))


def _look(path: Path, sha256: bytes) -> _Looked:
    reader = reader_of(sniff_file(path).mime_type, path.name)
    if reader not in PICTURES:
        raise InvalidError("This is not a picture that can be read here.", code="not_a_picture")
    decoder, timeout, form = get_decoder(), get_settings().limits.seconds_base, reader.value
    try:
        message = decoder.call("picture.preview", path, timeout=timeout, form=form)
        try:
            embedder = get_visual_embedder()
        except CapabilityMissingError:
            read = decoder.call("picture.ocr", path, timeout=timeout, form=form)
            words = [word for block in blocks_of(read) for word in block.text.split() if any(map(str.isalnum, word))]
            return _Looked(sha256, _fingerprint(message), None, tuple(words[:MOST_WORDS]))
        pixels = decoder.call("picture.pixels", path, timeout=timeout, form=form)
    except StageError as error:
        raise InvalidError(f"This picture cannot be read. {error.detail}", code="unreadable_picture") from None
    shape = (pixels.header["height"], pixels.header["width"], 3)
    picture: Picture = np.frombuffer(pixels.attachments[0], dtype=np.uint8).reshape(shape)
    return _Looked(sha256, _fingerprint(message), embedder.embed_pictures([picture])[0], ())


def _fingerprint(message: Message) -> PictureFingerprint:
    _, _, _, pixels, tiny = message.attachments
    bits = likeness.signed(int(message.header["hash"], 16))
    return PictureFingerprint(asset_id=uuid.UUID(int=0), pixels=pixels, hash=bits, detail=message.header["detail"], tiny=tiny)


def _find(session: Session, actor: Actor, looked: _Looked, limit: int) -> PictureAnswer:
    copies = duplicates.alike(session, actor, looked.sha256, looked.fingerprint, without=looked.fingerprint.asset_id, limit=limit)
    answer = similar.of_copies(session, actor, copies, limit)
    more, hint = _more(session, actor, looked, limit)
    known = {item.asset.id for item in answer.items}
    items = [*answer.items, *(item for item in more.items if item.asset.id not in known)][:limit]
    words = " ".join(looked.words) if hint.code == "words_in_picture" else ""
    return PictureAnswer(items=items, degraded=more.degraded, words=words, hints=[hint])


def _more(session: Session, actor: Actor, looked: _Looked, limit: int) -> tuple[SimilarAssets, HintOut]:
    """What is not the same picture, and how it was found."""
    tune(session, names.SETTINGS)
    scope = measure(session, actor.readable)
    space = active_space(session, "visual")
    if looked.vector is not None and space is not None and fits(space, get_visual_embedder().space):
        asked = dense.in_space(session, space, dense.notation(looked.vector))
        found = similar.near(session, scope, asked, without=looked.fingerprint.asset_id, scale=similar.PICTURES)
        hint = HintOut(code="seen_as_picture", text="", detail="Found by what the picture shows.")
        return similar.answer_of(session, actor, found, limit), hint
    if looked.words:
        query = Query(tuple((Term((word,)),) for word in looked.words))
        answer = similar.answer_of(session, actor, retrieval.retrieve(session, scope, query).hits, limit)
        detail = f"{_NO_MODEL}besides copies of the picture the words that can be read in it were looked for."
        return answer.model_copy(update={"degraded": ["visual"]}), HintOut(code="words_in_picture", text="", detail=detail)
    nothing = SimilarAssets(items=[], degraded=["visual"])
    return nothing, HintOut(
        code="copies_alone", text="", detail=f"{_NO_MODEL}only copies and other versions of the picture were looked for."
    )
