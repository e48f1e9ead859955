"""How the instance is, for its owner."""

from fastapi import APIRouter

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.db.session import SessionDep
from bowerbird.library.admin import service
from bowerbird.library.admin.schemas import InstanceOut
from bowerbird.storage import get_storage

router = APIRouter(tags=["admin"])


@router.get("/admin/instance")
def get_instance(session: SessionDep, actor: ActorDep) -> InstanceOut:
    """Queues, storage, models and embedding spaces. For the owner."""
    return service.instance(session, actor, get_storage())
