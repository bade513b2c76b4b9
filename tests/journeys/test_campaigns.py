"""Messages to many, from the command to the phones: planned, sent at the pace, paused, and accounted for."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.journeys import talks
from tests.journeys.talks import Someone
from tests.journeys.town import Town, all_day, town


async def listed(place: Town) -> str:
    return await place.program.command("campaign", "list")


async def accounted(place: Town, line: str) -> None:
    """Until the accounts say so."""
    for _ in range(60):
        said = await listed(place)
        if line in said:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"not «{line}» in\n{said}")


async def test_a_message_reaches_everybody_on_their_channel_and_opens_its_form(tmp_path: Path) -> None:
    async with town(tmp_path, serve=False) as place:
        all_day(tmp_path, approval="none")
        await place.program.start()
        telegram = place.on_telegram("ليلى")
        whatsapp = place.on_whatsapp("عمر")
        browser = await place.in_browser("سلمى")
        for phone, name in ((telegram, "ليلى"), (whatsapp, "عمر"), (browser, "سلمى")):
            await talks.register(phone, Someone(name))
        said = await place.program.command(
            "campaign", "send", "عيّنة", "--text", "مرحباً {name}، كيف حال الحي؟", "--form", "pulse", "--yes"
        )
        assert "By WhatsApp: 1 person" in said
        for phone, name in ((telegram, "ليلى"), (whatsapp, "عمر"), (browser, "سلمى")):
            await phone.see(f"مرحباً {name}، كيف حال الحي؟", "إيقاف")
        await accounted(place, "3 people, arrived: 3")
        assert "Done" in await listed(place)
        await telegram.press("لنبدأ")
        await telegram.see("استبيان قصير")
        await whatsapp.say("١")
        await whatsapp.see("استبيان قصير")
        await browser.say("لنبدأ")
        await browser.see("استبيان قصير")


async def test_an_empty_audience_sends_nothing(tmp_path: Path) -> None:
    async with town(tmp_path, serve=False) as place:
        said = await place.program.command("campaign", "send", "عيّنة", "--text", "سلام", "--yes", status=1)
        assert "(0 people)" in said
        assert "No campaign yet" in await listed(place)
