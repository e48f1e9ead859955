"""Logs: one JSON object a line on stderr, with the request id, and without secrets."""

import logging
import re
import sys
from typing import Any

import structlog

from bowerbird.settings import Settings, get_settings

_SECRET_NAMES = re.compile(r"password|secret|token|authorization|cookie|api_?key|credential", re.IGNORECASE)
_SECRET_VALUES = re.compile(r"bb_[A-Za-z0-9_-]{20,}|(?<=://)[^\s/:@]*:[^\s/@]+(?=@)|(?<=#token=)[A-Za-z0-9_-]+|(?<=Bearer )\S+")
HIDDEN = "[hidden]"


def hide_secrets(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """By the name of a field, and by the look of a value: API keys, passwords in URLs, one-time links."""
    event.pop("color_message", None)  # uvicorn's message a second time, for terminals
    for name, value in event.items():
        if _SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = _SECRET_VALUES.sub(HIDDEN, value)
    return event


def configure(settings: Settings | None = None) -> None:
    """For every process of the product. The standard library's loggers (uvicorn, celery, alembic) go the same way."""
    settings = settings or get_settings()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    rendering: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, hide_secrets, structlog.processors.JSONRenderer()]
        if settings.log_format == "json"
        else [structlog.processors.format_exc_info, hide_secrets, structlog.dev.ConsoleRenderer()]
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "sqlalchemy.engine", "httpx"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # the access log of ops.requests carries the request id and no query string
    logging.getLogger("httpx").setLevel(logging.WARNING)
