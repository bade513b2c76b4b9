"""Pictures and sounds that came with a workbook: kept like any other medium, named in the form by their id.

A sound is the recorded question that «استماع» plays. What cannot be used is left out, and its question is
asked without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.problem import Problem
from bot.core.form import Field, Form
from bot.core.media import Media
from bot.core.text import key
from bot.flows.xlsform.loaded import Beside
from bot.media.check import check
from bot.media.objects import PREVIEWS, Objects, Unreachable
from bot.media.worker import Pictures, Unfit
from bot.storage import form_media
from bot.storage.database import Tx
from bot.storage.media import Object

SOUND = "audio"
_KINDS: Mapping[str, str] = {"image": "photo", SOUND: "voice", "video": "video"}
_ID = re.compile(r"[0-9a-f]{32}")
_TYPES: Mapping[str, str] = {"photo": "image/", "voice": "audio/", "video": "video/"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One medium of a question in one language. `how`: image, audio or video, as the workbook says."""

    field: str
    how: str
    language: str
    object: Object


async def keep_form_media(
    objects: Objects, pictures: Pictures, form: Form, beside: Beside
) -> tuple[Kept, ...]:
    """Store what came with the form; Problem when the store cannot be reached."""
    stored: dict[tuple[str, str], Object | None] = {}
    found: list[Kept] = []
    for field, how, language, name in _named(form):
        if (how, name) not in stored:
            stored[how, name] = await _stored(objects, pictures, _KINDS[how], beside(name))
        kept = stored[how, name]
        if kept is not None:
            found.append(Kept(field.name, how, language, kept))
    return tuple(found)


def _named(form: Form) -> Sequence[tuple[Field, str, str, str]]:
    return [
        (field, how, language, name)
        for field in form.fields
        for how, files in field.media.items()
        if how in _KINDS
        for language, name in files.items()
    ]


async def _stored(objects: Objects, pictures: Pictures, kind: str, data: bytes | None) -> Object | None:
    if data is None:
        return None
    try:
        checked = await check(Media(kind, ""), data, pictures)
    except Unfit:
        return None
    if not checked.mime.startswith(_TYPES[kind]):
        return None
    try:
        name = await objects.put(checked.data)
        if checked.preview is not None:
            await objects.put_as(PREVIEWS, name, checked.preview)
    except Unreachable as error:
        raise Problem(key("command.export_store")) from error
    return Object(name, checked.mime, len(checked.data), checked.width, checked.height, checked.look)


async def illustrated(
    tx: Tx, form: Form, kept: Sequence[Kept], new_id: Callable[[], str], now: datetime
) -> Form:
    """The form with ids of kept media in place of the names of files; what was not kept is left out."""
    ids: dict[str, dict[str, dict[str, str]]] = {}
    for one in kept:
        id_ = await form_media.known(tx, form.name, one.field, one.object.name)
        if id_ is None:
            id_ = new_id()
            await form_media.add(tx, id_, form.name, one.field, _KINDS[one.how], one.object, now)
        ids.setdefault(one.field, {}).setdefault(one.how, {})[one.language] = id_
    return replace(form, fields=tuple(_with(field, ids.get(field.name, {})) for field in form.fields))


def kept_only(form: Form) -> Form:
    """Without names of files that nobody kept: what came over a chat came alone."""
    fields = tuple(
        replace(field, media={how: ids for how, ids in field.media.items() if all(map(_is_id, ids.values()))})
        if field.media
        else field
        for field in form.fields
    )
    return replace(form, fields=fields)


def _is_id(name: str) -> bool:
    return _ID.fullmatch(name) is not None


def _with(field: Field, ids: Mapping[str, Mapping[str, str]]) -> Field:
    if not field.media:
        return field
    shown = {how: files for how, files in ids.items() if how != SOUND}
    return replace(field, media=shown, recorded=ids.get(SOUND, {}))
