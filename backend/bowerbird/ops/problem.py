"""Errors as problem details (RFC 9457), the one shape of every error body."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse
from structlog.contextvars import get_contextvars

from bowerbird.codes import ProblemCode

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field of a payload."""

    location: list[str | int] = Field(description="Where: body, query, path or header, then the names and positions inside.")
    message: str
    code: str


class Problem(BaseModel):
    type: str = "about:blank"
    title: str
    status: int
    code: ProblemCode = Field(description="Stable; what a program may branch on.")
    detail: str = Field(description="A sentence that a person can act on.")
    request_id: str
    errors: list[FieldProblem] | None = Field(default=None, description="For payloads: one entry for each field that is wrong.")


_CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    422: "invalid",
    429: "too_many_requests",
    503: "unavailable",
}


def problem_response(
    status: int,
    *,
    detail: str = "",
    code: str | None = None,
    title: str | None = None,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[FieldProblem] | None = None,
) -> JSONResponse:
    phrase = title or HTTPStatus(status).phrase
    body = Problem(
        title=phrase,
        status=status,
        code=code or _CODES.get(status, "internal" if status >= 500 else "bad_request"),
        detail=detail or phrase,
        request_id=get_contextvars().get("request_id", ""),
        errors=list(errors) if errors is not None else None,
    )
    return JSONResponse(body.model_dump(exclude_none=True), status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route or router, so that the client knows the shape of its errors."""
    return {status: {"model": Problem, "description": HTTPStatus(status).phrase} for status in statuses}
