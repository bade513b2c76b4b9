"""Recorded questions of a programme: `recordings/LANGUAGE/FORM.FIELD.ogg` in its folder.

Who cannot read well presses «استماع» and hears the question. A recording is named by its content, so that an
address that was handed out never leads to another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.actions.flaws import Flaw, ProgrammeProblem, flaw
from bot.core.form import Form

FOLDER = "recordings"
TYPES = {".ogg": "audio/ogg", ".oga": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4"}
LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Recording:
    """One question, spoken. `id` is the SHA-256 of the file."""

    id: str
    form: str
    field: str
    language: str
    path: Path
    mime: str


def read_recordings(folder: Path, forms: Iterable[Form], languages: Iterable[str]) -> tuple[Recording, ...]:
    """All recordings of a programme; ProgrammeProblem says which file belongs to nothing."""
    questions = {(form.name, field.name) for form in forms for field in form.fields}
    offered, flaws, found = set(languages), list[Flaw](), list[Recording]()
    for path in sorted((folder / FOLDER).glob("*/*")):
        form, _, field = path.stem.partition(".")
        name = f"{FOLDER}/{path.parent.name}/{path.name}"
        if path.parent.name not in offered or (form, field) not in questions or path.suffix not in TYPES:
            flaws.append(flaw(name, "", "recording"))
        elif path.stat().st_size > LARGEST:
            flaws.append(flaw(name, "", "recording_size", value=LARGEST // 1024 // 1024))
        else:
            id_ = hashlib.sha256(path.read_bytes()).hexdigest()
            found.append(Recording(id_, form, field, path.parent.name, path, TYPES[path.suffix]))
    if flaws:
        raise ProgrammeProblem(flaws)
    return tuple(found)


def spoken(form: Form, recordings: Iterable[Recording]) -> Form:
    """The form with the recordings of its questions."""
    by_field: dict[str, dict[str, str]] = {}
    for one in recordings:
        if one.form == form.name:
            by_field.setdefault(one.field, {})[one.language] = one.id
    fields = tuple(replace(f, recorded={**f.recorded, **by_field.get(f.name, {})}) for f in form.fields)
    return replace(form, fields=fields)


def by_id(recordings: Iterable[Recording]) -> Mapping[str, Recording]:
    """To find what a message carries."""
    return {one.id: one for one in recordings}
