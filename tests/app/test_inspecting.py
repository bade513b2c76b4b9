"""How the program is doing, for whoever may ask: the public page, the numbers, and whether it is ready."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.actions.meters import Measured, Meters, Spread
from bot.app.running import Program, assembled
from bot.core.channel import AddressKey, Delivered, Delivery, Failure, Inbound, Reader, SendFailure
from bot.core.message import Message
from bot.reports.status_page import Standing, Status, page, since
from bot.storage import accounts, facts
from bot.storage.errors import Unavailable
from tests.app.home import Home
from tests.sending import FakeChannel

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
TOKEN = "an invented token of the metrics"
ELSEWHERE = "192.0.2.7"


@asynccontextmanager
async def program(home: Home) -> AsyncIterator[Program]:
    async with home.store() as store, assembled(store) as made:
        yield made


async def asked(made: Program, path: str, client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(made.web, client=(client, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as http:
        return await http.get(path, headers={name.replace("_", "-"): text for name, text in headers.items()})


def numbers(text: str) -> dict[str, float]:
    """Every sample, by its name and labels as they are written."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


def said(words: str, moment: datetime) -> Inbound:
    address = AddressKey("browser", "b" * 32)
    return Inbound("webchat", "web", f"u{words}", address, moment, "said", text=words, name="Farzana")


# ------------------------------------------------------------------------------------------ metrics


async def test_numbers_tell_what_happened_and_of_nobody(home: Home) -> None:
    async with program(home) as made:
        moment = made.store.now() - timedelta(seconds=3)
        await made.receive([said("مرحبا", moment)])
        await made.receive([said("hello there", moment)])
        text = (await asked(made, "/metrics")).text
    found = numbers(text)
    assert found["tamasuk_turn_seconds_count{channel=webchat}"] == 2
    assert found["tamasuk_delivery_lag_seconds_bucket{channel=webchat,le=2.0}"] == 0
    assert found["tamasuk_delivery_lag_seconds_bucket{channel=webchat,le=60.0}"] == 2
    assert found["tamasuk_batch_inputs_bucket{le=1}"] == 2
    assert found["tamasuk_outgoing_waiting{channel=webchat,state=queued}"] >= 2
    assert 0 <= found["tamasuk_outgoing_oldest_seconds{channel=webchat,state=queued}"] < 60
    assert found["tamasuk_database_answers{}"] == 1
    assert 0 < found["tamasuk_disk_used_percent{}"] <= 100
    for word in ("Farzana", "hello", "b" * 32, "مرحبا"):
        assert word not in text


async def test_numbers_of_what_stands_still(home: Home) -> None:
    async with program(home) as made:
        async with made.store.database.begin() as tx:
            await accounts.put(tx, "telegram", "123456789", accounts.REFUSED, "401", NOW)
            await facts.happened(tx, facts.BEAT, made.store.now() - timedelta(minutes=10))
        found = numbers((await asked(made, "/metrics")).text)
    assert found["tamasuk_account{channel=telegram,state=refused}"] == 1
    assert 590 < found["tamasuk_since_seconds{what=ticks}"] < 700
    assert not any("backup" in name for name in found)


