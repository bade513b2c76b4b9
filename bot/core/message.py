"""What is said to people, before any language and for any channel."""

from __future__ import annotations

from dataclasses import field

from bot.core.media import Attachment
from bot.core.records import record
from bot.core.text import Text


@record(frozen=True)
class Choice:
    """One thing that can be pressed, or typed by its number or label.

    `id` comes back when it is pressed. `number` is printed beside the label on channels without
    buttons; 0: the channel numbers it by position; below 0: it has none, because a number typed there
    means something else, and it is typed by its label. `marked`: chosen in a toggle list.
    `style`: '', 'primary' or 'danger'.
    """

    id: str
    label: Text
    number: int = 0
    marked: bool = False
    style: str = ""


@record(frozen=True)
class Message:
    """One turn's answer: acknowledgement, next question and choices together.

    `parts` are paragraphs. `stamp` numbers the question that the choices belong to: a tap on an
    older stamp is stale; 0 marks choices that stay valid (notices). `slot` names this message so
    that a later one with the same slot may replace it where the channel edits; `fresh` sends anew
    all the same. `layout`: '' or 'scale' (one per row, strongest on top). `multiple`: several may
    be chosen. `about` travels with the row, so that a reply quoting this message is understood
    ('thread:PERSON', 'notice:ID', 'question:STAMP'). `protect`: no forwarding or saving where the
    channel can forbid it. `asks`: 'contact' or 'position', a button by which the phone gives it.
    `acks`: how many of the first parts acknowledge; they are said even when a later message of the same
    batch takes the place of this question.
    """

    parts: tuple[Text, ...]
    choices: tuple[Choice, ...] = ()
    hint: Text | None = None
    progress: tuple[int, int] | None = None
    media: tuple[Attachment, ...] = ()
    stamp: int = 0
    layout: str = ""
    multiple: bool = False
    slot: str = ""
    fresh: bool = False
    about: str = ""
    protect: bool = False
    asks: str = ""
    heading: Text | None = field(default=None)
    acks: int = 0
