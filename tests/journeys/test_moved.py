"""A programme has grown: its file is moved to a PostgreSQL, and people go on where they were."""

from __future__ import annotations

from pathlib import Path

from tests import postgres
from tests.journeys.town import town


async def test_everybody_goes_on_after_the_database_was_moved(tmp_path: Path) -> None:
    server = postgres.server()
    async with town(tmp_path) as place:
        program = place.program
        everybody = (place.on_telegram("ليلى"), place.on_whatsapp("سلمى"), await place.in_browser("نور"))
        for phone in everybody:
            await phone.say("مرحبا")
            await phone.see("هل نبدأ؟")
            await phone.press("أوافق")
            await phone.see("بأي اسم نناديك")
        url = server.create("moved")
        await program.command("copy", url, status=1)
        await program.stop()
        assert "copied" in await program.command("copy", url)
        program.settings["DATABASE_URL"] = url
        await program.start()
        for phone in everybody:
            await phone.say(phone.name)
            await phone.see("الجنس؟")
            assert phone.count("بأي اسم نناديك") == 1, phone.shown()
    server.drop("moved")
