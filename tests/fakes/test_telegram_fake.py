"""The fake of Telegram, driven by the library that the bot uses: what it promises to other tests.

Requirements: (1) state that both sides see, (2) updates kept until confirmed, by polling and by
webhook, (3) Telegram's refusals and limits. What goes wrong on request is in `test_telegram_faults.py`.
"""

import asyncio
import io

import pytest
import telegram
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
)

from tests.fakes.loopback import serve
from tests.fakes.telegram import FakeTelegram, NotSeen, Person, Tap


def picture(width: int = 1200, height: int = 900) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), (10, 120, 90)).save(written, "JPEG")
    return written.getvalue()


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"d:{label}")] for label in labels]
    )


# --- 1. state that both sides see


async def test_what_is_said_arrives_and_the_answer_is_seen(tg: FakeTelegram, bot: telegram.Bot) -> None:
    laila = tg.person(12, "ليلى", "ar")
    laila.start("inv_42")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert (update.message.text, update.message.chat_id) == ("/start inv_42", 12)
    await bot.send_message(12, "أهلاً بك", protect_content=True)
    seen = await laila.wait_for("أهلاً")
    assert (seen.text, seen.protected, seen.mine) == ("أهلاً بك", True, False)


async def test_a_button_is_pressed_and_the_press_is_answered(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    await bot.send_message(11, "نبدأ؟", reply_markup=keyboard("\u2068نعم، أبدأ\u2069", "لا، شكراً"))
    tap = laila.tap("نعم")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "d:\u2068نعم، أبدأ\u2069"
    await update.callback_query.answer("سجلنا")
    assert isinstance(tap, Tap)
    assert (tap.answered, tap.notice) == (True, "سجلنا")
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("999")
    with pytest.raises(NotSeen):
        laila.tap("ربما")


async def test_edits_and_deletions_change_what_is_seen(bot: telegram.Bot, laila: Person) -> None:
    sent = await bot.send_message(11, "اختر", reply_markup=keyboard("ماء", "كهرباء"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("اختر", 11, sent.message_id, reply_markup=keyboard("ماء", "كهرباء"))
    await bot.edit_message_reply_markup(11, sent.message_id, reply_markup=keyboard("✓ ماء", "كهرباء"))
    assert laila.last.labels == ["✓ ماء", "كهرباء"]
    await bot.edit_message_text("شكراً", 11, sent.message_id)
    assert (laila.last.text, laila.last.buttons, laila.last.edited is None) == ("شكراً", [], False)
    await bot.delete_message(11, sent.message_id)
    assert (laila.chat, [post.deleted for post in laila.history]) == ([], [True])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("متأخر", 11, sent.message_id)


async def test_a_photo_has_sizes_and_the_largest_is_the_picture(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    original = picture()
    laila.send_photo(original, "حملة النظافة")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.caption == "حملة النظافة"
    sizes = update.message.photo
    assert [size.width for size in sizes] == [90, 320, 800, 1200]
    file = await bot.get_file(sizes[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == original


async def test_the_parts_of_an_album_share_its_id(tg: FakeTelegram, bot: telegram.Bot, laila: Person) -> None:
    first, second = laila.send_album([picture(300, 300), picture(310, 310)], "صورتان")
    laila.send_photo(picture(320, 320), album=first.album)
    updates = await bot.get_updates()
    albums = {update.message.media_group_id for update in updates if update.message}
    assert (len(updates), albums) == (3, {first.album})
    assert [first.text, second.text] == ["صورتان", ""]


async def test_the_bot_sends_files_and_albums(bot: telegram.Bot, laila: Person) -> None:
    await bot.send_photo(11, picture(), caption="معاينة")
    await bot.send_document(11, b"%PDF", filename="دليل.pdf")
    await bot.send_voice(11, b"OggS")
    await bot.send_video(11, b"mp4")
    await bot.send_media_group(
        11, [InputMediaPhoto(picture(50, 50)), InputMediaPhoto(picture(60, 60), "صورة")]
    )
    await bot.send_chat_action(11, "typing")
    assert [post.kind for post in laila.received] == ["photo", "document", "voice", "video", "photo", "photo"]
    assert [post.text for post in laila.received] == ["معاينة", "", "", "", "", "صورة"]
    assert laila.received[-1].album == laila.received[-2].album
    assert laila.typing == ["typing"]


async def test_everything_else_that_people_send(tg: FakeTelegram, bot: telegram.Bot, laila: Person) -> None:
    await bot.get_updates(allowed_updates=["message", "edited_message", "message_reaction", "callback_query"])
    said = laila.say("٢٥")
    laila.edit(said, "٢٦")
    laila.say("عن هذا", reply_to=said)
    laila.send_voice(b"OggS")
    laila.send_video(b"mp4")
    laila.send_file(b"HEIC", "IMG_1.HEIC", "image/heic")
    laila.send_sticker("👍")
    laila.send_location(32.5, 35.8)
    laila.share_contact("+962790000001", laila.id)
    laila.react(said, "❤")
    laila.send({"dice": {"emoji": "🎲", "value": 3}})
    tap = laila.press(said, "forged:data", forgotten=True)
    kinds = [(update.message or update.edited_message) for update in await bot.get_updates()]
    assert [message is None for message in kinds].count(True) == 2
    quoted = [message.reply_to_message.text for message in kinds if message and message.reply_to_message]
    assert (quoted, tap.answered) == (["٢٦"], False)


async def test_a_long_text_arrives_in_pieces(tg: FakeTelegram, bot: telegram.Bot, laila: Person) -> None:
    laila.say("س" * 9000)
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert [len(text or "") for text in texts] == [4096, 4096, 808]


async def test_keys_below_the_text_line(tg: FakeTelegram, bot: telegram.Bot, laila: Person) -> None:
    share = telegram.KeyboardButton("مشاركة رقمي", request_contact=True)
    await bot.send_message(11, "رقمك؟", reply_markup=telegram.ReplyKeyboardMarkup([[share], ["تخطي"]]))
    laila.tap("مشاركة رقمي")
    laila.tap("تخطي")
    shared, skipped = (update.message for update in await bot.get_updates())
    assert shared is not None
    assert shared.contact is not None
    assert shared.contact.user_id == 11
    assert skipped is not None
    assert skipped.text == "تخطي"
    await bot.send_message(11, "شكراً", reply_markup=telegram.ReplyKeyboardRemove())
    assert laila.keyboard == []
    with pytest.raises(BadRequest, match="be edited"):
        await bot.edit_message_text("شكراً جزيلاً", 11, laila.last.id)


async def test_settings_are_kept_by_language(tg: FakeTelegram, bot: telegram.Bot) -> None:
    await bot.set_my_commands([("menu", "القائمة")], language_code="ar")
    await bot.set_my_name("تماسك")
    await bot.set_my_description("برنامج", language_code="ar")
    assert [(one.command, one.description) for one in await bot.get_my_commands(language_code="ar")] == [
        ("menu", "القائمة")
    ]
    assert (await bot.get_my_commands(), (await bot.get_my_name()).name) == ((), "تماسك")
    assert (await bot.get_my_description("ar")).description == "برنامج"
    assert tg.setting("setMyCommands", "ar") == [{"command": "menu", "description": "القائمة"}]
    assert (tg.setting("setMyName"), tg.setting("setMyDescription", "ar")) == ("تماسك", "برنامج")
    with pytest.raises(BadRequest, match=r"(?i)language code"):
        await bot.set_my_commands([("menu", "مێنو")], language_code="ckb")


async def test_groups(tg: FakeTelegram, bot: telegram.Bot, laila: Person) -> None:
    group = tg.group(-1001, "متطوعو إربد")
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(-1001, "مرحبا")
    group.add_bot(laila)
    group.member(laila).say("سؤال")
    await bot.send_message(-1001, "نتحدث في محادثة خاصة")
    assert [post.text for post in group.chat] == ["", "سؤال", "نتحدث في محادثة خاصة"]
    group.migrate(-1002)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-1001, "مرحبا")
    assert moved.value.new_chat_id == -1002
    await bot.send_message(-1002, "مرحبا")
    assert len(await bot.get_updates()) == 3


async def test_waiting_says_what_was_there_instead(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    await bot.send_message(11, "قديم", reply_markup=keyboard("زر"))
    laila.say("جديد")
    with pytest.raises(NotSeen, match=r"→ قديم \[زر\]"):
        await laila.wait_for("قديم", 0.01)
    assert (await laila.wait_for("قديم", anywhere=True)).labels == ["زر"]
    await bot.send_message(11, "التالي", reply_markup=keyboard("تم"))
    assert (await laila.wait_for_button("تم")).text == "التالي"


# --- 2. updates kept until confirmed


async def test_an_update_comes_again_until_it_is_confirmed(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    laila.say("١")
    laila.say("٢")
    first = await bot.get_updates()
    assert [update.update_id for update in await bot.get_updates()] == [update.update_id for update in first]
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [update.update_id for update in rest] == [first[1].update_id]
    assert await bot.get_updates(offset=first[1].update_id + 1) == ()
    tg.updates.repeat(first[0].update_id)
    assert [update.update_id for update in await bot.get_updates()] == [first[0].update_id]


async def test_a_long_poll_ends_with_the_first_update(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await tg.world.until(lambda: tg.updates.polled or None, 2)
    laila.say("مرحبا")
    assert len(await asyncio.wait_for(polling, 5)) == 1


async def test_the_second_poller_ends_the_first(tg: FakeTelegram, bot: telegram.Bot) -> None:
    another = telegram.Bot(tg.token, f"{tg.url}/bot")
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await tg.world.until(lambda: tg.updates.polled or None, 2)
    async with another:
        assert await another.get_updates() == ()
    with pytest.raises(Conflict):
        await first


async def test_kinds_that_were_not_asked_for_do_not_come(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    said = laila.say("مرحبا")
    assert laila.react(said, "👍") is None
    await bot.get_updates(allowed_updates=["message_reaction"])
    laila.say("لا تصل")
    assert laila.react(said, "👍") is not None
    assert [u.message_reaction is None for u in await bot.get_updates()] == [True, False]
    tg.push("brand_new_kind", {"id": 1})
    assert (await bot.get_updates())[-1].api_kwargs == {"brand_new_kind": {"id": 1}}
    tg.updates.pending.pop()
    tg.violations.clear()


class Hooked:
    """A webhook that answers what the test wants, and remembers in which order it was called."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[tuple[str, str | None]] = []
        self.app = Starlette(routes=[Route("/hook", self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        update = await request.json()
        body = update.get("message", update.get("callback_query"))
        secret = request.headers.get("x-telegram-bot-api-secret-token")
        self.got.append((body.get("text", body.get("data")), secret))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)


class Holding:
    """A webhook that refuses, but only when the test lets it."""

    def __init__(self) -> None:
        self.came, self.go = asyncio.Event(), asyncio.Event()
        self.app = Starlette(routes=[Route("/hook", self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        await request.body()
        self.came.set()
        await self.go.wait()
        return Response(status_code=503)


async def test_the_webhook_gets_the_secret_and_a_refused_update_again(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    hooked = Hooked()
    hooked.answers = [500, 503]
    omar = tg.person(13, "عمر")
    async with serve(hooked.app) as target:
        await bot.set_webhook(f"{target.url}/hook", secret_token="geheim-1")
        laila.say("١")
        laila.say("٢")
        omar.say("عمر")
        assert await tg.updates.settled()
        with pytest.raises(Conflict):
            await bot.get_updates()
        info = await bot.get_webhook_info()
        assert (info.pending_update_count, info.last_error_message is None) == (0, False)
        await bot.delete_webhook()
    mine = [text for text, _ in hooked.got if text != "عمر"]
    assert mine[-1] == "٢"
    assert {secret for _, secret in hooked.got} == {"geheim-1"}
    assert sorted(delivery.status or 0 for delivery in tg.updates.deliveries) == [200, 200, 200, 500, 503]


async def test_what_the_webhook_did_not_get_is_polled(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    laila.say("مرحبا")
    await tg.world.until(lambda: tg.updates.deliveries or None, 2)
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


async def test_an_update_under_way_while_the_webhook_is_set_again_comes_to_the_new_one(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    """As at every start of the program: whoever was refused by the old process is heard by the new one."""
    hooked, holding = Hooked(), Holding()
    async with serve(holding.app) as before, serve(hooked.app) as after:
        await bot.set_webhook(f"{before.url}/hook")
        laila.say("مرحبا")
        await holding.came.wait()
        await bot.set_webhook(f"{after.url}/hook")
        holding.go.set()
        assert await tg.updates.settled()
    assert [text for text, _ in hooked.got] == ["مرحبا"]
    assert tg.updates.dropped == []


# --- 3. refusals and limits


async def test_who_has_blocked_the_bot_is_not_reached(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(tg.person(14, "غريب").id, "مرحبا")
    laila.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(11, "مرحبا")
    laila.unblock()
    await bot.send_message(11, "أهلاً من جديد")
    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(404, "مرحبا")


LIMITS = [
    ({"text": ""}, "text is empty"),
    ({"text": "س" * 4097}, "message is too long"),
    ({"text": "<b>مفتوح", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
    ({"text": "أقل < أكثر", "parse_mode": "HTML"}, "can't parse entities: Unsupported start tag"),
    ({"text": "قديم", "reply_to_message_id": 5}, "message to be replied not found"),
    (
        {"text": "زر", "reply_markup": keyboard("تمديد الحالة إلى ما بعد رمضان المبارك")},
        "BUTTON_DATA_INVALID",
    ),
]


@pytest.mark.parametrize(("said", "refusal"), LIMITS)
async def test_limits_are_refused(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person, said: dict[str, object], refusal: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await bot.send_message(11, **said)  # type: ignore[arg-type]
    assert laila.received == []
    tg.violations.clear()


async def test_a_text_is_measured_after_its_marks_are_read(bot: telegram.Bot, laila: Person) -> None:
    await bot.send_message(11, f"<b>{'س' * 4096}</b>", parse_mode="HTML")
    assert len(laila.last.text) == 4096
    await bot.send_message(11, "<b>ليلى &amp; 🎲</b>", parse_mode="HTML")
    assert laila.last.content == {
        "text": "ليلى & 🎲",
        "entities": [{"type": "bold", "offset": 0, "length": 9}],
    }


async def test_captions_pictures_and_large_files_have_limits(
    tg: FakeTelegram, bot: telegram.Bot, laila: Person
) -> None:
    with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
        await bot.send_photo(11, picture(40, 40), caption="س" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(11, b"not a picture")
    film = laila.send_video(b"mp4", size=60_000_000)
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(film.file_id)
    with pytest.raises(BadRequest, match=r"(?i)invalid file_id"):
        await bot.get_file("unknown")
    tg.violations.clear()


async def test_old_messages_cannot_be_deleted() -> None:
    moment = [1_800_000_000.0]
    async with FakeTelegram(clock=lambda: moment[0]) as tg:
        laila = tg.person(11, "ليلى")
        old = laila.start()
        bot = telegram.Bot(tg.token, f"{tg.url}/bot")
        moment[0] += 49 * 3600
        new = laila.say("جديد")
        async with bot:
            with pytest.raises(BadRequest, match=r"(?i)can't be deleted"):
                await bot.delete_message(11, old.id)
            await bot.delete_messages(11, [new.id, 9999])
        assert laila.chat == [old]
