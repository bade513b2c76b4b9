"""A Message as WhatsApp texts: paragraphs, choices as buttons, a list or numbered lines, media by link.

A choice is never cut, whatever its length: where no button holds it, it is a line of text. What is longer
than Twilio takes is split between paragraphs, with the question and its choices last. One medium goes per
message.
"""

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.core.channel import Files, Reader
from bot.core.message import Choice, Message
from bot.core.templates import OPENER
from bot.core.text import Text, key
from bot.handlers.whatsapp.shapes import BODY, Pressable, filled, language_of, shape_of

Words = Callable[[Text, Reader], str]

BODY_LIMIT = 1600
CAPTION_LIMIT = 1024
CAPTIONED = {"photo", "video"}
RTL_LANGUAGES = {"ar", "ckb"}
RIGHT_TO_LEFT_MARK = "\u200f"
SEVERAL = key("whatsapp.several")  # how to choose several: «1 3 5»
POSITION = key("whatsapp.position")  # how to send one's position from WhatsApp
OPENS = key("whatsapp.open_list")  # the button that opens a list

Known = Mapping[tuple[str, str], str]
"""What was made at Twilio: its id, by name and language."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Twilio's: a text, a medium with or without one, or an object made before.

    `content`: its id, `values` fill it; where it is not taken, `body` says the same.
    """

    body: str
    media_url: str = ""
    content: str = ""
    values: str = ""


def render(
    message: Message, reader: Reader, words: Words, files: Files, known: Known | None = None
) -> tuple[Part, ...]:
    """In the order in which they are to be read. `known`: the objects that there are."""
    body = _body(message, reader, words)
    pressable = _pressable(message, reader, words, body, known) if known else None
    if pressable is not None:
        return (pressable,)
    links = [(files.link(medium.media, medium.variant), medium.kind) for medium in message.media]
    if len(links) == 1 and links[0][1] in CAPTIONED and 0 < length(body) <= CAPTION_LIMIT:
        return (Part(body, links[0][0]),)
    alone = [Part("", url) for url, _ in links]
    return (*alone, *(Part(text) for text in split(body)))


def opener(message: Message, reader: Reader, known: Known) -> Part | None:
    """A template, in the first of the reader's languages in which it is approved."""
    name, (said, *_) = message.about.removeprefix(OPENER), message.parts
    languages = dict.fromkeys((reader.language, reader.second, *said.languages))
    content = next((known[name, one] for one in languages if (name, one) in known), "")
    values = {str(n): str(value) for n, value in enumerate(said.params.values(), 1)}
    return Part("", content=content, values=json.dumps(values, ensure_ascii=False)) if content else None


def _pressable(message: Message, reader: Reader, words: Words, body: str, known: Known) -> Part | None:
    """Its choices as buttons or a list; None where they are not to be had, or the whole is too long."""
    if message.media or message.multiple or message.asks or length(body) > BODY_LIMIT:
        return None
    choices = [Pressable(words(one.label, reader), f"{message.stamp}:{one.id}") for one in message.choices]
    question = _body(message, reader, words, choices=False)
    shape = shape_of(choices)
    if shape is None or not 0 < length(question) <= BODY:
        return None
    content = known.get((shape.name, language_of(reader.language)), "")
    values = filled(shape, question, words(OPENS, reader), choices)
    return Part(body, content=content, values=values) if content else None


def length(text: str) -> int:
    """As Twilio may count: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int = BODY_LIMIT, seams: tuple[str, ...] = ("\n\n", "\n", " ")) -> list[str]:
    """Pieces within the limit, cut between paragraphs; a longer one at lines, else words, else anywhere."""
    if length(text) <= limit:
        return [text] if text else []
    if not seams:
        return _torn(text, limit)
    units = [piece for unit in text.split(seams[0]) for piece in split(unit, limit, seams[1:])]
    return _packed(units, seams[0], limit)


def _body(message: Message, reader: Reader, words: Words, *, choices: bool = True) -> str:
    paragraphs = [words(part, reader) for part in message.parts]
    if message.heading is not None:
        paragraphs.insert(0, words(message.heading, reader))
    if message.progress is not None and paragraphs:
        at, of = message.progress
        # Isolated: beside Arabic the two numbers would change places.
        paragraphs[-1] += f" (\u2066{at}/{of}\u2069)"
    if message.choices and choices:
        paragraphs.append("\n".join(_lines(message.choices, reader, words)))
    hints = [message.hint] if message.hint is not None else []
    hints += [SEVERAL] if message.multiple and message.choices else []
    hints += [POSITION] if message.asks == "position" else []
    paragraphs += [words(hint, reader) for hint in hints]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip())


def _lines(choices: tuple[Choice, ...], reader: Reader, words: Words) -> Iterator[str]:
    """«1. نعم»: the number that is typed to choose it. What has none (below 0) is typed by its label.

    A choice that is called by its number already stands in the text, as a numbered line.
    """
    for position, choice in enumerate(choices, 1):
        label = words(choice.label, reader)
        if label == str(choice.number):
            continue
        head = f"{choice.number or position}." if choice.number >= 0 else "•"
        line = f"{head} {label}" + (" ✓" if choice.marked else "")
        yield RIGHT_TO_LEFT_MARK + line if _turns(label, reader) else line


def _turns(label: str, reader: Reader) -> bool:
    """A Latin label would pull its whole line to the left in a right-to-left list."""
    if reader.language not in RTL_LANGUAGES:
        return False
    strong = (unicodedata.bidirectional(letter) for letter in label)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") == "L"


def _packed(units: list[str], seam: str, limit: int) -> list[str]:
    """From the end, so that the last piece, with the question, is as full as it can be."""
    pieces: list[str] = []
    for unit in reversed(units):
        joined = f"{unit}{seam}{pieces[-1]}" if pieces else unit
        if pieces and length(joined) <= limit:
            pieces[-1] = joined
        else:
            pieces.append(unit)
    return [piece for piece in reversed(pieces) if piece.strip()]


def _torn(text: str, limit: int) -> list[str]:
    """No seam at all. Half the limit in code points fits even if each counts as two."""
    step = limit // 2
    return [text[at : at + step] for at in range(0, len(text), step)]
