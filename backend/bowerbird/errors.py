"""The exception tree. Each leaf has a stable `code` that clients may rely on and an HTTP status.

    BowerbirdError
    ├── NotFoundError            404  not_found (also for what the actor may not see)
    ├── ConflictError            409  conflict
    ├── InvalidError             422  invalid
    ├── NotSignedInError         401  not_signed_in
    ├── ForbiddenError           403  forbidden
    ├── TooLargeError            413  too_large
    ├── TooManyRequestsError     429  too_many_requests
    ├── UnavailableError         503  unavailable
    ├── StorageFullError         507  storage_full
    └── StageError               what ends a pipeline stage; see its own docstring

`detail` is a sentence that a person can act on. It never names another person's file, a path of the server, or a secret.
"""

from typing import ClassVar


class BowerbirdError(Exception):
    status: ClassVar[int] = 500
    code: str = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str = "", *, code: str | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        if code is not None:
            self.code = code
        self.headers = headers or {}


class NotFoundError(BowerbirdError):
    status = 404
    code = "not_found"
    title = "Not found"


class ConflictError(BowerbirdError):
    status = 409
    code = "conflict"
    title = "Conflict"


class InvalidError(BowerbirdError):
    status = 422
    code = "invalid"
    title = "Invalid request"


class NotSignedInError(BowerbirdError):
    status = 401
    code = "not_signed_in"
    title = "Sign in first"


class ForbiddenError(BowerbirdError):
    status = 403
    code = "forbidden"
    title = "Not allowed"


class TooLargeError(BowerbirdError):
    status = 413
    code = "too_large"
    title = "Too large"


class TooManyRequestsError(BowerbirdError):
    status = 429
    code = "too_many_requests"
    title = "Too many requests"


class UnavailableError(BowerbirdError):
    status = 503
    code = "unavailable"
    title = "Not available right now"


class StorageFullError(BowerbirdError):
    status = 507
    code = "storage_full"
    title = "The disk is nearly full"


class StageError(BowerbirdError):
    """Ends a pipeline stage. `code` is what the asset shows: `decoder_crashed`, `too_large`, `timed_out`, `encrypted`, `corrupt`, `unsupported`,
    `capability_missing`, ...; `retryable` says whether trying again by itself can help (a corrupt file stays corrupt; a crash may not happen again)."""

    code = "failed"

    def __init__(self, detail: str = "", *, code: str | None = None, retryable: bool = False) -> None:
        super().__init__(detail, code=code)
        self.retryable = retryable
