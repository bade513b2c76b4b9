"""Long polling whose offset moves only after the commit.

Telegram forgets an update when it is asked for a later one, so the next question is asked when what
came is stored, and not before. When nothing was left the offset is dropped: after a week without
updates Telegram begins with other numbers, and an old offset could be higher than all of them.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import msgspec
import structlog
from telegram.error import TelegramError

from bot.core.channel import Failure, Inbound, Receive, SendFailure
from bot.handlers.telegram.failures import failure_of
from bot.handlers.telegram.parse import Malformed, read
from bot.handlers.telegram.request import Wire
from bot.handlers.telegram.updates import ALLOWED, decode_number

POLL_SECONDS = 50  # the longest that Telegram waits
BATCH = 100
GRACE_SECONDS = 15
LONGEST_PAUSE = 60.0
FIRST_PAUSE = 1.0

log = structlog.get_logger(__name__)


class _Answer(msgspec.Struct):
    result: list[msgspec.Raw] = []


_decode = msgspec.json.Decoder(_Answer).decode


class Poller:
    """Asks one bot's updates, one question at a time."""

    def __init__(
        self,
        wire: Wire,
        url: str,
        account: str,
        receive: Receive,
        now: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._wire = wire
        self._url = f"{url}/getUpdates"
        self._account = account
        self._receive = receive
        self._now = now
        self._pause = pause
        self._offset = 0
        self._failed = 0

    async def run(self) -> None:
        """Until cancelled: whatever was not committed then comes again."""
        while True:
            seconds = await self.step()
            if seconds:
                await self._pause(seconds)

    async def step(self) -> float:
        """One question and the commit of its answer; how long to wait before the next."""
        try:
            updates = await self._ask()
        except TelegramError as error:
            return self._not_answered(failure_of(error))
        except msgspec.DecodeError:
            return self._not_answered(SendFailure(Failure.PROVIDER_DOWN, detail="not an answer of Telegram"))
        try:
            await self._take(updates)
        except Exception as error:
            # Not stored, so not confirmed: the same updates are asked for again. The text may name a person.
            log.error("telegram.not_taken", error=type(error).__name__)
            return self._later()
        self._failed = 0
        return 0.0

    async def _ask(self) -> Sequence[bytes]:
        fields = {"timeout": str(POLL_SECONDS), "limit": str(BATCH), "allowed_updates": json.dumps(ALLOWED)}
        if self._offset:
            fields["offset"] = str(self._offset)
        body = await self._wire.post_form(self._url, fields, seconds=POLL_SECONDS + GRACE_SECONDS)
        return [bytes(raw) for raw in _decode(body).result]

    async def _take(self, updates: Sequence[bytes]) -> None:
        inbound = [one for one in map(self._read, updates) if one is not None]
        if inbound:
            await self._receive(inbound)
        numbers = [decode_number(raw).update_id for raw in updates]
        self._offset = max(numbers) + 1 if numbers else 0

    def _read(self, raw: bytes) -> Inbound | None:
        try:
            return read(raw, self._account, self._now())
        except Malformed:
            log.warning("telegram.unreadable_update")
            return None

    def _not_answered(self, failure: SendFailure) -> float:
        log.warning("telegram.not_polled", failure=failure.failure.value, code=failure.code)
        return max(self._later(), failure.after)

    def _later(self) -> float:
        self._failed += 1
        return min(FIRST_PAUSE * 2.0 ** (self._failed - 1), LONGEST_PAUSE)
