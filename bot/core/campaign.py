"""A campaign: messages to an audience, in steps, each on its own schedule. To people it is «رسائل».

The campaign is data. `actions.launch_campaign` writes a recipient for everybody whom the audience means when
a step is due, `actions.post_campaign` puts their messages into the outbox at the provider's pace, and what
became of each is read from there (`storage.campaign_accounts`). A recipient is in one state at a time, so the
states add up to the audience.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal

from bot.core.audience import EVERYBODY, Audience, Reach
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending.fields import filled
from bot.core.sending.schedule import Now, Schedule
from bot.core.text import Text, as_name, key, names, verbatim

MOST_BUTTONS: Final = 3
"""As many as WhatsApp shows below a message."""

State = Literal["draft", "waiting", "running", "paused", "done", "cancelled", "failed"]
"""draft: not sent yet. waiting: for a second person's approval. failed: see FAILURES."""

FAILURES: Final = ("form", "audience", "media")
"""Why one fails: its form, what its audience asks about, or what goes with its words is no more."""

NEXT: Final[Mapping[State, tuple[State, ...]]] = {
    "draft": ("waiting", "running", "cancelled"),
    "waiting": ("running", "cancelled"),
    "running": ("paused", "done", "cancelled", "failed"),
    "paused": ("running", "cancelled"),
    "failed": ("cancelled",),
    "done": ("running",),
    "cancelled": (),
}

# Of a recipient: these are their own. Who is posted is in the state of their row of the outbox.
WAITING, SKIPPED, UNREACHABLE, CANCELLED = "waiting", "skipped", "unreachable", "cancelled"
POSTED: Final = "posted"
ON_THE_WAY: Final = ("queued", "sending", "held")
ARRIVED: Final = ("sent", "delivered", "read")
STATES: Final = (
    WAITING,
    *ON_THE_WAY,
    *ARRIVED,
    "parked",
    "unknown",
    "failed",
    SKIPPED,
    UNREACHABLE,
    CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One message. `languages`: its words; see `bot.core.sending.fields`.

    `form`: what its button opens, '' for none; `also`: what further ones open. `media`: what goes with the
    words.
    """

    languages: Mapping[str, str]
    schedule: Schedule = field(default_factory=Now)
    form: str = ""
    media: Attachment | None = None
    also: tuple[str, ...] = ()

    @property
    def buttons(self) -> tuple[str, ...]:
        """All that its buttons open, in order."""
        return (self.form, *self.also) if self.form else ()


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is sent to many. `within`: the areas that its author answers for; None for all.

    `by`: a person's id or 'command'. `why`: of a failed one, what is wrong with it. `corrects`: the campaign
    whose error it mends: then the weekly cap does not hold for it.
    """

    id: str
    programme: str
    name: str
    by: str
    at: datetime
    audience: Audience = EVERYBODY
    within: Reach = None
    steps: tuple[Step, ...] = ()
    state: State = "draft"
    why: str = ""
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One launch of a step: a recurring step has many. Both count from 1."""

    campaign: str
    step: int
    run: int

    def about(self) -> str:
        """What its messages say they are about, so that a reply is attributed to it."""
        return f"campaign:{self.campaign}:{self.step}:{self.run}"


def run_of(about: str) -> Run | None:
    """The run that a message is about; None of any other."""
    kind, *rest = about.split(":")
    if kind != "campaign" or len(rest) != 3:
        return None
    return Run(rest[0], int(rest[1]), int(rest[2]))


def failed(campaign: Campaign) -> Message:
    """What its author reads when it could not leave."""
    why = campaign.why if campaign.why in FAILURES else "form"
    text = key(f"campaign.failed_{why}", title=verbatim(campaign.name))
    return Message((text,), about=f"sent:{campaign.id}")


def message(step: Step, run: Run, person: Person, place: str, book: Book) -> Message:
    """The step as it goes to somebody who lives at `place`, with how to stop below it."""
    text = _words(step, person, place, book)
    choices = tuple(Choice(f"form:{name}", label) for name, label in _labelled(step, book))
    media = (step.media,) if step.media is not None else ()
    return Message((text,), choices, hint=key("campaign.footer"), media=media, about=run.about())


def opens(campaign: Campaign, book: Book) -> Iterator[Text]:
    """What the buttons below its messages open, a line each, as far as it is still there."""
    named = dict.fromkeys(name for step in campaign.steps for name in step.buttons)
    forms = (book.forms.get(name) for name in named)
    return (key("approval.form", form=form.title) for form in forms if form is not None)


def opening(said: str) -> tuple[str, tuple[str, ...]]:
    """What the first button opens and what further ones do, of names with spaces between them."""
    form, *also = said.split() or [""]
    return form, tuple(also)


def _labelled(step: Step, book: Book) -> Iterator[tuple[str, Text]]:
    """One button begins; several say what they open, as far as that is still there."""
    if not step.also:
        yield from ((name, key("campaign.begin")) for name in step.buttons)
        return
    for name in step.buttons:
        form = book.forms.get(name)
        if form is not None:
            yield name, as_name(form.title)


def words_to(step: Step, person: Person, book: Book) -> Text:
    """Its words as this person reads them, whoever looks at them."""
    return replace(_words(step, person, person.place, book), language=person.language, form=person.form)


def _words(step: Step, person: Person, place: str, book: Book) -> Text:
    wanted = frozenset[str]().union(*map(names, step.languages.values()))
    return Text(languages=step.languages, params=filled(wanted, person, place, book))
