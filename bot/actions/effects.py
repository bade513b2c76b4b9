"""What a turn asked for, as rows of its own person. None of it speaks to a network.

One function, one `match`: an effect that has no case does not pass the type checker. What changes who
speaks from an address, or how the rest of the turn is kept, comes back as an Aftermath.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from bot.core.audience import FILTER, plain_answers
from bot.core.conversation import (
    Become,
    CancelWake,
    ClearChat,
    Consent,
    Detach,
    DropDraft,
    Effect,
    Errand,
    Hush,
    Keep,
    LookUp,
    Quiet,
    State,
    Submit,
    WakeAt,
)
from bot.core.programme import Book
from bot.storage.batch import Address
from bot.storage.ids import Ids
from bot.storage.leaving import CLEAR
from bot.storage.ledger import Ledger, Post
from bot.storage.private_answers import respondent

PRIVATE = frozenset({"pseudonymous", "anonymous"})
CLEARS = timedelta(hours=1)
_HEX = frozenset("0123456789abcdef")


@dataclass(slots=True)
class Aftermath:
    """What the effects of a turn change around it. `become` is '' for a new person, None for nobody else."""

    hushed: bool
    become: str | None = None
    detached: bool = False


@dataclass(slots=True)
class Circumstances:
    """A turn whose effects are written: of whom, where, and what was before it.

    `family`: the secret of the private form that is sent, when one is. `caption`: of the media sent.
    """

    ledger: Ledger
    ids: Ids
    book: Book
    now: datetime
    local: datetime
    before: State
    after: State
    address: Address | None
    caption: str = ""
    family: bytes = b""

    @property
    def person(self) -> str:
        return self.before.person.id

    @property
    def channel(self) -> str:
        return self.address.channel if self.address is not None else ""


def write(effects: tuple[Effect, ...], at: Circumstances, hushed: bool) -> Aftermath:
    """Gather the rows of a turn's effects. Look-ups are answered elsewhere (`bot.actions.converse`)."""
    aftermath = Aftermath(hushed)
    passed_on = set(_ids([e.data for e in effects if isinstance(e, Errand)]))
    if passed_on:
        at.ledger.answers.pass_on(at.person, passed_on)
    for effect in effects:
        _write(effect, at, aftermath)
    return aftermath


def _write(effect: Effect, at: Circumstances, aftermath: Aftermath) -> None:  # noqa: C901 - one case each
    dialogue = at.ledger.dialogue
    match effect:
        case Submit():
            _submit(effect, at)
        case Consent():
            _consent(effect, at)
        case DropDraft(draft):
            dialogue.drop_draft(at.person, draft)
        case LookUp():
            pass
        case WakeAt(what, moment, data):
            dialogue.wake(at.person, what, moment, data)
        case CancelWake(what):
            dialogue.cancel_wake(at.person, what)
        case Errand():
            dialogue.errand(at.person, effect)
        case Keep():
            _keep(effect, at)
        case Quiet(on):
            if on:
                at.ledger.outbox.silence(at.person)
        case Hush(on):
            aftermath.hushed = on
            if not on:
                at.ledger.outbox.forget_lines(at.person)
        case Become(person):
            aftermath.become = person
        case Detach():
            aftermath.detached = True
            if at.address is not None:
                at.ledger.addresses.detach(at.address)
        case ClearChat():
            _clear(at)
        case _:
            assert_never(effect)


# --------------------------------------------------------------------------------------- answers


def _submit(submit: Submit, at: Circumstances) -> None:
    if submit.mode in PRIVATE:
        at.ledger.answers.intake(at.ids.random(), _without_person(submit, at))
        if submit.mode == "pseudonymous":
            at.ledger.answers.participation(at.person, submit.form, submit.wave)
        return
    if submit.replaces:
        at.ledger.answers.amend(at.person, submit, at.channel)
    else:
        at.ledger.answers.submit(at.person, submit, at.book.programme.name, at.channel)
    form = at.book.versions.get(submit.version)
    if form is not None and form.having(FILTER):
        at.ledger.answers.facts(at.person, submit, plain_answers(form, submit.answers))
    owner = submit.replaces or submit.id
    at.ledger.answers.attach(at.person, owner, submit.draft, set(_ids(submit.answers)))


def _without_person(submit: Submit, at: Circumstances) -> dict[str, Any]:
    """The row of a private form: neither who, nor when beyond the day, nor the identifier of this turn."""
    return {
        "respondent": _respondent(submit, at),
        "programme": at.book.programme.name,
        "form": submit.form,
        "form_version": submit.version,
        "wave": submit.wave,
        "day": at.local.date().isoformat(),
        "area": submit.facts.get("area", ""),
        "sex": submit.facts.get("sex", ""),
        "age_band": submit.facts.get("age_band", ""),
        "language": submit.language,
        "answers": submit.answers,
        "flags": list(submit.flags),
    }


def _respondent(submit: Submit, at: Circumstances) -> str:
    return respondent(at.family, at.person) if submit.mode == "pseudonymous" else at.ids.random()


def _consent(consent: Consent, at: Circumstances) -> None:
    """Of a private form the day is kept, and of a refusal only that there was one."""
    form = at.book.forms.get(consent.form)
    private = form is not None and form.private
    if form is not None and private and not consent.given:
        at.ledger.answers.refusal(consent.form, form.wave)
        return
    day = at.now.replace(hour=0, minute=0, second=0, microsecond=0)
    id_ = at.ids.random() if private else at.ids.new()
    at.ledger.answers.consent(id_, at.person, consent, at.channel, day if private else at.now)


# ----------------------------------------------------------------------------------------- media


def _keep(keep: Keep, at: Circumstances) -> None:
    """It belongs to a draft, or to a submission that is there already; with no owner it waits for one."""
    last = str(at.after.talk.last.get("id", ""))
    submission = keep.owner if keep.owner and keep.owner == last else ""
    open_ = at.before.draft.at if at.before.draft is not None else ""
    draft = "" if submission else keep.owner
    at.ledger.answers.keep(at.person, keep, at.address, draft, open_, at.caption)
    if submission:
        at.ledger.answers.attach(at.person, submission, "", {keep.media.id})


def _ids(value: Any) -> Iterator[str]:
    """Every identifier that stands anywhere in an answer."""
    if isinstance(value, str):
        if len(value) == 32 and _HEX.issuperset(value):
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _ids(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _ids(one)


def _clear(at: Circumstances) -> None:
    """One row that takes back what the platform allows of this chat (`bot.storage.leaving`)."""
    if at.address is not None:
        post = Post(
            id=at.ids.new(),
            seq=at.ids.seq(),
            person=at.person,
            action="delete",
            kind=CLEAR,
            useful_until=at.now + CLEARS,
        )
        at.ledger.outbox.post(post, at.address)
