"""What `tamasuk doctor` makes of what it has found out: well, worth knowing, or wrong.

The words are the command's; here are the names, the numbers and the limits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from bot.core import backup
from bot.core.templates import WAITING, Pushed

OFF = timedelta(seconds=60)
STILL = timedelta(minutes=5)
STUCK = timedelta(minutes=15)
WATCHED = 70
TIGHT = 80
SOON = timedelta(days=60)
LATELY = timedelta(days=1)
PENDING = 100
SHOWN = 8


class Grade(Enum):
    """How bad it is. Only what is wrong makes the command end with status 1."""

    WELL = "well"
    NOTE = "note"
    WRONG = "wrong"


Given = str | int | date | datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: its name is that of a text; `given` fills it, and holds no name or number of a person."""

    name: str
    grade: Grade = Grade.WELL
    given: Mapping[str, Given] = field(default_factory=dict)


def well(name: str, /, **given: Given) -> Finding:
    return Finding(name, Grade.WELL, given)


def note(name: str, /, **given: Given) -> Finding:
    return Finding(name, Grade.NOTE, given)


def wrong(name: str, /, **given: Given) -> Finding:
    return Finding(name, Grade.WRONG, given)


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider said of our account.

    `failure`: why it did not answer as hoped ('account_refused', 'not_sent' …). `clock`: its time and ours
    at that moment. `hook`: where it posts what comes in; `error` and `error_at`: of its last attempt.
    `state`: of the account; `sender`: of our number, '' when it is not known there.
    """

    channel: str
    failure: str = ""
    code: str = ""
    name: str = ""
    clock: tuple[datetime, datetime] | None = None
    hook: str = ""
    pending: int = 0
    error: str = ""
    error_at: datetime | None = None
    state: str = "active"
    sender: str = "ONLINE"


@dataclass(frozen=True, slots=True)
class Rows:
    """What the database tells.

    `accounts`: channel → (state, reason), of ours. `reach`: each coordinator's channels, by a short id.
    `uncovered`: areas for which no coordinator answers. `failed`, `unknown`: outgoing messages since a day.
    `stuck`: since when the oldest reply that is due waits. `templates`: those of our number on WhatsApp.
    """

    now: datetime
    clock: datetime
    accounts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    beat: datetime | None = None
    backup: datetime | None = None
    kit: datetime | None = None
    admins: int = 0
    safeguarding: int = 0
    reach: Mapping[str, Collection[str]] = field(default_factory=dict)
    uncovered: Collection[str] = ()
    turns: int = 0
    errands: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    stuck: datetime | None = None
    media: int = 0
    templates: Collection[Pushed] = ()


# -------------------------------------------------------------------------------------- the accounts


def of_telegram(found: Provider, wanted: str) -> Iterator[Finding]:
    """`wanted`: where Telegram should post; '' when it is asked instead."""
    if found.failure:
        bad = "telegram.refused" if found.failure == "account_refused" else "telegram.unreachable"
        yield wrong(bad, code=found.code or found.failure)
        return
    yield well("telegram.webhook" if wanted else "telegram.polling", name=found.name)
    if wanted and found.hook != wanted:
        yield wrong("telegram.hook_elsewhere", wanted=wanted)
    elif not wanted and found.hook:
        yield wrong("telegram.hook_there")
    if wanted and found.error and found.error_at is not None and _recent(found, found.error_at):
        yield wrong("telegram.hook_error", error=found.error, at=found.error_at)
    if found.pending > PENDING:
        yield note("telegram.pending", count=found.pending)


def _recent(found: Provider, at: datetime) -> bool:
    return found.clock is None or found.clock[1] - at < LATELY


def of_whatsapp(found: Provider, public: str) -> Iterator[Finding]:
    """`public`: where the world reaches us."""
    if found.failure:
        bad = "whatsapp.refused" if found.failure == "account_refused" else "whatsapp.unreachable"
        yield wrong(bad, code=found.code or found.failure)
        return
    if found.state != "active":
        yield wrong("whatsapp.account", state=found.state)
    if not found.sender:
        yield note("whatsapp.sender_unknown")
    elif not found.sender.startswith("ONLINE"):
        yield wrong("whatsapp.sender", state=found.sender)
    elif found.state == "active":
        yield well("whatsapp.good")
    if not public.startswith("https://"):
        yield wrong("whatsapp.address", url=public)


def of_templates(found: Collection[Pushed]) -> Iterator[Finding]:
    """What may be said outside WhatsApp's 24 hours; without any, messages wait until somebody writes."""
    if not found:
        yield note("templates.none")
        return
    waiting = [one for one in found if one.approval.state in WAITING]
    refused = [one for one in found if not one.usable and one.approval.state not in WAITING]
    refiled = [one for one in found if one.usable and one.refiled]
    if waiting:
        yield note("templates.waiting", count=len(waiting))
    if refused:
        yield wrong("templates.refused", names=_list({one.name for one in refused}))
    if refiled:
        yield note("templates.refiled", names=_list({one.name for one in refiled}))
    if not waiting and not refused:
        yield well("templates.good", count=len(found))


