"""How sealed rows are found again: keyed hashes of what they are about. One function per kind of key."""

from __future__ import annotations

from bot.core.arabic import key
from bot.core.channel import AddressKey, Inbound
from bot.storage.sealed import Sealer

PREFIXES = (2, 3, 4)
_SHORT = 16


def address_hash(sealer: Sealer, channel: str, address: AddressKey) -> bytes:
    """`address_keys.hash`."""
    return sealer.hash("address", channel, address.kind, address.value)


def delivery_hash(sealer: Sealer, inbound: Inbound) -> bytes:
    """`inbox.dedupe`: the same delivery twice is one."""
    return sealer.hash("delivery", inbound.channel, inbound.account, inbound.update)[:_SHORT]


def code_hash(sealer: Sealer, purpose: str, code: str) -> bytes:
    """`code_hash` of invitations and link codes, `receipt_hash` of complaints."""
    return sealer.hash("code", purpose, code)


def name_hashes(sealer: Sealer, name: str) -> frozenset[bytes]:
    """`person_words.hash`: each folded word of a name, and its first letters."""
    pieces: set[str] = set()
    for word in key(name).split():
        pieces.add(word)
        pieces.update(word[:length] for length in PREFIXES if len(word) > length)
    return frozenset(_name(sealer, piece) for piece in pieces)


def sought(sealer: Sealer, typed: str) -> tuple[bytes, ...]:
    """What to look for when somebody types the beginning of a name: every one of these must be there."""
    return tuple(_name(sealer, word) for word in key(typed).split())


def _name(sealer: Sealer, piece: str) -> bytes:
    return sealer.hash("name", piece)[:_SHORT]