async def test_numbers_without_a_database(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise Unavailable("gone")

    async with program(home) as made:
        monkeypatch.setattr(made.store.database, "read", gone)
        found = numbers((await asked(made, "/metrics")).text)
        assert (await asked(made, "/readyz")).status_code == 503
        shown = await asked(made, "/status")
    assert found["tamasuk_database_answers{}"] == 0
    assert "tamasuk_deliveries_refused_total{}" in found
    assert shown.status_code == 503
    assert "لا يعمل الآن" in shown.text


async def test_numbers_are_for_this_machine_or_for_a_token(home: Home) -> None:
    async with program(home) as made:
        assert (await asked(made, "/metrics")).status_code == 200
        assert (await asked(made, "/metrics", "::1")).status_code == 200
        assert (await asked(made, "/metrics", ELSEWHERE)).status_code == 403
        assert (await asked(made, "/metrics", x_forwarded_for=ELSEWHERE)).status_code == 403
        assert (await asked(made, "/metrics", authorization="Bearer ")).status_code == 200
        assert (await asked(made, "/metrics", ELSEWHERE, authorization="Bearer ")).status_code == 403
    home.settings(METRICS_TOKEN=TOKEN)
    async with program(home) as made:
        assert (await asked(made, "/metrics", ELSEWHERE)).status_code == 403
        assert (await asked(made, "/metrics", ELSEWHERE, authorization="Bearer wrong")).status_code == 403
        found = await asked(made, "/metrics", ELSEWHERE, authorization=f"Bearer {TOKEN}")
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/plain; version=")


def test_a_spread_counts_up_to_its_bounds() -> None:
    spread = Spread((1, 2))
    for value in (0.5, 1, 1.5, 2, 3):
        spread.add(value)
    assert (spread.counts, spread.total) == ([2, 2, 1], 8.0)


async def test_what_was_not_taken_is_counted_and_still_raised() -> None:
    meters = Meters()

    async def full(deliveries: object) -> None:
        raise Unavailable("full")

    with pytest.raises(Unavailable):
        await meters.receiving(full)([said("x", NOW)])
    assert (meters.refused, meters.channels) == (1, {})


async def test_sending_is_counted_by_how_it_went() -> None:
    meters = Meters()
    script: list[Delivered | SendFailure] = [
        Delivered(("1",)),
        SendFailure(Failure.THROTTLED),
        SendFailure(Failure.THROTTLED),
    ]
    channel = Measured(FakeChannel(name="telegram", script=list(script)), meters)
    delivery = Delivery("d", AddressKey("chat", "7"), Message(()), Reader())
    assert [await channel.send(delivery) for _ in script] == script
    assert meters.results == {("telegram", "sent"): 1, ("telegram", "throttled"): 2}


# ------------------------------------------------------------------------------------------- status


async def test_the_page_says_whether_it_works_in_two_languages(home: Home) -> None:
    home.settings(BACKUP_URL="second")
    async with program(home) as made:
        async with made.store.database.begin() as tx:
            await facts.happened(tx, facts.BEAT, made.store.now())
            await facts.happened(tx, facts.BACKUP_NEXT, NOW)
        await made.receive([said("مرحبا", made.store.now())])
        shown = await asked(made, "/status", ELSEWHERE)
    text = shown.text
    assert shown.status_code == 200
    assert '<html lang="ar" dir="rtl">' in text
    assert '<section lang="en" dir="ltr">' in text
    assert text.index("نعم، كل شيء يعمل.") < text.index("Yes, everything works.")
    assert "دردشة الموقع" in text
    assert "<td>minutes ago</td><td>nothing yet</td>" in text
    assert "2026-03-05 12:00" in text
    assert "Farzana" not in text
    assert "default-src 'none'" in shown.headers["content-security-policy"]


async def test_one_look_serves_all_who_ask(home: Home) -> None:
    async with program(home) as made:
        reads = 0
        read = made.store.database.read

        def counted() -> object:
            nonlocal reads
            reads += 1
            return read()

        made.store.database.read = counted  # type: ignore[method-assign,assignment]
        for _ in range(5):
            assert (await asked(made, "/status")).status_code == 200
        assert reads == 1


@pytest.mark.parametrize("state", ["slow", "refused", "stopped"])
def test_a_channel_that_stands_still_is_no_secret(state: str) -> None:
    text = page(Status(NOW, [Standing("telegram", state, NOW, None)]))
    assert "It works, with a fault that we know of." in text
    assert text.count('class="bad"') == 4


def test_without_ticks_not_everything_works() -> None:
    assert Status(NOW, [], ticking=False).verdict == "partly"
    assert Status(NOW, [], answers=False).verdict == "no"
    assert Status(NOW, []).verdict == "yes"


def test_nothing_on_the_page_is_markup_of_others() -> None:
    text = page(Status(NOW, [Standing("<b>", "working", None, None)], backup="<i>"))
    assert not re.search("<b>|<i>", text)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=5), "minutes ago"),
        (timedelta(minutes=9), "minutes ago"),
        (timedelta(minutes=10), "within the last hour"),
        (timedelta(hours=2), "within the last day"),
        (timedelta(days=2), "within the last week"),
        (timedelta(days=8), "more than a week ago"),
    ],
)
def test_times_are_said_roughly(ago: timedelta, words: str) -> None:
    assert since(NOW, NOW - ago)[1] == words


# -------------------------------------------------------------------------------------------- ready


async def test_whoever_stops_is_not_ready_but_well(home: Home) -> None:
    async with program(home) as made:
        assert (await asked(made, "/readyz")).text == "ready\n"
        made.stopping.set()
        assert (await asked(made, "/readyz")).status_code == 503
        assert (await asked(made, "/healthz")).status_code == 200
