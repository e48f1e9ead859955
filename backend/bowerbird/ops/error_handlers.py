"""From exceptions to problem details. Nothing internal leaves: what was not foreseen is logged whole and answered with its request id."""

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from psycopg.errors import ForeignKeyViolation, UniqueViolation
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from bowerbird.errors import BowerbirdError
from bowerbird.ops.problem import FieldProblem, problem_response

_log = structlog.get_logger(__name__)


async def _bowerbird_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, BowerbirdError)
    if error.status >= 500:
        _log.warning("request_failed", code=error.code, detail=error.detail)
    return problem_response(error.status, detail=error.detail, code=error.code, title=error.title, headers=error.headers)


async def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405 and (methods := ", ".join(_methods_at(request))):
        return problem_response(405, detail=f"This address takes {methods}.", headers={"Allow": methods})
    return problem_response(error.status_code, detail=str(error.detail), headers=error.headers)


def _methods_at(request: Request) -> list[str]:
    """What any route takes at this address; the route that refused knows only its own."""
    path = request.scope["path"]
    routes = [context for context in iter_route_contexts(request.app.routes) if context.methods]
    return sorted({method for route in routes if route.path_regex.match(path) for method in route.methods or ()})


async def _validation_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = field_problems(error.errors())
    first = errors[0]
    where, more = ".".join(map(str, first.location)), f" ({len(errors) - 1} more in `errors`)" if len(errors) > 1 else ""
    detail = f"The request does not have the expected form. {where}: {first.message}{more}."
    return problem_response(422, detail=detail, title="Invalid request", errors=errors)


def field_problems(errors: Sequence[Any]) -> list[FieldProblem]:
    """Without the values that were sent: they may be secrets, and need not be JSON."""
    return [
        FieldProblem(location=[_printable(part) for part in error["loc"]], message=str(error["msg"]), code=str(error["type"]))
        for error in errors
    ]


def _printable(part: str | int) -> str | int:
    return part.encode("utf-8", "replace").decode() if isinstance(part, str) else part


async def _data_error(_: Request, error: Exception) -> Response:
    """A value the database cannot hold: a NUL character in a text, a number out of range."""
    _log.warning("value_refused_by_database", exc_info=error)
    return problem_response(422, detail="The request contains a value that cannot be used here.", title="Invalid request")


async def _integrity_error(_: Request, error: Exception) -> Response:
    """Two requests at once: one removed what the other refers to, or both made the same."""
    assert isinstance(error, IntegrityError)
    if not isinstance(error.orig, (ForeignKeyViolation, UniqueViolation)):
        raise error
    _log.warning("overtaken_by_another_request", exc_info=error)
    return problem_response(409, detail="Somebody else changed this at the same moment. Try again.")


async def _database_unavailable(_: Request, error: Exception) -> Response:
    _log.error("database_unavailable", error=type(error).__name__, exc_info=error)
    return problem_response(503, detail="The database does not answer. Try again in a moment.", headers={"Retry-After": "2"})


def install(app: FastAPI) -> None:
    app.add_exception_handler(BowerbirdError, _bowerbird_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(DataError, _data_error)
    app.add_exception_handler(IntegrityError, _integrity_error)
    app.add_exception_handler(OperationalError, _database_unavailable)
    app.add_exception_handler(PoolTimeoutError, _database_unavailable)
