"""A provider refuses our account. That is our failure: nothing is lost, and admins hear of it elsewhere."""

from __future__ import annotations

import pytest

from tests.fakes.telegram import fault
from tests.journeys.talks import Someone, arrive
from tests.journeys.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_admin_hears_on_another_channel_and_messages_wait(place: Town) -> None:
    admin = await place.in_browser("سامي")
    await arrive(place, admin, "admin", Someone("سامي", "ذكر"))
    layla = place.on_telegram("ليلى")
    await layla.say("مرحبا")
    await layla.see("هل نبدأ؟")
    place.telegram.fail("sendMessage", fault.unauthorized(), times=1)
    await layla.press("أوافق")
    told = await admin.see("رفض Telegram حساب البوت", "TAMASUK_TELEGRAM__TOKEN", "tamasuk doctor")
    assert "401" in told.text
    assert layla.count("بأي اسم نناديك") == 0
    await place.program.restart()
    await layla.see("بأي اسم نناديك")
    assert layla.count("بأي اسم نناديك") == 1
    assert admin.count("رفض Telegram حساب البوت") == 1
