"""Random walks: whatever arrives, in whatever order, a turn ends, says something, and can be repeated.

Each input is a kind and a number; the number chooses among what is possible then (a choice of an earlier
message, a word, a result that was looked up), so that a failing walk is short and the same every time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.arabic.phrases import PHRASES
from bot.core.channel import Reader
from bot.core.conversation import (
    Draft,
    Found,
    Input,
    LookUp,
    Moved,
    Odd,
    Said,
    Sent,
    Shared,
    Signalled,
    State,
    Step,
    Submit,
    Tapped,
    Turn,
    WakeAt,
    Woke,
)
from bot.core.form import Form
from bot.core.media import KINDS, Media
from bot.core.message import Message
from bot.core.person import Person
from bot.flows.engine import step
from tests.flows.player import START, ZONE, message_to_many
from tests.flows.sample import PEOPLE, book, catalogues, reload, review
from tests.flows.xlsform.seen import known

MOST_ROUNDS = 3
MOST_MESSAGES = 2
WORDS = tuple(phrase for phrases in PHRASES.values() for phrase in phrases)
TYPED = (
    *("1", "٢", "3", "8", "9", "0", "27", "1998", "98", "2012", "-8", "600", "4.5", "1 3 5", "99999999999"),
    *("أمس", "5/3/2026", "بعد بكرا", "32/13/2026", "إربد", "الرمثا", "الموصل", "ابرد", "JO", "12345678"),
    *("27: 15 نساء و12 رجل", "27: 20 نساء و12 رجل", "10 منهم 12 طفل", "ليلى", "سامر", "دكر", "تهديد بالقتل"),
    *("", " ", ".", "؟", "\u200f", "\n\n", "😂😂", "👍🏽", "/start", "TM23456789AB", "1234566", "123456"),
    *("كلام لا معنى له هنا", "ا" * 5_000, "1" * 300, "{name}", "{m:ا|f:ب", "%s", "[إرسال]"),
)
OPENINGS = ("register", "activity", "closing", "pulse", "profile", "human", "complaint", "settings", "status")


@dataclass
class Walk:
    """One person, the state between turns, and what could be pressed, woken or found."""

    state: State
    now: datetime = START
    seed: int = 1
    ids: Iterator[int] = field(default_factory=lambda: count(1))
    shown: list[Message] = field(default_factory=list)
    wakes: list[WakeAt] = field(default_factory=list)
    drafts: dict[str, Draft] = field(default_factory=dict)
    sent: dict[str, Submit] = field(default_factory=dict)

    def take(self, given: Input, rounds: int = 0) -> None:
        """A turn with all that must hold of it; look-ups are answered in the same turn."""
        first = next(self.ids) * 1_000
        done = step(book(), self.state, given, self._turn(first))
        assert done == step(book(), reload(self.state), given, self._turn(first))
        for message in done.messages:
            self._speaks(message)
        assert len(done.messages) <= MOST_MESSAGES
        assert reload(done.state) == done.state
        for draft in (self.state.draft, done.state.draft):
            if draft is not None:
                self.drafts[draft.id] = draft
        self.state = done.state
        self.shown = [*self.shown, *done.messages][-6:]
        self._effects(done, rounds)

    def _turn(self, first: int) -> Turn:
        local = self.now.astimezone(ZONE)
        ids = (f"{n:012x}".ljust(32, "0") for n in count(first))
        offered = "f" * 32 if self.seed % 3 == 0 else ""
        return Turn(self.now, local, ids, self.seed, "telegram", address="a" * 32, offered=offered)

    def _effects(self, done: Step, rounds: int) -> None:
        for effect in done.effects:
            match effect:
                case WakeAt():
                    self.wakes = [*self.wakes, effect][-6:]
                case Submit():
                    self.sent[effect.id] = effect
                    only_relevant(effect)
                case LookUp(kind, data):
                    assert rounds < MOST_ROUNDS
                    self.take(Found(kind, self.looked_up(kind, data)), rounds + 1)
                case _:
                    pass

    def _speaks(self, message: Message) -> None:
        person = self.state.person
        rendered = catalogues().render_message(message, Reader(person.language, person.second, person.form))
        assert rendered.text.strip() or message.media or message.choices
        assert all(label.strip() for label in rendered.choices)
        for text in (*message.parts, *(c.label for c in message.choices), *filter(None, [message.hint])):
            known(text)
        assert len({c.id for c in message.choices}) == len(message.choices)

    # ----------------------------------------------------------------------------------- look-ups

    def looked_up(self, kind: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the shell would say, now this, now that."""
        match kind:
            case "draft":
                return {**data, "draft": self.drafts.get(data["id"]) if self.seed % 5 else None}
            case "submission":
                found = self.sent.get(str(data.get("id"))) or next(iter(self.sent.values()), None)
                return {} if found is None else {**facts(found), "open": True, "stage": "sent", **data}
            case "reports":
                return {"reports": [row(one) for one in self.sent.values()]}
            case "notices":
                return notices_found(self.seed)
            case "offered":
                return {**data, "message_to_many": TO_MANY} if self.seed % 2 else data
            case _:
                options = RESULTS[kind]
                return {**options[self.seed % len(options)], **data}


