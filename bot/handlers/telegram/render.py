"""A Message as calls of the Bot API, as data: what is written, shown and offered, in order.

One turn is one message wherever Telegram allows it: a single medium carries the text as its caption,
and the last call carries the buttons. No mark-up language is used, so nothing needs to be escaped.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.core.channel import Reader
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.text import Text, key
from bot.handlers.telegram.split import CAPTION_LIMIT, pieces, units

Words = Callable[[Text, Reader], str]

DATA_BYTES = 64
MOST_BUTTONS = 100
ALBUM = 10
LONG_LABEL = 14  # letters; in two columns on a small phone a longer one is cut
TINY_LABEL = 3
COLUMNS = 2
TINY_COLUMNS = 5
ELLIPSIS = "…"  # buttons need a text to stand under
CHOSEN = "✅ "
INVISIBLE = re.compile("[\u200c-\u200f\u061c\u064b-\u0652\u0670\u2066-\u2069\ufe0f]")
RIGHT_TO_LEFT = ("ar", "ckb")
RIGHT_TO_LEFT_MARK = "\u200f"
STYLES = {"primary", "danger"}
PHOTO_TYPES = {"", "image/jpeg", "image/png", "image/webp"}
VISUAL = {"photo", "video"}
SHARE = {"contact": key("telegram.share_contact"), "position": key("telegram.share_position")}


@dataclass(frozen=True, slots=True)
class Button:
    """Below a message. `data` comes back when it is pressed."""

    label: str
    data: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """Below the text line. Pressing it says its label, or gives what it `asks` for."""

    label: str
    asks: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Write:
    """A text; its first `bold` code units are a heading."""

    text: str
    bold: int = 0
    rows: Rows = ()
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Show:
    """A medium, perhaps with the text as its caption; several are an album, which has no buttons."""

    files: tuple[Attachment, ...]
    caption: str = ""
    bold: int = 0
    rows: Rows = ()


Call = Write | Show


def render(message: Message, reader: Reader, words: Words) -> tuple[Call, ...]:
    """The calls in the order in which they are to be made; the last one has the buttons."""
    heading = words(message.heading, reader).strip() if message.heading is not None else ""
    rows, lines = _choices(message, reader, words)
    body = "\n\n".join(
        part for part in (heading, *_paragraphs(message, reader, words), lines) if part.strip()
    )
    keys = _keys(message, reader, words)
    bold = units(heading)
    if len(message.media) == 1 and units(body) <= CAPTION_LIMIT and not keys:
        return (Show((_as_sent(message.media[0]),), body, bold, rows),)
    shown = [Show(group) for group in _groups(message.media)]
    texts = pieces(body) or ([ELLIPSIS] if rows or keys else [])
    return (*shown, *_written(texts, Write("", bold, rows, keys)))


def notice(message: Message, reader: Reader, words: Words) -> str:
    """What is shown for a moment when a button was pressed."""
    return words(message.parts[0], reader)[:200] if message.parts else ""


def _written(texts: Sequence[str], whole: Write) -> Iterator[Write]:
    """The heading is bold in the first piece, the buttons stand under the last."""
    for number, text in enumerate(texts):
        last = number == len(texts) - 1
        bold = min(whole.bold, units(text)) if number == 0 else 0
        yield Write(text, bold, whole.rows if last else (), whole.keys if last else ())


def _paragraphs(message: Message, reader: Reader, words: Words) -> list[str]:
    found = [words(part, reader) for part in message.parts]
    if message.progress is not None and found:
        at, of = message.progress
        # Isolated: beside Arabic the two numbers would change places.
        found[-1] += f" (\u2066{at}/{of}\u2069)"
    return [*found, words(message.hint, reader)] if message.hint is not None else found


# ------------------------------------------------------------------------------------------ choices


def _choices(message: Message, reader: Reader, words: Words) -> tuple[Rows, str]:
    """Buttons; as numbered text when Telegram could not carry them all as buttons."""
    if message.asks in SHARE:
        return (), ""
    buttons = [_button(choice, message.stamp, reader, words) for choice in message.choices]
    if len(buttons) > MOST_BUTTONS or any(len(one.data.encode()) > DATA_BYTES for one in buttons):
        return (), "\n".join(_lines(message.choices, reader, words))
    extra = [choice.number < 0 for choice in message.choices]
    return tuple(_rows(buttons, extra, scale=message.layout == "scale")), ""


def _button(choice: Choice, stamp: int, reader: Reader, words: Words) -> Button:
    label = (CHOSEN if choice.marked else "") + words(choice.label, reader)
    return Button(label, f"{stamp}:{choice.id}", choice.style if choice.style in STYLES else "")


def _rows(buttons: Sequence[Button], extra: Sequence[bool], *, scale: bool) -> Iterator[tuple[Button, ...]]:
    """What is beside the options (back, skip) begins a row of its own."""
    columns = 1 if scale else _columns(buttons)
    for _, group in groupby(zip(extra, buttons, strict=True), key=lambda pair: pair[0]):
        row = [button for _, button in group]
        yield from (tuple(row[at : at + columns]) for at in range(0, len(row), columns))


def _columns(buttons: Sequence[Button]) -> int:
    longest = max((_letters(button.label) for button in buttons), default=0)
    if longest > LONG_LABEL:
        return 1
    return TINY_COLUMNS if longest <= TINY_LABEL and len(buttons) > COLUMNS else COLUMNS


def _letters(label: str) -> int:
    """As wide as it is to the eye: marks of direction and vowels take no room."""
    return len(INVISIBLE.sub("", label))


def _lines(choices: Sequence[Choice], reader: Reader, words: Words) -> Iterator[str]:
    """«1. نعم»: the number that is typed to choose it. What has none (below 0) is typed by its label."""
    mark = RIGHT_TO_LEFT_MARK if reader.language in RIGHT_TO_LEFT else ""
    for position, choice in enumerate(choices, 1):
        head = f"{choice.number or position}." if choice.number >= 0 else "•"
        yield f"{mark}{head} {CHOSEN if choice.marked else ''}{words(choice.label, reader)}"


def _keys(message: Message, reader: Reader, words: Words) -> tuple[Key, ...]:
    """The phone gives its number or position by a key below the text line only."""
    if message.asks not in SHARE:
        return ()
    asked = Key(words(SHARE[message.asks], reader), message.asks)
    return (asked, *(Key(words(choice.label, reader)) for choice in message.choices))


# -------------------------------------------------------------------------------------------- media


def _as_sent(file: Attachment) -> Attachment:
    """What Telegram does not show as a photo goes as a file."""
    shown = file.variant != "original" or file.mime in PHOTO_TYPES
    kind = "file" if file.kind == "audio" or (file.kind == "photo" and not shown) else file.kind
    return replace(file, kind=kind)


def _groups(media: Sequence[Attachment]) -> Iterator[tuple[Attachment, ...]]:
    """Albums: photos and videos together, files with files, voice notes alone."""
    together = groupby(map(_as_sent, media), key=lambda file: "visual" if file.kind in VISUAL else file.kind)
    for kind, group in together:
        files = tuple(group)
        size = 1 if kind == "voice" else ALBUM
        yield from (files[at : at + size] for at in range(0, len(files), size))
