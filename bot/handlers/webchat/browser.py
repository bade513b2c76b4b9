"""Which browser is speaking: a random name in a signed cookie.

The name is the address of this channel, as a chat id is Telegram's. Nobody can make one up without
the key, and forgetting the cookie forgets the address.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from itsdangerous import BadSignature, Signer
from starlette.requests import HTTPConnection

from bot.core.channel import AddressKey

COOKIE = "chat"
# Browsers keep none for longer; each visit begins it anew.
_YEAR = 400 * 24 * 3600


class Browsers:
    """Reads and makes the cookie. `keys`: the writing key first, then older ones that are still read."""

    def __init__(self, keys: Sequence[bytes], secure: bool) -> None:
        # The library wants the writing key last.
        self._signer = Signer(list(reversed(keys)), salt="webchat.browser", digest_method=hashlib.sha256)
        self._secure = secure

    def address(self, connection: HTTPConnection) -> AddressKey | None:
        """Who speaks, or None when the cookie is missing, forged or signed with a key no longer read."""
        try:
            name = self._signer.unsign(connection.cookies.get(COOKIE, "")).decode("ascii")
        except (BadSignature, UnicodeError):
            return None
        return AddressKey("browser", name)

    def fresh(self) -> AddressKey:
        """An address that nobody had before."""
        return AddressKey("browser", secrets.token_urlsafe(18))

    def cookie(self, address: AddressKey) -> str:
        """The Set-Cookie header: hidden from scripts, and sent along when an invitation link is followed."""
        signed = self._signer.sign(address.value).decode("ascii")
        return f"{COOKIE}={signed}; Max-Age={_YEAR}{self._attributes()}"

    def farewell(self) -> str:
        """The Set-Cookie header that forgets."""
        return f"{COOKIE}=; Max-Age=0{self._attributes()}"

    def _attributes(self) -> str:
        return "; Path=/chat; HttpOnly; SameSite=Lax" + ("; Secure" if self._secure else "")


def tag(address: AddressKey) -> str:
    """A short name of the browser that tells nothing: the page drops what it kept for another one."""
    return hashlib.sha256(b"webchat.tag:" + address.value.encode()).hexdigest()[:12]
