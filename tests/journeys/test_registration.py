"""A volunteer registers from the first word to the menu, in each channel, in Arabic and in English."""

from __future__ import annotations

import pytest

from tests.databases import BOTH
from tests.journeys.phones import TelegramPhone, WhatsAppPhone
from tests.journeys.talks import AnyPhone, Someone, register
from tests.journeys.town import Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("place", BOTH, indirect=True, scope="module"),
]

CHANNELS = ("telegram", "whatsapp", "webchat")


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_volunteer_registers_in_arabic(place: Town, channel: str) -> None:
    phone = await place.on(channel, "ليلى")
    await register(phone, Someone("ليلى"))
    menu = await phone.see_label("نبض التماسك")
    assert "تقرير عن نشاط" not in menu.labels


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_volunteer_registers_in_english(place: Town, channel: str) -> None:
    phone = await place.on(channel, "Sam")
    if isinstance(phone, TelegramPhone):
        phone = place.on_telegram("Sam", "en")
    await in_english(phone, "hello" if isinstance(phone, TelegramPhone) else "English")
    await phone.see_label("Cohesion pulse")
    assert not any(
        "\u0621" <= letter <= "\u064a" for bubble in phone.bubbles()[-2:] for letter in bubble.text
    )


async def in_english(phone: AnyPhone, hello: str) -> None:
    """The same questions, with what people do on the way: a wrong year, a step back, a change at the end."""
    await phone.say(hello)
    await phone.see("Shall we start?")
    await phone.press("I agree")
    await phone.see("What name shall we call you")
    await phone.say("Sam")
    await phone.see("Sex?")
    await phone.press("Male")
    await phone.see("year of birth")
    await phone.say("last year")
    await phone.see("the year of birth in four digits")
    await phone.say("1990")
    await phone.see("Which governorate")
    await phone.say("back")
    await phone.see("year of birth")
    await phone.say("1991")
    await phone.see("Which governorate")
    await phone.say("irbid")
    await phone.see("which district")
    await phone.say("Bani Obeid")
    await phone.see("These are your answers", "1991", "Irbid")
    await phone.press("Change")
    await phone.see("Which answer shall we change?")
    await phone.say("1")
    await phone.see("What name shall we call you")
    await phone.say("Samir")
    await phone.see("These are your answers", "Samir")
    await phone.press("Send")
    await phone.see("Thank you", "Samir")


async def test_the_command_menu_stands_in_every_language(place: Town) -> None:
    menus = place.telegram.world.settings["setMyCommands"]
    assert {language for language, _ in menus} == {"", "ar", "en", "ku"}


async def test_someone_who_declines_is_not_kept(place: Town) -> None:
    phone = place.on_whatsapp("سلمى")
    assert isinstance(phone, WhatsAppPhone)
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")
    await phone.press("لا، شكراً")
    await phone.see("لم نحفظ عنك شيئاً")
