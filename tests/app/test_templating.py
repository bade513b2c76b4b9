"""`tamasuk whatsapp templates`: pushed once, and told as Meta decides."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.app.home import Home
from tests.fakes.twilio import Call, FakeTwilio


@pytest.fixture
async def twilio(home: Home) -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as fake:
        home.settings(
            WHATSAPP__ACCOUNT_SID=fake.sid,
            WHATSAPP__AUTH_TOKEN=fake.auth_token,
            WHATSAPP__SENDER=fake.sender,
            WHATSAPP__API_URL=fake.url,
        )
        yield fake
        assert fake.violations == []


async def said(home: Home, command: str, status: int = 0) -> str:
    done = await asyncio.to_thread(home.run, "whatsapp", "templates", command, status=status)
    return done.stdout + done.stderr


async def test_they_are_submitted_once_and_told_as_meta_decides(home: Home, twilio: FakeTwilio) -> None:
    assert "There are no templates" in await said(home, "status", status=1)
    assert (await said(home, "push")).count("Meta has not decided yet") == 12
    await said(home, "push")
    assert len(twilio.contents) == 12
    twilio.decide("tamasuk", "approved")
    twilio.decide("tamasuk_survey", "approved", category="MARKETING")
    twilio.decide("tamasuk_event", "rejected", reason="TAG_CONTENT_MISMATCH")
    told = await said(home, "status")
    assert "message_waits ar: approved" in told
    assert "survey_invitation ar: Meta counts it as advertising" in told
    assert "event_reminder en: refused" in told
    assert "TAG_CONTENT_MISMATCH" in told
    doctor = await asyncio.to_thread(home.run, "doctor", status=1)
    assert "cannot be used (event_reminder)" in " ".join(doctor.stdout.split())


async def test_what_twilio_does_not_take_is_said_and_tried_again(home: Home, twilio: FakeTwilio) -> None:
    twilio.fail(20429, call=Call.CONTENT)
    assert "Twilio refused: Too Many Requests" in await said(home, "push", status=1)
    assert "Meta has not decided yet" in await said(home, "push")


def test_without_an_account_it_says_where_to_begin(home: Home) -> None:
    assert "docs/whatsapp.md" in home.refused("whatsapp", "templates", "push")
