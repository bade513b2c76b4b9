"""Records survive storage as they are, also those that an older or a newer release wrote."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args
from uuid import UUID

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import UserDefinedType

from bot.core import upgrades
from bot.core.conversation import (
    Aside,
    Draft,
    Effect,
    Input,
    Said,
    Shared,
    Submit,
    Talk,
    Tapped,
    Waiting,
    WakeAt,
)
from bot.core.form import Condition, Field, Form, Option
from bot.core.message import Choice, Message
from bot.core.person import Person
from bot.core.text import Text, authored, key
from bot.storage import codecs
from bot.storage.columns import Ciphertext, Id, Moment, Sealed, to_moment, to_number

SQLITE, POSTGRESQL = sqlite.dialect(), postgresql.dialect()  # type: ignore[no-untyped-call]
PARTS = [
    Person("1" * 32, name="ليلى", roles=("volunteer",), profile={"a": [1, None, {"b": True}]}),
    Talk(3, "d", (Waiting("1", "2", "3"),), Aside("who", {"x": [1]}), albums={"A": ("1", "2", "3")}),
    Draft("d", "report", "v", "now", "ir1", {"a": None, "b": 2.5, "c": ["x"]}, passed=("p",)),
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_the_parts_of_a_state(part: Any) -> None:
    assert codecs.decode_part(type(part), codecs.encode_part(part)) == part


def test_messages_and_forms() -> None:
    parts = (key("a.b", count=3, n=1, name=Text(value="ليلى")), authored("نعم", "yes"))
    message = Message(parts, (Choice("1", key("c")),), progress=(1, 2), acks=1)
    assert codecs.decode(Message, codecs.encode(message)) == message
    field = Field(
        "a", "choice", key("l"), options=(Option("x", key("o"), 1),), relevant=Condition("b", ("1",))
    )
    form = Form("f", key("t"), (field,))
    assert codecs.decode(Form, codecs.encode(form)) == form


def test_the_same_value_is_the_same_bytes() -> None:
    assert codecs.encode({"b": 1, "a": 2}) == codecs.encode({"a": 2, "b": 1})


@pytest.mark.parametrize(
    "value",
    [
        Said("x", about="y"),
        Tapped(1, "x"),
        Shared(1.5, 2.5),
        WakeAt("x", datetime(2026, 3, 5, tzinfo=UTC), {"a": 1}),
        Submit("1", "f", "v", "", {"a": 1}, "identified"),
    ],
)
def test_inputs_and_effects_come_back_as_what_they_were(value: Input | Effect) -> None:
    assert codecs.decode_tagged(codecs.encode_tagged(value)) == value


def test_every_input_and_effect_has_a_name_of_its_own() -> None:
    names = [one.__name__ for one in (*get_args(Input), *get_args(Effect))]
    assert len(set(names)) == len(names)


def test_what_a_newer_release_added_is_passed_over_and_what_is_missing_gets_its_default() -> None:
    assert codecs.decode(Talk, b'{"stamp":4,"of_later":[1]}') == Talk(stamp=4)


def test_an_older_state_goes_through_every_step() -> None:
    steps = {-1: lambda part, raw: {**raw, "a": part}, 0: lambda part, raw: {**raw, "b": raw["a"]}}
    assert upgrades.upgraded("Talk", -1, {}, steps) == {"a": "Talk", "b": "Talk"}
    with pytest.raises(KeyError, match="newer"):
        upgrades.upgraded("Talk", 99, {})


def test_moments_have_a_zone_and_keep_their_microseconds() -> None:
    moment = datetime(2026, 3, 5, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    assert to_moment(to_number(moment)) == moment
    with pytest.raises(TypeError):
        to_number(moment.replace(tzinfo=None))


def test_identifiers_are_bytes_here_and_uuids_there() -> None:
    here, there = SQLITE, POSTGRESQL
    id_ = "019cbd39ae807000bca9d37952e6b438"
    assert Id().process_bind_param(id_, here) == bytes.fromhex(id_)
    assert Id().process_result_value(bytes.fromhex(id_), here) == id_
    assert Id().process_result_value(UUID(id_), there) == id_
    assert isinstance(Id().load_dialect_impl(there), UserDefinedType)
    assert Moment().process_bind_param(None, here) is None


def test_a_sealed_column_takes_nothing_plain() -> None:
    with pytest.raises(TypeError, match="Sealer"):
        Sealed().process_bind_param(b"plain", SQLITE)
    assert Sealed().process_bind_param(Ciphertext(b"x"), SQLITE) == b"x"
