"""Workbooks that came over a chat: read outside every transaction, told, and published when wanted.

What is no form and has people in it is a list of them (`people_lists`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bot.actions import people_lists, publish_form
from bot.actions.carry_over import Carried, asked_last, carry_over
from bot.actions.compare_form import Change, compare_form
from bot.actions.job import Job, Later
from bot.actions.keep_form_media import kept_only
from bot.actions.people_lists import Listed, PeopleLists
from bot.actions.problem import Problem
from bot.actions.publish_form import Confirmed
from bot.actions.read_workbook import Unread, read_workbook
from bot.core.fields import BY_NAME
from bot.core.form import Form
from bot.core.text import Text
from bot.core.versions import versioned
from bot.flows.asides.publishing import PUBLISHERS
from bot.flows.xlsform.loaded import Loaded
from bot.flows.xlsform.nameless import secured
from bot.media.objects import KEPT, Missing, Objects
from bot.storage import forms, media
from bot.storage.database import Database
from bot.storage.errands import Due

_SOON = 2.0
_MOST_LINES = 8
_NAME = "form.xlsx"
# Attributes of a form, and what a coordinator is asked of each.
_NAMES = {"mode": "mode", "closes": "closes", "lives_hours": "draft", "reviewed": "review", "voice": "voice"}


class Workbooks:
    """What has to be done before the errand: fetch the file, which may still be on its way, and read it."""

    def __init__(self, database: Database, objects: Objects, lists: PeopleLists | None = None) -> None:
        self._database, self._objects, self._lists = database, objects, lists

    async def __call__(self, errand: Due) -> Loaded | Listed | None:
        """What is in it: a form, or a list of people. None when it cannot be had or read.

        Later while it is being fetched.
        """
        async with self._database.read() as tx:
            shown = await media.shown(tx, str(errand.data["media"]))
        if shown is None:
            return None
        if shown.object is None:
            raise Later(_SOON)
        try:
            content = await self._objects.get(KEPT, shown.object)
            name = str(errand.data.get("name") or _NAME)
            listed = await self._lists.looked_at(errand, content, name) if self._lists is not None else None
            return listed or await read_workbook(content, name)
        except (Missing, Unread):
            return None


async def workbook(job: Job) -> None:
    """Say what was found in it. A form that can be used is kept: it can be tried, and is not asked yet."""
    loaded = job.prepared
    if isinstance(loaded, Listed):
        await people_lists.shown(job, loaded)
        return
    if not isinstance(loaded, Loaded):
        job.tell(job.person, "workbook", failed=True)
        return
    language = "en" if (await job.get(job.person)).language == "en" else "ar"
    problems = _lines([one.said(language) for one in (loaded.errors or loaded.problems)])
    if loaded.form is None:
        job.tell(job.person, "workbook", problems=problems)
        return
    form = kept_only(loaded.form)
    before = asked_last(job.book, form.name)
    carried = carry_over(job.book, form, loaded.stated, job.now)
    change = await compare_form(job.tx, job.sealer, job.book, carried.form)
    if form.roles != carried.form.roles:  # they have no button
        form = versioned(replace(form, roles=carried.form.roles))
    await forms.propose(job.tx, form, job.now)
    job.tell(
        job.person,
        "workbook",
        version=form.version,
        name=form.name,
        stated=sorted(_NAMES[one] for one in loaded.stated if one in _NAMES),
        settings=_settings(carried.form) if before else _stated(form, loaded.stated),
        fixed=["mode"] if before else [],
        questions=_questions(form),
        problems=problems,
        differences=[msgspec.to_builtins(one) for one in _differences(change, carried)] if before else [],
        sensitive=publish_form.sensitive(form),
    )


def _lines(said: list[str]) -> list[str]:
    more = len(said) - _MOST_LINES
    return [*(f"• {one}" for one in said[:_MOST_LINES]), *([f"… (+{more})"] if more > 0 else [])]


def _differences(change: Change, carried: Carried) -> list[Text]:
    """What changes, and what keeps it from being published, if anything does."""
    barred = change.barred()
    return [*change.said(), *carried.told, *([barred] if barred else [])]


def _questions(form: Form) -> int:
    return sum(BY_NAME[one.type].asked for one in form.fields)


def _stated(form: Form, stated: Collection[str]) -> dict[str, str]:
    """What the workbook itself says of how it is asked."""
    said = _settings(form)
    return {name: said[name] for attribute, name in _NAMES.items() if attribute in stated}


def _settings(form: Form) -> dict[str, str]:
    """How a form is asked, as a coordinator sets it."""
    return {
        "mode": form.mode,
        "closes": form.closes or "never",
        "draft": str(form.lives_hours or "kept"),
        "review": "yes" if form.reviewed else "no",
        "voice": "yes" if form.voice else "no",
    }


def _local(job: Job) -> datetime:
    return job.now.astimezone(ZoneInfo(job.book.programme.zone))


def _set(form: Form, settings: Mapping[str, str], local: datetime) -> Form:
    """The form as whoever publishes it wants it asked."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        match name:
            case "mode":
                found["mode"] = value
            case "closes" if value.isdecimal():
                found["closes"] = (local.date() + timedelta(days=int(value))).isoformat()
            case "closes":
                found["closes"] = "" if value == "never" else value
            case "draft" if value.isdecimal():
                found["lives_hours"] = int(value)
            case "review":
                found["reviewed"] = value == "yes"  # without names there is none: `secured`
            case "voice":
                found["voice"] = value == "yes"
            case _:
                pass  # as it is
    return secured(versioned(replace(form, **found)))


async def publish(job: Job) -> None:
    """Ask it from now on, if whoever wants it may, and nothing in it stands against that."""
    person = await job.get(job.person)
    form = job.book.versions.get(str(job.data["version"]))
    if form is None or not any(map(person.is_a, PUBLISHERS)):
        return
    wanted = _set(form, job.data.get("settings", {}), _local(job))
    reason = str(job.data.get("reason", ""))
    confirmed = Confirmed(person.name or person.id, reason) if reason else None
    try:
        change = await publish_form.publish(
            job.tx, job.sealer, job.book, wanted, job.ids, job.now, job.person, confirmed
        )
    except Problem as problem:
        why = msgspec.to_builtins(problem.text)
        job.tell(job.person, "published", outcome="not_published", version=form.version, why=[why])
    else:
        job.tell(job.person, "published", outcome="published", version=change.after.version)
