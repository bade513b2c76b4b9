"""People from a list: read, measured, awaited; the same list again changes nothing, and one can be undone."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Table, func, insert, select

from bot.actions.bring_people import bring_people, code_of, undo_people
from bot.actions.invite import Doors, short
from bot.actions.people_process import read
from bot.actions.people_sheet import cards, written
from bot.actions.plan_people import counted, notable
from bot.actions.problem import Problem
from bot.actions.purge import purge_rows
from bot.actions.read_people import List, read_people
from bot.actions.revoke import revoke_awaited
from bot.core.audience import EVERYBODY
from bot.core.channel import AddressKey, Reader
from bot.core.invitation import find
from bot.core.person import Person
from bot.core.prepared import LIVES
from bot.storage import audiences, prepared
from bot.storage import rosters as lists
from bot.storage.keys import address_hash, name_hashes
from bot.storage.schema import address_keys, address_persons, audit, generation, person_words, rosters
from bot.storage.schema import prepared as table
from tests.actions.office import Office
from tests.actions.people import HEADERS, RANA, SAMER, brought, keys, listed, planned, states, words

DOORS = Doors(telegram="bridges_bot", whatsapp="whatsapp:+14155550100")


async def rows(office: Office, of: Table) -> Sequence[Any]:
    async with office.database.read() as tx:
        return (await tx.execute(select(of).order_by(of.c.id))).all()


async def uses_phone(office: Office, person: Person, phone: str) -> None:
    """Their address is found by that phone from now on."""
    key = AddressKey("phone", phone)
    async with office.database.begin() as tx:
        wanted = select(address_persons.c.address_id).where(address_persons.c.person_id == person.id)
        address = (await tx.execute(wanted)).scalar_one()
        await tx.execute(
            insert(address_keys).values(
                hash=address_hash(office.sealer, "whatsapp", key),
                address_id=address,
                channel="whatsapp",
                kind="phone",
                value=office.sealer.seal(phone.encode(), "address_keys.value"),
                rank=0,
            )
        )


# ------------------------------------------------------------------------------------- what is read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_of_texts_is_read_however_it_was_written(encoding: str, delimiter: str) -> None:
    content = "\n".join([HEADERS, RANA]).replace(",", delimiter).encode(encoding)
    found = read(content, "list.CSV")
    assert found.headers == tuple(HEADERS.split(","))
    assert found.rows == ((2, tuple(RANA.split(","))),)


async def test_a_workbook_is_read_in_a_process_of_its_own() -> None:
    """Numbers of phones are no amounts, and days have no hour."""
    book, stream = Workbook(), io.BytesIO()
    book.active.append(["name", "phone", "dob", "consent date"])
    at = datetime(2026, 2, 10, 9, 30)  # noqa: DTZ001 - a sheet knows no zone
    book.active.append(["Rana", 791234567.0, date(2000, 5, 1), at])
    book.save(stream)
    found = await read_people(stream.getvalue(), "list.xlsx")
    assert found.rows == ((2, ("Rana", "791234567", "2000-05-01", "2026-02-10")),)


def test_a_form_and_what_is_no_table_are_told_apart() -> None:
    book, stream = Workbook(), io.BytesIO()
    book.create_sheet("survey").append(["type", "name", "label"])
    book.active.append(["a"])
    book.save(stream)
    assert read(stream.getvalue(), "form.xlsx").form
    assert read(b'"survey"\n,type,name', "form.csv").form
    assert read(b"PK\x03\x04 no workbook", "list.xlsx").unread
    assert read(b"x", "list.pdf") == List(unread=True)


# ---------------------------------------------------------------------------------- what it comes to


async def test_a_row_becomes_what_the_registration_would_ask(office: Office) -> None:
    headers = "Full Name *,WhatsApp number,Gender,Date of birth,Governorate,District,Language,Role,"
    row = "Rana  Mohammad,٠٧٩ ١٢٣ ٤٥٦٧,F,1/5/2000,irbid,قصبة اربد,English,volunteer,Irbid workshop,٢٠٢٦-٠٢-١٠"
    plan = await planned(office, listed(row, headers=f"{headers}Consent source,Consent date"))
    [one] = plan.rows
    assert (one.state, one.said) == ("new", ())
    assert one.one is not None
    assert (one.one.name, one.one.phone, one.one.sex) == ("Rana Mohammad", "+962791234567", "female")
    assert (one.one.birth_year, one.one.area, one.one.district) == (2000, "JO-IR", "JO-IR-1")
    assert (one.one.language, one.one.source, one.one.agreed) == ("en", "Irbid workshop", "2026-02-10")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",0791234567,,,,ورشة,2026-02-10", "people.no_name"),
        ("رنا,07912,,,,ورشة,2026-02-10", "people.no_phone"),
        ("رنا,,غير ذلك,,,ورشة,2026-02-10", "people.no_sex"),
        ("رنا,,,1850,,ورشة,2026-02-10", "people.no_year"),
        ("رنا,,,2012,,ورشة,2026-02-10", "people.too_young"),
        ("رنا,,,,باريس,ورشة,2026-02-10", "people.no_area"),
        ("رنا,,,,ابرد,ورشة,2026-02-10", "people.area_near"),
        ("رنا,,,,,,2026-02-10", "people.no_source"),
        ("رنا,,,,,ورشة,", "people.no_day"),
        ("رنا,,,,,ورشة,أمس", "people.unclear_day"),
        ("رنا,,,,,ورشة,2027-01-01", "people.future_day"),
        (f"{'ر' * 41},,,,,ورشة,2026-02-10", "people.long_name"),
    ],
)
async def test_what_is_wrong_refuses_its_row_with_the_reason(office: Office, row: str, why: str) -> None:
    plan = await planned(office, listed(row, RANA))
    assert states(plan) == ["refused", "new"]
    assert keys(plan.rows[0].said) == [why]


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01",
        "٢٠٢٦-١٣-٠١",
        "2026/13/1",
        "2026.13.01",
        "20261301",
        "2026-13-01 09:30",
        "2026-13-01 الثلاثاء",
        "2026-02-30",
        "2026-02-100",
        "2026-02-10, 2026-03-01",
        "13-13-2026",
    ],
)
async def test_a_day_that_cannot_be_is_never_taken_for_another(office: Office, text: str) -> None:
    row = f'رنا,,,,,ورشة,"{text}"'
    plan = await planned(office, listed(row, f'سامر,,,"{text}",,ورشة,2026-02-10'))
    assert states(plan) == ["refused", "refused"]
    assert keys(plan.rows[0].said) == ["people.unclear_day"]
    assert keys(plan.rows[1].said) == ["people.no_year"]


@pytest.mark.parametrize(
    ("text", "agreed"),
    [
        ("2026-02-10", "2026-02-10"),
        ("2026-2-1", "2026-02-01"),
        ("20260210", "2026-02-10"),
        ("2026-02-10T09:30:00+03:00", "2026-02-10"),
        ("2026-02-10 9:30", "2026-02-10"),
        ("13/1/2026", "2026-01-13"),
        ("13.01.2026", "2026-01-13"),
        ("13 كانون الثاني 2026", "2026-01-13"),
        ("1447-08-22", "2026-02-10"),
    ],
)
async def test_a_day_is_understood_as_lists_write_it(office: Office, text: str, agreed: str) -> None:
    [found] = (await planned(office, listed(f"رنا,,,,,ورشة,{text}"))).rows
    assert found.one is not None
    assert found.one.agreed == agreed


async def test_every_reason_of_a_row_is_said(office: Office) -> None:
    plan = await planned(office, listed("رنا,07912,x,1850,باريس,,"))
    assert len(plan.rows[0].said) == 6


@pytest.mark.parametrize(
    ("role", "why"),
    [("coordinator", "people.staff_role"), ("admin", "people.staff_role"), ("x", "people.no_role")],
)
async def test_a_list_gives_nobody_a_role_of_the_team(office: Office, role: str, why: str) -> None:
    plan = await planned(office, listed(f"{RANA},{role}", headers=f"{HEADERS},الدور"))
    assert keys(plan.rows[0].said) == [why]


async def test_where_and_when_somebody_agreed_must_be_columns(office: Office) -> None:
    with pytest.raises(Problem) as caught:
        await planned(office, listed("رنا,0791234567,2026-02-10", headers="الاسم,الهاتف,التاريخ"))
    assert caught.value.text.key == "people.no_columns"
    with pytest.raises(Problem) as caught:
        await planned(office, listed("1,2", headers="x,y"))
    assert caught.value.text.key == "people.no_list"


async def test_columns_are_known_by_what_is_in_them(office: Office) -> None:
    """But for the consent, of which nothing is guessed."""
    some = ["رنا محمد,0791234567,أنثى,2000,إربد,1", "سامر علي,0781234567,ذكر,1990,المفرق,2"]
    some += ["هدى خالد,0771234567,أنثى,1985,اربد,3"]
    headers = "أ,ب,ج,د,ه,ملاحظات,مصدر الموافقة,تاريخ الموافقة"
    plan = await planned(office, listed(*(f"{one},ورشة,2026-02-10" for one in some), headers=headers))
    assert states(plan) == ["new", "new", "new"]
    assert set(plan.guessed) == {"أ", "ب", "ج", "د", "ه"}
    assert plan.unread == ("ملاحظات",)
    assert plan.rows[0].one is not None
    assert (plan.rows[0].one.name, plan.rows[0].one.birth_year) == ("رنا محمد", 2000)


async def test_a_name_in_parts_is_put_together(office: Office) -> None:
    headers = "الاسم الأول,اسم الأب,الكنية,مصدر الموافقة,تاريخ الموافقة"
    plan = await planned(office, listed("رنا,محمد,العلي,ورشة,2026-02-10", headers=headers))
    assert plan.rows[0].one is not None
    assert plan.rows[0].one.name == "رنا محمد العلي"


async def test_nobody_is_brought_in_beyond_the_areas_of_who_does_it(office: Office) -> None:
    plan = await planned(office, listed(RANA, SAMER, "هدى,,,,,ورشة,2026-02-10"), within=("JO-IR",))
    assert states(plan) == ["new", "refused", "refused"]
    assert keys(plan.rows[1].said) == keys(plan.rows[2].said) == ["people.not_yours"]


async def test_whom_others_await_is_neither_changed_nor_given_away(office: Office) -> None:
    """The phone of somebody in another area, under an area of one's own."""
    await brought(office, SAMER)
    plan = await planned(office, listed(SAMER.replace("المفرق", "إربد")), within=("JO-IR",))
    assert states(plan) == ["refused"]
    assert keys(plan.rows[0].said) == ["people.not_yours"]
    assert code_of(plan.rows[0]) == ""


