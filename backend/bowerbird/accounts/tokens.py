"""Random tokens, and how they are kept: only their SHA-256 is stored. 256 random bits need no slow hash."""

import hashlib
import secrets

KEY_PREFIX = "bb_"
SHOWN = 10
"""Leading characters of an API key that are kept to tell keys apart."""


def new_token() -> str:
    """43 characters of URL-safe base64: 256 bits."""
    return secrets.token_urlsafe(32)


def new_api_key() -> str:
    return KEY_PREFIX + new_token()


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
