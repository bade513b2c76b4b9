"""What an operator does beside the running program: invitations, taking back, tables of reports."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.core.invitation import find
from tests.fakes.twilio.samples import photo
from tests.journeys.talks import AnyPhone, Someone, arrive, register, report, spoken
from tests.journeys.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNELS = ("telegram", "whatsapp", "webchat")


async def test_a_personal_invitation_is_used_once(place: Town) -> None:
    code = find(await place.invited("champion", "JO-IR"))
    first, second = place.on_telegram("زيد"), place.on_whatsapp("غيره")
    await first.arrive(code)
    await register(first, Someone("زيد", "ذكر"), hello="")
    await first.see("رائد التماسك")
    await second.arrive(code)
    await second.see("استُعملت هذه الدعوة من قبل")
    listed = await place.program.command("invitations")
    assert "زيد ?" in listed  # nobody has said yet whether it is he


async def test_a_code_is_found_in_what_people_write_around_it(place: Town) -> None:
    code = await place.invitation("champion", "JO-IR")
    phone = place.on_whatsapp("رنا")
    await phone.say(f"السلام عليكم، وصلني الرمز {code.lower()} من هدى")
    await phone.see("وصلت دعوتك", "هل نبدأ؟")


async def test_an_open_invitation_ends_after_its_uses(place: Town) -> None:
    code = find(await place.invited("volunteer", name="ملصق الجامعة", uses=2))
    for channel in ("telegram", "webchat"):
        phone = await place.on(channel, f"طالب{channel}")
        await phone.arrive(code)
        await register(phone, Someone(phone.name), hello="")
    late = place.on_whatsapp("متأخر")
    await late.arrive(code)
    await late.see("اكتمل", "الدعوة", "هل نبدأ؟")
    assert "ملصق الجامعة" in await place.program.command("invitations")


async def test_a_revoked_link_opens_nothing(place: Town) -> None:
    made = await place.invited("coordinator", "JO-IR")
    link = re.search(r"https://wa\.me/\S+", made)
    assert link is not None
    await place.program.command("revoke", link[0])
    phone = place.on_telegram("متطفل")
    await phone.arrive(find(made))
    seen = await phone.see("الدعوة")
    assert "وصلت دعوتك" not in seen.text


async def test_a_coordinator_who_is_revoked_decides_nothing_more(place: Town) -> None:
    """The menu, the notices and the old buttons: all are gone, or say so kindly."""
    huda, zaid = place.on_telegram("هدى"), place.on_telegram("زاهر")
    await arrive(place, huda, "coordinator", Someone("هدى"), "JO-IR")
    await arrive(place, zaid, "champion", Someone("زاهر", "ذكر"), "JO-IR")
    number = await report(zaid, [photo(1)])
    await huda.see("تقرير جديد", spoken(number))
    await place.program.command("revoke", "هدى")
    await huda.press("قبول")
    await huda.see("")
    await huda.say("القائمة")
    menu = await huda.see("كيف نساعدك؟")
    assert "المراجعة التالية" not in menu.labels
    assert zaid.count("قُبل التقرير") == 0


async def test_the_last_admin_hears_of_being_revoked_in_the_terminal(place: Town) -> None:
    admin = place.on_telegram("مديرة")
    await admin.arrive(await place.invitation("admin"))
    await register(admin, Someone("مديرة"), hello="")
    await admin.see("دور جديد")
    said = await place.program.command("revoke", "مديرة")
    assert "tamasuk invite admin" in said
    await place.program.command("revoke", "لا أحد بهذا الاسم", status=1)


# ---------------------------------------------------------------------------------------- tables


async def test_reports_leave_as_tables_with_their_photos(place: Town) -> None:
    """Made on each channel; every photo in the ZIP is named in exactly one row, and is clean."""
    phones = [await place.on(channel, f"بطلة{channel}") for channel in CHANNELS]
    numbers = await asyncio.gather(*(one_report(place, phone, seed) for seed, phone in enumerate(phones, 1)))
    folder = place.program.home / "exports"
    said = await place.program.command("export", "report", "--to", str(folder))
    assert "photos" in said
    rows = table(next(folder.glob("report-*.csv")))
    mine = [row for row in rows if row["الرقم"] in numbers]
    assert {row["الرقم"] for row in mine} == set(numbers)
    assert {row["ما اسم المبادرة؟"] for row in mine} == {f"'=مبادرة {channel}" for channel in CHANNELS}

    named = [name for row in rows for name in row["الصور"].split(", ") if name]
    with ZipFile(next(folder.glob("report-*.photos.zip"))) as bundle:
        assert sorted(bundle.namelist()) == sorted(named)
        assert len(named) == len(set(named))
        for name in named:
            with Image.open(io.BytesIO(bundle.read(name))) as image:
                assert not image.getexif()
    workbook = load_workbook(next(folder.glob("report-*.xlsx")))
    assert all(sheet.sheet_view.rightToLeft for sheet in workbook.worksheets)
    assert workbook.worksheets[0].max_row == len(rows) + 1
    text = "\n".join(",".join(row.values()) for row in rows)
    assert "بطلة" not in text
    await place.program.command("export", "report", "--to", str(folder), "--names")
    assert "بطلةwebchat" in (next(folder.glob("report-*.csv"))).read_text(encoding="utf-8-sig")


async def one_report(place: Town, phone: AnyPhone, seed: int) -> str:
    await arrive(place, phone, "champion", Someone(phone.name), "JO-IR")
    photos = [located(seed * 10 + n) for n in range(2)]
    return await report(phone, photos, name=f"=مبادرة {phone.name.removeprefix('بطلة')}")


def located(seed: int) -> bytes:
    """A photo that says where and with what it was taken."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(photo(seed, (400, 300)))) as image:
        exif = Image.Exif()
        exif[0x010F] = "Invented Phone"
        image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


async def test_coming_by_a_link_of_the_web_chat(place: Town) -> None:
    """The page hands the code on by itself; the browser is somebody of their own."""
    made = await place.invited("champion", "JO-IR")
    link = re.search(r"http://\S+/chat\?start=(TM\w{10})", made)
    assert link is not None
    phone = await place.in_browser("نور")
    page = await phone.client.get(link[0])
    assert page.status_code == 200
    assert "referrer-policy" in page.headers
    await phone.arrive(link[1])
    await phone.see("وصلت دعوتك")
