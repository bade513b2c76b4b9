"""Who comes by an open link to be a champion waits for the team; the first decision holds."""

from bot.actions.lookups import LOOKUPS, Asked
from bot.core.message import Message
from bot.core.person import Person
from bot.storage import persons
from tests.actions.office import Office
from tests.actions.test_joining import invite


async def applicant(office: Office) -> Person:
    """Somebody of Irbid who has used an open link."""
    person = await office.person("ليلى (عيّنة)", "volunteer")
    code = await invite(office, "champion", uses=9, is_open=True)
    await office.ask(person, "redeem", code=code)
    return person


async def roles(office: Office, person: Person) -> set[str]:
    async with office.database.read() as tx:
        held = {role for role, _ in await persons.roles(tx, person.id, "sample")}
        known = await persons.get(tx, office.sealer, person.id)
    assert known is not None
    assert set(known.roles) == held
    return held


def keys(message: Message) -> list[str]:
    return [part.key for part in message.parts]


async def test_the_coordinators_of_the_area_are_asked(office: Office) -> None:
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("هدى (عيّنة)", "coordinator", area="JO-MA")
    person = await applicant(office)
    [(_, asked)] = await office.outbox(near)
    assert keys(asked) == ["notice.applicant"]
    assert [choice.id for choice in asked.choices] == [
        f"apply:accept:{person.id}",
        f"apply:decline:{person.id}",
        "review:next",
    ]
    assert await office.outbox(far) == []


async def test_who_is_accepted_is_a_champion_of_the_area_and_the_copies_say_who_decided(
    office: Office,
) -> None:
    first = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    second = await office.person("هدى (عيّنة)", "coordinator", area="JO-IR")
    person = await applicant(office)
    await office.send_all()
    await office.ask(first, "admit", person=person.id, decision="accept")
    assert await roles(office, person) == {"volunteer", "champion"}
    assert office.heard(person)[-1].data == {"granted": True, "role": "champion", "areas": ["JO-IR"]}
    assert office.heard(first)[-1].data["won"] is True
    for staff in (first, second):
        asked, told = await office.outbox(staff)
        assert keys(told[1]) == ["notice.applicant_accept"]
        assert (told[1].slot, told[1].choices) == (asked[1].slot, ())


async def test_who_is_declined_stays_a_volunteer_and_hears_it_kindly(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    person = await applicant(office)
    await office.ask(staff, "admit", person=person.id, decision="decline")
    assert await roles(office, person) == {"volunteer"}
    assert [found.kind for found in office.heard(person)] == ["redeemed", "declined"]


async def test_the_second_decision_changes_nothing(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    person = await applicant(office)
    await office.ask(staff, "admit", person=person.id, decision="decline")
    await office.ask(staff, "admit", person=person.id, decision="accept")
    assert await roles(office, person) == {"volunteer"}
    assert [found.data["won"] for found in office.heard(staff)] == [True, False]


async def test_nobody_admits_themselves(office: Office) -> None:
    person = await applicant(office)
    await office.ask(person, "admit", person=person.id, decision="accept")
    assert await roles(office, person) == {"volunteer", "applicant"}


async def test_the_next_thing_that_awaits_staff_may_be_an_applicant(office: Office) -> None:
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("هدى (عيّنة)", "coordinator", area="JO-MA")
    code = await invite(office, "champion", uses=9, is_open=True)
    person, other = [await office.person(name, "volunteer") for name in ("ليلى (عيّنة)", "رنا (عيّنة)")]
    for one in (person, other):
        await office.ask(one, "redeem", code=code)
    async with office.database.read() as tx:
        found = [
            await LOOKUPS["notices"](Asked(tx, office.sealer, office.book, office.now, staff.id, "", {}))
            for staff in (near, far)
        ]
    assert (found[0]["applicant"], found[0]["more"], found[1]) == (person.id, 1, {})
