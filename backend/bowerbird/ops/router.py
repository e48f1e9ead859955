"""Health and metrics. Outside /api/v1: they are for machines that look after this one."""

import hmac
import ipaddress

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from bowerbird.db.session import in_transaction
from bowerbird.errors import ForbiddenError
from bowerbird.ops import health, metrics
from bowerbird.ops.health import Readiness
from bowerbird.settings import get_settings

router = APIRouter(tags=["health"])


@router.get("/health/live")
async def check_live() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/health/ready", responses={503: {"model": Readiness, "description": "A check failed; the body names it."}})
async def check_ready(response: Response) -> Readiness:
    """503 when something is missing without which nothing can be served; `degraded` (200) when only Redis is."""
    found = await health.readiness()
    if found.status == "not_ready":
        response.status_code = 503
    response.headers["Cache-Control"] = "no-store"
    return found


@router.get("/metrics", include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """For Prometheus: from this machine, or with the token (`BOWERBIRD_METRICS_TOKEN`) as bearer."""
    _must_be_allowed(request)
    queues = await in_transaction(metrics.read_queues)
    return Response(metrics.render(queues), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _must_be_allowed(request: Request) -> None:
    token = get_settings().metrics_token.get_secret_value()
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if token and scheme.lower() == "bearer" and hmac.compare_digest(sent.encode(), token.encode()):
        return
    host = request.client.host if request.client else ""
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if not forwarded and _is_loopback(host):
        return
    raise ForbiddenError("Metrics are given to this machine, or to who has the token.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
