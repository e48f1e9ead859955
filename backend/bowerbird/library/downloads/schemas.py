from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bowerbird.library.labels import tidy
from bowerbird.library.selection import Selection


class DownloadIn(Selection):
    model_config = ConfigDict(json_schema_extra={"examples": [{"filter": {"kinds": ["document"]}, "name": "Documents"}]})

    name: Annotated[str, Field(max_length=200, description="Of the archive, without `.zip`."), AfterValidator(tidy)] = ""


class DownloadOut(BaseModel):
    url: str = Field(description="Open it in the browser that asked, within the hour.")
    files: int
    bytes: int = Field(description="Of the archive.")
    expires_at: datetime
