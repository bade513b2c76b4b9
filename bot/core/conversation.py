"""A turn: state and input in, a new state, messages and effects out.

Everything here survives JSON: plain frozen records of texts, numbers, lists and mappings. Identifiers
are texts (32 hex digits), moments are ISO 8601 texts in UTC inside the state. The state carries its
version; an older one is upgraded (`bot.core.upgrades`), never thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.form import Answer
from bot.core.media import Media
from bot.core.message import Message
from bot.core.person import Person
from bot.core.records import record

STATE_VERSION = 1


# ------------------------------------------------------------------------------------------ state


@record(frozen=True)
class Draft:
    """A person's unfinished form, pinned to a version.

    `at` is the field now open, '' before the first, 'summary' at the end. `partial` is what the open
    field has gathered so far (steps of a tally, pages of a list, a value awaiting confirmation).
    `given`: field → provider's id of the message that answered it (an edit replaces the answer).
    `only`: after a *return*, the fields asked again. `about`: the submission that this draft amends,
    or is a child of. `passed`: fields skipped on purpose.
    """

    id: str
    form: str
    version: str
    started: str
    at: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    partial: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    passed: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    about: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)
    editing: bool = False
    reminded: bool = False
    until: str = ""


@record(frozen=True)
class Aside:
    """A question that belongs to no form: a confirmation, a language, a code. `kind` names its module."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another unfinished draft of this person, kept as its own row and not loaded."""

    draft: str
    form: str
    since: str


@record(frozen=True)
class Talk:
    """Where one person's dialogue stands.

    `stamp` numbers the open question. `misread` counts answers not understood in a row; `misread_at`
    is when that was last said. `albums`: album → (draft, field, moment) for ten minutes.
    `last`: the submission just sent (`id`, `ref`, `at`, `form`), which late photos may join.
    """

    stamp: int = 0
    draft: str = ""
    waiting: tuple[Waiting, ...] = ()
    aside: Aside | None = None
    misread: int = 0
    misread_at: str = ""
    skips: int = 0
    albums: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)


@record(frozen=True)
class State:
    """All that a turn reads and may rewrite of one person. The shell keeps each part in its own row."""

    person: Person
    talk: Talk = field(default_factory=Talk)
    draft: Draft | None = None
    version: int = STATE_VERSION


# ------------------------------------------------------------------------------------------ input


@record(frozen=True)
class Turn:
    """The circumstances of an input: when, where, and the fresh identifiers it may hand out.

    `now` is in UTC. `local` is the same in the programme's zone. `seed` is fresh randomness for
    what must be random (references, respondents, codes). `others`: how many more persons share the address.
    `doubt`: why this may be somebody else: 'other_id' (a known phone with a new account), 'silent' (a
    phone number not heard of for 90 days), else ''. `waits`: how many messages waited for this one.
    `offered`: the message to many that is the newest here, where its choices are typed by number; else ''.
    """

    now: datetime
    local: datetime
    ids: Iterator[str]
    seed: int
    channel: str
    address: str = ""
    others: int = 0
    country: str = ""
    doubt: str = ""
    waits: int = 0
    offered: str = ""


@record(frozen=True)
class Said:
    """Words. `message`: the provider's id; `edits`: of the one it replaces; `about`: of what it quotes."""

    text: str
    message: str = ""
    edits: str = ""
    about: str = ""


@record(frozen=True)
class Tapped:
    """A choice of a message, by the message's stamp and the choice's id."""

    stamp: int
    choice: str
    about: str = ""


@record(frozen=True)
class Sent:
    """Media, with an optional caption; parts of one album come together, late ones with the same `album`."""

    media: tuple[Media, ...]
    caption: str = ""
    album: str = ""
    message: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A position (degrees), or the person's own phone (E.164; never somebody else's)."""

    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Signalled:
    """A sticker or reaction; counts only as the yes or no that `emoji` says."""

    emoji: str


@dataclass(frozen=True, slots=True)
class Odd:
    """Something we do not take: `kind` as the provider calls it (contact, poll, game …)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a look-up or an errand: `kind` names it, `data` is plain JSON."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Woke:
    """A time that the engine asked for has come; `what` is its name."""

    what: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """The address was blocked (`here` False) or unblocked by the person."""

    here: bool


Input = Said | Tapped | Sent | Shared | Signalled | Odd | Found | Woke | Moved


# ---------------------------------------------------------------------------------------- effects


@record(frozen=True)
class Submit:
    """Store a completed form. `replaces`: the submission it amends. `child_of`: its parent.

    `draft`: the draft it was; media kept for that draft now belong to the submission.
    `facts`: bands copied from the profile beside the answers (sex, age_band, area).
    """

    id: str
    form: str
    version: str
    reference: str
    answers: Mapping[str, Answer]
    mode: str
    area: str = ""
    happened: str = ""
    replaces: str = ""
    child_of: str = ""
    wave: str = ""
    stage: str = "sent"
    flags: tuple[str, ...] = ()
    language: str = ""
    draft: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@record(frozen=True)
class Consent:
    """Record what was agreed to, or refused: form, version of the text, language it was read in."""

    form: str
    text_version: str
    language: str
    given: bool


@record(frozen=True)
class DropDraft:
    """Forget an unfinished form of this person."""

    draft: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask the shell for something in the same transaction; it steps again with Found(kind, …)."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Wake this person's conversation at `at` (UTC) with Woke(what); one per (person, what)."""

    what: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CancelWake:
    """Forget a waking."""

    what: str


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that concerns other people, carried out after the turn, once (`key` is unique)."""

    kind: str
    key: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keep:
    """Fetch and keep this medium; `submission` or `draft` says what it belongs to."""

    media: Media
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Stop (or resume) programme messages to this person."""

    on: bool


@dataclass(frozen=True, slots=True)
class Hush:
    """Mark this conversation as inside a private form (`on`): payloads and sent texts are not kept."""

    on: bool


@dataclass(frozen=True, slots=True)
class Become:
    """The next input from this address is of another person: an existing one, or '' for a new one."""

    person: str = ""


@dataclass(frozen=True, slots=True)
class Detach:
    """This address belongs to nobody here: show nothing, send nothing more."""


@dataclass(frozen=True, slots=True)
class ClearChat:
    """Delete what the platform allows of the last 48 hours of this chat."""


Effect = (
    Submit
    | Consent
    | DropDraft
    | LookUp
    | WakeAt
    | CancelWake
    | Errand
    | Keep
    | Quiet
    | Hush
    | Become
    | Detach
    | ClearChat
)


@record(frozen=True)
class Step:
    """What a turn did."""

    state: State
    messages: tuple[Message, ...] = ()
    effects: tuple[Effect, ...] = ()
