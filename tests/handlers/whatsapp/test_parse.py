"""Forms of Twilio are read for what they are, and never for more."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.channel import AddressKey
from bot.handlers.whatsapp.parse import Malformed, read
from tests.handlers.whatsapp.cases import CASES, NUMBER, PAYLOADS, Case, payload

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_form_is_read(case: Case) -> None:
    fields = dict(payload(case.name))
    got = read(fields, NUMBER, NOW, b"raw")
    assert (got.kind, got.text, got.choice, got.quoted) == (case.kind, case.text, case.choice, case.quoted)
    assert (got.address, got.also) == (case.address, case.also)
    assert got.media == case.media
    assert (got.latitude, got.longitude) == case.position
    assert got.update == got.message == fields["MessageSid"]
    assert (got.channel, got.account, got.at, got.name, got.payload) == (
        "whatsapp",
        NUMBER,
        NOW,
        "ليلى",
        b"raw",
    )


def test_every_payload_has_a_case() -> None:
    assert sorted(path.stem for path in PAYLOADS.iterdir()) == sorted(case.name for case in CASES)


@pytest.mark.parametrize(
    "change",
    [
        {"MessageSid": ""},
        {"MessageSid": "../etc"},
        {"From": ""},
        {"From": "whatsapp:0790000001"},
        {"From": "whatsapp:+962790000001 OR 1=1"},
    ],
)
def test_a_form_without_its_identity_is_malformed(change: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        read(dict(payload("text")) | change, NUMBER, NOW)


def test_a_business_scoped_id_is_kept_as_it_is() -> None:
    fields = dict(payload("text_without_phone")) | {"From": "whatsapp:JO.AbC0099999"}
    assert read(fields, NUMBER, NOW).address == AddressKey("bsuid", "JO.AbC0099999")


def test_a_phone_in_another_field_is_a_further_key_of_the_same_sender() -> None:
    fields = dict(payload("text_without_phone")) | {"WaId": "962790000001"}
    assert AddressKey("phone", "+962790000001") in read(fields, NUMBER, NOW).also


def test_nuls_are_left_out() -> None:
    got = read(dict(payload("text")) | {"Body": "مر\0حبا", "ProfileName": "لي\0لى"}, NUMBER, NOW)
    assert (got.text, got.name) == ("مرحبا", "ليلى")


@pytest.mark.parametrize("count", ["-1", "x", "", "²", "1000000000"])
def test_a_count_of_media_is_not_believed(count: str) -> None:
    got = read(dict(payload("text")) | {"NumMedia": count}, NUMBER, NOW)
    assert (got.kind, got.media) == ("said", ())


@given(st.dictionaries(st.sampled_from(sorted({n for c in CASES for n, _ in payload(c.name)})), st.text()))
def test_whatever_the_fields_hold_it_is_read_or_malformed(fields: dict[str, str]) -> None:
    whole = fields | {"MessageSid": "SM" + "0" * 32, "From": "whatsapp:+962790000001"}
    assert read(whole, NUMBER, NOW).address == AddressKey("phone", "+962790000001")
