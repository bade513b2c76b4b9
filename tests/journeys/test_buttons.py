"""On WhatsApp questions are pressed once their shapes are made, and numbers are understood all the same."""

from __future__ import annotations

import pytest

from tests.databases import BOTH
from tests.journeys.process import until
from tests.journeys.town import Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("place", BOTH, indirect=True, scope="module"),
]

SHAPES = 26


async def test_a_volunteer_presses_types_a_number_and_presses_again(place: Town) -> None:
    made = place.twilio.contents
    await until(lambda: len(made) if len(made) >= SHAPES else None, lambda: f"{len(made)} shapes")
    await place.program.command("whatsapp", "templates", "push")
    assert len(made) == SHAPES + 12

    phone = place.on_whatsapp("سلمى")
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")
    shown = phone.person.chat[-1]
    assert [button.label for button in shown.buttons] == ["أوافق", "لا، شكراً", "تغيير اللغة"]
    assert "1." not in shown.text
    await phone.press("أوافق")
    await phone.see("بأي اسم نناديك")
    await phone.say("سلمى")
    await phone.see("الجنس؟")
    await phone.say("٢")
    await phone.see("سنة ميلادك")
    await phone.say("1998")
    await phone.see("ما محافظتك")
    assert phone.person.chat[-1].listed
    await phone.press("إربد")
    await phone.see("وفي أي لواء")
    await phone.press("بني عبيد")
    await phone.see("هذه إجاباتك", "سلمى", "أنثى", "بني عبيد")
    await phone.press("إرسال")
    await phone.see("اكتمل التسجيل")