async def test_the_same_row_twice_is_one_and_a_shared_phone_is_worth_a_look(office: Office) -> None:
    plan = await planned(office, listed(RANA, RANA, RANA.replace("رنا", "هدى")))
    assert states(plan) == ["new", "refused", "new"]
    assert [keys(one.said) for one in plan.rows] == [[], ["people.repeated"], ["people.same_phone"]]


async def test_who_looks_like_somebody_known_is_a_candidate_and_who_is_known_stays(office: Office) -> None:
    rana = await office.person("رنا محمد", "volunteer", home="JO-IR")
    await uses_phone(office, rana, "+962791234567")
    async with office.database.begin() as tx:
        for hash_ in name_hashes(office.sealer, rana.name):
            await tx.execute(insert(person_words).values(person_id=rana.id, hash=hash_))
    plan = await planned(
        office,
        listed(
            RANA,  # the phone and the name
            RANA.replace("رنا", "هدى"),  # the phone alone
            RANA.replace("0791234567", "").replace("2000", "2001"),  # the name, the year and the area
            RANA.replace("0791234567", "0791234568"),  # another year
        ),
    )
    assert states(plan) == ["here", "new", "new", "new"]
    assert [keys(one.said) for one in plan.rows[1:]] == [
        ["people.same_phone", "people.phone_here"],
        ["people.namesake"],
        ["people.same_name"],
    ]


