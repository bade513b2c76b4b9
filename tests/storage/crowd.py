"""Invented people in the tables that an audience asks, and whom it means said once more, in plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from sqlalchemy import delete, insert

from bot.core.audience import Audience, Reach
from bot.core.form import Form
from bot.storage.columns import Ciphertext
from bot.storage.database import Tx
from bot.storage.schema import (
    address_persons,
    addresses,
    answer_facts,
    drafts,
    memberships,
    outgoing,
    participations,
    persons,
    recipients,
    submissions,
)
from tests.core.audience.forms import BOOK, NEEDS, PULSE, REPORT

NOW = datetime(2026, 3, 5, 22, 30, tzinfo=UTC)
"""Late in the evening: in Amman it is tomorrow already."""

SEALED = Ciphertext(b"sealed")
ZONE = ZoneInfo(BOOK.programme.zone)
REACHED = ("sent", "delivered", "read", "unknown")
CAMPAIGNS = ("a" * 32, "b" * 32)
PLACES = ("", *BOOK.areas.by_code, "JO-KA")
DAYS = (NOW - timedelta(days=400), datetime(2026, 2, 28, 20, 59, 59, tzinfo=UTC), NOW - timedelta(days=1))


@dataclass(frozen=True)
class Sent:
    """A submission. `chosen`: (field, option) that are plain."""

    form: str
    wave: str = ""
    stage: str = "sent"
    chosen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Somebody:
    """Of `roles`: programme, role, whether it is held now. Of `channels`: name, state.

    Of `got`: the campaign, the state there, and of what was posted the one in the outbox.
    """

    area: str = "JO-IR"
    sex: str = "female"
    born: int = 1995
    language: str = "ar"
    registered: bool = True
    stopped: bool = False
    erased: bool = False
    registered_at: datetime | None = NOW - timedelta(days=40)
    seen_at: datetime = NOW
    roles: tuple[tuple[str, str, bool], ...] = (("sample", "volunteer", True),)
    channels: tuple[tuple[str, str], ...] = (("telegram", "working"),)
    sent: tuple[Sent, ...] = ()
    drafts: tuple[str, ...] = ()
    took_part: tuple[tuple[str, str], ...] = ()
    got: tuple[tuple[str, str, str], ...] = ()


_numbers = count(1)


def _id() -> str:
    return f"{next(_numbers):032x}"


async def live(tx: Tx, people: Sequence[Somebody]) -> list[str]:
    """They are there, and nobody else; who is who, in the order given."""
    own = (answer_facts, participations, submissions, drafts, memberships, address_persons)
    for table in (*own, recipients, outgoing):
        await tx.execute(delete(table))
    await tx.execute(delete(addresses))
    await tx.execute(delete(persons))
    ids = [_id() for _ in people]
    for id_, one in zip(ids, people, strict=True):
        await _person(tx, id_, one)
        await _answers(tx, id_, one)
        await _messages(tx, id_, one)
    return ids


async def _person(tx: Tx, id_: str, one: Somebody) -> None:
    known = {"area": one.area, "sex": one.sex, "birth_year": one.born, "language": one.language}
    times = {"created_at": NOW, "seen_at": one.seen_at, "registered_at": one.registered_at}
    states = {"registered": one.registered, "stopped": one.stopped, "discreet": False}
    gone = {"erased_at": NOW if one.erased else None}
    row = {"id": id_, "version": 1, "data": SEALED, **known, **times, **states, **gone}
    await tx.execute(insert(persons).values(row))
    for programme, role, now in one.roles:
        held = {"programme": programme, "role": role, "area": "", "since": NOW, "until": None if now else NOW}
        await tx.execute(insert(memberships).values(id=_id(), person_id=id_, **held))
    for channel, state in one.channels:
        address = _id()
        at = {"channel": channel, "account": "1", "state": state, "language": "ar", "created_at": NOW}
        await tx.execute(insert(addresses).values(id=address, person_id=None, **at))
        await tx.execute(insert(address_persons).values(address_id=address, person_id=id_, since=NOW))


async def _answers(tx: Tx, id_: str, one: Somebody) -> None:
    for sent in one.sent:
        submission = _id()
        await tx.execute(insert(submissions).values(_submission(submission, id_, sent)))
        for field, value in sent.chosen if sent.stage != "withdrawn" else ():
            fact = {"form": sent.form, "field": field, "value": value, "wave": sent.wave}
            await tx.execute(insert(answer_facts).values(person_id=id_, submission_id=submission, **fact))
    for form in one.drafts:
        row = {"form": form, "form_version": "v", "data": SEALED, "updated_at": NOW}
        await tx.execute(insert(drafts).values(person_id=id_, id=_id(), **row))
    for form, wave in dict.fromkeys(one.took_part):
        await tx.execute(insert(participations).values(person_id=id_, form=form, wave=wave))


async def _messages(tx: Tx, id_: str, one: Somebody) -> None:
    for campaign, state, sent in one.got:
        row = _id() if state == "posted" else None
        due = {"due_at": NOW, "useful_until": NOW, "channel": "telegram", "reason": "", "outgoing_id": row}
        key = {"campaign_id": campaign, "step": 1, "run": next(_numbers), "person_id": id_}
        await tx.execute(insert(recipients).values(**key, state=state, **due))
        if row is not None:
            await tx.execute(insert(outgoing).values(_outgoing(row, id_, sent)))


def _outgoing(id_: str, person: str, state: str) -> dict[str, object]:
    where = {
        "address_id": _id(),
        "channel": "telegram",
        "account": "1",
        "slot": "",
        "about": "",
        "reason": "",
    }
    kind = {"priority": 3, "kind": "campaign", "action": "send", "fleeting": False, "hushed": False}
    counts = {"seq": next(_numbers), "stamp": 0, "attempts": 0, "epoch": 0}
    times = {"due_at": NOW, "useful_until": NOW, "created_at": NOW}
    return {"id": id_, "person_id": person, "state": state} | where | kind | counts | times


def _submission(id_: str, person: str, sent: Sent) -> dict[str, object]:
    given = {"form": sent.form, "wave": sent.wave, "stage": sent.stage, "channel": "telegram"}
    words = {"form_version": "v", "area": "", "happened": "", "mode": "identified", "language": "ar"}
    row = {"id": id_, "person_id": person, "programme": "sample", "answers": SEALED, "facts": {}, "flags": []}
    return row | given | words | {"revision": 1, "created_at": NOW, "updated_at": NOW}


# --------------------------------------------------------------------------- whom it means, in Python


def belongs(one: Somebody, audience: Audience, within: Reach = None) -> bool:
    """Whether somebody is of an audience."""
    there = one.registered and not one.stopped and not one.erased
    return there and (within is None or _lives(one, within)) and holds(one, audience)


def _lives(one: Somebody, codes: Sequence[str]) -> bool:
    return bool({one.area, *BOOK.areas.upwards(one.area)} & set(codes))


def holds(one: Somebody, asked: Audience) -> bool:  # noqa: C901 - one case each
    match asked.kind:
        case "all":
            return all(holds(one, part) for part in asked.of)
        case "any":
            return any(holds(one, part) for part in asked.of)
        case "not":
            return not holds(one, asked.of[0])
        case "area":
            return _lives(one, asked.values)
        case "role":
            return any(p == "sample" and role in asked.values and now for p, role, now in one.roles)
        case "programme":
            return any(p in asked.values and now for p, _, now in one.roles)
        case "sex":
            return one.sex in asked.values
        case "language":
            return one.language in asked.values
        case "channel":
            return any(name in asked.values and state == "working" for name, state in one.channels)
        case "age":
            years = NOW.astimezone(ZONE).year - one.born
            return one.born > 0 and asked.low <= years and (not asked.high or years <= asked.high)
        case "registered":
            if one.registered_at is None:
                return False
            day = one.registered_at.astimezone(ZONE).date().isoformat()
            return (asked.first or day) <= day <= (asked.last or day)
        case "seen" | "unseen":
            return (NOW - one.seen_at <= timedelta(days=asked.days)) is (asked.kind == "seen")
        case "answered" | "unanswered":
            return _answered(one, asked) is (asked.kind == "answered")
        case "unfinished":
            return asked.form in one.drafts and _wave(asked) in {"", _form(asked).wave}
        case "answer":
            return any(
                (asked.field, value) in sent.chosen
                for sent in _counting(one, asked)
                for value in asked.values
            )
        case "got":
            return any(
                campaign in asked.values and (sent if state == "posted" else state) in REACHED
                for campaign, state, sent in one.got
            )


def _form(asked: Audience) -> Form:
    return {"needs": NEEDS, "pulse": PULSE, "report": REPORT}[asked.form]


def _wave(asked: Audience) -> str:
    return _form(asked).wave if asked.wave == "now" else asked.wave


def _counting(one: Somebody, asked: Audience) -> Iterator[Sent]:
    wave = _wave(asked)
    for sent in one.sent:
        if sent.form == asked.form and sent.stage != "withdrawn" and wave in {"", sent.wave}:
            yield sent


def _answered(one: Somebody, asked: Audience) -> bool:
    if _form(asked).private:
        return any(form == asked.form and _wave(asked) in {"", wave} for form, wave in one.took_part)
    return any(_counting(one, asked))


# ---------------------------------------------------------------------------------------- invented

WAVES = ("", "w1", "w2")
_roles = st.sampled_from(("applicant", "volunteer", "champion", "coordinator"))
_chosen = st.sampled_from(
    [("help", "yes"), ("help", "no"), ("skills", "cook"), ("skills", "drive"), ("skills", "teach")]
)
_sent = st.builds(
    Sent,
    form=st.sampled_from(("needs", "report")),
    wave=st.sampled_from(WAVES),
    stage=st.sampled_from(("sent", "accepted", "returned", "withdrawn")),
    chosen=st.lists(_chosen, max_size=3, unique=True).map(tuple),
)


def _few(one: st.SearchStrategy[object], most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, max_size=most).map(tuple)


people = st.builds(
    Somebody,
    area=st.sampled_from(PLACES),
    sex=st.sampled_from(("male", "female", "prefer_not", "")),
    born=st.sampled_from((0, 1906, 1966, 1996, 2001, 2002, 2008, 2026)),
    language=st.sampled_from(("ar", "en", "ckb")),
    registered=st.sampled_from((True, True, True, False)),
    stopped=st.sampled_from((False, False, False, True)),
    erased=st.sampled_from((False, False, False, True)),
    registered_at=st.sampled_from((None, *DAYS)),
    seen_at=st.sampled_from(tuple(NOW - timedelta(days=n) for n in (0, 1, 29, 30, 31, 400))),
    roles=_few(st.tuples(st.sampled_from(("sample", "other")), _roles, st.booleans()), 3),
    channels=_few(
        st.tuples(
            st.sampled_from(("telegram", "whatsapp", "webchat")),
            st.sampled_from(("working", "left", "detached")),
        )
    ),
    sent=_few(_sent, 3),
    drafts=st.lists(st.sampled_from(("needs", "pulse", "report")), max_size=2, unique=True).map(tuple),
    took_part=_few(st.tuples(st.just("pulse"), st.sampled_from(("w1", "w2")))),
    got=_few(
        st.tuples(
            st.sampled_from(CAMPAIGNS),
            st.sampled_from(("posted", "waiting", "skipped", "read", "unknown", "failed")),
            st.sampled_from(("queued", "sent", "failed", "delivered", "unknown")),
        )
    ),
)


def _some(*names: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(tuple)


_waves = st.sampled_from((*WAVES, "now"))
_days = st.sampled_from(("", "2025-01-29", "2026-02-28", "2026-03-01", "2026-03-05"))
_conditions = st.one_of(
    st.builds(Audience, st.just("area"), _some(*BOOK.areas.by_code)),
    st.builds(Audience, st.just("role"), _some("volunteer", "champion", "admin")),
    st.builds(Audience, st.just("programme"), _some("sample", "other")),
    st.builds(Audience, st.just("sex"), _some("male", "female", "prefer_not")),
    st.builds(Audience, st.just("language"), _some("ar", "en", "ckb")),
    st.builds(Audience, st.just("channel"), _some("telegram", "whatsapp", "webchat")),
    st.builds(Audience, st.just("age"), low=st.sampled_from((0, 18, 25)), high=st.sampled_from((0, 24, 60))),
    st.builds(Audience, st.just("registered"), first=_days, last=_days),
    st.builds(Audience, st.sampled_from(("seen", "unseen")), days=st.sampled_from((1, 30, 399))),
    st.builds(
        Audience,
        st.sampled_from(("answered", "unanswered", "unfinished")),
        form=st.sampled_from(("needs", "pulse")),
        wave=_waves,
    ),
    st.builds(
        Audience,
        st.just("answer"),
        _some("cook", "drive"),
        form=st.just("needs"),
        field=st.just("skills"),
        wave=_waves,
    ),
    st.builds(Audience, st.just("got"), _some(*CAMPAIGNS)),
)
audiences = st.recursive(
    _conditions,
    lambda inner: st.one_of(
        st.builds(Audience, st.sampled_from(("all", "any")), of=st.lists(inner, max_size=3).map(tuple)),
        st.builds(Audience, st.just("not"), of=st.tuples(inner)),
    ),
    max_leaves=8,
)
reaches = st.one_of(st.none(), st.lists(st.sampled_from(tuple(BOOK.areas.by_code)), max_size=2).map(tuple))
