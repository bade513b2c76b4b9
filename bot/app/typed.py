"""What somebody types at `tamasuk form play`, as a line of a conversation file.

A number or a label presses the choice that shows it; `/photo` and the like stand for what a terminal cannot
send. Where several may be chosen («1 3 5») what is typed stays words, as on WhatsApp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.app.conversing import Conversation, is_marked
from bot.app.golden import plain
from bot.core.arabic import digits
from bot.core.message import Message

QUIT = "/quit"
MEDIA = ("/photo", "/voice", "/video", "/file")
POSITION = "/position 31.9 35.9"

_COMMAND = re.compile(rf"/(?P<kind>{'|'.join(one[1:] for one in MEDIA)})(?:\s+(?P<caption>.*))?")
_DEGREES = re.compile(r"/position\s+(-?\d{1,3}(?:\.\d+)?)[\s,،]+(-?\d{1,3}(?:\.\d+)?)")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_WORDS = "\u200f"
"""Before words that look like a mark of the file; whoever reads them takes it away."""


def line(typed: str, chat: Conversation) -> str:
    """The line that says the same; '' when that is nothing."""
    words = _CONTROLS.sub(" ", typed).strip()
    if not words:
        return ""
    return f"←  {_command(words) or _pressed(words, chat) or _said(words)}"


def _command(words: str) -> str:
    sent, shared = _COMMAND.fullmatch(words), _DEGREES.fullmatch(digits(words))
    if sent:
        return f"<{sent['kind']}> {sent['caption'] or ''}".rstrip()
    return f"<position {shared[1]} {shared[2]}>" if shared else ""


def _pressed(words: str, chat: Conversation) -> str:
    """The choice of the newest message that is called so, where pressing it cannot mean another one."""
    if not chat.last:
        return ""
    labels = [plain(chat.words(choice.label)) for choice in chat.last[-1].choices]
    wanted = digits(words).casefold()
    for names, label in zip(_names(chat.last[-1], labels), labels, strict=True):
        if wanted in names and "\n" not in label and labels.count(label) == 1:
            return f"[{label}]"
    return ""


def _names(message: Message, labels: list[str]) -> Iterator[set[str]]:
    """What each choice answers to: the number beside it, and its label."""
    for place, (choice, label) in enumerate(zip(message.choices, labels, strict=True), 1):
        if choice.number < 0:
            yield {digits(label).casefold()}
        elif message.multiple:
            yield set()
        else:
            yield {str(choice.number or place), digits(label).casefold()}


def _said(words: str) -> str:
    return f"{_WORDS}{words}" if is_marked(words) else words
