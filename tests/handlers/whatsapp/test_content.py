"""Content objects at the double of Twilio, held against its published specification."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.core.channel import Failure, SendFailure
from bot.core.templates import APPROVED, GONE, LIKED, Approval
from bot.flows.shipped.templates import TEMPLATES
from bot.handlers.whatsapp.content import Contents
from bot.handlers.whatsapp.shapes import drawn, every
from tests.fakes.twilio import Call, FakeTwilio, Fault


@pytest.fixture
async def api(tw: FakeTwilio) -> AsyncIterator[Contents]:
    async with Contents(tw.sid, tw.auth_token, tw.url) as made:
        yield made


async def test_every_shipped_template_is_taken_and_decided(tw: FakeTwilio, api: Contents) -> None:
    for template in TEMPLATES:
        for language in LIKED:
            sid = await api.make(template, language)
            assert isinstance(sid, str)
            shown = await api.submit(sid, template.title(language), template.category)
            assert shown == Approval("received", "utility")
            tw.decide(template.title(language), "approved", category="MARKETING")
            assert await api.approval(sid) == Approval(APPROVED, "marketing")


async def test_every_shape_is_taken(tw: FakeTwilio, api: Contents) -> None:
    for shape, language in every():
        assert isinstance(await api.create(shape.name, language, *drawn(shape)), str)
    assert len(tw.contents) == 26


async def test_what_was_not_shown_is_unsubmitted_and_what_is_lost_is_gone(
    tw: FakeTwilio, api: Contents
) -> None:
    sid = await api.make(TEMPLATES[0], "ar")
    assert isinstance(sid, str)
    assert (await api.approval(sid)) == Approval("unsubmitted")
    tw.contents.clear()
    assert (await api.approval(sid)) == Approval(GONE)


async def test_a_name_that_is_taken_is_refused_in_the_providers_words(tw: FakeTwilio, api: Contents) -> None:
    sid = await api.make(TEMPLATES[0], "ar")
    assert isinstance(sid, str)
    await api.submit(sid, "a_name", "utility")
    refused = await api.submit(sid, "a_name", "utility")
    assert isinstance(refused, SendFailure)
    assert "taken" in refused.detail


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (Fault.BAD_GATEWAY, Failure.UNKNOWN),
        (Fault.SERVER_ERROR, Failure.PROVIDER_DOWN),
        (Fault.GARBAGE, Failure.UNKNOWN),
        (20429, Failure.THROTTLED),
    ],
)
async def test_trouble_is_a_value(
    tw: FakeTwilio, api: Contents, fault: Fault | int, failure: Failure
) -> None:
    tw.fail(fault, call=Call.CONTENT)
    refused = await api.make(TEMPLATES[0], "ar")
    assert isinstance(refused, SendFailure)
    assert refused.failure is failure
    assert isinstance(await api.make(TEMPLATES[0], "ar"), str)


async def test_nobody_there_is_a_value() -> None:
    async with Contents("AC1", "t", "http://127.0.0.1:9") as api:
        refused = await api.make(TEMPLATES[0], "ar")
    assert isinstance(refused, SendFailure)
    assert refused.failure is Failure.NOT_SENT
