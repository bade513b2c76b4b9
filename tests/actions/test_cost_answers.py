"""What a completed form has cost so far: estimated from what was sent, told with what is not known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.actions.cost_answers import cost_answers
from bot.actions.launch_campaign import start
from bot.actions.move_campaign import move_campaign
from bot.actions.oversee import Overseer
from bot.actions.report_campaign import Reporter
from bot.actions.terms import Terms
from bot.core.arabic import bidi
from bot.core.campaign import Campaign
from bot.core.channel import Reader
from bot.core.text import Text
from bot.i18n import Catalogues
from bot.storage import campaigns, persons
from bot.storage import private_answers as private_answers_kept
from bot.storage.schema import outgoing, private_answers
from tests.actions.office import Office
from tests.actions.test_announce import heard
from tests.actions.test_announce import read as told
from tests.actions.test_campaigns import means
from tests.actions.test_on_whatsapp import PRICES, TERMS, composed, on_whatsapp, ticked
from tests.actions.test_report_campaign import EDITS

KNOWN = replace(TERMS, limit=0, prices=PRICES)
FORM = "registration"


@pytest.fixture(autouse=True)
def _every_hour(office: Office) -> None:
    sending = replace(office.book.programme.sending, open=((0, 1440),), ramadan=((0, 1440),), rest=())
    office.book = replace(office.book, programme=replace(office.book.programme, sending=sending))


async def invited(
    office: Office, numbers: Sequence[str], form: str = FORM, state: str = "read", by: str = "command"
) -> Campaign:
    """A message with a form under it, that has come so far to people with these numbers."""
    for number in numbers:
        await on_whatsapp(office, number)
    made = replace(composed(office, form=form), by=by)
    async with office.database.begin() as tx:
        await campaigns.add(tx, made, office.ids)
        assert await start(tx, made, office.book, "command", office.now, office.ids)
    await ticked(office, KNOWN)
    async with office.database.begin() as tx:
        await tx.execute(update(outgoing).values(state=state))
    office.later(60)
    return made


async def answered(office: Office, form: str = FORM, number: int = 1) -> None:
    """So many of those who were written to have answered."""
    async with office.database.read() as tx:
        people = (await tx.execute(select(outgoing.c.person_id).order_by(outgoing.c.seq))).scalars().all()
        known = [await persons.get(tx, office.sealer, one) for one in people[:number]]
    for one in known:
        assert one is not None
        await office.sent(one, form, {}, created_at=office.now)


async def said(office: Office, campaign: Campaign, terms: Terms | None = KNOWN) -> str:
    async with office.database.read() as tx:
        found = await cost_answers(tx, office.sealer, terms, office.book, [campaign], office.now)
    return plain(found[campaign.id])


def plain(texts: Sequence[Text]) -> str:
    words = Catalogues.load()
    return "\n".join(bidi.strip(words.render(one, Reader("ar"))) for one in texts)


async def test_what_was_spent_is_divided_by_those_who_answered_after_it(office: Office) -> None:
    """Of each a template, its press and the text: half a dollar and three times the provider's cent."""
    found = await invited(office, ["+962790000001", "+962790000002", "+962790000003"])
    await answered(office, number=2)
    assert "نحو 1.59 USD، أي 0.80 USD لكل من إجابتين مكتملتين" in await said(office, found)


async def test_all_messages_that_carried_the_form_count(office: Office) -> None:
    await invited(office, ["+962790000001"])
    again = await invited(office, ["+962790000002"])
    await answered(office)
    assert "نحو 1.59 USD" in await said(office, again), "the second went to both"


async def test_who_was_asked_and_has_not_pressed_costs_the_template(office: Office) -> None:
    found = await invited(office, ["+962790000001", "+962790000002"], state="parked")
    await answered(office)
    assert "نحو 1.02 USD" in await said(office, found)


async def test_what_could_not_be_priced_is_counted(office: Office) -> None:
    found = await invited(office, ["+962790000001", "+9647901234567"])
    await answered(office)
    words = await said(office, found)
    assert "نحو 0.56 USD" in words
    assert "رسالة واحدة لا نعرف سعرها (IQ)" in words


@pytest.mark.parametrize("why", ["no prices", "nobody answered", "an answer before it", "withdrawn"])
async def test_nothing_is_said_where_there_is_nothing_to_divide(office: Office, why: str) -> None:
    found = await invited(office, ["+962790000001"])
    at = office.now - timedelta(days=1 if why == "an answer before it" else 0)
    stage = "withdrawn" if why == "withdrawn" else "sent"
    if why != "nobody answered":
        async with office.database.read() as tx:
            person = (await tx.execute(select(outgoing.c.person_id))).scalar_one()
            known = await persons.get(tx, office.sealer, person)
        assert known is not None
        await office.sent(known, FORM, {}, created_at=at, stage=stage)
    assert await said(office, found, replace(KNOWN, prices=None) if why == "no prices" else KNOWN) == ""


@pytest.mark.parametrize("number", [4, 5])
async def test_of_a_private_form_few_answers_are_not_told(office: Office, number: int) -> None:
    found = await invited(office, ["+962790000001"], form="pulse")
    sealed = office.sealer.seal(b"", private_answers_kept.ANSWERS)
    async with office.database.begin() as tx:
        for _ in range(number):
            row = {"id": office.ids.random(), "respondent": office.ids.random(), "programme": "sample"}
            of = {"form": "pulse", "form_version": "", "wave": "2026-1", "day": office.now.date().isoformat()}
            who = {"area": "", "sex": "", "age_band": "", "language": "ar", "answers": sealed, "flags": []}
            await tx.execute(insert(private_answers).values(**row, **of, **who))
    assert ("5 إجابات" in await said(office, found)) == (number == 5)


async def test_its_author_reads_it_in_the_list(office: Office) -> None:
    huda = await office.person("هدى", "admin")
    found = await invited(office, ["+962790000001"])
    await answered(office)
    overseer = Overseer(
        office.database, office.sealer, office._book, lambda: office.now, office.ids, {}, KNOWN
    )
    office.preparing(sent_messages=overseer.listed)
    await office.ask(huda, "sent_messages")
    [one] = (await heard(office, huda))["campaigns"]
    assert one["id"] == found.id
    assert any("والإجابة المكتملة واحدة" in line for line in told(one))


async def test_its_author_reads_it_when_it_is_over(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    found = await invited(office, ["+962790000001"], by=huda.id)
    await answered(office)
    tells = Reporter(replace(means(office), terms=KNOWN), {"telegram": EDITS})
    await tells.look()
    [going] = [one for _, one in await office.outbox(huda) if one.slot.startswith("sent:")]
    assert "المكتملة" not in plain(going.parts)
    await move_campaign(office.database, found.id, "cancelled", huda.id, office.now, office.ids)
    office.later(60)
    await tells.look()
    assert "والإجابة المكتملة واحدة" in plain((await office.outbox(huda))[-1][1].parts)