def of_clocks(clocks: Mapping[str, tuple[datetime, datetime]]) -> Iterator[Finding]:
    """By whose clock, and what ours said then. A wrong clock makes signatures fail and reminders late."""
    off = {name: round((ours - theirs).total_seconds()) for name, (theirs, ours) in clocks.items()}
    for name, seconds in off.items():
        if abs(seconds) > OFF.total_seconds():
            yield wrong("clock.off", seconds=seconds, against=name)
    if off and all(abs(seconds) <= OFF.total_seconds() for seconds in off.values()):
        yield well("clock.good", against=", ".join(off))


# ------------------------------------------------------------------------------------------ the disk


def of_disk(percent: int, full: date | None, today: date) -> Iterator[Finding]:
    """From 70 % on it is said when it will be full."""
    if percent >= TIGHT:
        yield wrong("disk.tight", percent=percent)
    if full is not None and (percent >= WATCHED or full - today < SOON):
        yield note("disk.forecast", percent=percent, day=full)
    elif percent < TIGHT:
        yield well("disk.good", percent=percent)


# ------------------------------------------------------------------------------------------ the rows


def of_rows(rows: Rows, second_place: bool) -> Iterator[Finding]:
    """Everything that rows tell. `second_place`: there is one for backups."""
    yield from _running(rows)
    yield from _backups(rows, second_place)
    yield from _people(rows)
    yield from _failures(rows)


def _running(rows: Rows) -> Iterator[Finding]:
    if rows.beat is None:
        yield wrong("ticks.never")
    elif rows.now - rows.beat > STILL:
        yield wrong("ticks.still", at=rows.beat)
    else:
        yield well("ticks.good", at=rows.beat)
    for channel, (state, reason) in rows.accounts.items():
        if state in {"refused", "stopped"}:
            yield wrong(f"account.{state}", channel=channel, reason=reason)
        elif state == "slow":
            yield note("account.slow", channel=channel, reason=reason)
    if rows.stuck is not None and rows.now - rows.stuck > STUCK:
        yield wrong("outgoing.stuck", at=rows.stuck)


def _backups(rows: Rows, second_place: bool) -> Iterator[Finding]:
    if not second_place:
        yield note("backup.nowhere")
    elif rows.backup is None:
        yield wrong("backup.never")
    elif rows.now - rows.backup > backup.LATE:
        yield wrong("backup.old", at=rows.backup)
    else:
        yield well("backup.good", at=rows.backup)
    yield note("kit.never") if rows.kit is None else well("kit.good", at=rows.kit)


def _people(rows: Rows) -> Iterator[Finding]:
    if not rows.admins:
        yield wrong("staff.no_admin")
    only = [who for who, channels in rows.reach.items() if set(channels) == {"whatsapp"}]
    if only:
        yield note("staff.whatsapp_only", count=len(only), who=_list(only))
    nowhere = [who for who, channels in rows.reach.items() if not channels]
    if nowhere:
        yield wrong("staff.unreachable", count=len(nowhere), who=_list(nowhere))
    if rows.uncovered:
        yield note("areas.uncovered", count=len(rows.uncovered), areas=_list(rows.uncovered))
    elif rows.reach:
        yield well("areas.covered", count=len(rows.reach))
    if not rows.safeguarding:
        yield wrong("safeguarding.none")
    elif rows.safeguarding == 1:
        yield note("safeguarding.one")
    else:
        yield well("safeguarding.good", count=rows.safeguarding)


def _failures(rows: Rows) -> Iterator[Finding]:
    if rows.turns:
        yield wrong("turns.failed", count=rows.turns)
    if rows.errands:
        yield wrong("errands.failed", count=rows.errands)
    if not rows.turns and not rows.errands:
        yield well("turns.good")
    if rows.failed:
        why = ", ".join(f"{reason} {count}" for reason, count in sorted(rows.failed.items()))
        yield note("outgoing.failed", count=sum(rows.failed.values()), why=why)
    if rows.unknown:
        yield note("outgoing.unknown", count=rows.unknown)
    if rows.media:
        yield note("media.waiting", count=rows.media)


def _list(names: Collection[str]) -> str:
    shown = sorted(names)[:SHOWN]
    return ", ".join(shown) + (" …" if len(names) > SHOWN else "")
