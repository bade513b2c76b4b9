"""A survey that is reviewed, from the chat of a volunteer to the chats of the coordinators and back.

The real engine, errands and outbox; what is compared is what people read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app.conversing import with_form
from bot.app.golden import plain
from bot.core.channel import Reader
from bot.core.versions import versioned
from bot.storage import codecs
from bot.storage.schema import submissions
from tests.actions.village import Phone, Village
from tests.actions.village import opened as village_opened
from tests.flows.sample import catalogues
from tests.flows.xlsform import tables
from tests.test_private import register

SURVEY = """
    type | name | label::العربية (ar) | label::English (en) | calculation | required
    text | who | ما اسم الحي؟ | Name of the quarter? | | yes
    begin_repeat | shop | دكان | Shop | |
    text | called | ما اسم الدكان في ${who}؟ | Name of the shop in ${who}? | | yes
    integer | staff | كم عاملاً في ${called}؟ | How many work in ${called}? | | yes
    end_repeat | | | | |
    calculate | together | | | sum(${staff}) |
    note | told | العمال معاً: ${together}. | Together: ${together}. | |
    text | more | هل من ملاحظة؟ | Any remark? | |
"""


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    read = tables.form(SURVEY, settings="form_title | form_id\nمسح الأحياء | quarters")
    async with village_opened(tmp_path) as one:
        one.book = with_form(one.book, versioned(replace(read, reviewed=True)))
        yield one


def read(phone: Phone) -> str:
    """What somebody reads last."""
    words = catalogues().render_message(phone.last, Reader(language="ar", form="f"))
    lines = [*words.text.splitlines(), *(f"[{label}]" for label in words.choices)]
    return plain("\n".join(filter(None, lines)))


async def filled_in(phone: Phone) -> str:
    """The number of what was sent."""
    await phone.press("menu:surveys")
    for said in ("الحصن", "yes", "أبو علي", "3", "yes", "البركة", "4", "no", "skip", "send"):
        await (phone.press(said) if said in {"yes", "no", "skip", "send"} else phone.say(said))
    text = read(phone)
    assert "وصلت إجاباتك، شكراً. رقمها" in text
    return text.partition("رقمها ")[2][:9]


async def people(village: Village) -> tuple[Phone, Phone, Phone]:
    """Two coordinators, and a volunteer of Irbid."""
    phones = [await register(village, n) for n in range(3)]
    for phone in phones[:2]:
        await village.grant(phone, "coordinator")
    return phones[0], phones[1], phones[2]


async def test_it_is_accepted_once(village: Village) -> None:
    huda, rami, volunteer = await people(village)
    number = await filled_in(volunteer)
    for staff in (huda, rami):
        assert read(staff).splitlines() == [
            f"إجابات جديدة عن «مسح الأحياء»، رقمها {number}، من {volunteer.name}",
            "ما اسم الحي؟ الحصن",
            "دكان – 1",
            "ما اسم الدكان في الحصن؟ أبو علي",
            "كم عاملاً في أبو علي؟ 3",
            "دكان – 2",
            "ما اسم الدكان في الحصن؟ البركة",
            "كم عاملاً في البركة؟ 4",
            "[قبول]",
            "[إعادة للتعديل]",
            "[التالي]",
        ]
    accept = huda.offered()[0]
    await huda.press(accept)
    assert read(huda).splitlines()[0] == f"قُبلت الإجابات عن «مسح الأحياء»، ورقمها {number}."
    assert not any(part.key.startswith("notice.decided") for one in huda.seen for part in one.parts)
    told = f"شكراً لك، قُبلت إجاباتك عن «مسح الأحياء»، ورقمها {number}. المراجعة: {huda.name}"
    assert told in read(volunteer)
    assert read(rami) == f"قُبلت الإجابات عن «مسح الأحياء»، ورقمها {number}. المراجعة: {huda.name}"
    await rami.press(accept)
    lost = f"للإجابات عن «مسح الأحياء»، ورقمها {number}، قرار سابق: مقبول. المراجعة: {huda.name}"
    assert lost in read(rami)


async def test_it_is_returned_and_sent_again(village: Village) -> None:
    huda, rami, volunteer = await people(village)
    number = await filled_in(volunteer)
    await huda.press(huda.offered()[1])
    assert read(huda).splitlines() == [
        "ما السبب؟",
        *("[إجابات ناقصة]", "[إجابات غير واضحة]", "[تكرار]", "[سبب آخر]", "[رجوع]"),
    ]
    await huda.press("answers_unclear")
    assert f"أُعيدت الإجابات عن «مسح الأحياء» للتعديل، ورقمها {number}." in read(huda)
    lines = read(volunteer).splitlines()
    assert lines[0] == f"أُعيدت إجاباتك عن «مسح الأحياء» للتعديل، ورقمها {number}. السبب: إجابات غير واضحة"
    assert "هذه إجاباتك" in read(volunteer), "what was passed over is not asked again"
    assert "العمال معاً" not in read(volunteer)
    await volunteer.press("edit")
    await volunteer.say("4")
    await volunteer.say("5")
    await volunteer.press("send")
    assert f"وصل التعديل، شكراً. رقم إجاباتك {number}." in read(volunteer)
    for staff in (huda, rami):
        assert read(staff).splitlines()[:7] == [
            f"تعديل في الإجابات عن «مسح الأحياء»، رقمها {number}، من {volunteer.name}",
            "ما تغيّر:",
            "دكان – 1",
            "كم عاملاً في أبو علي؟ 5",
            "بقية الإجابات:",
            "ما اسم الحي؟ الحصن",
            "دكان – 1",
        ]
    assert (await answers(village))["together"] == "9"
    await rami.press(rami.offered()[0])
    assert f"قُبلت إجاباتك عن «مسح الأحياء»، ورقمها {number}. المراجعة: {rami.name}" in read(volunteer)


async def of_six_shops(phone: Phone) -> None:
    """Thirteen answers."""
    await phone.press("menu:surveys")
    await phone.say("الحصن")
    for n in range(1, 7):
        await phone.press("yes")
        await phone.say(f"دكان {n} الكبير")
        await phone.say(str(n))
    for pressed in ("no", "skip", "send"):
        await phone.press(pressed)


async def test_of_many_answers_the_first_are_shown_and_the_rest_on_request(village: Village) -> None:
    """A reviewer decided without seeing the answers: eight of fifteen were shown, and nothing said so."""
    huda, _, volunteer = await people(village)
    await of_six_shops(volunteer)
    lines = read(huda).splitlines()
    assert lines[-7:] == [
        "ما اسم الدكان في الحصن؟ دكان 4 الكبير",
        "كم عاملاً في دكان 4 الكبير؟ 4",
        "و4 إجابات أخرى.",
        *("[قبول]", "[إعادة للتعديل]", "[عرض كل الإجابات]", "[التالي]"),
    ]
    await huda.press(huda.offered()[2])
    every = read(huda).splitlines()
    assert "كم عاملاً في دكان 6 الكبير؟ 6" in every
    assert [line for line in every if "دكان –" in line] == [f"دكان – {n}" for n in range(1, 7)]
    assert every[-3:] == ["[قبول]", "[إعادة للتعديل]", "[التالي]"]
    await huda.say("1")
    assert "قُبلت إجاباتك" in read(volunteer)


async def test_all_answers_can_be_asked_for_by_words(village: Village) -> None:
    huda, _, volunteer = await people(village)
    await of_six_shops(volunteer)
    await huda.say("عرض كل الإجابات")
    assert "كم عاملاً في دكان 6 الكبير؟ 6" in read(huda)
    await volunteer.say("التالي")
    assert "دكان 6" not in read(volunteer)


async def test_what_was_changed_meanwhile_is_not_decided(village: Village) -> None:
    """Who reads an old copy decides nothing, and reads why."""
    huda, rami, volunteer = await people(village)
    number = await filled_in(volunteer)
    accept = rami.offered()[0]
    await volunteer.say(number)
    assert read(volunteer).splitlines() == [
        f"استبيان «مسح الأحياء»، رقمه {number}: مُرسل",
        *("[تعديل]", "[سحب الإجابات]", "[رجوع]"),
    ]
    await volunteer.press("amend")
    await volunteer.press("send")
    await rami.press(accept)
    assert "وصل تعديل عليه قبل هذا القرار" in read(rami)
    await volunteer.say(number)
    await volunteer.press("withdraw")
    assert f"هل نسحب إجاباتك عن «مسح الأحياء»، ورقمها {number}؟" in read(volunteer)
    await volunteer.press("yes")
    assert f"سُحبت إجاباتك عن «مسح الأحياء»، ورقمها {number}." in read(volunteer)
    assert read(huda) == f"سُحبت الإجابات عن «مسح الأحياء»، ورقمها {number}."


async def answers(village: Village) -> dict[str, object]:
    """Those of the only survey that was sent."""
    async with village.database.read() as tx:
        wanted = select(submissions.c.answers).where(submissions.c.form == "quarters")
        sealed = (await tx.execute(wanted)).scalar_one()
    found: dict[str, object] = codecs.decode(dict, village.sealer.open(sealed, "submissions.answers"))
    return found
