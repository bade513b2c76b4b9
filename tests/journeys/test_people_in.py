"""People of a list come: a coordinator sends it, the links come back, and each is claimed by its owner alone.

1. The list is told, and brought in by a press; the sheet with the links comes back as a file.
2. Nobody of it is written to.
3. Who comes by the link says yes to the name, agrees, and is asked only what is missing.
4. Who writes from a phone of the list is known without the link.
5. The link is spent then. When the list is undone, who has come stays, and nothing is left of who has not.
"""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from bot.core.invitation import find
from tests.actions.people import HEADERS
from tests.databases import BOTH
from tests.journeys.process import until
from tests.journeys.talks import Someone, arrive
from tests.journeys.town import Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("place", BOTH, indirect=True, scope="module"),
]


async def test_people_of_a_list_come_by_link_and_by_phone(place: Town) -> None:
    huda, samer = place.on_telegram("هدى"), place.on_whatsapp("سامر علي")
    await arrive(place, huda, "coordinator", Someone("هدى"), "JO-IR")
    phone = samer.person.phone
    lines = [
        HEADERS,
        "رنا محمد,,أنثى,2000,إربد,ورشة إربد,2026-02-10",
        f"سامر علي,{phone},ذكر,1990,إربد,ورشة إربد,2026-02-10",
        "زيد خالد,,ذكر,1990,عمّان,ورشة إربد,2026-02-10",
    ]
    huda.person.send_file("\n".join(lines).encode(), "volunteers.csv", "text/csv")
    await huda.see("هذه قائمة أشخاص", "جدد: 2", "الصف 4", "خارج المناطق", within=30)
    await huda.press("إدخال")
    await huda.see("دخلت القائمة", "جدد: 2", within=30)
    file = await until(
        lambda: next((post for post in huda.person.received if post.kind == "document"), None), huda.shown
    )
    sheet = load_workbook(io.BytesIO(place.telegram.world.files.get(file.file_id).data)).active
    [_, first, _, last] = sheet.iter_rows(values_only=True)
    links = [str(cell) for cell in first if str(cell).startswith("https://")]
    code = find(unquote(links[0]))
    assert code
    assert not [cell for cell in last if str(cell).startswith("https://")]
    assert samer.bubbles() == []

    rana, other = place.on_telegram("رنا"), place.on_telegram("غيرها")
    await rana.arrive(code)
    await rana.see("هل اسمك رنا محمد؟")
    await rana.press("نعم")
    await rana.see("ورشة إربد", "هل نبدأ؟")
    await rana.press("أوافق")
    await rana.see("وفي أي لواء")
    await rana.say("بني عبيد")
    await rana.see("هذه إجاباتك", "رنا محمد", "2000", "إربد")
    await rana.press("إرسال")
    await rana.see("اكتمل التسجيل")

    await samer.say("السلام عليكم")
    await samer.see("هل اسمك سامر علي؟")
    await samer.say("نعم")
    await samer.see("هل نبدأ؟")

    await other.arrive(code)
    await other.see("استُعملت هذه الدعوة من قبل")

    await huda.press("التراجع عن القائمة")
    await huda.see("من وصل منها يبقى")
    await huda.press("نعم")
    await huda.see("لم نعد ننتظر شخصاً واحداً", "ويبقون: 1")
    await samer.press("أوافق")
    await samer.see("بأي اسم نناديك")  # what the list said of him is gone
