"""What the sample library has brought."""

import uuid

from pydantic import BaseModel, Field


class SampleOut(BaseModel):
    collection_id: uuid.UUID = Field(description="Where its files lie.")
    name: str
    files: int = Field(description="Files of the sample library that are there now.")
    added: int = Field(description="Those of them that were not there before.")
