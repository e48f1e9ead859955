"""What is done to many files at once."""

import uuid
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bowerbird.codes import ProblemCode
from bowerbird.library.labels import TagName
from bowerbird.library.selection import Ids, Selection

Action = Literal["trash", "restore", "delete", "retry", "tag", "untag", "add_to_collection", "remove_from_collection"]


class BulkIn(Selection):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"action": "tag", "tag": "receipts", "asset_ids": ["01890000-0000-7000-8000-000000000000"]}]}
    )

    action: Action = Field(description="`delete` is for good.")
    tag: TagName | None = Field(default=None, description="For `tag` and `untag`. `tag` makes it where there is none.")
    collection_id: uuid.UUID | None = Field(default=None, description="For `add_to_collection` and `remove_from_collection`.")
    cursor: str | None = Field(default=None, max_length=2000, description="`next_cursor` of the answer before, with the same filter.")

    @model_validator(mode="after")
    def complete(self) -> "BulkIn":
        if self.action in {"tag", "untag"} and self.tag is None:
            raise ValueError("tag is missing")
        if self.action.endswith("_collection") and self.collection_id is None:
            raise ValueError("collection_id is missing")
        return self


class BulkFailure(BaseModel):
    id: uuid.UUID
    code: ProblemCode
    detail: str


class BulkUndo(BaseModel):
    """A body for POST /assets/bulk that takes back what this one changed, and nothing else."""

    action: Action
    asset_ids: Ids
    tag: str | None = None
    collection_id: uuid.UUID | None = None


class BulkOut(BaseModel):
    done: int = Field(description="Files that are now as asked, also those that were so before.")
    failed: list[BulkFailure]
    next_cursor: str | None = Field(description="More files match the filter: send the same again with this.")
    undo: BulkUndo | None = Field(description="None where nothing changed, and where there is no way back.")
