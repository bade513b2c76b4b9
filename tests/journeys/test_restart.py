"""The program ends in the middle of a form, gracefully or by a power cut, and goes on without a scar.

Nothing is asked twice, no message is lost or doubled: neither what was written while it was down, nor what
it was about to say.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.journeys.phones import TelegramPhone
from tests.journeys.process import until
from tests.journeys.talks import Someone, register
from tests.journeys.town import Town

KILLS = 2

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("kill", [False, True], ids=["graceful", "killed"])
async def test_a_form_goes_on_after_a_restart(place: Town, kill: bool) -> None:
    laila, salma, nour = place.on_telegram("ليلى"), place.on_whatsapp("سلمى"), await place.in_browser("نور")
    for phone in (laila, salma, nour):
        await phone.say("مرحبا")
        await phone.see("هل نبدأ؟")
        await phone.press("أوافق")
        await phone.see("بأي اسم نناديك")
    await place.program.restart(kill=kill)
    for phone in (laila, salma, nour):
        await phone.say(phone.name)
        await phone.see("الجنس؟")
        await phone.press("أنثى")
        await phone.see("سنة ميلادك")
        assert phone.count("بأي اسم نناديك") == 1, phone.shown()
        assert phone.count("الجنس؟") == 1, phone.shown()


async def test_what_is_written_while_it_is_down_is_answered_once(place: Town) -> None:
    """Telegram keeps it; Twilio is asked what was missed; the page keeps it by itself."""
    laila, salma = place.on_telegram("ليلى"), place.on_whatsapp("سلمى")
    await asyncio.gather(*(phone.say("مرحبا") for phone in (laila, salma)))
    for phone in (laila, salma):
        await phone.see("هل نبدأ؟")
    await place.program.stop()
    place.twilio.webhooks_lost = True
    laila.person.tap("أوافق")
    await salma.person.say("1")
    place.twilio.webhooks_lost = False
    await place.program.start()
    for phone in (laila, salma):
        await phone.see("بأي اسم نناديك")
        await phone.say("ليلى")
        await phone.see("الجنس؟")
        assert phone.count("بأي اسم نناديك") == 1, phone.shown()


async def test_many_write_while_it_is_killed_again_and_again(place: Town) -> None:
    """Nobody's registration stops. What was on its way at that moment may come once more, nothing else."""
    crowd = [place.on_telegram(f"شخص{n}") for n in range(6)]
    journeys = [asyncio.create_task(patiently(phone)) for phone in crowd]
    for _ in range(KILLS):
        before = len(crowd[0].bubbles())
        await until(lambda: len(crowd[0].bubbles()) > before or None, crowd[0].shown)  # noqa: B023
        await place.program.restart(kill=True)
    await asyncio.gather(*journeys)
    for phone in crowd:
        for question in ("بأي اسم نناديك", "الجنس؟", "سنة ميلادك", "ما محافظتك", "وفي أي لواء"):
            asked = [b for b in phone.bubbles() if question in b.text and "هذه إجاباتك" not in b.text]
            assert 1 <= len(asked) <= 1 + KILLS, phone.shown()


async def patiently(phone: TelegramPhone) -> None:
    """A registration by somebody who waits."""
    await register(phone, Someone(phone.name))
