"""Publishing and withdrawing: what is refused, what is written down, what came with the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from bot.actions.carry_over import carry_over
from bot.actions.compare_form import Change
from bot.actions.lookups import Asked, answers
from bot.actions.problem import Problem
from bot.actions.publish_form import Confirmed, Desk, publish_form
from bot.actions.publish_form import publish as publish_read
from bot.actions.purge import YOUNG, purge_objects
from bot.actions.shelve import shelved
from bot.actions.withdraw_form import withdraw_form
from bot.core.arabic import bidi
from bot.core.channel import Reader
from bot.core.differences import differences
from bot.core.form import Form
from bot.core.person import Person
from bot.flows.xlsform.loaded import Loaded
from bot.i18n import Catalogues
from bot.media.objects import KEPT, Objects
from bot.media.staging import Staging
from bot.media.worker import Pictures
from bot.storage import codecs, forms, media, private_answers
from bot.storage.schema import audit, drafts, family_secrets, private_intake
from tests.actions.office import Office
from tests.flows.xlsform.tables import loaded
from tests.media.pictures import jpeg

FIRST = "type | name | label\ntext | who | من؟\ninteger | age | العمر"
DEBT = "type | name | label\ntext | debt | هل عليك دين؟"
CONFIRMED = Confirmed("سامر", "السؤال عن الديون المالية")


def water(survey: str = FIRST, **columns: str) -> Loaded:
    names = {"form_id": "water", **columns}
    return loaded(survey, settings=f"{' | '.join(names)}\n{' | '.join(names.values())}")


def version(found: Loaded) -> str:
    assert found.form is not None
    return found.form.version


async def publish(
    office: Office,
    folder: Path,
    found: Loaded,
    confirmed: Confirmed | None = None,
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> Change:
    """Publish it, and read the book as the next batch of turns does."""
    pictures, objects = Pictures(), Objects.at(str(folder / "media"))
    desk = Desk(office.database, office.sealer, office.book, objects, pictures, office.ids, office.now)
    try:
        return await publish_form(desk, found, files.get, confirmed=confirmed)
    finally:
        await pictures.close()
        await shelve(office)


async def shelve(office: Office) -> None:
    async with office.database.read() as tx:
        versions, published = await forms.all_versions(tx), await forms.published(tx)
    shipped = {name: form for name, form in office.book.forms.items() if name not in published}
    shelf = shelved(shipped, versions, published, ZoneInfo("Asia/Amman"), office.now)
    office.book = replace(office.book, forms=shelf.forms, past=shelf.past, versions=shelf.versions)


async def audited(office: Office) -> list[tuple[str, str, dict[str, Any]]]:
    async with office.database.read() as tx:
        rows = await tx.execute(select(audit).where(audit.c.verb.like("form.%")).order_by(audit.c.id))
        return [(row.verb, row.subject, row.detail) for row in rows]


async def stored(office: Office, wanted: str) -> Form:
    async with office.database.read() as tx:
        return (await forms.all_versions(tx))[wanted]


def sentences(change: Change) -> list[str]:
    return [text.key for text in change.said()]


# -------------------------------------------------------------------------------------- publishing


async def test_a_new_form_is_open_and_written_down(office: Office, tmp_path: Path) -> None:
    change = await publish(office, tmp_path, water())
    assert sentences(change) == ["publish.new"]
    assert office.book.forms["water"] == water().form
    assert await audited(office) == [
        ("form.published", "water", {"version": version(water()), "mode": "identified"})
    ]


async def test_a_new_version_says_what_it_changes_and_what_exists(office: Office, tmp_path: Path) -> None:
    await publish(office, tmp_path, water())
    person = await office.person("ليلى", "volunteer")
    await answered(office, person, version(water()))
    await begun(office, person, version(water()))
    later = water("type | name | label\ntext | who | ما الاسم؟\ntext | more | أكثر")
    change = await publish(office, tmp_path, later)
    assert sentences(change) == ["publish.label", "publish.added", "publish.removed", "publish.exist"]
    removed, exist = list(change.said())[2:]
    assert (removed.params["answers"], exist.params["answers"], exist.params["drafts"]) == (1, 1, 1)
    assert set(office.book.versions) >= {version(water()), version(later)}
    assert sentences(await publish(office, tmp_path, later)) == ["publish.same", "publish.exist"]


async def answered(office: Office, person: Person, wanted: str) -> None:
    await office.sent(person, "water", {"age": 3}, form_version=wanted)


async def begun(office: Office, person: Person, wanted: str) -> None:
    async with office.database.begin() as tx:
        draft = {"id": office.ids.new(), "form": "water", "form_version": wanted, "updated_at": office.now}
        sealed = office.sealer.seal(b"{}", "drafts.data")
        await tx.execute(insert(drafts).values(person_id=person.id, data=sealed, **draft))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (water("type | name | label\ntext | a | ما دينك؟"), "command.form_errors"),
        (water(form_id="pulse"), "command.form_shipped"),
        (water(tamasuk_closes="2026-03-04"), "command.form_closed"),
        (water(DEBT), "command.form_confirm"),
    ],
)
async def test_what_may_not_be_published_changes_nothing(
    office: Office, tmp_path: Path, found: Loaded, said: str
) -> None:
    with pytest.raises(Problem) as problem:
        await publish(office, tmp_path, found, CONFIRMED if said != "command.form_confirm" else None)
    assert problem.value.text.key == said
    assert await audited(office) == []
    assert "water" not in office.book.forms


@pytest.mark.parametrize("half", [Confirmed("", "لسبب"), Confirmed("سامر", "  ")])
async def test_a_sensitive_word_needs_a_name_and_a_reason(
    office: Office, tmp_path: Path, half: Confirmed
) -> None:
    with pytest.raises(Problem):
        await publish(office, tmp_path, water(DEBT), half)
    await publish(office, tmp_path, water(DEBT), CONFIRMED)
    assert (await audited(office))[1] == (
        "form.confirmed",
        "water",
        {
            "version": version(water(DEBT)),
            "words": ["دين"],
            "by": "سامر",
            "reason": "السؤال عن الديون المالية",
        },
    )


# ------------------------------------------------------------------------ as the version before was

MORE = "type | name | label\ntext | who | من؟\ntext | more | أكثر"
SET = {
    "tamasuk_closes": "2026-03-12",
    "tamasuk_draft_hours": "48",
    "tamasuk_review": "yes",
    "tamasuk_voice": "no",
    "tamasuk_roles": "volunteer champion",
}


def asked(form: Form) -> tuple[object, ...]:
    return form.mode, form.closes, form.lives_hours, form.reviewed, form.voice, form.roles


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_what_is_not_stated_is_as_it_was(office: Office, tmp_path: Path, withdrawn: bool) -> None:
    await publish(office, tmp_path, water(**SET))
    if withdrawn:
        await withdraw_form(office.database, "water", office.ids, office.now)
        await shelve(office)
    change = await publish(office, tmp_path, water(MORE))
    assert asked(office.book.forms["water"]) == (
        "identified", "2026-03-12", 48, True, False, ("volunteer", "champion")
    )  # fmt: skip
    assert sentences(change) == ["publish.added", "publish.removed", "publish.exist"]


async def test_without_names_stays_without_names(office: Office, tmp_path: Path) -> None:
    await publish(office, tmp_path, water(tamasuk_mode="anonymous"))
    await publish(office, tmp_path, water(f"{FIRST}\nimage | face | صورة"))
    form = office.book.forms["water"]
    assert (form.mode, form.voice, [one.type for one in form.fields]) == (
        "anonymous", False, ["text", "integer", "hidden"]
    )  # fmt: skip


async def test_what_cannot_be_without_names_is_told(office: Office, tmp_path: Path) -> None:
    await publish(office, tmp_path, water(tamasuk_mode="anonymous"))
    for found, told in ((water(MORE), []), (water(tamasuk_review="yes"), ["workbook.nameless"])):
        assert found.form is not None
        carried = carry_over(office.book, found.form, found.stated, office.now)
        assert [one.key for one in carried.told] == told
        assert not carried.form.reviewed


async def test_what_only_a_mode_forbade_is_not_taken_over(office: Office, tmp_path: Path) -> None:
    await publish(office, tmp_path, water(tamasuk_mode="anonymous"))
    await publish(office, tmp_path, water(tamasuk_mode="identified"))
    assert office.book.forms["water"].voice


async def test_a_day_that_has_passed_is_told_and_not_taken_over(office: Office, tmp_path: Path) -> None:
    await publish(office, tmp_path, water(tamasuk_closes="2026-03-05"))
    office.later(13 * 3600)
    await shelve(office)
    found = water(MORE)
    assert found.form is not None
    carried = carry_over(office.book, found.form, found.stated, office.now)
    assert (carried.form.closes, [one.key for one in carried.told]) == ("", ["publish.lapsed"])
    assert "publish.closes" in sentences(await publish(office, tmp_path, found))
    assert office.book.forms["water"].closes == ""


def test_every_value_is_said_in_words() -> None:
    before, after = water().form, water(**SET, tamasuk_mode="staff").form
    assert before is not None
    assert after is not None
    change = Change(before, after, differences(before, after), {}, 0, {})
    catalogues = Catalogues.load()
    assert [bidi.strip(catalogues.render(one, Reader(language="ar"))) for one in change.said()][:-1] == [
        "طريقة حفظ الأسماء: كانت باسم المجيب، وصارت للفريق وحده",
        "موعد الإغلاق: الخميس 12 آذار (مارس) 2026 (كان: لا موعد لإغلاقه)",
        "ما لم يكتمل: يُحذف بعد هذا العدد من الساعات: 48 (كان: يبقى محفوظاً)",
        "المراجعة: يراجعها المنسق أو المنسقة (كانت: لا)",
        "الرسائل الصوتية: غير مسموحة (كانت: مسموحة)",
        "لمن هو: فريق التطوع، من رواد التماسك (كان: مفتوح للجميع)",
    ]


@pytest.mark.parametrize(
    ("mode", "other"), [("anonymous", "identified"), ("pseudonymous", "staff"), ("identified", "anonymous")]
)
@pytest.mark.parametrize("what", ["answers", "drafts"])
async def test_with_answers_it_keeps_to_its_way_with_names(
    office: Office, tmp_path: Path, mode: str, other: str, what: str
) -> None:
    first = water(tamasuk_mode=mode)
    await publish(office, tmp_path, first)
    person = await office.person("ليلى", "volunteer")
    sends = answered if mode == "identified" else intaken
    await (begun if what == "drafts" else sends)(office, person, version(first))
    with pytest.raises(Problem) as problem:
        await publish(office, tmp_path, water(tamasuk_mode=other))
    assert problem.value.text.key == "publish.barred"
    assert office.book.forms["water"].mode == mode


async def test_before_the_first_answer_and_within_one_way_it_may_change(
    office: Office, tmp_path: Path
) -> None:
    await publish(office, tmp_path, water(tamasuk_mode="anonymous"))
    await publish(office, tmp_path, water(tamasuk_mode="identified"))
    person = await office.person("ليلى", "volunteer")
    await answered(office, person, version(water()))
    await publish(office, tmp_path, water(tamasuk_mode="staff"))
    assert office.book.forms["water"].mode == "staff"


# ------------------------------------------------------------------------------- closed, withdrawn


async def test_a_form_closes_at_the_end_of_its_day(office: Office, tmp_path: Path) -> None:
    await publish(office, tmp_path, water(tamasuk_closes="2026-03-05"))
    assert "water" in office.book.forms
    office.later(13 * 3600)  # after midnight in Amman
    await shelve(office)
    assert "water" not in office.book.forms
    assert office.book.past["water"].closes == "2026-03-05"


async def test_a_withdrawn_form_is_asked_nobody(office: Office, tmp_path: Path) -> None:
    await publish(office, tmp_path, water())
    person = await office.person("ليلى", "volunteer")
    await begun(office, person, version(water()))
    assert await withdraw_form(office.database, "water", office.ids, office.now) == 1
    await shelve(office)
    assert "water" not in office.book.forms
    assert office.book.past["water"].version in office.book.versions
    assert (await audited(office))[-1] == ("form.withdrawn", "water", {})


@pytest.mark.parametrize(("name", "said"), [("pulse", "command.form_shipped"), ("none", "command.form_none")])
async def test_only_a_published_form_is_withdrawn(office: Office, name: str, said: str) -> None:
    with pytest.raises(Problem) as problem:
        await withdraw_form(office.database, name, office.ids, office.now)
    assert problem.value.text.key == said


async def test_what_a_later_release_ships_wins(office: Office, tmp_path: Path) -> None:
    await publish(office, tmp_path, water())
    form = office.book.forms["water"]
    async with office.database.read() as tx:
        versions, published = await forms.all_versions(tx), await forms.published(tx)
    shipped = {"water": replace(form, title=form.fields[0].label)}
    shelf = shelved(shipped, versions, published, ZoneInfo("Asia/Amman"), office.now)
    assert (shelf.forms, shelf.past) == (shipped, {})


# ------------------------------------------------------------------------------ pictures and sounds

SHOWN = """
    type | name | label | media::image | media::audio
    text | a | أين؟ | map.jpg | where.ogg
    text | b | متى؟ | none.png | map.jpg
