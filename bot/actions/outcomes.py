"""What follows from how a request ended, as a value: retry, give up, wait for the person, or nobody knows.

Three things are told apart. Not the message's fault (throttled, the account refused): it waits, however
long. Perhaps its own fault (not sent, provider down): it is tried with growing pauses, and given up only
when others get through meanwhile. Nobody knows: a reply or notice is sent again, anything else is not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.channel import FAILURES, Delivered, Failure, SendFailure
from bot.storage.leaving import Claimed
from bot.storage.posting import CAMPAIGN, NOTICE
from bot.storage.settling import AGAIN, GONE, IN_DOUBT, After

LONGEST = 300.0
GIVE_UP = 10
BROKEN = 5
SKIPPED = frozenset({"address", "nothing_to_change"})
SENT = frozenset({"send", "template"})


@dataclass(frozen=True, slots=True)
class Raised:
    """Our own error while sending; the message may be what causes it."""


# None: it did not leave.
Result = Delivered | SendFailure | Raised | None


def after(claimed: Claimed, result: Result, now: datetime, others_pass: bool) -> After:
    """The row's next state. `others_pass`: other messages get through."""
    match result:
        case None if claimed.problem:
            state = "skipped" if claimed.problem in SKIPPED else "failed"
            return _ended(claimed, state, claimed.problem)
        case None:
            return _again(claimed, "", now, 0.0, claimed.attempts)
        case Delivered(ids, state):
            sent = claimed.action in SENT and not claimed.fleeting
            return replace(_ended(claimed, state, ""), refs=ids if sent else ())
        case Raised():
            return _broken(claimed, now)
        case SendFailure():
            return _failed(claimed, result, now, others_pass)


def offers(claimed: Claimed, result: Result) -> bool:
    """Whether a message to many has arrived whose choices the person may type."""
    if claimed.priority != CAMPAIGN or claimed.action != "send" or not isinstance(result, Delivered):
        return False
    return claimed.delivery is not None and bool(claimed.delivery.message.choices)


def _failed(claimed: Claimed, failure: SendFailure, now: datetime, others_pass: bool) -> After:
    kind, reason, tries = failure.failure, failure.failure.value, claimed.attempts + 1
    if claimed.fleeting:
        return _ended(claimed, "failed", reason, address=GONE.get(kind, ""))
    if kind in {Failure.THROTTLED, Failure.ACCOUNT_REFUSED}:
        return _again(claimed, reason, now, failure.after or 1.0, claimed.attempts)
    if kind is Failure.UNKNOWN:
        if claimed.priority <= NOTICE and tries < IN_DOUBT:
            return _again(claimed, reason, now, AGAIN.total_seconds() * tries, tries)
        return _ended(claimed, "unknown", reason)
    if kind is Failure.WINDOW_CLOSED and claimed.action != "template":
        return _ended(claimed, "parked", "window", forget=False)
    if kind is Failure.NOTHING_TO_CHANGE:
        return _ended(claimed, "skipped", reason)
    if FAILURES[kind].retry and not failure.moved_to and not (tries >= GIVE_UP and others_pass):
        return _again(claimed, reason, now, max(failure.after, _pause(tries)), tries)
    return _ended(claimed, "failed", reason, address=GONE.get(kind, ""))


def _broken(claimed: Claimed, now: datetime) -> After:
    """We raised. Who may be told twice is tried again; of the others nobody knows whether it left."""
    tries = claimed.attempts + 1
    if claimed.fleeting or tries >= BROKEN:
        return _ended(claimed, "failed", "ours")
    if claimed.priority > NOTICE:
        return _ended(claimed, "unknown", "ours")
    return _again(claimed, "ours", now, _pause(tries), tries)


def _pause(tries: int) -> float:
    """1, 2, 4 … seconds, five minutes at most."""
    return float(min(2 ** (tries - 1), LONGEST))


def _again(claimed: Claimed, reason: str, now: datetime, seconds: float, attempts: int) -> After:
    return After(
        id=claimed.id,
        address=claimed.address,
        state="queued",
        at=claimed.at,
        attempts=attempts,
        epoch=claimed.epoch,
        reason=reason,
        due_at=now + timedelta(seconds=seconds),
    )


def _ended(claimed: Claimed, state: str, reason: str, address: str = "", forget: bool | None = None) -> After:
    private = claimed.hushed or claimed.fleeting
    return After(
        id=claimed.id,
        address=claimed.address,
        state=state,
        at=claimed.at,
        attempts=claimed.attempts + 1,
        epoch=claimed.epoch,
        reason=reason,
        address_state=address,
        forget=private if forget is None else forget,
    )