def facts(sent: Submit) -> dict[str, Any]:
    fields = [] if len(sent.answers) % 2 else ["ir7", "ir14"]
    return {
        "id": sent.id,
        "reference": sent.reference or "1234566",
        "form": sent.form,
        "version": sent.version,
        "answers": dict(sent.answers),
        "fields": fields,
    }


def row(sent: Submit) -> dict[str, Any]:
    kept = {"id": sent.id, "reference": sent.reference or "1234566", "stage": "sent"}
    return {**kept, "happened": sent.happened, "missing_photos": True}


CODE = "TM23456789AB"
REPORT = {"ir1n": "بيتنا", "ir3": "dialogue", "ir4": "2026-03-04", "ir7": {"total": 3, "women": 1}}
RETURNED = {
    "id": "e" * 32,
    "reference": "1234566",
    "form": "report",
    "version": "",
    "answers": REPORT,
    "reason": "photos_unclear",
    "words": "",
}
PLAN = {
    "outcome": "planned",
    "text": "مرحباً {name}",
    "whom": "everybody",
    "form": "pulse",
    "at": "now",
    "saved": [],
    "campaign": "f" * 32,
    "lines": [{"key": "campaign.plan_telegram", "count": 3}, "…"],
    "nobody": False,
    "sure": True,
}
FLAWED = {**PLAN, "outcome": "flawed", "wrong": "at", "why": [{"key": "announce.no_audience"}]}
SENT = {"id": "f" * 32, "name": "أسبوع", "at": "2026-03-05T06:00:00+00:00", "lines": []}
PREPARED = {
    "id": "a" * 32,
    "name": "رنا",
    "sex": "female",
    "birth_year": 2000,
    "area": "JO-IR",
    "district": "JO-IR-RAMTHA",
    "language": "",
    "source": "ورشة",
    "agreed": "2026-02-10",
}
TO_MANY = message_to_many({"text": "نود أن نسمع منك.", "form": "pulse human"})
LIST = {
    "media": "c" * 32,
    "name": "list.csv",
    "lines": [{"key": "people.count_new", "params": {"n": 3}}],
    "sheet": "",
}
RESULTS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "invitation": (
        {"valid": True, "code": CODE, "role": "champion", "areas": ["JO-IR"], "name": ""},
        {"valid": False, "why": "expired"},
        {"valid": True, "code": CODE, "prepared": {"id": "a" * 32, "name": "رنا"}},
    ),
    "awaited": (
        {"people": []},
        {"people": [{"id": "a" * 32, "name": "رنا"}, {"id": "b" * 32, "name": "سامر"}]},
    ),
    "prepared": (PREPARED, {**PREPARED, "district": "", "language": "en", "birth_year": 0}, {}),
    "people_list": (
        {"why": [{"key": "people.no_columns", "params": {"columns": {"key": "people.column_name"}}}]},
        {**LIST, "writes": 3},
        {**LIST, "writes": 0, "sheet": "a" * 32},
    ),
    "people_brought": ({**LIST, "roster": "a" * 32, "sheet": "a" * 32}, {"failed": True}),
    "people_undone": ({"lines": LIST["lines"]},),
    "persons": ({"persons": [{"id": "b" * 32, "name": "ليلى"}, {"id": "c" * 32, "name": ""}]},),
    "mydata": ({"addresses": 1, "submissions": 2, "media": 0, "consents": 1},),
    "answers": (
        {"items": []},
        {"items": [{"form": "pulse", "wave": "2026-4"}]},
        {"items": [{"form": "pulse", "wave": "2026-4"}, {"form": "report", "wave": ""}]},
    ),
    "answered": ({"answered": False}, {"answered": False}, {"answered": True}),
    "threads": (
        {"text": "كلام", "threads": []},
        {"text": "كلام", "threads": [{"person": "d" * 32, "name": "رنا"}]},
        {"verb": "block", "threads": [{"person": "d" * 32, "name": ""}]},
        {"verb": "take", "threads": [{"person": "d" * 32, "name": "رنا"}, {"person": "e" * 32, "name": ""}]},
    ),
    "team": (
        *({"state": state} for state in ("open", "closed", "quiet", "blocked", "lifted", "elsewhere")),
        {"state": "muted", "until": "2026-03-06T09:00:00+00:00"},
        {"state": "elsewhere", "area": "JO-IR"},
    ),
    "digest": ({"minutes": [510, 960]}, {"minutes": []}),
    "attended": ({"outcome": "taken", "name": "رنا", "by": ""}, {"outcome": "gone", "name": ""}),
    "person": ({"name": "رنا"}, {"name": ""}),
    "redeemed": (
        {"granted": True, "role": "champion", "areas": [], "source": "poster"},
        {"granted": True, "role": "coordinator", "areas": ["JO-IR"], "source": ""},
        {"granted": False, "why": "already"},
    ),
    "roles": ({"roles": ["volunteer"], "areas": []}, {"roles": [], "areas": []}),
    "returned": ({**RETURNED, "fields": ["ir14"]}, {**RETURNED, "words": "لماذا؟", "fields": []}),
    "accepted": ({"reference": "1234566", "by": "سامر"},),
    "photo_hidden": ({"reference": "1234566"},),
    "decided": (
        {"won": True, "decision": "accept", "reference": "1234566", "more": 2},
        {"won": False, "stage": "accepted", "reference": "1234566", "by": "رنا"},
    ),
    "hidden": ({"count": 1}, {"count": 0}),
    "withdrawn": ({"done": True, "reference": "1234566"}, {"done": False, "reference": "1234566"}),
    "linked": ({"linked": True}, {"linked": False, "why": "wrong"}, {"linked": False, "why": "tries"}),
    "answer_sent": ({"sent": True, "name": "رنا"}, {"sent": False, "name": ""}),
    "deleted_answers": ({"deleted": 1}, {"deleted": 0}),
    "arrived": ({},),
    "nobody": ({},),
    "media_refused": ({"why": "too_large"}, {"why": "gone"}),
    "audiences": ({"audiences": []}, {"audiences": [{"id": "a" * 32, "name": "شباب"}]}),
    "planned": (PLAN, {**PLAN, "nobody": True, "sure": False}, FLAWED, {"outcome": "gone"}),
    "announced": (
        {"outcome": "started", "at": "now"},
        {"outcome": "waiting", "asked": 2},
        {**PLAN, "outcome": "alone"},
        FLAWED,
        {"outcome": "gone"},
    ),
    "approvals": (
        {"verb": "approve", "campaigns": []},
        {"verb": "refuse", "campaigns": [SENT]},
        {"verb": "approve", "campaigns": [SENT, {**SENT, "id": "e" * 32}]},
    ),
    "approved": ({"outcome": "done_refuse", "name": "أسبوع"}, {"outcome": "gone", "name": ""}),
    "verdict": ({"verdict": "approve", "by": "رنا", "name": "أسبوع"},),
    "sent_messages": (
        {"campaigns": []},
        {"campaigns": [{**SENT, "state": "running"}, {**SENT, "id": "e" * 32, "state": "paused"}]},
        {"campaigns": [{**SENT, "state": "done"}]},
    ),
    "moved_messages": (
        {"done": True, "state": "paused", "name": "أسبوع"},
        {"done": False, "state": "paused"},
    ),
    "halted": (
        {"area": "JO-IR", "hold": "yes", "count": 3, "halted": False},
        {"area": "", "hold": "", "count": 1, "halted": True},
        {"area": "JO", "hold": "", "count": 0, "halted": False},
    ),
    "halt": ({"done": True, "area": "JO-IR", "ends": ""}, {"done": False, "area": ""}),
    "release": ({"done": True, "area": "JO-IR"}, {"done": False, "area": "gone"}),
    "resent": ({"count": 3}, {"count": 0}),
    "undoable": (
        {},
        {"id": "d" * 32, "name": "أسبوع", "text": "مرحباً", "waiting": 1, "got": 5},
        {"id": "d" * 32, "name": "أسبوع", "text": "مرحباً", "deletable": 2, "editable": 3, "fixed": 1},
        {"id": "d" * 32, "name": "أسبوع", "text": "مرحباً", "kept": {"whatsapp": 2}, "got": 2},
    ),
    "undone": ({"how": "delete", "count": 2}, {"how": "edit", "count": 0}),
    "failure": ({},),
    "reports": ({"reports": []},),
    "submission": ({},),
    "of_a_later_version": ({"x": 1},),
}