# ---------------------------------------------------------------------------------------- bringing in


async def test_everybody_new_is_awaited_sealed_and_nobody_is_a_person(office: Office) -> None:
    plan = await brought(office, RANA, SAMER, "x,07,,,,ورشة,2026-02-10")
    found = await rows(office, table)
    assert len(found) == 2
    assert {one.roster_id for one in found} == {plan.roster}
    assert all(one.until == office.now + LIVES for one in found)
    raw = b"".join(bytes(one.data) for one in found)
    assert "رنا".encode() not in raw
    assert b"791234567" not in raw
    async with office.database.read() as tx:
        count = await audiences.exceeds(tx, EVERYBODY, office.book, office.now, None)
        assert await prepared.any_awaited(tx, "sample")
        verbs = (await tx.execute(select(audit.c.verb))).scalars().all()
    assert not count
    assert verbs == ["people.brought"]
    assert await office.outbox(Person(id=office.ids.new())) == []


async def test_the_same_list_again_changes_nothing(office: Office) -> None:
    first = await brought(office, RANA, SAMER)
    before = await rows(office, table), await rows(office, rosters), await rows(office, audit)
    number = await rows(office, generation)
    office.later(3600)
    again = await brought(office, SAMER, RANA)
    assert states(again) == ["same", "same"]
    assert (await rows(office, table), await rows(office, rosters), await rows(office, audit)) == before
    assert await rows(office, generation) == number
    assert {code_of(one) for one in first.rows} == {code_of(one) for one in again.rows}


