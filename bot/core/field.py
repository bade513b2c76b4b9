"""What a kind of answer can do. A field type is a frozen record of pure functions, one module each.

A type reads in two steps, because words that work anywhere stand between them (`design.md` §4):
`recognise` takes what is certainly an answer (an option, a number, a date, a place, a medium), `take`
gets what no command word has claimed. A value that needs more than one turn (a tally in steps, a date
to confirm, an album) is gathered in `partial`, which the draft keeps and which `ask` reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime
from typing import Any

from bot.core.conversation import Input
from bot.core.form import Answer, Answers, Field, Form
from bot.core.message import Choice
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.records import record
from bot.core.text import Text

Partial = Mapping[str, Any]


@record(frozen=True)
class Asking:
    """What a field type may look at: the field, the answers so far, who is asked, and local time."""

    field: Field
    form: Form
    book: Book
    person: Person
    local: datetime
    answers: Answers = default(default_factory=dict)
    partial: Partial = default(default_factory=dict)
    intent: str = ""


@record(frozen=True)
class Prompt:
    """How the open field is put now.

    `parts`, when there are any, replace the field's label (a later step, a confirmation). `slot`: the
    message is edited as it changes, where the channel can.
    """

    parts: tuple[Text, ...] = ()
    choices: tuple[Choice, ...] = ()
    hint: Text | None = None
    layout: str = ""
    multiple: bool = False
    asks: str = ""
    slot: bool = False


@record(frozen=True)
class Answered:
    """A complete answer. `ack` is said before the next question."""

    value: Answer
    ack: Text | None = None


@dataclass(frozen=True, slots=True)
class Gathering:
    """Understood, and not complete: keep `partial` and ask again. `quiet`: say nothing now."""

    partial: Partial
    ack: Text | None = None
    quiet: bool = False


@record(frozen=True)
class Refusal:
    """Not an answer to this; `text` says what would be one. The question stays."""

    text: Text


Reading = Answered | Gathering | Refusal


@dataclass(frozen=True, slots=True)
class FieldType:
    """One kind of answer.

    `ask`: the prompt for the present partial. `tap`: a pressed choice by its id. `recognise`: an
    input that is certainly an answer, else None. `take`: an input that no command claimed. `show`:
    the value as it stands in a summary. `open_text`: only the global words are commands here.
    `xlsform`: the spellings that XLSForm uses for this type.
    """

    name: str
    ask: Callable[[Asking], Prompt]
    tap: Callable[[str, Asking], Reading | None]
    recognise: Callable[[Input, Asking], Reading | None]
    take: Callable[[Input, Asking], Reading]
    show: Callable[[Answer, Asking], Text]
    open_text: bool = False
    asked: bool = True
    xlsform: tuple[str, ...] = ()
