from pydantic import BaseModel, Field

from bowerbird.library.schemas import AssetOut


class UploadOut(BaseModel):
    asset: AssetOut
    duplicate: bool = Field(description="The library had these bytes already; `asset` is the one it has.")
