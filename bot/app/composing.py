"""The campaign that a command or a file asks for, made; all that is wrong with it ends the command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn, cast

from bot.actions.find_area import find_area
from bot.actions.find_form import find_form
from bot.actions.keep_campaign_media import KINDS, keep_campaign_media
from bot.actions.problem import Problem
from bot.app.saying import fail, no_file, words
from bot.app.schedules import Mistakes, schedule_of
from bot.app.store import Store
from bot.app.wanted import Part, Wanted, Wrong
from bot.core.audience import EVERYBODY, Audience, Kind, flaws
from bot.core.campaign import MOST_BUTTONS, Campaign, Step
from bot.core.media import Attachment
from bot.core.sending.fields import spelled
from bot.core.sending.fields import wrong as unknown
from bot.core.sending.schedule import Now, Remind, Schedule, problems
from bot.core.text import Text, key, verbatim
from bot.media.objects import Objects
from bot.media.worker import Pictures, Unfit
from bot.storage import campaigns, saved_audiences
from bot.storage.media import Object

BY = campaigns.COMMAND


@dataclass(frozen=True, slots=True)
class Made:
    """A campaign that may be sent. `kept`: what goes with its words, in the store, without its rows yet."""

    campaign: Campaign
    kept: Sequence[tuple[Attachment, Object]]


async def compose(store: Store, wanted: Wanted) -> Made:
    """The campaign that was asked for; all that is wrong with it ends the command."""
    wrong = list(wanted.wrong)
    audience = await _audience(store, wanted, wrong)
    of_whom = f"{wanted.file}, audience" if wanted.file else ""
    wrong += [_wrong(of_whom, text) for text in flaws(audience, store.book)]
    steps: list[Step] = []
    kept: list[tuple[Attachment, Object]] = []
    for part in wanted.parts:
        along = await _along(store, part, wrong)
        kept += along
        steps.append(replace(_step(store, part, wrong), media=along[0][0] if along else None))
    if wrong:
        refuse(wrong)
    made = Campaign(
        id=store.identifiers.new(),
        programme=store.programme.name,
        name=wanted.name,
        by=BY,
        at=store.now(),
        audience=audience,
        steps=tuple(steps),
    )
    return Made(made, kept)


async def _along(store: Store, part: Part, wrong: list[Wrong]) -> list[tuple[Attachment, Object]]:
    """What goes with the words, stored; at most one."""
    if len(part.media) > 1:
        wrong.append(_wrong(part.place, key("announce.one_medium")))
        return []
    pictures, kept = Pictures(), list[tuple[Attachment, Object]]()
    try:
        for word, path in part.media.items():
            found = await keep_campaign_media(Objects.at(store.settings.media_url), pictures, word, path)
            variant = "preview" if word == "photo" else "original"
            kept.append((Attachment(store.identifiers.new(), KINDS[word], variant), found))
    except FileNotFoundError:
        wrong.append(_wrong(_place(part, word), no_file(path)))
    except OSError:
        wrong.append(Wrong(_place(part, word), f"{path}: cannot be read", f"{path}: لا يمكن قراءة هذا الملف"))
    except Unfit as unfit:
        wrong.append(_wrong(_place(part, word), key(f"media.refused_{unfit.why}")))
    finally:
        await pictures.close()
    return kept


def _place(part: Part, word: str) -> str:
    """Where a word of a message stands."""
    return f"{part.place}, {word}" if part.place else f"--{word.replace('_', '-')}"


def _step(store: Store, part: Part, wrong: list[Wrong]) -> Step:
    """One message; what is wrong with it is added to the rest."""
    buttons = [*dict.fromkeys(_form(store, one, part.place, wrong) for one in part.buttons if one)]
    if len(buttons) > MOST_BUTTONS:
        wrong.append(_wrong(_place(part, "form"), key("announce.buttons_most", most=MOST_BUTTONS)))
    schedule = _schedule(store, part, wrong)
    wrong += [_wrong(part.place, text) for text in problems(schedule, store.now(), store.zone)]
    languages = {language: spelled(said) for language, said in part.languages.items()}
    for language, said in languages.items():
        word = "text" if language == "ar" else f"text_{language}"
        wrong += [_wrong(_place(part, word), text) for text in unknown(said)]
    return Step(languages, schedule, buttons[0] if buttons else "", also=tuple(buttons[1:]))


def _form(store: Store, named: str, place: str, wrong: list[Wrong]) -> str:
    form = find_form(store.book, named) if named else ""
    if form and form not in store.book.forms:
        wrong.append(_wrong(place, key("campaign.no_form", form=verbatim(named))))
    return form


def _schedule(store: Store, part: Part, wrong: list[Wrong]) -> Schedule:
    try:
        made = schedule_of(part.when, store.zone)
    except Mistakes as mistakes:
        wrong += [Wrong(_place(part, one.word), one.en, one.ar) for one in mistakes.every]
        return Now()
    return (
        replace(made, form=_form(store, made.form, part.place, wrong)) if isinstance(made, Remind) else made
    )


def _wrong(place: str, text: Text) -> Wrong:
    return Wrong(place, words(text, "en"), words(text, "ar"))


def refuse(wrong: Sequence[Wrong]) -> NoReturn:
    """Say all that is wrong, and end."""
    fail("\n".join(one.said() for one in wrong))


async def _audience(store: Store, wanted: Wanted, wrong: list[Wrong]) -> Audience:
    said = {**wanted.whom, "area": _areas(store, wanted, wrong)}
    parts = [Audience(cast("Kind", kind), tuple(values)) for kind, values in said.items() if values]
    if wanted.audience:
        async with store.database.read() as tx:
            saved = await saved_audiences.named(tx, store.programme.name, wanted.audience)
        if saved is None:
            place = f"{wanted.file}, audience, saved" if wanted.file else "--audience"
            wrong.append(_wrong(place, key("campaign.no_audience", name=verbatim(wanted.audience))))
        else:
            parts.append(saved.audience)
    return Audience("all", of=tuple(parts)) if parts else EVERYBODY


def _areas(store: Store, wanted: Wanted, wrong: list[Wrong]) -> list[str]:
    """The codes of the areas that were said; one that is none is added to what is wrong."""
    place, found = f"{wanted.file}, audience, area" if wanted.file else "--area", dict[str, None]()
    for said in wanted.whom.get("area", ()):
        try:
            found[find_area(store.book.areas, said).code] = None
        except Problem as problem:
            wrong.append(_wrong(place, problem.text))
    return list(found)
