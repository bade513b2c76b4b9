"""Which forms are asked now: the shipped ones, and beside them every published workbook that is still open.

A workbook that was withdrawn or has closed is asked nobody any more; whoever is in the middle of it is told,
and its answers can be read, exported and erased as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.core.form import Form
from bot.storage.forms import Published


@dataclass(frozen=True, slots=True)
class Shelf:
    """Forms as a Book has them. `closing`: when the next of them closes."""

    forms: Mapping[str, Form]
    past: Mapping[str, Form]
    versions: Mapping[str, Form]
    closing: datetime | None


def shelved(
    shipped: Mapping[str, Form],
    stored: Mapping[str, Form],
    published: Mapping[str, Published],
    zone: tzinfo,
    now: datetime,
) -> Shelf:
    """`shipped` as they are asked now, `stored` by version, `published` by name."""
    asked, past, ends = dict(shipped), dict[str, Form](), list[datetime]()
    for name, one in published.items():
        form = stored[one.version]
        end = closes_at(form, zone)
        if name in shipped:
            continue
        if not one.current or (end is not None and end <= now):
            past[name] = form
        else:
            asked[name] = form
            ends += [end] if end is not None else []
    versions = {**stored, **{form.version: form for form in shipped.values()}}
    return Shelf(asked, past, versions, min(ends, default=None))


def closes_at(form: Form, zone: tzinfo) -> datetime | None:
    """The end of its last day; None of one that stays open."""
    if not form.closes:
        return None
    midnight = datetime.combine(date.fromisoformat(form.closes) + timedelta(days=1), time(), zone)
    return midnight.astimezone(UTC)