async def test_what_is_given_back_is_the_list_itself(office: Office) -> None:
    """With the links beside it; brought in again it is the same list."""
    plan = await brought(office, RANA, "x,07,,,,ورشة,2026-02-10")
    data = written(plan, DOORS, words(), lambda text: text.key, office.now)
    [headers, first, second] = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    assert list(headers[: len(plan.headers)]) == list(plan.headers)
    code = code_of(plan.rows[0])
    assert first[-2] == f"https://t.me/bridges_bot?start={code}"
    assert find(unquote(str(first[-1]))) == code
    assert second[-2:] == (None, None)
    again = await planned(office, data, "list.xlsx")
    assert states(again) == ["same", "refused"]
    assert [one["link"] for one in cards(plan, DOORS, words())] == [first[-2]]


async def test_a_list_without_phones_is_still_itself_when_it_comes_back(office: Office) -> None:
    """No column of ours is taken for one of theirs."""
    headers = "الاسم,مصدر الموافقة,تاريخ الموافقة"
    plan = await brought(office, "رنا محمد,ورشة,2026-02-10", headers=headers)
    speak = Reader("ar")
    data = written(plan, DOORS, words(), lambda text: words().render(text, speak), office.now)
    assert states(await planned(office, data, "list.xlsx")) == ["same"]


async def test_a_row_that_says_something_else_is_changed_and_keeps_its_link(office: Office) -> None:
    first = await brought(office, RANA, SAMER)
    second = await brought(office, RANA.replace("2000", "2001"), SAMER.replace("سامر علي", "سامر العلي"))
    assert states(second) == ["changed", "changed"]
    assert [code_of(one) for one in second.rows] == [code_of(one) for one in first.rows]
    async with office.database.read() as tx:
        found = await prepared.by_code(tx, office.sealer, code_of(first.rows[0]))
    assert found is not None
    assert found.record is not None
    assert found.record.birth_year == 2001


async def test_who_was_brought_in_meanwhile_is_not_brought_in_twice(office: Office) -> None:
    """Two of the team look at one list at the same time."""
    mine, theirs = await planned(office, listed(RANA)), await planned(office, listed(RANA))
    for plan in (mine, theirs):
        await bring_people(office.database, office.sealer, plan, "command", office.now, office.ids)
    assert len(await rows(office, table)) == 1
    assert code_of(mine.rows[0]) == code_of(theirs.rows[0])


async def test_a_list_that_was_cut_short_goes_on_where_it_was(office: Office) -> None:
    """Killed after a part of its rows: the same roster counts them all as its own."""
    content = listed(*(f"رنا {n},07912{n:05},,,,ورشة,2026-02-10" for n in range(250)))
    cut, whole = await planned(office, content), await planned(office, content)
    whole.roster = cut.roster
    cut.rows = cut.rows[:120]
    for plan in (cut, whole):
        await bring_people(office.database, office.sealer, plan, "command", office.now, office.ids)
    assert len(await rows(office, table)) == 250
    assert len(await rows(office, rosters)) == 1
    assert [code_of(one) for one in whole.rows[:120]] == [code_of(one) for one in cut.rows]
    assert len({code_of(one) for one in whole.rows}) == 250


