from typing import Literal

from pydantic import BaseModel, Field

from bowerbird.ops.lists import Whole

Capability = Literal["text_embedder", "visual_embedder", "reader", "tesseract", "transcriber", "gazetteer", "ffmpeg", "office"]


class CapabilityOut(BaseModel):
    capability: Capability
    available: bool
    model: str = Field(description="The model or program; the one that is wanted where it is missing.")
    languages: list[str] = Field(
        description="Codes of the languages it is limited to (Tesseract's have three letters); empty where it is not limited."
    )
    detail: str = Field(description="Where it is missing: what does not work, and what helps.")


class CapabilityList(Whole[CapabilityOut]):
    pass
