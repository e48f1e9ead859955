"""Many files at once: in batches, each a transaction of its own, so that no lock is held for long and what failed does not undo the rest."""

import uuid
from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.db.session import in_transaction
from bowerbird.library.bulk import actions
from bowerbird.library.bulk.actions import Apply, Batch
from bowerbird.library.bulk.schemas import Action, BulkFailure, BulkIn, BulkOut, BulkUndo
from bowerbird.library.selection import ids_of

BATCH = 200
_INVERSE: dict[Action, Action] = {
    "trash": "restore",
    "restore": "trash",
    "tag": "untag",
    "untag": "tag",
    "add_to_collection": "remove_from_collection",
    "remove_from_collection": "add_to_collection",
}


async def run(actor: Actor, wanted: BulkIn) -> BulkOut:
    """Doing it twice is doing it once. Raises NotFoundError, ForbiddenError or ConflictError for a collection that cannot be used."""
    ids, following = await in_transaction(lambda session: ids_of(session, actor, wanted, wanted.cursor))
    total = await _apply(actor, _action(wanted), ids)
    undo = None
    if total.changed and wanted.action in _INVERSE:
        undo = BulkUndo(action=_INVERSE[wanted.action], asset_ids=total.changed, tag=wanted.tag, collection_id=wanted.collection_id)
    return BulkOut(
        done=len(total.changed) + total.unchanged,
        failed=[BulkFailure(id=asset_id, code=code, detail=detail) for asset_id, code, detail in total.failed],
        next_cursor=following,
        undo=undo,
    )


async def _apply(actor: Actor, action: Apply, ids: Sequence[uuid.UUID]) -> Batch:
    total = Batch()
    for start in range(0, max(len(ids), 1), BATCH):
        batch = await in_transaction(partial(_one, actor, action, ids[start : start + BATCH]))
        total.changed += batch.changed
        total.unchanged += batch.unchanged
        total.failed += batch.failed
    return total


def _one(actor: Actor, action: Apply, ids: Sequence[uuid.UUID], session: Session) -> Batch:
    return action(session, actor, ids)


def _action(wanted: BulkIn) -> Apply:
    plain: dict[Action, Apply] = {
        "trash": actions.trash,
        "restore": actions.restore,
        "delete": actions.delete_for_good,
        "retry": actions.retry,
    }
    if wanted.action in plain:
        return plain[wanted.action]
    if wanted.tag is not None and wanted.action in {"tag", "untag"}:
        return actions.tag(wanted.tag) if wanted.action == "tag" else actions.untag(wanted.tag)
    assert wanted.collection_id is not None  # the schema has seen to it
    change = actions.add_to_collection if wanted.action == "add_to_collection" else actions.remove_from_collection
    return change(wanted.collection_id)
