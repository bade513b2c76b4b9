"""The mark-up of a text as Telegram reads it: HTML to plain text and entities, or a refusal.

Lengths and offsets count UTF-16 code units, as Telegram's do.
"""

import html
import re
from typing import Any

from tests.fakes.telegram.fault import ApiError

Json = dict[str, Any]

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link",
}  # fmt: skip
TOKEN = re.compile(r"<(?P<close>/?)(?P<tag>[^\s<>/]*)(?P<rest>[^<>]*)>|(?P<text>[^<]+)|(?P<stray><)")
HREF = re.compile(r'\bhref="([^"]*)"')


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse(text: str, mode: str | None) -> tuple[str, list[Json]]:
    """The text as people see it, and its entities."""
    if mode is None:
        return text, _commands(text)
    if mode != "HTML":
        raise ApiError(400, f"Bad Request: unsupported parse_mode ({mode} is not simulated)")
    return _parse_html(text)


def _commands(text: str) -> list[Json]:
    found = re.match(r"/[A-Za-z0-9_]{1,32}\b", text)
    return [{"type": "bot_command", "offset": 0, "length": found.end()}] if found else []


def _parse_html(source: str) -> tuple[str, list[Json]]:
    text = ""
    entities: list[Json] = []
    opened: list[tuple[str, Json]] = []
    for token in TOKEN.finditer(source):
        if token["text"] is not None:
            text += html.unescape(token["text"])
        elif token["stray"] or token["tag"] not in KINDS:
            raise _unreadable(f'Unsupported start tag "{token["tag"] or ""}"', source, token.start())
        elif token["close"]:
            entities += _closed(opened, token["tag"], text, source, token.start())
        else:
            opened.append((token["tag"], _opened(token["tag"], token["rest"], text)))
    if opened:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"', source, None)
    return text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _opened(tag: str, rest: str, text: str) -> Json:
    entity: Json = {"type": KINDS[tag], "offset": units(text), "length": 0}
    link = HREF.search(rest)
    return entity | ({"url": html.unescape(link[1])} if link else {})


def _closed(opened: list[tuple[str, Json]], tag: str, text: str, source: str, at: int) -> list[Json]:
    if not opened or opened[-1][0] != tag:
        raise _unreadable(f'Unmatched end tag "{tag}"', source, at)
    entity = opened.pop()[1]
    entity["length"] = units(text) - entity["offset"]
    return [entity] if entity["length"] else []


def _unreadable(what: str, source: str, at: int | None) -> ApiError:
    where = "" if at is None else f" at byte offset {len(source[:at].encode())}"
    return ApiError(400, f"Bad Request: can't parse entities: {what}{where}")
