"""A form's version is a hash of its content: the same questions are the same version everywhere.

What is left at its default is not hashed: a new attribute of Field or Form changes no version until a form
uses it. Name of the wave and day of closing are no content; drafts pinned to a version outlive them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any

from bot.core.form import Form
from bot.core.text import Text

_NOT_CONTENT = frozenset({"version", "wave", "closes"})
_LENGTH = 16


def content_hash(form: Form) -> str:
    """The version of a form: 16 hex digits over what is asked and by which rules."""
    return _hash({name: value for name, value in _plain(form).items() if name not in _NOT_CONTENT})


def text_hash(*texts: Text) -> str:
    """The version of a text that somebody agrees to, over all its languages."""
    return _hash([_plain(text) for text in texts])


def versioned(form: Form) -> Form:
    """The form with its versions: of the text it asks consent to, and of its content."""
    if form.consent:
        field = form.field(form.consent)
        texts = [*([form.intro] if form.intro else []), field.label, *(o.label for o in field.options)]
        form = replace(form, consent_version=text_hash(*texts))
    return replace(form, version=content_hash(form))


def _hash(plain: Any) -> str:
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:_LENGTH]


def _plain(value: Any) -> Any:
    """As JSON has it: records as mappings without what is at its default."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: _plain(kept)
            for one in fields(value)
            if (kept := getattr(value, one.name)) != _default(one)
        }
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _default(one: Any) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default
