"""Campaigns and their steps: kept, found, and moved from state to state, each with its audit line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_args

import msgspec
from sqlalchemy import and_, insert, or_, select, update

from bot.core.audience import Audience
from bot.core.campaign import NEXT, Campaign, Run, State, Step, opening
from bot.core.media import Attachment
from bot.core.sending.schedule import Schedule
from bot.storage import audit
from bot.storage.database import Tx
from bot.storage.schema import campaign_steps, campaigns

_SCHEDULES: Final[dict[str, type]] = {one.__name__: one for one in get_args(Schedule)}
ALONE: Final = "campaigns"
"""Under this name one transaction at a time posts a campaign, or stops it (`Database.begin`)."""
COMMAND: Final = "command"
"""Who has written what was sent from a terminal."""
_OVER: Final = frozenset({"done", "cancelled", "failed"})


@dataclass(frozen=True, slots=True)
class Launch:
    """How far a step has come.

    `due`: when it is launched next. `wish`: when its last run wished to leave. `after`: the last person
    that was looked at for it, None when everybody was. `left`: how many may be posted before the brake holds
    it again until `opens`; None without a brake. `told`: how its author saw the last run, None not yet.
    """

    campaign: Campaign
    number: int
    run: int
    due: datetime | None
    wish: datetime | None
    after: str | None
    launched: datetime | None
    opens: datetime | None = None
    left: int | None = None
    told: str | None = None

    @property
    def step(self) -> Step:
        return self.campaign.steps[self.number - 1]

    @property
    def of(self) -> Run:
        """Its last run."""
        return Run(self.campaign.id, self.number, self.run)


# ------------------------------------------------------------------------------------- campaigns


async def add(tx: Tx, campaign: Campaign, ids: Iterator[str]) -> None:
    """Keep a new one, with its steps."""
    await tx.execute(
        insert(campaigns).values(
            id=campaign.id,
            programme=campaign.programme,
            name=campaign.name,
            audience=msgspec.to_builtins(campaign.audience),
            within=None if campaign.within is None else list(campaign.within),
            state=campaign.state,
            why=campaign.why,
            created_by=campaign.by,
            created_at=campaign.at,
            corrects=campaign.corrects or None,
        )
    )
    steps = [
        {
            "campaign_id": campaign.id,
            "number": number,
            "languages": dict(step.languages),
            "form": " ".join(step.buttons),
            "media": None if step.media is None else msgspec.to_builtins(step.media),
            "schedule": _stored(step.schedule),
            "run": 0,
        }
        for number, step in enumerate(campaign.steps, 1)
    ]
    await tx.execute(insert(campaign_steps), steps)
    await audit.note(tx, next(ids), campaign.at, campaign.by, "campaign.kept", campaign.id)


async def get(tx: Tx, programme: str, campaign: str) -> Campaign | None:
    """One by its identifier."""
    wanted = select(campaigns).where(campaigns.c.id == campaign, campaigns.c.programme == programme)
    found = await _read(tx, (await tx.execute(wanted)).all())
    return found[0] if found else None


async def newest(tx: Tx, programme: str, most: int = 20) -> list[Campaign]:
    """Those of a programme, the newest first."""
    wanted = select(campaigns).where(campaigns.c.programme == programme)
    ordered = wanted.order_by(campaigns.c.created_at.desc(), campaigns.c.id.desc()).limit(most)
    return await _read(tx, (await tx.execute(ordered)).all())


async def waiting(tx: Tx, programme: str) -> list[Campaign]:
    """Those that await a second person, the oldest first."""
    held = select(campaigns).where(campaigns.c.programme == programme, campaigns.c.state == "waiting")
    return await _read(tx, (await tx.execute(held.order_by(campaigns.c.created_at, campaigns.c.id))).all())


async def move(  # whose it is, where to, by whom and when
    tx: Tx,
    campaign: str,
    to: State,
    by: str,
    now: datetime,
    ids: Iterator[str],
    why: str = "",
    of: Collection[State] = (),
) -> bool:
    """Into another state; False when it is in none that this one follows: somebody else was first.

    `of`: only out of one of these.
    """
    states = [one for one, following in NEXT.items() if to in following and (not of or one in of)]
    values: dict[str, Any] = {"state": to, "why": why}
    values["ended_at"] = now if to in _OVER else None
    changed = update(campaigns).where(campaigns.c.id == campaign, campaigns.c.state.in_(states))
    if (await tx.execute(changed.values(values))).rowcount != 1:
        return False
    if to in _OVER:
        await tx.execute(_of(campaign).values(due_at=None, after=None))
    await audit.note(tx, next(ids), now, by, f"campaign.{to}", campaign)
    return True


# ----------------------------------------------------------------------------------------- steps


async def schedule(tx: Tx, campaign: str, dues: Sequence[datetime | None], now: datetime) -> None:
    """When each step is launched for the first time."""
    await tx.execute(update(campaigns).where(campaigns.c.id == campaign).values(launched_at=now))
    for number, due in enumerate(dues, 1):
        await tx.execute(_of(campaign, number).values(due_at=due))


async def due(tx: Tx, programme: str, now: datetime) -> list[Launch]:
    """Steps that are to be launched now; one whose last run is still being written waits for its end."""
    columns = campaign_steps.c
    return await _launches(tx, programme, columns.due_at <= now, columns.after.is_(None))


async def launching(tx: Tx, programme: str) -> list[Launch]:
    """Steps of which not everybody has a row yet."""
    return await _launches(tx, programme, campaign_steps.c.after.is_not(None))


async def running(tx: Tx, programme: str) -> list[Launch]:
    """All steps of campaigns that run, those that were launched and those to come."""
    return await _launches(tx, programme)


async def followed(tx: Tx, programme: str, since: datetime) -> list[Launch]:
    """All steps of those that somebody has written who may follow them: they run, wait, or ended lately."""
    lately = and_(campaigns.c.state.in_(_OVER), campaigns.c.ended_at > since)
    going = campaigns.c.state.in_(("running", "paused"))
    launched = (campaigns.c.launched_at.is_not(None), campaigns.c.created_by != COMMAND)
    return await _launches(tx, programme, *launched, or_(going, lately), running=False)


async def tell(tx: Tx, run: Run, told: str) -> None:
    """How its author sees a run from now on."""
    await tx.execute(_of(run.campaign, run.step).values(told=told))


async def runs(tx: Tx, campaign: str) -> bool:
    """Whether it runs now. For whoever has begun under `ALONE`: nobody changes that until they commit."""
    wanted = select(campaigns.c.id).where(campaigns.c.id == campaign, campaigns.c.state == "running")
    return (await tx.execute(wanted)).first() is not None


async def begin(tx: Tx, launch: Launch, *, brake: tuple[datetime, int] | None) -> None:
    """A run of a step begins, for nobody yet. `brake`: not before a moment, and then so many at first."""
    opens, left = brake or (None, None)
    await tx.execute(
        _of(launch.campaign.id, launch.number).values(
            due_at=launch.due,
            run=launch.run,
            wish=launch.wish,
            after=launch.after,
            opens_at=opens,
            places=left,
            told=None,
        )
    )


async def reached(tx: Tx, run: Run, after: str | None) -> bool:
    """How far its launch has come; False when it was stopped meanwhile."""
    still = _of(run.campaign, run.step).where(campaign_steps.c.after.is_not(None))
    return bool((await tx.execute(still.values(after=after))).rowcount)


async def braked(tx: Tx, run: Run, opens: datetime | None, left: int | None) -> None:
    """How the brake stands now."""
    await tx.execute(_of(run.campaign, run.step).values(opens_at=opens, places=left))


def _of(campaign: str, number: int = 0) -> Any:
    changed = update(campaign_steps).where(campaign_steps.c.campaign_id == campaign)
    return changed.where(campaign_steps.c.number == number) if number else changed


async def _launches(tx: Tx, programme: str, *held: Any, running: bool = True) -> list[Launch]:
    """In the order of their campaigns; only of those that run, unless it is said otherwise."""
    state = (campaigns.c.state == "running",) if running else ()
    wanted = (
        select(campaign_steps, campaigns.c.launched_at)
        .join(campaigns, campaigns.c.id == campaign_steps.c.campaign_id)
        .where(campaigns.c.programme == programme, *state, *held)
        .order_by(campaign_steps.c.campaign_id, campaign_steps.c.number)
    )
    rows = (await tx.execute(wanted)).all()
    found = select(campaigns).where(campaigns.c.id.in_({row.campaign_id for row in rows}))
    whole = {one.id: one for one in await _read(tx, (await tx.execute(found)).all())} if rows else {}
    return [
        Launch(
            campaign=whole[row.campaign_id],
            number=row.number,
            run=row.run,
            due=row.due_at,
            wish=row.wish,
            after=row.after,
            launched=row.launched_at,
            opens=row.opens_at,
            left=row.places,
            told=row.told,
        )
        for row in rows
    ]


# --------------------------------------------------------------------------------------- reading


def _stored(one: Schedule) -> dict[str, Any]:
    return {"type": type(one).__name__, "value": msgspec.to_builtins(one)}


async def _read(tx: Tx, rows: Sequence[Any]) -> list[Campaign]:
    wanted = select(campaign_steps).where(campaign_steps.c.campaign_id.in_([row.id for row in rows]))
    steps: dict[str, list[Step]] = {row.id: [] for row in rows}
    for row in await tx.execute(wanted.order_by(campaign_steps.c.number)) if rows else ():
        made: Schedule = msgspec.convert(row.schedule["value"], _SCHEDULES[row.schedule["type"]])
        media = None if row.media is None else msgspec.convert(row.media, Attachment)
        form, also = opening(row.form)
        steps[row.campaign_id].append(Step(row.languages, made, form, media, also))
    return [
        Campaign(
            id=row.id,
            programme=row.programme,
            name=row.name,
            by=row.created_by,
            at=row.created_at,
            audience=msgspec.convert(row.audience, Audience),
            within=None if row.within is None else tuple(row.within),
            steps=tuple(steps[row.id]),
            state=row.state,
            why=row.why,
            corrects=row.corrects or "",
        )
        for row in rows
    ]
