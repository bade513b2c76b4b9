"""How a conversation is written as a golden file: a coordinator can review it, and the tests replay it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.core.channel import Reader
from bot.core.conversation import (
    Become,
    CancelWake,
    Consent,
    DropDraft,
    Effect,
    Errand,
    Hush,
    Keep,
    LookUp,
    Quiet,
    Submit,
    WakeAt,
)
from bot.core.message import Message
from bot.handlers.whatsapp import render as whatsapp
from bot.i18n import Catalogues

_ISOLATES = "\u2066\u2067\u2068\u2069\u200f"
# Identifiers and moments, which would only make a file longer.
_LEFT_OUT = frozenset({"submission", "draft", "address", "id", "version"})


class Files:
    """Where media could be fetched from; nobody does."""

    def link(self, media: str, variant: str) -> str:
        return f"{variant} {media[:4]}"

    async def read(self, media: str, variant: str) -> tuple[bytes, str]:
        raise FileNotFoundError(media)


def plain(text: str) -> str:
    """Without the marks of direction, which an editor hides."""
    return "".join(letter for letter in text if letter not in _ISOLATES)


def shown(message: Message, reader: Reader, catalogues: Catalogues, channel: str) -> list[str]:
    """What is said. On WhatsApp exactly the text that is sent; elsewhere choices stand in brackets."""
    if channel == "whatsapp":
        parts = whatsapp.render(message, catalogues.speakable(message, reader), catalogues.render, Files())
        return [line for part in parts for line in _lines(part.body or f"<{part.media_url}>")]
    rendered = catalogues.render_message(message, reader)
    extras = [
        f"[{plain(label)}]" + ("✓" if choice.marked else "")
        for choice, label in zip(message.choices, rendered.choices, strict=True)
    ]
    if message.progress:
        extras.append(f"{{{message.progress[0]}/{message.progress[1]}}}")
    if message.media:
        extras.append("<" + " ".join(a.kind for a in message.media) + ">")
    lines = _lines(rendered.text)
    return [*lines, f"   {' '.join(extras)}"] if extras else lines


def _lines(text: str) -> list[str]:
    """Paragraphs keep their lines; the empty ones between them are left out."""
    first, *rest = [line for line in plain(text).split("\n") if line.strip()] or [""]
    return [f"→  {first}", *(f"   {line}".rstrip() for line in rest)]


def described(effect: Effect) -> str:
    """An effect as a line; '' for what needs no line."""
    match effect:
        case Submit():
            flags = f" {'+'.join(effect.flags)}" if effect.flags else ""
            facts = f" {_json(effect.facts)}" if effect.facts else ""
            again = " again" if effect.replaces else ""
            return f"submit {effect.form}{again} {_json(effect.answers)}{facts}{flags}"
        case Consent():
            return f"consent {effect.form} {'given' if effect.given else 'refused'} {effect.language}"
        case Errand(kind, _, data):
            return f"errand {kind} {_json(_short(data))}".removesuffix(" {}")
        case LookUp(kind, data):
            return _looked_up(kind, data)
        case Keep(media, owner):
            return f"keep {media.kind}" + ("" if owner else " loose")
        case WakeAt(what):
            return "" if what == "album" else f"wake {what.partition(':')[0]}"
        case CancelWake(what):
            return "" if what == "album" else f"forget {what.partition(':')[0]}"
        case DropDraft():
            return "drop draft"
        case Quiet(on):
            return f"quiet {'on' if on else 'off'}"
        case Hush(on):
            return "hush on" if on else "hush off"
        case Become(person):
            return "become somebody new" if not person else "become another person"
        case _:
            return type(effect).__name__.lower()


def _looked_up(kind: str, data: Mapping[str, Any]) -> str:
    """What a message to many offers is asked before all that is not understood, and shows by itself."""
    return "" if kind == "offered" else f"look up {kind} {_json(_short(data))}".removesuffix(" {}")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, default=dict)


def _short(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in _LEFT_OUT}
