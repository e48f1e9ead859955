"""Files come in here."""

import uuid
from typing import Any

from fastapi import APIRouter, Request, Response

from bowerbird.accounts.dependencies import ActorDep, StreamActorDep
from bowerbird.db.session import SessionDep
from bowerbird.intake import service
from bowerbird.intake.names import clean_name
from bowerbird.intake.schemas import UploadOut
from bowerbird.intake.slots import slot
from bowerbird.intake.stream import MultipartUpload, too_large
from bowerbird.library import service as library
from bowerbird.library.schemas import AssetDetail, AssetPatch
from bowerbird.ops.problem import problem_responses
from bowerbird.settings import MIB, get_settings
from bowerbird.storage import get_storage

_ENVELOPE_BYTES = MIB
"""What boundaries and fields may add to a file."""
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "last_modified": {"type": "string", "description": "ISO 8601, or milliseconds since 1970."},
                        "path": {"type": "string", "description": "Relative path, for show and grouping."},
                        "library_id": {"type": "string", "format": "uuid", "description": "Your personal library unless given."},
                    },
                }
            }
        },
    }
}

router = APIRouter(tags=["assets"])


@router.post(
    "/assets",
    status_code=201,
    responses={200: {"model": UploadOut, "description": "The library had these bytes already"}, **problem_responses(408, 413, 415, 507)},
    openapi_extra=_FORM,
)
async def upload_asset(request: Request, response: Response, actor: StreamActorDep) -> UploadOut:
    """Upload one file of any kind. It is stored and hashed as it arrives; its kind is found from its bytes; what happens next shows in its `stages`."""
    settings = get_settings().upload
    announced = _announced_bytes(request)
    if announced > settings.max_bytes + _ENVELOPE_BYTES:
        raise too_large(settings.max_bytes)
    upload = MultipartUpload(request.headers.get("content-type", ""), request.stream(), max_bytes=settings.max_bytes)
    async with slot():
        accepted = await service.receive(upload, actor, get_storage(), settings, expected_bytes=announced)
    if accepted.duplicate:
        response.status_code = 200
    return UploadOut(asset=accepted.asset, duplicate=accepted.duplicate)


def _announced_bytes(request: Request) -> int:
    """Content-Length, 0 where there is none."""
    value = request.headers.get("content-length", "")
    return int(value) if value.isascii() and value.isdecimal() else 0


@router.patch("/assets/{asset_id}", responses=problem_responses(404))
def rename_asset(session: SessionDep, actor: ActorDep, asset_id: uuid.UUID, body: AssetPatch) -> AssetDetail:
    """Give a file another name. (What is cleaned from names at upload is cleaned here.)"""
    return library.rename(session, actor, asset_id, clean_name(body.name))
