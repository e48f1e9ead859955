"""What the account endpoints take and give."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, SecretStr, StringConstraints

from bowerbird.ops.lists import Whole


def _no_control_characters(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must not contain control characters")
    return value


Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+$"),
    AfterValidator(_no_control_characters),
]
"""Only the form that tells an address from something else; whether it receives mail is nothing we need to know."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_no_control_characters)]
GivenName = Annotated[Name, Field(min_length=1)]


class SignIn(BaseModel):
    email: Annotated[str, Field(max_length=320)]
    password: Annotated[SecretStr, Field(max_length=1024)]


class PasswordChange(BaseModel):
    current: Annotated[SecretStr, Field(max_length=1024)]
    password: Annotated[SecretStr, Field(max_length=1100, description="The new one.")]


class Claim(BaseModel):
    token: Annotated[SecretStr, Field(max_length=200, description="From the one-time link.")]
    email: Email
    password: Annotated[SecretStr, Field(max_length=1100)]
    name: Name = ""


class UserOut(BaseModel):
    id: uuid.UUID
    email: str | None
    name: str
    is_owner: bool


class LibraryOut(BaseModel):
    id: uuid.UUID
    name: str
    role: str
    is_personal: bool


class LibraryList(Whole[LibraryOut]):
    pass


class LimitsOut(BaseModel):
    max_bytes: int = Field(description="The largest file that can be uploaded.")


class SessionState(BaseModel):
    """Who is signed in, and what the page needs to know before it can do anything."""

    user: UserOut | None
    csrf_token: str | None = Field(description="To be sent as X-CSRF-Token with every write.")
    setup_needed: bool = Field(description="Nobody has claimed this instance yet.")
    libraries: list[LibraryOut]
    limits: LimitsOut
    version: str


class SignInSessionOut(BaseModel):
    id: uuid.UUID
    user_agent: str
    ip: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    current: bool


class SignInSessionList(Whole[SignInSessionOut]):
    pass


class ApiKeyCreate(BaseModel):
    name: Annotated[GivenName, Field(description="What it is for.")]


class ApiKeyOut(BaseModel):
    id: uuid.UUID
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None


class ApiKeyCreated(ApiKeyOut):
    key: str = Field(description="Shown this once; only its hash is kept.")


class ApiKeyList(Whole[ApiKeyOut]):
    pass


class PersonOut(BaseModel):
    """Somebody with an account, as the owner sees them."""

    id: uuid.UUID
    email: str | None = Field(description="None until they have opened their link.")
    name: str
    is_owner: bool
    created_at: datetime
    claimed_at: datetime | None
    disabled_at: datetime | None
    last_used_at: datetime | None = Field(description="In a browser.")
    files: int
    bytes: int = Field(description="Of their own library: originals and what was made of them.")


class PersonList(Whole[PersonOut]):
    pass


class PersonIn(BaseModel):
    name: GivenName


class Invited(BaseModel):
    user_id: uuid.UUID
    url: str = Field(description="Shown this once. It makes the account, once; hand it over yourself.")


class PersonPatch(BaseModel):
    disabled: bool = Field(description="Signed out everywhere, keys without effect; files stay.")
