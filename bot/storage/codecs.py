"""Core's records as JSON bytes and back (msgspec). Pickle never.

A record is decoded as the type that is asked for. Where a value is one of several types (an input, an
effect) its class name stands beside it. Fields that an older program did not know get their default;
fields that a newer one added are passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast, get_args

import msgspec

from bot.core.conversation import STATE_VERSION, Draft, Effect, Input, Talk
from bot.core.person import Person
from bot.core.upgrades import upgraded

T = TypeVar("T")
Part = TypeVar("Part", Person, Talk, Draft)


_TAGGED: dict[str, type] = {one.__name__: one for one in (*get_args(Input), *get_args(Effect))}
_encoder = msgspec.json.Encoder(order="deterministic")
_VERSION = b'{"version":%d,"value":' % STATE_VERSION


class _Tagged(msgspec.Struct):
    type: str
    value: msgspec.Raw


class _Versioned(msgspec.Struct):
    version: int
    value: msgspec.Raw


_decoder: Callable[[Any], msgspec.json.Decoder[Any]] = cache(msgspec.json.Decoder)


def encode(value: Any) -> bytes:
    """A record, list or mapping; the same value is always the same bytes."""
    return _encoder.encode(value)


def decode(wanted: type[T], data: bytes) -> T:
    """A record of that type; msgspec.ValidationError when it cannot be one."""
    value: T = _decoder(wanted).decode(data)
    return value


def encode_part(value: Person | Talk | Draft) -> bytes:
    """A part of a State, which each stand in a row of their own, with the version of the State."""
    return _VERSION + _encoder.encode(value) + b"}"


def decode_part(wanted: type[Part], data: bytes) -> Part:
    """A part of a State as this program knows it; an older one is upgraded first."""
    if data.startswith(_VERSION):
        part: Part = _decoder(wanted).decode(memoryview(data)[len(_VERSION) : -1])
        return part
    found = _decoder(_Versioned).decode(data)
    if found.version == STATE_VERSION:
        return decode(wanted, found.value)
    raw = upgraded(wanted.__name__, found.version, msgspec.json.decode(found.value))
    return msgspec.convert(raw, wanted)


def encode_tagged(value: Input | Effect) -> bytes:
    """An input or an effect, with the name of its class."""
    return _encoder.encode(_Tagged(type(value).__name__, msgspec.Raw(_encoder.encode(value))))


def decode_tagged(data: bytes) -> Input | Effect:
    """What `encode_tagged` wrote; KeyError for a class that is no more."""
    tagged = _decoder(_Tagged).decode(data)
    return cast("Input | Effect", _decoder(_TAGGED[tagged.type]).decode(tagged.value))
