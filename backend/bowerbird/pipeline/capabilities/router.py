"""What the instance can do, for everybody who is signed in."""

from fastapi import APIRouter

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.pipeline.capabilities.schemas import CapabilityList
from bowerbird.pipeline.capabilities.service import capabilities

router = APIRouter(tags=["admin"])


@router.get("/capabilities")
def list_capabilities(_: ActorDep) -> CapabilityList:
    """What works here, and what needs a model or a program that is not installed."""
    return CapabilityList(items=capabilities())
