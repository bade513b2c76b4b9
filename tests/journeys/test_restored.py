"""The machine is lost in the middle of everything; a backup is restored on an empty one, and people go on.

What somebody wrote after the backup is lost with the machine, and asked again; on WhatsApp it is read from
the provider's list. Nothing that was said before is said again.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from tests.journeys.phones import TelegramPhone
from tests.journeys.town import town


async def test_everybody_goes_on_after_the_machine_was_lost(tmp_path: Path) -> None:
    async with town(tmp_path, serve=False) as place:
        program = place.program
        program.settings["BACKUP_URL"] = str(tmp_path / "second")
        await program.start()
        laila, salma, nour = (
            place.on_telegram("ليلى"),
            place.on_whatsapp("سلمى"),
            await place.in_browser("نور"),
        )
        everybody = (laila, salma, nour)
        for phone in everybody:
            await phone.say("مرحبا")
            await phone.see("هل نبدأ؟")
            await phone.press("أوافق")
            await phone.see("بأي اسم نناديك")
        crowd = [place.on_telegram(f"شخص{n}") for n in range(5)]
        writing = asyncio.gather(*(_greets(phone) for phone in crowd))
        assert "Checked" in await program.command("backup")
        await writing
        for phone in everybody:
            await phone.say(phone.name)
            await phone.see("الجنس؟")

        await program.kill()
        program.database.unlink()
        shutil.rmtree(program.media, ignore_errors=True)
        said = await program.command("restore", "latest")
        assert "Restored" in said
        before = {phone.name: phone.count("هل نبدأ؟") for phone in everybody}
        await program.start()

        await salma.see("الجنس؟")  # read from the list, and taken in once more
        for phone in (laila, nour):
            await phone.say(phone.name)
            await phone.see("الجنس؟")
        for phone in everybody:
            await phone.press("أنثى")
            await phone.see("سنة ميلادك")
            assert phone.count("هل نبدأ؟") == before[phone.name], phone.shown()
            assert phone.count("بأي اسم نناديك") == 1, phone.shown()


async def _greets(phone: TelegramPhone) -> None:
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")
