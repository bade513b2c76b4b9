"""A message becomes an event of the stream, in the shape that was agreed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.channel import AddressKey, Delivered, Delivery, MediaRefused, Reader
from bot.core.media import Attachment, Media
from bot.core.message import Choice, Message
from bot.core.text import authored, verbatim
from bot.handlers.webchat.ports import Line
from bot.handlers.webchat.render import direction, render, show, write
from tests.handlers.webchat.memory import Memory, words

AGREED = {"id", "text", "dir", "choices", "media", "hint", "progress"}
ADDRESS = AddressKey("browser", "one")


def data(message: Message, reader: Reader | None = None) -> dict[str, Any]:
    """The data of the event, as the page reads it."""
    event = write(render(message, reader or Reader(), words))
    name, body = show(Line(7, event, "2026-03-05T10:00:00+00:00"), lambda m, v: f"/media/{m}-{v}")
    assert name == "message"
    shown: dict[str, Any] = json.loads(body)
    return shown


def test_the_agreed_parts() -> None:
    message = Message(
        parts=(verbatim("شكراً."), verbatim("ما المحافظة؟")),
        choices=(Choice("JO-AM", verbatim("عمّان")), Choice("skip", verbatim("تخطي"), style="danger")),
        hint=verbatim("يمكن كتابة الاسم"),
        progress=(2, 6),
        media=(Attachment("m1", "photo", "preview"),),
        stamp=12,
    )
    shown = data(message)
    assert shown["id"] == "7"
    assert shown["text"] == "شكراً.\n\nما المحافظة؟"
    assert shown["dir"] == "rtl"
    assert [(c["id"], c["label"]) for c in shown["choices"]] == [("12:JO-AM", "عمّان"), ("12:skip", "تخطي")]
    assert shown["media"] == [{"kind": "photo", "url": "/media/m1-preview"}]
    assert (shown["hint"], shown["progress"]) == ("يمكن كتابة الاسم", [2, 6])


def test_absent_parts_are_null_or_empty() -> None:
    shown = data(Message(parts=(verbatim("أهلاً بك"),)))
    assert shown.keys() >= AGREED
    assert (shown["choices"], shown["media"], shown["hint"], shown["progress"]) == ([], [], None, None)


def test_the_heading_is_the_first_paragraph() -> None:
    assert data(Message((verbatim("نص"),), heading=verbatim("عنوان")))["text"] == "عنوان\n\nنص"


def test_the_reader_chooses_language_and_direction() -> None:
    message = Message((authored("أهلاً بك", "Welcome"),))
    assert (data(message)["text"], data(message)["dir"]) == ("أهلاً بك", "rtl")
    english = data(message, Reader(language="en"))
    assert (english["text"], english["dir"]) == ("Welcome", "ltr")


def test_toggles_say_what_is_marked() -> None:
    choices = (Choice("1", verbatim("ماء"), marked=True), Choice("done", verbatim("تم"), style="primary"))
    shown = data(Message((verbatim("ما الأنشطة؟"),), choices, stamp=3, multiple=True))
    assert shown["multiple"]
    assert [choice["marked"] for choice in shown["choices"]] == [True, False]


def test_choices_of_a_notice_stay() -> None:
    assert data(Message((verbatim("تقرير"),), (Choice("accept", verbatim("قبول")),)))["stays"]
    assert not data(Message((verbatim("؟"),), (Choice("yes", verbatim("نعم")),), stamp=1))["stays"]


@pytest.mark.parametrize(
    ("label", "layout", "rows"),
    [("نعم", "", False), ("نعم", "scale", True), ("لا أوافق على الإطلاق", "", True)],
)
def test_long_labels_and_scales_have_a_row_each(label: str, layout: str, rows: bool) -> None:
    message = Message((verbatim("؟"),), (Choice("1", verbatim(label)),), stamp=1, layout=layout)
    assert data(message)["rows"] is rows


def test_only_a_position_can_be_asked_of_a_browser() -> None:
    assert data(Message((verbatim("أين؟"),), asks="position"))["asks"] == "position"
    assert data(Message((verbatim("الهاتف؟"),), asks="contact"))["asks"] == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أهلاً Tamasuk", "rtl"),
        ("Tamasuk أهلاً", "ltr"),
        # A name in another script does not turn the sentence.
        ("\u2068Sara\u2069 وصلت", "rtl"),
        ("12:30 📷 غداً", "rtl"),
        ("12:30", "rtl"),
        ("", "rtl"),
    ],
)
def test_direction_follows_the_first_strong_letter(text: str, expected: str) -> None:
    assert direction(text) == expected


async def test_sending_is_writing_the_line() -> None:
    memory = Memory()
    answer = await memory.channel().send(Delivery("d1", ADDRESS, Message((verbatim("أهلاً"),)), Reader()))
    assert answer == Delivered(("1",))
    assert [line.number for line in memory.lines[ADDRESS]] == [1]


async def test_a_replaced_line_leaves_and_is_named() -> None:
    memory = Memory()
    await memory.tell(ADDRESS, Message((verbatim("واحد"),)))
    await memory.tell(ADDRESS, Message((verbatim("اثنان"),)), replaces=["1"])
    [line] = memory.lines[ADDRESS]
    assert json.loads(show(line, memory.link)[1])["replaces"] == ["1"]


async def test_deleting_leaves_a_line_that_says_what_is_gone() -> None:
    memory = Memory()
    await memory.tell(ADDRESS, Message((verbatim("سر"),)))
    await memory.channel().send(
        Delivery("d2", ADDRESS, Message(()), Reader(), replaces=("1",), action="delete")
    )
    [line] = memory.lines[ADDRESS]
    assert show(line, memory.link) == ("gone", b'{"ids":["1"]}')


@pytest.mark.parametrize("action", ["typing", "tapped"])
async def test_the_page_shows_typing_by_itself(action: str) -> None:
    memory = Memory()
    delivery = Delivery("d", ADDRESS, Message(()), Reader(), action=action)
    assert await memory.channel().send(delivery) == Delivered((), "delivered")
    assert not memory.lines[ADDRESS]


async def test_uploads_are_fetched_as_they_came() -> None:
    memory = Memory()
    ref = await memory.keep(b"jpeg", "image/jpeg")
    assert await memory.channel().fetch(Media("photo", ref)) == b"jpeg"
    with pytest.raises(MediaRefused):
        await memory.channel().fetch(Media("photo", "gone"))