def notices_found(number: int) -> Mapping[str, Any]:
    if number % 5 == 0:
        return review(book(), {"thread": "d" * 32, "text": "متى؟"})
    return {} if number % 2 else review(book(), {"answers": REPORT, "photos": number % 3, "more": 1})


# -------------------------------------------------------------------------------------- what must hold


def only_relevant(sent: Submit) -> None:
    """Nothing is sent that the other answers no longer ask for."""
    form: Form = book().versions[sent.version]
    fields = {one.name: one for one in form.fields}
    for name in sent.answers:
        if not name.startswith("_"):
            relevant = fields[name].relevant
            assert relevant is None or relevant.holds(sent.answers), name


# ------------------------------------------------------------------------------------------ inputs


def _words(walk: Walk, n: int) -> Input:
    return Said(WORDS[n % len(WORDS)], message=f"m{n % 50}")


def _typed(walk: Walk, n: int) -> Input:
    return Said(TYPED[n % len(TYPED)], message=f"m{n % 50}")


def _label(walk: Walk, n: int) -> Input:
    """A choice of the last message, said."""
    choices = walk.shown[-1].choices if walk.shown else ()
    if not choices:
        return Said("نعم")
    choice = choices[n % len(choices)]
    return Said(catalogues().render(choice.label, Reader(walk.state.person.language)), message=f"m{n % 50}")


