"""Rows gathered in memory: for each statement its rows, sealed as they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.storage import codecs
from bot.storage.binder import Statement
from bot.storage.columns import Ciphertext
from bot.storage.sealed import Sealer


class Rows:
    """What waits to be written, at one moment."""

    def __init__(self, sealer: Sealer, now: datetime) -> None:
        self.sealer = sealer
        self.seal_bytes = sealer.seal
        self.now = now
        self.waiting: dict[Statement, list[Mapping[str, Any]]] = defaultdict(list)

    def add(self, statement: Statement, **values: Any) -> None:
        self.waiting[statement].append(values)

    def put(self, statement: Statement, values: Mapping[str, Any]) -> None:
        """`add`, for whoever has the values in hand already."""
        self.waiting[statement].append(values)

    def taken(self) -> dict[Statement, list[Mapping[str, Any]]]:
        """What has gathered; from now on nothing has."""
        waiting, self.waiting = self.waiting, defaultdict(list)
        return waiting

    def seal(self, value: Any, context: str) -> Ciphertext:
        """A record, list or mapping as sealed JSON."""
        return self.sealer.seal(codecs.encode(value), context)
