"""Answers of a private form lead to nobody: by no key, no time, no order, and by nothing that is left.

People register and answer a whole pulse through the real engine; then the files are copied as they are,
and searched twice: as they are, and opened with the key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.actions.purge import purge_rows
from bot.storage import postgres, private_answers
from bot.storage.sealed import Sealer
from tests.actions.matching import Copy, by_order, by_time, by_value, copied, guises, opened, ordinary, raw
from tests.actions.village import Phone, Village
from tests.actions.village import opened as village_opened
from tests.world import SECRET

NAMES = [
    "ليلى حدّاد",
    "أبو خالد",
    "رنا الزعبي",
    "Samer Nasser",
    "هبة عُبيدات",
    "مؤيّد سليم",
    "دعاء شقير",
    "عمّار",
]
WISHES = [f"نريد حديقةً رقم {n} قرب مدرستنا القديمة" for n in range(len(NAMES))]


@pytest.fixture
async def village(dialect: str, tmp_path: Path) -> AsyncIterator[Village]:
    async with village_opened(tmp_path, "p17", "p20") as one:
        yield one


async def register(village: Village, n: int) -> Phone:
    """Somebody says who they are."""
    phone = village.phone(f"96279{4567001 + 37 * n}", NAMES[n])
    await phone.say("/start")
    await phone.press("yes")
    await phone.say(NAMES[n])
    await phone.press("female" if n % 2 else "male")
    await phone.say(str(1980 + n))
    await phone.say("إربد")
    await phone.say("بني عبيد")
    await phone.press("send")
    assert "menu:pulse" in phone.offered()
    return phone


async def begin(phone: Phone) -> None:
    await phone.press("menu:pulse")
    await phone.press("yes")


async def answer(phone: Phone, wish: str, questions: int = 99) -> None:
    """So many questions as the dice fall; what has no choice but to be skipped is written."""
    for _ in range(questions):
        offered = [one for one in phone.offered() if one not in {"skip", "why"}]
        if offered == ["send", "review"]:
            return
        if offered:
            await phone.press(phone.village.chance.choice(offered))
        else:
            await phone.say(wish)


async def pulse(phone: Phone, wish: str) -> None:
    await begin(phone)
    await answer(phone, wish)
    await phone.press("send")
    assert "menu:pulse" in phone.offered()


async def everybody(village: Village, wishes: Sequence[str] = WISHES) -> list[Phone]:
    """All of them register, one after another; then they answer in another order, one after another."""
    phones = [await register(village, n) for n in range(len(wishes))]
    for phone, wish in zip(phones, wishes, strict=True):
        await pulse(phone, wish)
    return phones


class Stolen:
    """A copy of the files, as they are and opened."""

    def __init__(self, village: Village, to: Path) -> None:
        path = copied(village.database, to)
        self.raw = raw(path)
        self.tables: Copy = opened(path, village.sealer)
        self._common = ordinary(village.book, "2026-03-05", "2026-03-06", "2026-03-07")

    def says(self, *words: str) -> list[str]:
        """Which of these words stand in the bytes, in any guise."""
        return [one for one in words if any(guise in self.raw for guise in guises(one))]

    def leads(self) -> list[str]:
        """Every way from a private row to somebody."""
        return by_value(self.tables, self._common) + by_time(self.tables)

    def knows(self, words: str) -> list[str]:
        """The tables in which these words stand once opened."""
        return [
            name for name, rows in self.tables.items() if any(words in v for row in rows for v in row.values)
        ]


def said_of(phones: Sequence[Phone]) -> list[str]:
    """What must be nowhere in the bytes."""
    own = [word for phone in phones for word in (phone.number, phone.number[3:], phone.name)]
    return [*own, *WISHES, "نريد حديقة", "بوجه عام، يمكن الوثوق"]


async def test_after_a_pulse_the_files_lead_from_no_answer_to_anybody(
    village: Village, tmp_path: Path
) -> None:
    with capture_logs() as logged:
        phones = await everybody(village)
        assert await village.mix() == len(phones)
    stolen = Stolen(village, tmp_path / "stolen")
    assert stolen.says(*said_of(phones)) == []
    assert not [word for word in said_of(phones) if word in repr(logged)]
    rows = stolen.tables["private_answers"]
    assert len(rows) == len(phones)
    assert stolen.leads() == []
    assert by_order(rows, WISHES) == []
    assert stolen.tables["private_intake"] == []
    assert "pulse" not in {row.columns["form"] for row in stolen.tables["submissions"]}


async def test_waiting_to_be_mixed_they_lead_to_nobody_either(village: Village, tmp_path: Path) -> None:
    phones = await everybody(village, WISHES[:3])
    assert await village.mix() == 0, "too few to be a crowd"
    stolen = Stolen(village, tmp_path / "stolen")
    assert len(stolen.tables["private_intake"]) == 3
    assert stolen.says(*said_of(phones)) == []
    assert stolen.leads() == []
    village.tick(timedelta(days=2).total_seconds())
    assert await village.mix() == 3, "they have waited for a day"
    assert Stolen(village, tmp_path / "later").leads() == []


async def test_in_the_middle_of_a_pulse_only_the_draft_knows_the_answers(
    village: Village, tmp_path: Path
) -> None:
    phones = [await register(village, n) for n in range(3)]
    for phone, wish in zip(phones, WISHES, strict=False):
        await begin(phone)
        await answer(phone, wish, 20)
    stolen = Stolen(village, tmp_path / "stolen")
    assert stolen.says(*said_of(phones)) == []
    assert [stolen.knows(wish) for wish in WISHES[:3]] == [["drafts"]] * 3
    assert stolen.knows("بوجه عام، يمكن الوثوق") == []
    hushed = [row.columns for row in stolen.tables["outgoing"] if row.columns["hushed"]]
    assert {(row["state"], row["message"], row["callback"]) for row in hushed} == {("sent", None, None)}


@pytest.mark.sqlite
async def test_nothing_is_left_on_the_disk_of_drafts_and_unmixed_rows(
    village: Village, tmp_path: Path
) -> None:
    """Deleted rows stay readable in free pages and in the journal unless somebody sees to it."""
    sealed: set[bytes] = set()
    phones = [await register(village, n) for n in range(6)]
    for phone, wish in zip(phones, WISHES, strict=False):
        await begin(phone)
        await answer(phone, wish)
        sealed |= _sealed(village, "SELECT data FROM drafts")
        await phone.press("send")
        sealed |= _sealed(village, "SELECT row FROM private_intake")
    before = raw(copied(village.database, tmp_path / "before"))
    assert all(one in before for one in _sealed(village, "SELECT row FROM private_intake"))
    assert await village.mix() == 6
    after = raw(copied(village.database, tmp_path / "after"))
    assert len(sealed) == 12
    assert not [one for one in sealed if one[:64] in after or one[-64:] in after]


def _sealed(village: Village, sql: str) -> set[bytes]:
    connection = sqlite3.connect(village.database.path)
    found = {row[0] for row in connection.execute(sql)}
    connection.close()
    return found


async def test_delete_my_answers_takes_the_right_row_and_leaves_no_trace(
    village: Village, tmp_path: Path
) -> None:
    phones = await everybody(village, WISHES[:6])
    assert await village.mix() == 6
    await pulse(await register(village, 6), WISHES[6])
    for phone in (phones[2], village.phone(f"96279{4567001 + 37 * 6}")):
        await phone.say("حذف إجاباتي")
        await phone.press("delete")
        assert phone.last.parts[0].key == "deleteanswers.done"
    stolen = Stolen(village, tmp_path / "stolen")
    kept = [n for n, wish in enumerate(WISHES) if stolen.knows(wish)]
    assert kept == [0, 1, 3, 4, 5]
    assert stolen.leads() == []
    assert stolen.says(*said_of(phones)) == []
    assert [row.columns["kind"] for row in stolen.tables["errands"] if "delete" in row.columns["kind"]] == []
    assert stolen.tables["audit"] == []


async def test_a_complaint_without_a_name_leads_to_nobody(village: Village, tmp_path: Path) -> None:
    """Neither by what was written or spoken, nor by when, nor by the notice that the list has read."""
    listed = await register(village, 0)
    await village.grant(listed, "safeguarding")
    for n, way in ((1, "said"), (2, "spoken")):
        phone = await register(village, n)
        await phone.say("شكوى")
        await phone.press("yes")
        await phone.press("yes")
        await (phone.say(WISHES[n]) if way == "said" else phone.speak())
        await phone.press("send")
    village.tick(200)
    await village.settle()
    assert [m.about for m in listed.seen].count("complaint") == 2
    stolen = Stolen(village, tmp_path / "stolen")
    assert stolen.knows(WISHES[1]) == ["complaints"]
    assert {row.columns["person_id"] for row in stolen.tables["complaints"]} == {None}
    assert {row.columns["person_id"] for row in stolen.tables["media"]} == {None}
    common = ordinary(village.book)
    of_people = {name: rows for name, rows in stolen.tables.items() if name != "media"}
    assert by_value(of_people, common, ["complaints"]) == []
    assert by_time(of_people, ["complaints"]) == []
    media = {name: rows for name, rows in stolen.tables.items() if name != "complaints"}
    assert by_value(media, {*common, "what", "voice", "wanted", "unseen", "telegram"}, ["media"]) == []


async def test_in_two_days_nothing_tells_how_somebody_answered(village: Village, tmp_path: Path) -> None:
    """How many questions there were, and how fast they were answered, goes when a chat cannot be cleared."""
    phones = await everybody(village, WISHES[:5])
    await village.mix()
    before = Stolen(village, tmp_path / "before").tables
    assert sum(1 for row in before["outgoing"] if row.columns["hushed"]) > 100
    village.tick(timedelta(hours=49).total_seconds())
    assert await purge_rows(village.database, village.clock()) > 100
    after = Stolen(village, tmp_path / "after").tables
    assert not [row for row in after["outgoing"] if row.columns["hushed"]]
    assert len(after["inbox"]) == len(before["inbox"]), "what came once is not heard again"
    traces = [row for row in after["inbox"] if row.columns["payload"] is None]
    assert len(traces) > 100
    assert {(row.columns["person_id"], row.columns["address_id"]) for row in traces} == {(None, None)}
    assert [row.moments for row in traces] == [[]] * len(traces)
    await phones[0].say("القائمة")
    assert "menu:pulse" in phones[0].offered()


async def test_the_secret_of_the_family_is_the_last_thread(village: Village, tmp_path: Path) -> None:
    """Waves can be paired as long as it lives; with it goes every way back, even for who has the key."""
    await everybody(village, WISHES[:5])
    await village.mix()
    stolen = Stolen(village, tmp_path / "stolen")
    people = [bytes(row.columns["id"]).hex() for row in stolen.tables["persons"]]
    own = {str(row.columns["respondent"]) for row in stolen.tables["private_answers"]}
    [family] = stolen.tables["family_secrets"]
    secret = Sealer(SECRET).open(family.columns["secret"], private_answers.SECRET)
    assert {private_answers.respondent(secret, one) for one in people} == own
    assert not {private_answers.respondent(bytes(32), one) for one in people} & own
    assert all(row.columns["id"][6] >> 4 == 4 for row in stolen.tables["private_answers"])
    assert {row.columns["day"] for row in stolen.tables["private_answers"]} <= {"2026-03-05", "2026-03-06"}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("leak", "way"),
    [
        ("UPDATE private_answers SET programme = (SELECT lower(hex(id)) FROM persons)", "persons"),
        ("UPDATE private_answers SET programme = (SELECT lower(hex(id)) FROM outgoing)", "outgoing"),
        ("UPDATE private_answers SET day = (SELECT received_at + 900000 FROM inbox)", "inbox"),
        (
            "UPDATE private_answers SET day = "
            "(SELECT strftime('%Y-%m-%dT%H:%M:%S+00:00', created_at / 1000000, 'unixepoch') FROM outgoing)",
            "outgoing",
        ),
    ],
)
async def test_a_leak_is_seen(village: Village, tmp_path: Path, leak: str, way: str) -> None:
    """Otherwise the tests above would pass because they look at nothing."""
    await everybody(village, WISHES[:5])
    await village.mix()
    connection = sqlite3.connect(village.database.path)
    connection.execute(leak)
    connection.commit()
    connection.close()
    found = Stolen(village, tmp_path / "stolen").leads()
    assert [line for line in found if f"and {way}:" in line]


async def test_an_order_is_seen(village: Village, tmp_path: Path) -> None:
    await everybody(village, WISHES[:5])
    await village.mix()
    rows = Stolen(village, tmp_path / "stolen").tables["private_answers"]
    rows.sort(key=lambda row: next(n for n, wish in enumerate(WISHES) if wish in row.values))
    assert "as stored" in by_order(rows, WISHES)


@pytest.mark.postgresql
async def test_who_wrote_a_row_is_seen(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server notes the transaction of each row: without a second writing it is that of somebody's turn."""

    async def left_as_it_is(driver: object) -> None:
        pass

    monkeypatch.setattr(postgres, "restamp", left_as_it_is)
    await everybody(village, WISHES[:2])
    assert any("transaction" in line for line in Stolen(village, tmp_path / "stolen").leads())
