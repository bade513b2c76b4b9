"""A Message as WhatsApp texts: paragraphs, numbered choices, media by link.

A choice is never cut, whatever its length: it is a line of text. What is longer than Twilio takes is
split between paragraphs, with the question and its choices last. One medium goes per message.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.channel import Files, Reader
from bot.core.message import Choice, Message
from bot.core.text import Text, key

Words = Callable[[Text, Reader], str]

BODY_LIMIT = 1600
CAPTION_LIMIT = 1024
CAPTIONED = {"photo", "video"}
RTL_LANGUAGES = {"ar", "ckb"}
RIGHT_TO_LEFT_MARK = "\u200f"
SEVERAL = key("whatsapp.several")  # how to choose several: «1 3 5»
POSITION = key("whatsapp.position")  # how to send one's position from WhatsApp


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Twilio's: a text, or a medium with or without one."""

    body: str
    media_url: str = ""


def render(message: Message, reader: Reader, words: Words, files: Files) -> tuple[Part, ...]:
    """In the order in which they are to be read."""
    body = _body(message, reader, words)
    links = [(files.link(medium.media, medium.variant), medium.kind) for medium in message.media]
    if len(links) == 1 and links[0][1] in CAPTIONED and 0 < length(body) <= CAPTION_LIMIT:
        return (Part(body, links[0][0]),)
    alone = [Part("", url) for url, _ in links]
    return (*alone, *(Part(text) for text in split(body)))


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


def _body(message: Message, reader: Reader, words: Words) -> str:
    paragraphs = [words(part, reader) for part in message.parts]
    if message.heading is not None:
        paragraphs.insert(0, words(message.heading, reader))
    if message.progress is not None and paragraphs:
        at, of = message.progress
        # Isolated: beside Arabic the two numbers would change places.
        paragraphs[-1] += f" (\u2066{at}/{of}\u2069)"
    if message.choices:
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