def _edit(walk: Walk, n: int) -> Input:
    return Said(TYPED[n % len(TYPED)], message=f"m{n % 7}", edits=f"m{n % 7}")


def _quote(walk: Walk, n: int) -> Input:
    about = walk.shown[n % len(walk.shown)].about if walk.shown else f"thread:{'d' * 32}"
    return Said(TYPED[n % len(TYPED)], message=f"m{n % 50}", about=about)


def _tap(walk: Walk, n: int) -> Input:
    """A choice of the last message, or now and then of an earlier one, or of none."""
    messages = [m for m in walk.shown if m.choices]
    if not messages or n % 31 == 0:
        return Tapped(n % 9, "send" if n % 2 else f"menu:{OPENINGS[n % len(OPENINGS)]}")
    message = messages[-1] if n % 4 else messages[n % len(messages)]
    return Tapped(message.stamp, message.choices[n % len(message.choices)].id, about=message.about)


def _sent(walk: Walk, n: int) -> Input:
    kinds = [KINDS[(n + i) % len(KINDS)] if n % 3 == 0 else "photo" for i in range(n % 4 + 1)]
    media = tuple(Media(kind, ref=f"r{n}{i}", id=f"{n}-{i}") for i, kind in enumerate(kinds))
    album = f"a{n % 3}" if n % 2 else ""
    return Sent(media, caption="تعليق" if n % 5 == 0 else "", album=album, message=f"p{n}")


