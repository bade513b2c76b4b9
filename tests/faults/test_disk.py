"""The disk fills: photos wait with the provider, words are taken to the last, then nothing is promised."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.storage.schema import media
from tests.databases import SQLITE
from tests.fakes.twilio.samples import photo
from tests.faults import figures
from tests.faults.city import Altered, City, city, peopled
from tests.faults.crowd import Resident
from tests.faults.disk import disk
from tests.faults.ledger import balance
from tests.faults.soak import combinations
from tests.journeys import talks
from tests.journeys.process import until
from tests.journeys.talks import Someone

CROWD = 9
MEGABYTES = 160
# Every second, not every minute or five: a test has nothing to wait for.
SOONER: Altered = {"bot.app.upkeep": {"MINUTE": 0.5}, "bot.app.ticking": {"RECONCILE": 1.0}}
# What the program logs when it cannot write, and nothing else.
EXPECTED = {
    "alert.storage",
    "batch.refused",
    "dispatch.lease",
    "dispatch.storage",
    "errand.failed",
    "media.lost",
    "shift.lease",
    "telegram.not_taken",
    "tick.failed",
    "wake.refused",
    "watch.failed",
    "whatsapp.not_taken",
    "a message of the web chat could not be stored",
}


async def test_a_full_disk_loses_nothing(tmp_path: Path, seconds: float) -> None:
    """Nothing is acknowledged that was not written; when there is room again, all goes on."""
    with disk(tmp_path / "disk", MEGABYTES) as full:
        async with city(tmp_path, on=SQLITE, webhook=True, altered=SOONER, data=full.folder) as place:
            place.tolerated = EXPECTED
            place.twilio.outward.retry_on_errors = True
            crowd = await peopled(place, CROWD, seconds)
            async with crowd.at_work(coming=True):
                async for _ in place.rounds(2, seconds):
                    await place.progress(20)
                    full.fill()
                    await refused(place)
                    await place.look()
                    figures.note(full=1)
                    full.empty()
            await crowd.come_back()
            await balance(place, crowd.residents)


async def refused(place: City) -> None:
    """Until a provider was told that something could not be taken."""
    before = len(place.failures())
    await until(lambda: len(place.failures()) > before or None, lambda: "the disk is full, and all is taken")


@pytest.mark.parametrize("channel", combinations(["telegram"], "whatsapp"))
async def test_photos_wait_while_words_are_taken(tmp_path: Path, channel: str) -> None:
    """At 95 % the photo stays with the provider, its person is told, and the report is finished in words."""
    with disk(tmp_path / "disk", MEGABYTES) as nearly:
        async with city(tmp_path, on=SQLITE, altered=SOONER, data=nearly.folder) as place:
            phone = await place.on(channel, "ليلى")
            await phone.arrive((await place.invitations("champion", 1))[0])
            await talks.register(phone, Someone("ليلى"), hello="")
            await phone.see("مدونة السلوك")
            await phone.press("ألتزم بذلك")
            await phone.see_label("تقرير عن نشاط")
            await phone.press("تقرير عن نشاط")
            nearly.fill_to(97)
            await talks.to_photos(phone, "جيران")
            await phone.send_photos([photo()])
            looked = phone.looked
            await phone.see("وصلت الصورة وسنحفظها قريباً")
            phone.looked = looked
            await phone.see("وصلت", "تم")
            await phone.press("تم")
            await phone.see("هل وافق الأشخاص الظاهرون")
            await phone.press("نعم")
            number = await talks.sent(phone)
            assert await states(place) == ["wanted"]
            nearly.empty()
            one = Resident(phone, Someone("ليلى"), "report", reports={"جيران": number}, photos=1)
            one.registered = one.back = True
            await balance(place, [one])


async def states(place: City) -> list[str]:
    """Of all media."""
    async with place.beside() as database, database.read() as tx:
        return list((await tx.execute(select(media.c.state))).scalars())
