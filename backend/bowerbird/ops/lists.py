"""The one shape of every list: `{items, next_cursor, total, total_relation}`."""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field, computed_field

TotalRelation = Literal["eq", "gte"]
Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next_cursor: str | None
    total: int
    total_relation: TotalRelation = "eq"


class Whole(BaseModel, Generic[Item]):
    """A list that is too short to be cut into pages."""

    items: list[Item]
    next_cursor: None = Field(default=None, description="There is no second page.")
    total_relation: Literal["eq"] = "eq"

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @property
    def total(self) -> int:
        return len(self.items)
