"""Passwords: argon2id, and the few rules that help (length, not the commonest ones, not the email)."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bowerbird.accounts.tokens import new_token
from bowerbird.errors import InvalidError

MIN_LENGTH = 10
MAX_LENGTH = 1024
_COMMONEST = frozenset(
    """
    1234567890 0123456789 12345678910 123456789a 1234567891 9876543210 1111111111 0000000000 123123123123 1q2w3e4r5t 1qaz2wsx3edc
    qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwertyuiop123 q1w2e3r4t5 asdfghjkl1 zxcvbnm123 abcdefghij abcdefghijk abc1234567
    password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123 password1! password123! passwordpassword mypassword
    iloveyou123 iloveyou12 iloveyou1234 letmein123 letmein1234 welcome123 welcome1234 administrator admin12345 admin123456 changeme123
    basketball football123 baseball123 sunshine123 princess123 superman123 dragon1234 monkey1234 michelle123 charlie123 jennifer123
    """.split()  # noqa: SIM905  easier to read and to add to
)
_hasher = PasswordHasher()
"""The library's defaults, which follow RFC 9106's profile for little memory: 64 MiB, 3 passes."""


def check_rules(password: str, email: str) -> None:
    """Raises InvalidError (`weak_password`) with a reason a person can act on."""
    if len(password) < MIN_LENGTH:
        raise InvalidError(f"The password needs at least {MIN_LENGTH} characters.", code="weak_password")
    if len(password) > MAX_LENGTH:
        raise InvalidError(f"The password can have at most {MAX_LENGTH:,} characters.", code="weak_password")
    folded = password.casefold()
    if folded in _COMMONEST or len(set(folded)) < 3:
        raise InvalidError("This is one of the passwords that are guessed first. Choose another one.", code="weak_password")
    if folded == email.strip().casefold():
        raise InvalidError("The password must not be the email address.", code="weak_password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


@lru_cache
def _nobodys_hash() -> str:
    return _hasher.hash(new_token())


def verify(password_hash: str | None, password: str) -> bool:
    """As much work without a hash (an unknown email) as with one, so that the time taken tells nobody which emails exist."""
    try:
        matches = _hasher.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and password_hash is not None


def outdated(password_hash: str) -> bool:
    return _hasher.check_needs_rehash(password_hash)
