"""What people are called, where they are reached and what they say is not in the log, whatever fails."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.fakes.telegram import fault
from tests.fakes.twilio import Fault
from tests.fakes.twilio.samples import photo
from tests.journeys.process import until
from tests.journeys.talks import AnyPhone, Someone, arrive, report
from tests.journeys.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMES = ("زمردة", "فيروز", "ياقوت", "مرجان")
SAID = ("أحتاج إلى رأيكم في أمر البئر", "جيران البئر")


async def to_sex(phone: AnyPhone, name: str) -> None:
    """As far as the question after the name."""
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")
    await phone.press("أوافق")
    await phone.see("بأي اسم نناديك")
    await phone.say(name)
    await phone.see("الجنس؟")


async def test_a_day_leaves_no_trace_of_anybody(place: Town) -> None:
    zumurrud, firuz = place.on_telegram(NAMES[0]), place.on_whatsapp(NAMES[1])
    yaqut, marjan = await place.in_browser(NAMES[2]), place.on_telegram(NAMES[3])
    await arrive(place, marjan, "coordinator", Someone(NAMES[3]))
    place.telegram.fail("sendMessage", fault.html(), times=1)
    place.twilio.fail(Fault.SERVER_ERROR, times=1)
    await asyncio.gather(to_sex(zumurrud, NAMES[0]), to_sex(firuz, NAMES[1]))
    await arrive(place, yaqut, "champion", Someone(NAMES[2]))
    number = await report(yaqut, [photo()], name=SAID[1])
    await yaqut.say("موظف")
    await yaqut.say(SAID[0])
    await marjan.see(SAID[0])
    await place.program.restart(kill=True)
    await until(lambda: place.telegram.updates.polled or None, place.program.tail)  # else it never hears
    place.telegram.fail("*", fault.unauthorized(), times=None)
    await zumurrud.say("القائمة")
    await until(lambda: "dispatch.account" in place.program.log or None, place.program.tail)
    log = place.program.log
    assert log.count("\n") > 3
    numbers = [firuz.person.phone or "", str(zumurrud.person.id), str(marjan.person.id)]
    tokens = [place.telegram.token, place.twilio.auth_token]
    for word in (*NAMES, *SAID, *numbers, *tokens, number, "1998", "بني عبيد"):
        assert word
        assert word not in log
    assert all(json.loads(line) for line in log.splitlines() if line.startswith("{"))
