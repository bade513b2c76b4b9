"""Updates are read for what they are, and never for more."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.channel import AddressKey
from bot.handlers.telegram.parse import Malformed, read
from tests.fakes.telegram.spec import update_problems
from tests.handlers.telegram.cases import BOT, CASES, PAYLOADS, Case, payload
from tests.handlers.telegram.conftest import NOW

SENT = datetime.fromtimestamp(1795161600, UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_update_is_read(case: Case) -> None:
    raw = payload(case.name)
    got = read(raw, BOT, NOW)
    if got is None:
        assert case.kind == ""
        return
    assert (got.kind, got.text, got.choice, got.quoted) == (case.kind, case.text, case.choice, case.quoted)
    assert (got.edits, got.album, got.callback) == (case.edits, case.album, case.callback)
    assert (got.media, (got.latitude, got.longitude)) == (case.media, case.position)
    assert (got.channel, got.account, got.address) == ("telegram", BOT, case.address)
    assert got.update == str(json.loads(raw)["update_id"])


def test_every_payload_has_a_case_and_is_what_telegram_sends() -> None:
    assert sorted(path.stem for path in PAYLOADS.iterdir()) == sorted(case.name for case in CASES)
    invented = {"kind_of_tomorrow", "update_of_tomorrow"}
    told = [update_problems(json.loads(payload(case.name))) for case in CASES if case.name not in invented]
    assert told == [[]] * len(told)


@pytest.mark.parametrize("case", [case for case in CASES if case.kind], ids=lambda case: case.name)
def test_who_and_when(case: Case) -> None:
    got = read(payload(case.name), BOT, NOW)
    assert got is not None
    if case.kind == "group":
        assert (got.name, got.language, got.payload) == ("", "", b"")  # nothing of who, nothing of what
        return
    known = case.name != "text_without_language"
    assert (got.name, got.language) == (("ليلى حداد", "ar") if known else ("ليلى", ""))
    assert got.payload == payload(case.name)
    when = {"tapped": NOW}.get(case.kind, SENT)
    assert got.at == (when if case.name != "edited_text" else datetime.fromtimestamp(1795161640, UTC))


def test_a_message_is_named_by_its_number() -> None:
    got = read(payload("edited_text"), BOT, NOW)
    assert got is not None
    assert (got.message, got.edits) == ("508", "508")


def changed(name: str, **change: Any) -> bytes:
    update = json.loads(payload(name))
    update["message"] |= change
    return json.dumps(update).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b'{"update_id": "7"}',
        b'{"update_id": 7, "message": {"text": "x"}}',
        b'{"update_id": 7, "message": "x"}',
        changed("text", date=10**18),
        changed("text", chat={"type": "private"}),
        changed("text", text=["x"]),
        changed("photo", photo=[{"width": 3}]),
    ],
)
def test_what_lacks_the_necessary_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read(raw, BOT, NOW)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_noise_is_malformed_and_nothing_else(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read(raw, BOT, NOW)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=8,
    ),
    st.sampled_from(["from", "chat", "text", "photo", "reply_to_message", "contact", "new_field"]),
)
def test_any_part_may_be_anything(value: object, name: str) -> None:
    try:
        got = read(changed("own_contact", **{name: value}), BOT, NOW)
    except Malformed:
        return
    assert got is None or got.address.value.lstrip("-").isdecimal()


def test_nuls_are_left_out() -> None:
    got = read(changed("text", text="مر\0حبا"), BOT, NOW)
    assert got is not None
    assert got.text == "مرحبا"


def test_the_chat_is_the_person_and_large_ids_are_kept() -> None:
    far = {"id": 2**52 - 1, "is_bot": False, "first_name": "ليلى"}
    got = read(changed("text", **{"from": far}), BOT, NOW)
    assert got is not None
    assert got.address == AddressKey("chat", "4503599627370495")


@pytest.mark.parametrize(
    ("card", "phone"),
    [
        ({"phone_number": "962790000001", "user_id": 911000001}, "+962790000001"),
        ({"phone_number": "+962 79 000-0001", "user_id": 911000001}, "+962790000001"),
        ({"phone_number": "962790000001", "user_id": 911000002}, ""),
        ({"phone_number": "962790000001"}, ""),
        ({"phone_number": "", "user_id": 911000001}, ""),
    ],
)
def test_a_phone_is_trusted_only_from_its_owner(card: dict[str, object], phone: str) -> None:
    got = read(changed("own_contact", contact={"first_name": "س", **card}), BOT, NOW)
    assert got is not None
    assert (got.kind, got.text) == (("contact", phone) if phone else ("odd", "contact"))
