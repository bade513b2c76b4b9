"""What is sent, edited and taken back, as the person sees it; and every way in which it fails."""

import dataclasses

import pytest

from bot.core.channel import AddressKey, Delivered, Failure, SendFailure
from bot.core.media import Attachment
from bot.core.message import Message
from bot.core.text import verbatim
from bot.handlers.telegram.account import Telegram
from bot.handlers.telegram.failures import ROWS
from tests.fakes.telegram import FakeTelegram, Person, Post, Tap, fault
from tests.handlers.telegram.conftest import CHAT, Kept, choices, delivery, photos, says


def seen(laila: Person) -> list[str]:
    return [post.text for post in laila.received]


def newest(laila: Person) -> Post:
    return laila.received[-1]


# --- sending


async def test_a_question_is_one_message_with_its_buttons(channel: Telegram, laila: Person) -> None:
    message = says("هل نبدأ؟", choices=choices("نعم", "لا"), heading=verbatim("أهلاً"), stamp=3)
    sent = await channel.send(delivery(message))
    assert sent == Delivered((str(newest(laila).id),))
    assert newest(laila).buttons == [["نعم", "لا"]]
    assert newest(laila).content["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    tap = laila.tap("نعم")
    assert isinstance(tap, Tap)
    assert tap.query == {"pressed": "3:c0"}


async def test_nothing_in_a_text_is_mark_up(channel: Telegram, laila: Person) -> None:
    text = "<b>1 < 2 & 3</b> *نجمة* _خط_ [رابط](https://example.org)"
    await channel.send(delivery(says(text)))
    assert seen(laila) == [text]


async def test_links_are_not_opened_by_a_preview(tg: FakeTelegram, channel: Telegram, laila: Person) -> None:
    await channel.send(delivery(says("https://example.org/login")))
    (made,) = tg.sent("sendMessage")
    assert made.object("link_preview_options") == {"is_disabled": True}


async def test_protected_messages_cannot_be_passed_on(channel: Telegram, laila: Person) -> None:
    await channel.send(delivery(says("صور التقرير", media=photos("p1", "p2"), protect=True)))
    assert [post.protected for post in laila.received] == [True, True, True]
    await channel.send(delivery(says("عام"), "2"))
    assert newest(laila).protected is False


async def test_photos_are_an_album_and_the_question_follows(channel: Telegram, laila: Person) -> None:
    message = says("تقرير جديد", media=photos("p1", "p2", "p3"), choices=choices("قبول"))
    sent = await channel.send(delivery(message))
    assert isinstance(sent, Delivered)
    assert [post.kind for post in laila.received] == ["photo", "photo", "photo", "text"]
    assert sent.ids == tuple(str(post.id) for post in laila.received)
    assert len({post.album for post in laila.received[:3]}) == 1
    assert newest(laila).labels == ["قبول"]


async def test_each_kind_of_medium_goes_as_what_it_is(channel: Telegram, laila: Person) -> None:
    kinds = [("p1", "photo"), ("film", "video"), ("voice", "voice"), ("doc", "file")]
    for number, (name, kind) in enumerate(kinds):
        await channel.send(delivery(says(f"{number}", media=(Attachment(name, kind),)), str(number)))
    assert [post.kind for post in laila.received] == ["photo", "video", "voice", "document"]
    assert seen(laila) == ["0", "1", "2", "3"]


async def test_a_medium_that_is_gone_leaves_the_words(channel: Telegram, laila: Person) -> None:
    message = says("تقرير", media=photos("gone"), choices=choices("قبول"))
    await channel.send(delivery(message))
    await channel.send(delivery(Message((), media=photos("gone")), "2"))
    await channel.send(delivery(Message((), media=photos("gone", "p1")), "3"))
    assert [(post.kind, post.text, post.labels) for post in laila.received] == [
        ("text", "تقرير", ["قبول"]),
        ("photo", "", []),
    ]


async def test_a_medium_still_to_come_is_waited_for(channel: Telegram, laila: Person, kept: Kept) -> None:
    kept.late = {"p1"}
    waiting = delivery(says("تقرير", media=photos("p1")))
    outcome = await channel.send(waiting)
    assert isinstance(outcome, SendFailure)
    assert (outcome.failure, outcome.after > 0) == (Failure.NOT_SENT, True)
    kept.late = set()
    assert isinstance(await channel.send(waiting), Delivered)


async def test_keys_for_the_phone_appear_and_go_away(channel: Telegram, laila: Person) -> None:
    await channel.send(delivery(says("رقمك؟", choices=choices("تخطي"), asks="contact")))
    assert [[button["text"] for button in row] for row in laila.keyboard] == [
        ["<telegram.share_contact>"],
        ["تخطي"],
    ]
    assert laila.keyboard[0][0]["request_contact"] is True
    await channel.send(delivery(says("شكراً"), "2"))
    assert laila.keyboard == []
    await channel.send(delivery(says("التالي"), "3"))
    assert newest(laila).keyboard is None


async def test_another_key_of_the_person_may_be_the_chat(channel: Telegram, laila: Person) -> None:
    to_phone = dataclasses.replace(delivery(says("مرحبا")), to=AddressKey("phone", "+962790000001"))
    outcome = await channel.send(to_phone)
    assert isinstance(outcome, SendFailure)
    assert outcome.failure is Failure.UNREACHABLE
    assert isinstance(await channel.send(dataclasses.replace(to_phone, also=(CHAT,))), Delivered)


async def test_what_decorates(channel: Telegram, tg: FakeTelegram, laila: Person) -> None:
    await channel.send(delivery(says("؟", choices=choices("نعم"))))
    tap = laila.tap("نعم")
    assert isinstance(tap, Tap)
    (query,) = tg.world.queries
    await channel.send(delivery(Message(()), action="typing"))
    answer = dataclasses.replace(delivery(says("سجلنا"), action="tapped"), callback=query)
    assert await channel.send(answer) == Delivered(())
    assert (laila.typing, tap.answered, tap.notice) == (["typing"], True, "سجلنا")
    late = await channel.send(dataclasses.replace(answer, callback="12345"))
    assert isinstance(late, SendFailure)
    assert late.failure is Failure.NOTHING_TO_CHANGE


async def test_an_unknown_action_is_refused(channel: Telegram) -> None:
    outcome = await channel.send(delivery(says("x"), action="sing"))
    assert isinstance(outcome, SendFailure)
    assert outcome.failure is Failure.REFUSED


# --- changing


async def sent(channel: Telegram, message: Message, id: str = "first") -> tuple[str, ...]:
    outcome = await channel.send(delivery(message, id))
    assert isinstance(outcome, Delivered)
    return outcome.ids


async def test_a_toggle_changes_the_message_in_place(channel: Telegram, laila: Person) -> None:
    ids = await sent(channel, says("اختر", choices=choices("ماء", "كهرباء"), slot="ask:3"))
    marked = tuple(dataclasses.replace(one, marked=one.id == "c0") for one in choices("ماء", "كهرباء"))
    toggled = delivery(says("اختر", choices=marked), "2", *ids)
    assert await channel.send(toggled) == Delivered(ids)
    assert [post.labels for post in laila.received] == [["✅ ماء", "كهرباء"]]
    assert await channel.send(toggled) == Delivered(ids)  # it reads so already


async def test_a_decision_takes_the_buttons_away_and_leaves_the_photos(
    channel: Telegram, laila: Person
) -> None:
    ids = await sent(channel, says("تقرير", media=photos("p1", "p2"), choices=choices("قبول")))
    assert await channel.send(delivery(says("قُبل التقرير. المراجعة: ليلى"), "2", *ids)) == Delivered(ids)
    assert [(post.kind, post.labels) for post in laila.received] == [
        ("photo", []),
        ("photo", []),
        ("text", []),
    ]
    assert newest(laila).text == "قُبل التقرير. المراجعة: ليلى"


async def test_under_a_photo_the_caption_is_changed(channel: Telegram, laila: Person) -> None:
    ids = await sent(channel, says("تقرير", media=photos("p1"), choices=choices("قبول")))
    await channel.send(delivery(says("قُبل"), "2", *ids))
    assert (newest(laila).kind, newest(laila).text, newest(laila).labels) == ("photo", "قُبل", [])
    again = says("أُعيد", media=photos("p1"), choices=choices("فتح"))
    assert await channel.send(delivery(again, "3", *ids)) == Delivered(ids)
    assert (newest(laila).kind, newest(laila).text, newest(laila).labels) == ("photo", "أُعيد", ["فتح"])


@pytest.mark.parametrize(
    "message",
    [says("س" * 5000), says("x", media=photos("p1", "p2")), says("رقمك؟", asks="contact")],
    ids=["long", "album", "keys"],
)
async def test_what_no_edit_can_hold_is_sent_anew_and_the_old_goes(
    channel: Telegram, laila: Person, message: Message
) -> None:
    ids = await sent(channel, says("قديم"))
    outcome = await channel.send(delivery(message, "2", *ids))
    assert isinstance(outcome, Delivered)
    assert not set(ids) & set(outcome.ids)
    assert "قديم" not in seen(laila)


async def test_an_edit_of_a_message_that_is_gone_is_sent_anew(
    tg: FakeTelegram, channel: Telegram, laila: Person
) -> None:
    ids = await sent(channel, says("قديم"))
    newest(laila).deleted = True
    outcome = await channel.send(delivery(says("جديد"), "2", *ids))
    assert isinstance(outcome, Delivered)
    assert seen(laila) == ["جديد"]


async def test_a_fresh_message_leaves_the_words_of_the_old_without_its_buttons(
    channel: Telegram, laila: Person
) -> None:
    ids = await sent(channel, says("وصل تقريرك 123-456", choices=choices("القائمة")))
    await channel.send(delivery(says("القائمة", choices=choices("تقرير"), fresh=True), "2", *ids))
    assert [(post.text, post.labels) for post in laila.received] == [
        ("وصل تقريرك 123-456", []),
        ("القائمة", ["تقرير"]),
    ]


async def test_an_edit_that_fails_for_a_while_is_not_sent_twice(
    tg: FakeTelegram, channel: Telegram, laila: Person
) -> None:
    ids = await sent(channel, says("قديم"))
    tg.fail("editMessageText", fault.too_many(2))
    replacing = delivery(says("جديد"), "2", *ids)
    outcome = await channel.send(replacing)
    assert isinstance(outcome, SendFailure)
    assert (outcome.failure, outcome.after) == (Failure.THROTTLED, 2.0)
    assert await channel.send(replacing) == Delivered(ids)
    assert seen(laila) == ["جديد"]


async def test_both_sides_can_be_taken_back(tg: FakeTelegram, channel: Telegram, laila: Person) -> None:
    said = laila.say("سر")
    ids = await sent(channel, says("وصل"))
    both = delivery(Message(()), "2", str(said.id), *ids, action="delete")
    assert await channel.send(both) == Delivered((str(said.id), *ids))
    assert laila.chat == []


async def test_what_is_too_old_stays_and_the_rest_goes(
    tg: FakeTelegram, channel: Telegram, laila: Person
) -> None:
    first, second = [(await sent(channel, says(text), text))[0] for text in ("أول", "ثانٍ")]
    laila.received[0].date -= 50 * 3600
    tg.fail("deleteMessages", fault.bad_request("message can't be deleted for everyone"), times=2)
    back = delivery(Message(()), "3", first, second, action="delete")
    assert await channel.send(back) == Delivered((second,))
    none = await channel.send(delivery(Message(()), "4", first, action="delete"))
    assert isinstance(none, SendFailure)
    assert none.failure is Failure.NOTHING_TO_CHANGE


async def test_with_nothing_to_take_back_nothing_is_asked(tg: FakeTelegram, channel: Telegram) -> None:
    outcome = await channel.send(delivery(Message(()), "1", "elsewhere", action="delete"))
    assert isinstance(outcome, SendFailure)
    assert (outcome.failure, tg.calls) == (Failure.NOTHING_TO_CHANGE, [])


# --- failing


TROUBLES = [
    (fault.too_many(7), Failure.THROTTLED, 7.0),
    (fault.too_many(None), Failure.THROTTLED, 3.0),
    (fault.blocked(), Failure.LEFT, 0.0),
    (fault.deactivated(), Failure.LEFT, 0.0),
    (fault.refuse(403, "Forbidden: bot was kicked from the supergroup chat"), Failure.LEFT, 0.0),
    (fault.refuse(403, "Forbidden: bot can't initiate conversation with a user"), Failure.UNREACHABLE, 0.0),
    (fault.refuse(403, "Forbidden: not enough rights to send text messages"), Failure.REFUSED, 0.0),
    (fault.bad_request("chat not found"), Failure.UNREACHABLE, 0.0),
    (fault.bad_request("message is too long"), Failure.TOO_LARGE, 0.0),
    (fault.bad_request("something new"), Failure.REFUSED, 0.0),
    (fault.refuse(413, "Request Entity Too Large"), Failure.TOO_LARGE, 0.0),
    (fault.unauthorized(), Failure.ACCOUNT_REFUSED, 0.0),
    (fault.refuse(404, "Not Found"), Failure.ACCOUNT_REFUSED, 0.0),
    (fault.server_error(), Failure.PROVIDER_DOWN, 5.0),
    (fault.html(), Failure.PROVIDER_DOWN, 5.0),
    (fault.html(504), Failure.UNKNOWN, 0.0),
    (fault.html(521), Failure.PROVIDER_DOWN, 5.0),
    (fault.html(418), Failure.REFUSED, 0.0),
    (fault.html(200), Failure.UNKNOWN, 0.0),
    (fault.reset(), Failure.UNKNOWN, 0.0),
    (fault.reset(accepted=True), Failure.UNKNOWN, 0.0),
]


@pytest.mark.parametrize(("trouble", "failure", "after"), TROUBLES)
async def test_each_trouble_is_a_value(
    tg: FakeTelegram,
    channel: Telegram,
    laila: Person,
    trouble: fault.Fault,
    failure: Failure,
    after: float,
) -> None:
    tg.fail("sendMessage", trouble)
    outcome = await channel.send(delivery(says("سر لا يُقال")))
    assert isinstance(outcome, SendFailure)
    assert (outcome.failure, outcome.after) == (failure, after)
    assert "سر" not in outcome.detail
    assert tg.token not in f"{outcome}"


async def test_silence_is_unknown_and_a_closed_door_is_not_sent(
    tg: FakeTelegram, channel: Telegram, laila: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.telegram.request.CALL_SECONDS", 0.2)
    tg.fail("sendMessage", fault.hang(accepted=True))
    silent = await channel.send(delivery(says("وصلت؟")))
    assert isinstance(silent, SendFailure)
    assert (silent.failure, seen(laila)) == (Failure.UNKNOWN, ["وصلت؟"])


async def test_a_closed_door_is_not_sent(kept: Kept) -> None:
    channel = Telegram(
        token="7:x", words=lambda text, _: text.value, files=kept, api_url="http://127.0.0.1:9"
    )
    outcome = await channel.send(delivery(says("x")))
    await channel.close()
    assert isinstance(outcome, SendFailure)
    assert outcome.failure is Failure.NOT_SENT


async def test_a_chat_that_moved_is_named(tg: FakeTelegram, channel: Telegram, laila: Person) -> None:
    tg.fail("sendMessage", fault.migrated(-1002))
    outcome = await channel.send(delivery(says("x")))
    assert isinstance(outcome, SendFailure)
    assert (outcome.failure, outcome.moved_to) == (Failure.NOT_SENT, "-1002")


async def test_what_we_sent_is_not_in_the_detail(tg: FakeTelegram, channel: Telegram, laila: Person) -> None:
    tg.fail("sendMessage", fault.bad_request('can\'t parse entities: unsupported start tag "ليلى" at byte 3'))
    outcome = await channel.send(delivery(says("x")))
    assert isinstance(outcome, SendFailure)
    assert outcome.detail == 'Bad Request: can\'t parse entities: unsupported start tag "…" at byte 3'


async def test_the_next_try_goes_on_where_this_one_stopped(
    tg: FakeTelegram, channel: Telegram, laila: Person
) -> None:
    message = says("س" * 5000, media=photos("p1", "p2"))
    tg.fail("sendMessage", fault.too_many(1), after=1)
    first = await channel.send(delivery(message))
    assert isinstance(first, SendFailure)
    assert len(laila.received) == 3
    second = await channel.send(delivery(message))
    assert isinstance(second, Delivered)
    assert second.ids == tuple(str(post.id) for post in laila.received)
    assert len(laila.received) == 4


def test_a_general_row_comes_after_the_particular_ones() -> None:
    for number, (status, part, _) in enumerate(ROWS):
        assert part == part.lower()
        earlier = [found for code, found, _ in ROWS[:number] if code == status]
        assert not any(found in part for found in earlier)
