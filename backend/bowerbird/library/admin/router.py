"""What the instance can do, for everybody; how it is, for its owner."""

from fastapi import APIRouter

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.db.session import SessionDep
from bowerbird.library.admin import capabilities, service
from bowerbird.library.admin.schemas import CapabilityList, InstanceOut
from bowerbird.storage import get_storage

router = APIRouter(tags=["admin"])


@router.get("/capabilities")
def list_capabilities(_: ActorDep) -> CapabilityList:
    """What works here, and what needs a model that is not installed."""
    return CapabilityList(items=capabilities.capabilities())


@router.get("/admin/instance")
def get_instance(session: SessionDep, actor: ActorDep) -> InstanceOut:
    """Queues, storage, models and embedding spaces. For the owner."""
    return service.instance(session, actor, get_storage())
