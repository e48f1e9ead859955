"""What was made of a recording for the player: waveform, strip of scenes, a rendition that browsers play, the cover."""

import uuid

from fastapi import APIRouter, Request, Response

from bowerbird.accounts.dependencies import StreamActorDep
from bowerbird.db.session import in_transaction
from bowerbird.library import delivery, service
from bowerbird.library.router import BYTES
from bowerbird.storage import get_storage

router = APIRouter(prefix="/assets", tags=["assets"])


@router.head("/{asset_id}/waveform", include_in_schema=False)
@router.get("/{asset_id}/waveform", response_class=Response, responses=BYTES)
async def get_waveform(request: Request, actor: StreamActorDep, asset_id: uuid.UUID) -> Response:
    """JSON `{"peaks": [...]}`: the loudest sample of each of up to 2,000 equal stretches, 0..255."""
    return await _deliver(request, actor, asset_id, "waveform")


@router.head("/{asset_id}/sprite", include_in_schema=False)
@router.get("/{asset_id}/sprite", response_class=Response, responses=BYTES)
async def get_sprite(request: Request, actor: StreamActorDep, asset_id: uuid.UUID) -> Response:
    """WebP: one frame for each of `details.scenes`, side by side."""
    return await _deliver(request, actor, asset_id, "sprite")


@router.head("/{asset_id}/playback", include_in_schema=False)
@router.get("/{asset_id}/playback", response_class=Response, responses=BYTES)
async def get_playback(request: Request, actor: StreamActorDep, asset_id: uuid.UUID) -> Response:
    """MP4 that browsers play, of a recording that they cannot; `details.playback` says how much of it."""
    return await _deliver(request, actor, asset_id, "playback")


async def _deliver(request: Request, actor: StreamActorDep, asset_id: uuid.UUID, role: str) -> Response:
    file = await in_transaction(lambda session: service.open_object(session, actor, asset_id, role))
    return await delivery.deliver(request, get_storage(), file, cache_control=delivery.PRIVATE_DAY)
