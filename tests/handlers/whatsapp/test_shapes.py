"""Buttons and lists where they fit, numbered text where they do not; templates by what was approved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.knock import opener
from bot.core.channel import AddressKey, Callback, Delivered, Failure, Reader, SendFailure
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.templates import SHOW
from bot.core.text import verbatim
from bot.flows.shipped.templates import BY_NAME
from bot.handlers.whatsapp.account import WhatsApp
from bot.handlers.whatsapp.failures import failure_of
from bot.handlers.whatsapp.shapes import Pressable, Shape, shape_of
from tests.fakes.twilio import FakeTwilio, Person
from tests.handlers.whatsapp.conftest import Kept, delivery, made

LAYLA = AddressKey("phone", "+962790000001")


@pytest.fixture
async def layla(tw: FakeTwilio, whatsapp: WhatsApp) -> Person:
    """Somebody whose window is open, and everything is made."""
    whatsapp.learn(await made(tw))
    person = tw.person(LAYLA.value)
    await person.say("مرحبا")
    return person


def asked(*labels: str, **more: object) -> Message:
    choices = tuple(Choice(f"c{n}", verbatim(label)) for n, label in enumerate(labels))
    return Message((verbatim("أي واحد؟"),), choices, stamp=7, **more)  # type: ignore[arg-type]  # fields of Message


async def put(whatsapp: WhatsApp, message: Message, **more: object) -> Delivered | SendFailure:
    return await whatsapp.send(replace(delivery(LAYLA), message=message, **more))  # type: ignore[arg-type]  # fields of Delivery


@pytest.mark.parametrize("count", [1, 3, 4, 10])
async def test_what_is_pressed_comes_back_with_its_question(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, kept: Kept, count: int
) -> None:
    labels = [f"خيار {n}" for n in range(count)]
    assert isinstance(await put(whatsapp, asked(*labels)), Delivered)
    seen = await layla.wait_for("أي واحد؟")
    assert seen.text == "أي واحد؟"
    assert [button.label for button in seen.buttons] == labels
    assert seen.listed is (count > 3)
    await layla.tap(labels[-1])
    assert (kept.received[-1].kind, kept.received[-1].choice) == ("tapped", f"7:c{count - 1}")


@pytest.mark.parametrize(
    "message",
    [
        asked(*(f"خيار {n}" for n in range(11))),
        asked("نعم", "خدمات عامة مثل الماء والكهرباء"),
        asked("نعم", "نعم"),
        asked("واحد", "اثنان", multiple=True),
        asked("واحد", media=(Attachment("p1"),)),
        replace(asked("واحد"), parts=(verbatim("ط" * 1100),)),
    ],
    ids=["eleven", "long label", "alike", "several", "photo", "long question"],
)
async def test_what_would_be_cut_is_numbered_text(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, message: Message
) -> None:
    assert isinstance(await put(whatsapp, message), Delivered)
    await tw.settle()
    assert layla.chat[-1].buttons == ()
    assert "1. " in layla.heard[-1]


async def test_what_twilio_does_not_know_any_more_is_asked_in_numbers(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person
) -> None:
    tw.contents.clear()
    for _ in range(2):
        assert isinstance(await put(whatsapp, asked("نعم", "لا")), Delivered)
    await tw.settle()
    assert layla.heard == ["أي واحد؟\n\n1. نعم\n2. لا"] * 2


async def test_a_shape_that_is_taken_and_then_not_shown_is_used_no_more(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person
) -> None:
    sent = await put(whatsapp, asked("نعم", "لا"))
    assert isinstance(sent, Delivered)
    for code, buttons in ((63024, True), (63021, False)):
        whatsapp.hear(Callback("d1", sent.ids[0], "failed", failure_of(code)))
        assert isinstance(await put(whatsapp, asked("نعم", "لا")), Delivered)
        await tw.settle()
        assert bool(layla.chat[-1].buttons) is buttons


async def test_a_trouble_that_passes_is_not_the_objects_fault(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person
) -> None:
    tw.fail(20429)
    failed = await put(whatsapp, asked("نعم"))
    assert isinstance(failed, SendFailure)
    assert failed.failure is Failure.THROTTLED
    assert isinstance(await put(whatsapp, asked("نعم")), Delivered)
    assert (await layla.wait_for("أي واحد؟")).buttons


@pytest.mark.parametrize("language", ["ar", "ckb"])
async def test_a_template_passes_a_closed_window_and_its_button_comes_back(
    tw: FakeTwilio, whatsapp: WhatsApp, layla: Person, kept: Kept, language: str
) -> None:
    omar = tw.person("+962790000002")
    message = opener(BY_NAME["report_decided"], ("2045173",))
    to = AddressKey("phone", "+962790000002")
    sent = await put(whatsapp, message, to=to, action="template", reader=Reader(language=language))
    assert isinstance(sent, Delivered)
    assert "2045173" in (await omar.wait_for("تمت مراجعة تقريرك")).text
    await omar.tap("عرض")
    assert kept.received[-1].choice == f"0:{SHOW}"


async def test_a_template_that_is_not_approved_waits(tw: FakeTwilio, whatsapp: WhatsApp) -> None:
    failed = await put(whatsapp, opener(BY_NAME["message_waits"]), action="template")
    assert isinstance(failed, SendFailure)
    assert failed.failure is Failure.NOT_SENT
    assert failed.after > 0


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=210)), max_size=12))
def test_no_shape_cuts_anything(rows: list[tuple[str, str]]) -> None:
    choices = [Pressable(*row) for row in rows]
    shape = shape_of(choices)
    if shape is not None:
        most, longest, carried = (3, 20, 128) if shape.kind == "buttons" else (10, 24, 200)
        assert shape == Shape(shape.kind, len(choices))
        assert 0 < len(choices) <= most
        assert all(0 < len(one.label) <= longest and len(one.carries) <= carried for one in choices)
