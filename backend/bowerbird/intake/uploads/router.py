"""Resumable uploads: tus 1.0 (https://tus.io/protocols/resumable-upload) at /uploads."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bowerbird.accounts.access import Actor
from bowerbird.accounts.dependencies import ActorDep, StreamActorDep
from bowerbird.db.session import SessionDep
from bowerbird.intake.slots import slot
from bowerbird.intake.uploads import headers, repository, service
from bowerbird.intake.uploads.errors import NotOffsetStreamError
from bowerbird.intake.uploads.headers import OFFSET_STREAM, describe, location
from bowerbird.intake.uploads.schemas import OpenUpload, OpenUploads
from bowerbird.models import Upload
from bowerbird.ops.problem import problem_responses
from bowerbird.settings import get_settings
from bowerbird.storage import get_storage

router = APIRouter(prefix="/uploads", tags=["uploads"])
_BODY = {"requestBody": {"content": {OFFSET_STREAM: {"schema": {"type": "string", "format": "binary"}}}}}


@router.options("", status_code=204, response_class=Response)
async def get_upload_limits(_: StreamActorDep) -> Response:
    """What this server can do, in headers: Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm."""
    return Response(
        status_code=204,
        headers={
            "Tus-Version": headers.VERSION,
            "Tus-Extension": headers.EXTENSIONS,
            "Tus-Max-Size": str(get_settings().upload.max_bytes),
            "Tus-Checksum-Algorithm": ",".join(headers.ALGORITHMS),
        },
    )


@router.get("")
def list_uploads(*, session: SessionDep, actor: ActorDep, limit: Annotated[int, Query(ge=1, le=200)] = 100) -> OpenUploads:
    """Your uploads that are not finished, the latest first."""
    found, total = repository.open_uploads(session, actor, limit)
    return OpenUploads(items=[_open(upload) for upload in found], total=total)


@router.post(
    "", status_code=201, response_class=Response, responses=problem_responses(404, 408, 412, 413, 415, 429, 507), openapi_extra=_BODY
)
async def create_upload(request: Request, actor: StreamActorDep) -> Response:
    """Begin an upload. `Upload-Length` is needed; `Upload-Metadata` may have filename, path, last_modified, library_id and sha256 (hexadecimal).

    If the library has the announced sha256 already, nothing needs to be sent: `Upload-Offset` is the length, and `Upload-Asset` names the file."""
    headers.must_be_version(request.headers)
    announced = headers.read_announced(request.headers, actor)
    settings = get_settings().upload
    upload = await service.begin(actor, announced, get_storage(), settings)
    if request.headers.get("content-type", "") == OFFSET_STREAM and upload.offset < upload.size:
        upload = await _append(request, actor, upload.id, 0)
    return Response(status_code=201, headers={**describe(upload), "Location": location(upload.id)})


@router.head("/{upload_id}", include_in_schema=False)
async def get_upload(request: Request, actor: StreamActorDep, upload_id: uuid.UUID) -> Response:
    headers.must_be_version(request.headers)
    return Response(headers=describe(await service.look(actor, upload_id, get_storage())))


@router.patch(
    "/{upload_id}",
    status_code=204,
    response_class=Response,
    responses=problem_responses(404, 408, 409, 410, 412, 413, 415, 423, 507),
    openapi_extra=_BODY,
)
async def append_to_upload(request: Request, actor: StreamActorDep, upload_id: uuid.UUID) -> Response:
    """Send bytes from `Upload-Offset` on; `Upload-Checksum` is checked for bodies of at most 8 MiB (460 if it is another). With the last byte the answer names
    the file in `Upload-Asset`, and `Upload-Duplicate` says whether the library had it before."""
    headers.must_be_version(request.headers)
    if request.headers.get("content-type", "") != OFFSET_STREAM:
        raise NotOffsetStreamError
    upload = await _append(request, actor, upload_id, headers.number(request.headers, "upload-offset"))
    return Response(status_code=204, headers=describe(upload))


@router.delete("/{upload_id}", status_code=204, response_class=Response, responses=problem_responses(404, 412, 423))
async def delete_upload(request: Request, actor: StreamActorDep, upload_id: uuid.UUID) -> Response:
    """Give an upload up. Of one that is finished only the record goes."""
    headers.must_be_version(request.headers)
    await service.remove(actor, upload_id, get_storage())
    return Response(status_code=204)


async def _append(request: Request, actor: Actor, upload_id: uuid.UUID, offset: int) -> Upload:
    checksum = headers.read_checksum(request.headers)
    async with slot():
        return await service.append(
            actor,
            upload_id,
            request.stream(),
            offset=offset,
            checksum=checksum,
            storage=get_storage(),
            settings=get_settings().upload,
        )


def _open(upload: Upload) -> OpenUpload:
    return OpenUpload(
        id=upload.id,
        url=location(upload.id),
        name=upload.name,
        path=upload.path,
        size=upload.size,
        offset=upload.offset,
        sha256=upload.sha256.hex() if upload.sha256 else None,
        last_modified=upload.last_modified,
        created_at=upload.created_at,
        expires_at=upload.expires_at,
    )
