"""A question that was recorded is heard on every channel, once asked for always."""

from pathlib import Path

import pytest

from tests.journeys.process import until
from tests.journeys.talks import AnyPhone
from tests.journeys.town import town

SPOKEN = b"OggS an invented recording"


async def heard(phone: AnyPhone, recordings: int) -> None:
    """So many recordings have come by now, each with its question or beside it."""
    await until(lambda: sum(b.pictures for b in phone.bubbles()) == recordings or None, phone.shown)


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "webchat"])
async def test_who_cannot_read_hears_the_question(tmp_path: Path, channel: str) -> None:
    async with town(tmp_path, serve=False) as place:
        folder = Path(place.program.settings["PROGRAMMES"]) / "sample" / "recordings" / "ar"
        folder.mkdir(parents=True)
        for field in ("v0", "v2"):
            (folder / f"registration.{field}.ogg").write_bytes(SPOKEN)
        await place.program.start()
        phone = await place.on(channel, "ليلى")
        await phone.say("مرحبا")
        await phone.see("هل نبدأ؟")
        assert all(bubble.pictures == 0 for bubble in phone.bubbles())
        await phone.press("استماع")
        await phone.see("هل نبدأ؟")
        await heard(phone, 1)
        await phone.press("أوافق")
        await phone.see("بأي اسم نناديك")
        await heard(phone, 2)