async def test_six_thousand_come_in_by_chunks(office: Office) -> None:
    many = [f"رنا محمد {n},07912{n:05},أنثى,1990,إربد,ورشة,2026-02-10" for n in range(6_000)]
    plan = await brought(office, *many)
    assert plan.counts == Counter(new=6_000)
    async with office.database.read() as tx:
        assert (await tx.execute(select(func.count()).select_from(table))).scalar_one() == 6_000
        [listed_] = await lists.of_programme(tx, "sample")
    assert (listed_.awaited, listed_.came) == (6_000, 0)
    again = await planned(office, listed(*many))
    assert again.counts == Counter(same=6_000)
    done = await undo_people(
        office.database, office.sealer, "sample", short(plan.roster), office.now, office.ids
    )
    assert done.gone == 6_000


async def test_what_is_said_names_the_rows_and_how_many_more(office: Office) -> None:
    plan = await planned(office, listed(*(f"رنا {n},07{n},,,,ورشة,2026-02-10" for n in range(9)), RANA))
    assert keys(counted(plan)) == ["people.count_new", "people.count_refused"]
    said = notable(plan, 6)
    assert keys(said) == [*["people.row"] * 6, "people.more"]
    assert said[-1].params["n"] == 3


# --------------------------------------------------------------------------------------------- undoing


async def test_a_list_is_undone_but_for_who_has_come(office: Office) -> None:
    await brought(office, SAMER)
    plan = await brought(office, RANA, SAMER.replace("1990", "1991"), "هدى,,,,,ورشة,2026-02-10")
    async with office.database.read() as tx:
        huda = await prepared.by_code(tx, office.sealer, code_of(plan.rows[2]))
    assert huda is not None
    person = await office.person("هدى", "volunteer")
    await office.ask(person, "claim", prepared=huda.id)
    done = await undo_people(
        office.database, office.sealer, "sample", short(plan.roster), office.now, office.ids
    )
    assert (done.gone, done.put_back, done.stay) == (1, 1, 1)
    assert states(await planned(office, listed(SAMER, RANA, "هدى,,,,,ورشة,2026-02-10"))) == [
        "same",
        "new",
        "came",
    ]
    with pytest.raises(Problem, match=r"people\.undone_before"):
        await undo_people(
            office.database, office.sealer, "sample", short(plan.roster), office.now, office.ids
        )


async def test_one_link_of_a_list_can_be_taken_back(office: Office) -> None:
    plan = await brought(office, RANA, SAMER)
    link = f"https://t.me/bridges_bot?start={code_of(plan.rows[0])}"
    assert await revoke_awaited(office.database, office.sealer, link, office.now, office.ids)
    assert not await revoke_awaited(office.database, office.sealer, link, office.now, office.ids)
    assert states(await planned(office, listed(RANA, SAMER))) == ["new", "same"]


async def test_after_seven_days_a_list_stays(office: Office) -> None:
    plan = await brought(office, RANA)
    office.later(timedelta(days=7, seconds=1).total_seconds())
    with pytest.raises(Problem, match=r"people\.undo_late"):
        await undo_people(
            office.database, office.sealer, "sample", short(plan.roster), office.now, office.ids
        )
    with pytest.raises(Problem, match=r"people\.no_roster"):
        await undo_people(office.database, office.sealer, "sample", "12345678", office.now, office.ids)


async def test_who_does_not_come_is_forgotten_after_ninety_days(office: Office) -> None:
    await brought(office, RANA)
    await purge_rows(office.database, office.now + LIVES)
    assert len(await rows(office, table)) == 1
    await purge_rows(office.database, office.now + LIVES + timedelta(seconds=1))
    assert await rows(office, table) == []


async def test_whoever_has_their_data_deleted_is_on_no_list_any_more(office: Office) -> None:
    """By what they claimed, and by their phone."""
    plan = await brought(office, RANA, SAMER)
    person = await office.person("سامر علي", "volunteer")
    await uses_phone(office, person, "+962781234567")
    await office.ask(person, "erase")
    assert [one.roster_id for one in await rows(office, table)] == [plan.roster]
    assert states(await planned(office, listed(RANA, SAMER))) == ["same", "new"]
