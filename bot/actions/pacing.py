"""How fast one account may send at this moment, and what was learnt from how the last messages went.

Held in memory and lost with the process: after a start the account's bucket is empty and every chat's
full (`bot.core.pace`). A provider in trouble is spared: when several messages in a row failed without
being at fault, the next ones wait, longer each time. An account that was refused is tried with one
message now and then, so that it returns by itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from math import floor

from bot.actions.outcomes import Raised, Result
from bot.core import pace
from bot.core.channel import Capabilities, Delivered, Failure, SendFailure
from bot.storage.accounts import REFUSED, SLOW, STOPPED, WORKING
from bot.storage.leaving import Claimed

IDLE = 1.0
# A transaction costs as much as three messages: at 1,000 a second it is worth waiting for some of them.
GATHER = 0.008
PROBE = 60.0
HEALTHY = 60.0
TROUBLED = 3
LONGEST_BRAKE = 30.0
_TROUBLE = frozenset({Failure.PROVIDER_DOWN, Failure.NOT_SENT, Failure.UNKNOWN})
_KEPT = 5000


class Pacing:
    """Tokens and health of one account. `state` and `reason` are how it stands."""

    def __init__(self, capabilities: Capabilities, clock: Callable[[], float], concurrency: int) -> None:
        self._capabilities, self._clock, self._concurrency = capabilities, clock, concurrency
        self._bucket = pace.account(capabilities.rate, clock())
        self._chats: OrderedDict[str, pace.Bucket] = OrderedDict()  # those used longest ago first
        self._shut: dict[str, float] = {}
        self._troubled: set[str] = set()
        self._brakes = 0
        self._passed: float | None = None
        self._looked = clock()
        self.state, self.reason = WORKING, ""

    def room(self, under_way: int) -> tuple[int, int]:
        """How many messages may leave now: in all, and of those that leave two tokens to replies.

        What is spent next is taken from the buckets as they are now, so that they do not run over while its
        transaction lasts; no further back than one token, so that a slow disk makes no crowd.
        """
        now = self._looked = self._clock()
        if self.state == STOPPED or self._bucket.wait(now) > 0:
            return 0, 0
        free = self._concurrency - under_way
        if self.state == REFUSED:
            free = min(free, 1 - under_way)
        tokens = self._bucket.filled(now).tokens + 1e-9
        return max(0, min(floor(tokens), free)), max(0, min(floor(tokens - pace.RESERVED), free))

    def wait(self) -> float:
        """Seconds until there is a token."""
        return self._bucket.wait(self._clock())

    def wait_patiently(self) -> float:
        """Seconds until campaigns may go on; at a high rate with a few of their tokens at once."""
        few = max(1.0, self._bucket.rate * GATHER)
        return self._bucket.wait(self._clock(), pace.RESERVED + few - 1.0)

    def wait_for_chats(self) -> float:
        """Seconds until a chat that was closed opens; a second when there is none."""
        now = self._clock()
        return min([IDLE, *(max(0.0, opens - now) for opens in self._shut.values())])

    def closed(self) -> list[str]:
        """Addresses that have had enough for the moment."""
        now = self._clock()
        for address in [address for address, opens in self._shut.items() if opens <= now]:
            del self._shut[address]
        return list(self._shut)

    def spend(self, claimed: Claimed) -> None:
        """It leaves now. An album counts for what it holds."""
        if claimed.delivery is None:
            return
        now = max(self._looked, self._clock() - 1.0 / self._capabilities.rate)
        cost = max(1, len(claimed.delivery.message.media))
        self._bucket = _less(self._bucket, now, cost)
        if not claimed.fleeting:
            self._spend_of_chat(claimed.address, now, cost)

    def _spend_of_chat(self, address: str, now: float, cost: int) -> None:
        burst, rate = self._capabilities.chat_burst, self._capabilities.chat_rate
        chat = _less(self._chats.get(address) or pace.chat(burst, rate, now), now, cost)
        self._chats[address] = chat
        self._chats.move_to_end(address)
        wait = chat.wait(now)
        if wait > 0:
            self._shut[address] = now + wait
        while self._chats and _full(next(iter(self._chats.values())), now):
            self._chats.popitem(last=False)

    @property
    def others_pass(self) -> bool:
        """Whether messages have got through lately: then one that fails time and again is itself at fault."""
        return self._passed is not None and self._clock() - self._passed < HEALTHY

    def learn(self, claimed: Claimed, result: Result) -> None:
        """Speed up, slow down, or stand still."""
        now, setting = self._clock(), self._capabilities.rate
        match result:
            case Delivered():
                self._bucket = pace.recovered(self._bucket, now, setting)
                self._passed = now
                self._troubled.clear()
                self._brakes = 0
                self._stand(WORKING, "")
            case SendFailure(failure=Failure.THROTTLED):
                self._bucket = pace.throttled(pace.slower(self._bucket, now, setting), now, result.after)
            case SendFailure(failure=Failure.ACCOUNT_REFUSED):
                self._bucket = pace.throttled(self._bucket, now, max(result.after, PROBE))
                self._stand(REFUSED, result.code or result.failure.value)
            case SendFailure() if result.failure in _TROUBLE:
                self._brake(claimed, result.failure.value)
            case Raised():
                self._brake(claimed, "ours")
            case _:
                return

    def _brake(self, claimed: Claimed, reason: str) -> None:
        """One message may fail for itself; several different ones tell of the provider.

        Those that were under way together tell of it once: of a short trouble no long silence is made.
        """
        self._troubled.add(claimed.id)
        now = self._clock()
        if len(self._troubled) >= TROUBLED and self._bucket.closed <= now:
            pause = min(2.0**self._brakes, LONGEST_BRAKE)
            self._brakes += 1
            self._bucket = pace.throttled(self._bucket, now, pause)
            if self.state == WORKING:
                self._stand(SLOW, reason)
        if len(self._troubled) > _KEPT:
            self._troubled.clear()

    def _stand(self, state: str, reason: str) -> None:
        if self.state != STOPPED:
            self.state, self.reason = state, reason


def _full(bucket: pace.Bucket, now: float) -> bool:
    """Whether it is as one that was never used."""
    return bucket.filled(now).tokens >= bucket.size


def _less(bucket: pace.Bucket, now: float, cost: int) -> pace.Bucket:
    """Without so many tokens; what is owed is waited for."""
    later = bucket.filled(now)
    return replace(later, tokens=later.tokens - cost)