"""

FILES = {"map.jpg": jpeg(), "where.ogg": b"OggS invented"}


async def test_what_came_with_a_workbook_is_kept_and_named(office: Office, tmp_path: Path) -> None:
    await publish(office, tmp_path, water(SHOWN), files=FILES)
    first, second = (await stored(office, version(water(SHOWN)))).fields
    picture, sound = first.media["image"]["ar"], first.recorded["ar"]
    assert (second.media, second.recorded) == ({}, {})
    async with office.database.read() as tx:
        image, voice = await media.shown(tx, picture), await media.shown(tx, sound)
    assert image is not None
    assert voice is not None
    assert (image.mime, image.picture, voice.mime) == ("image/jpeg", True, "audio/ogg")
    objects = Objects.at(str(tmp_path / "media"))
    assert await objects.get(KEPT, str(voice.object)) == b"OggS invented"
    assert b"at the well" not in await objects.get(KEPT, str(image.object))


async def test_what_came_alone_is_asked_without_them(office: Office) -> None:
    found = water(SHOWN)
    assert found.form is not None
    async with office.database.begin() as tx:
        change = await publish_read(
            tx, office.sealer, office.book, found.form, office.ids, office.now, "command"
        )
    assert [field.media for field in change.after.fields] == [{}, {}]
    assert change.after.version == version(found)
    assert await stored(office, version(found)) == change.after


async def test_published_again_it_is_the_same_medium_and_is_not_removed(
    office: Office, tmp_path: Path
) -> None:
    await publish(office, tmp_path, water(SHOWN), files=FILES)
    before = await stored(office, version(water(SHOWN)))
    await publish(office, tmp_path, water(SHOWN), files=FILES)
    assert await stored(office, version(water(SHOWN))) == before
    objects = Objects.at(str(tmp_path / "media"))
    much_later = office.now + YOUNG + timedelta(days=9000)
    assert await purge_objects(office.database, objects, Staging(objects), much_later) == 0


# ---------------------------------------------------------------------------- answers without names


async def intaken(office: Office, person: Person, wanted: str) -> None:
    """Somebody has sent a pseudonymous form."""
    secret = b"an invented secret of a family"
    row = {"respondent": private_answers.respondent(secret, person.id), "form": "water", "wave": ""}
    async with office.database.begin() as tx:
        await tx.execute(
            insert(family_secrets).values(
                family="water", secret=office.sealer.seal(secret, private_answers.SECRET), programme="sample"
            )
        )
        sealed = office.sealer.seal(
            codecs.encode({**row, "form_version": wanted, "answers": {}}), private_answers.INTAKE
        )
        await tx.execute(insert(private_intake).values(id=office.ids.random(), row=sealed))


@pytest.mark.parametrize("kind", ["erase", "delete_answers"])
async def test_answers_to_a_withdrawn_form_can_still_go(office: Office, tmp_path: Path, kind: str) -> None:
    found = water(tamasuk_mode="pseudonymous")
    await publish(office, tmp_path, found)
    person = await office.person("ليلى", "volunteer")
    await intaken(office, person, version(found))
    await withdraw_form(office.database, "water", office.ids, office.now)
    await shelve(office)
    async with office.database.read() as tx:
        asked = Asked(tx, office.sealer, office.book, office.now, person.id, "", {})
        assert (await answers(asked))["items"] == [{"form": "water", "wave": ""}]
    await office.ask(person, kind, form="water")
    async with office.database.read() as tx:
        assert await private_answers.intake(tx, office.sealer) == []
