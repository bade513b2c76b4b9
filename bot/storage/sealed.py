"""Sealing: what is about a person is unreadable in the file, in a backup and in a stolen disk.

AES-256-GCM. A sealed value is the id of its key (4 bytes), a nonce (12) and the ciphertext; `context`
says what it is ('persons.data') and is authenticated, so a value moved into another column does not
open. Every key is derived from SECRET_KEY by purpose. The newest secret seals, all of them open. Hashes
by which rows are found cannot be made with two keys at once: they are made with the *oldest* secret
still given, so a new SECRET_KEY with the former one in SECRET_KEY_OLD finds everything; dropping the
former one needs the rotation that rewrites them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.storage.chance import NONCE, nonce
from bot.storage.columns import Ciphertext
from bot.storage.errors import Damaged, WrongKey

__all__ = ["Ciphertext", "Sealer"]

_ID = 4
_TEXT = _ID + NONCE
_BLOCK = 64
_SHORTEST = 16
_PURPOSES = 256


class Sealer:
    """Seals, opens, and makes the hashes by which sealed things are found again."""

    def __init__(self, secret: str, old: Sequence[str] = ()) -> None:
        """`old`: former secrets, the most recent first."""
        if len(secret) < _SHORTEST:
            raise ValueError(f"SECRET_KEY needs at least {_SHORTEST} characters")
        self._secrets = tuple(one.encode() for one in (secret, *old))
        self._ciphers = {_derive(s, "key id", _ID): AESGCM(_derive(s, "seal")) for s in self._secrets}
        self._writing = _derive(self._secrets[0], "key id", _ID)
        self._cipher = self._ciphers[self._writing]
        self._inner, self._outer = _hashing(_derive(self._secrets[-1], "hash"))
        self._begun: dict[tuple[str | bytes, ...], hashlib._Hash] = {}

    def seal(self, plain: bytes, context: str) -> Ciphertext:
        """Bytes that only `open` with the same context reads."""
        once = nonce()
        return Ciphertext(self._writing + once + self._cipher.encrypt(once, plain, context.encode()))

    def open(self, sealed: bytes, context: str) -> bytes:
        """The bytes that were sealed; WrongKey or Damaged otherwise."""
        cipher = self._cipher if sealed.startswith(self._writing) else self._ciphers.get(sealed[:_ID])
        if cipher is None:
            raise WrongKey("sealed with a key that is neither SECRET_KEY nor one of SECRET_KEY_OLD")
        try:
            return cipher.decrypt(sealed[_ID:_TEXT], sealed[_TEXT:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise Damaged(f"a sealed value does not open as {context}") from error

    def hash(self, *parts: str | bytes) -> bytes:
        """32 bytes that say nothing, the same for the same parts. All but the last name the purpose."""
        inner, outer = (self._begun.get(parts[:-1]) or self._begin(parts[:-1])).copy(), self._outer.copy()
        inner.update(_framed(parts[-1]))
        outer.update(inner.digest())
        return outer.digest()

    def _begin(self, purpose: tuple[str | bytes, ...]) -> hashlib._Hash:
        """The inner half with a purpose in it already: there are few, and each is asked for all day."""
        if len(self._begun) >= _PURPOSES:
            self._begun.clear()
        begun = self._begun[purpose] = self._inner.copy()
        begun.update(_joined(purpose))
        return begun

    def keys(self, purpose: str) -> tuple[bytes, ...]:
        """32 bytes each, for signing cookies and links: the one to sign with, then older ones."""
        return tuple(_derive(secret, purpose) for secret in self._secrets)


def _hashing(key: bytes) -> tuple[hashlib._Hash, hashlib._Hash]:
    """The two halves of HMAC-SHA256 with the key in them already, so that it is not taken in each time."""
    block = key.ljust(_BLOCK, b"\0")
    return hashlib.sha256(bytes(b ^ 0x36 for b in block)), hashlib.sha256(bytes(b ^ 0x5C for b in block))


def keyed_hash(key: bytes, *parts: str | bytes) -> bytes:
    """HMAC under a key of its own, such as the secret of a form family."""
    return hmac.digest(key, _joined(parts), "sha256")


def _joined(parts: tuple[str | bytes, ...]) -> bytes:
    """Each part with its length in front, so that ('ab', 'c') is not ('a', 'bc')."""
    return b"".join(map(_framed, parts))


def _framed(part: str | bytes) -> bytes:
    raw = part if isinstance(part, bytes) else part.encode()
    return len(raw).to_bytes(4, "big") + raw


def _derive(secret: bytes, purpose: str, length: int = 32) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"tamasuk " + purpose.encode()).derive(secret)