def _shared(walk: Walk, n: int) -> Input:
    return Shared(latitude=32.5, longitude=35.9) if n % 2 else Shared(phone="+962790000000")


def _signal(walk: Walk, n: int) -> Input:
    return Signalled(("👍", "👎", "😂", "", "✅")[n % 5])


def _odd(walk: Walk, n: int) -> Input:
    return Odd(("contact", "poll", "game", "unheard_of", "long", "unreadable")[n % 6])


def _woke(walk: Walk, n: int) -> Input:
    if walk.wakes and n % 5:
        wake = walk.wakes[n % len(walk.wakes)]
        return Woke(wake.what, wake.data)
    return Woke(("album", "remind", "nudge:x", "expire:x", "of_a_later_version")[n % 5])


def _found(walk: Walk, n: int) -> Input:
    kinds = [kind for kind in sorted(RESULTS) if kind != "invitation" or n % 2]
    kind = kinds[n % len(kinds)]
    return Found(kind, RESULTS[kind][n % len(RESULTS[kind])])


def _notice(walk: Walk, n: int) -> Input:
    return Found("notices", notices_found(n)) if walk.state.person.staff else Said("التالي")


def _moved(walk: Walk, n: int) -> Input:
    return Moved(here=bool(n % 2))


INPUTS: tuple[Callable[[Walk, int], Input], ...] = (
    *(_tap,) * 8,
    *(_typed,) * 4,
    *(_label,) * 3,
    *(_words,) * 3,
    *(_sent,) * 2,
    _edit,
    _quote,
    _shared,
    _signal,
    _odd,
    _woke,
    _found,
    _notice,
    _moved,
)
PAUSES = (timedelta(seconds=5), timedelta(seconds=90), timedelta(hours=3), timedelta(hours=60))


@st.composite
def people(draw: st.DrawFn) -> Person:
    person = PEOPLE[draw(st.sampled_from(sorted(PEOPLE)))]
    return replace(person, language=draw(st.sampled_from(["ar", "en", "ckb"])))


STEPS = st.tuples(st.sampled_from(INPUTS), st.integers(0, 5_000), st.sampled_from(PAUSES))


@settings(max_examples=300)
@given(people(), st.sampled_from(OPENINGS), st.lists(STEPS, min_size=5, max_size=30))
def test_a_walk_through_everything(
    person: Person, opening: str, steps: list[tuple[Callable[[Walk, int], Input], int, timedelta]]
) -> None:
    walk = Walk(State(person))
    walk.take(Tapped(0, f"menu:{opening}"))
    for make, number, pause in steps:
        walk.now += pause
        walk.seed = number
        walk.take(make(walk, number))


@settings(max_examples=120)
@given(people(), st.sampled_from(OPENINGS), st.lists(st.integers(0, 5_000), min_size=20, max_size=60))
def test_a_walk_of_somebody_who_only_answers(person: Person, opening: str, numbers: list[int]) -> None:
    """Pressing and typing what is offered gets through forms to their end."""
    walk = Walk(State(person))
    walk.take(Tapped(0, f"menu:{opening}"))
    for number in numbers:
        walk.now += PAUSES[0]
        walk.seed = number
        walk.take((_tap if number % 3 else _typed)(walk, number))
