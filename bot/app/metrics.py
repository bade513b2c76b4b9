"""`GET /metrics`: what this process counted, and what the rows say, in the words of Prometheus.

It is for this machine, or for whoever shows the token. What a proxy of this machine hands on comes from
elsewhere.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from typing_extensions import override

from bot import VERSION
from bot.actions.meters import Meters, Spread
from bot.app.store import Store
from bot.core.checkup import LATELY
from bot.media.disk import Measure
from bot.storage import facts, health
from bot.storage.errors import StorageError

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_HANDED_ON = ("forwarded", "x-forwarded-for", "x-real-ip")


class Metrics:
    """The route. `token`: '' when there is none, and only this machine may ask."""

    def __init__(self, store: Store, meters: Meters, disk: Measure, token: str) -> None:
        self._store, self._meters, self._disk, self._token = store, meters, disk, token

    async def page(self, request: Request) -> Response:
        """As text; 403 for whoever may not read it."""
        if not self._may(request):
            return PlainTextResponse("only from this machine, or with TAMASUK_METRICS_TOKEN\n", 403)
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.exposition import CONTENT_TYPE_LATEST
        from prometheus_client.registry import Collector

        found = [*_counted(self._meters), *await self._rows()]

        class Once(Collector):
            @override
            def collect(self) -> Iterator[Metric]:
                yield from found

        registry = CollectorRegistry(auto_describe=False)
        registry.register(Once())
        return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _may(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        if self._token and hmac.compare_digest(given, self._token.encode()):
            return True
        if request.client is None or any(name in request.headers for name in _HANDED_ON):
            return False
        try:
            return ip_address(request.client.host).is_loopback
        except ValueError:
            return False

    async def _rows(self) -> list[Metric]:
        """What the database says; without it only that it does not."""
        from prometheus_client.core import GaugeMetricFamily

        store, now = self._store, self._store.now()
        answers = GaugeMetricFamily("tamasuk_database_answers", "1 when the database answers.")
        try:
            async with store.database.read() as tx:
                waiting = await health.waiting(tx)
                ended = await health.ended(tx, now - LATELY)
                standings = await health.standings(tx)
                ages = {name: await facts.moment(tx, fact) for name, fact in _FACTS.items()}
                turns = len(await health.failed_turns(tx, now - LATELY, 1000))
                errands = len(await health.failed_errands(tx, 1000))
        except StorageError:
            answers.add_metric([], 0)
            return [answers]
        answers.add_metric([], 1)
        depth = GaugeMetricFamily(
            "tamasuk_outgoing_waiting", "Messages in the outbox.", labels=["channel", "state"]
        )
        oldest = GaugeMetricFamily(
            "tamasuk_outgoing_oldest_seconds", "Age of the oldest of them.", labels=["channel", "state"]
        )
        for one in waiting:
            depth.add_metric([one.channel, one.state], one.count)
            oldest.add_metric([one.channel, one.state], _age(now, one.oldest))
        over = GaugeMetricFamily(
            "tamasuk_outgoing_ended_lately",
            "Messages of the last day that were not sent.",
            labels=["channel", "state"],
        )
        for (channel, state), count in _summed(ended).items():
            over.add_metric([channel, state], count)
        stands = GaugeMetricFamily(
            "tamasuk_account", "How a channel account stands: 1 for its state.", labels=["channel", "state"]
        )
        for standing in standings:
            stands.add_metric([standing.channel, standing.state], 1)
        since = GaugeMetricFamily(
            "tamasuk_since_seconds", "Seconds since something happened.", labels=["what"]
        )
        for name, at in ages.items():
            if at is not None:
                since.add_metric([name], _age(now, at))
        failed = GaugeMetricFamily("tamasuk_failed", "Our own failures of the last day.", labels=["what"])
        failed.add_metric(["turn"], turns)
        failed.add_metric(["errand"], errands)
        disk = GaugeMetricFamily("tamasuk_disk_used_percent", "How full the disk is.")
        disk.add_metric([], self._disk().percent)
        return [answers, depth, oldest, over, stands, since, failed, disk]


_FACTS = {"ticks": facts.BEAT, "backup": facts.BACKUP}


def _age(now: datetime, at: datetime) -> float:
    return max(0.0, (now - at).total_seconds())


def _summed(ended: Mapping[tuple[str, str, str], int]) -> Mapping[tuple[str, str], int]:
    """Without the reasons: there may be many."""
    made: dict[tuple[str, str], int] = {}
    for (channel, state, _), count in ended.items():
        made[channel, state] = made.get((channel, state), 0) + count
    return made


def _counted(meters: Meters) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, InfoMetricFamily

    yield InfoMetricFamily("tamasuk", "The program.", value={"version": VERSION})
    turns = HistogramMetricFamily(
        "tamasuk_turn_seconds", "From a delivery to its commit.", labels=["channel"]
    )
    lag = HistogramMetricFamily(
        "tamasuk_delivery_lag_seconds", "From the provider's moment to our commit.", labels=["channel"]
    )
    for channel, (taken, late) in meters.channels.items():
        turns.add_metric([channel], *_buckets(taken))
        lag.add_metric([channel], *_buckets(late))
    yield turns
    yield lag
    inputs = HistogramMetricFamily("tamasuk_batch_inputs", "Inputs that were committed together.")
    inputs.add_metric([], *_buckets(meters.inputs))
    yield inputs
    results = CounterMetricFamily(
        "tamasuk_send_results", "How requests to providers ended.", labels=["channel", "result"]
    )
    for (channel, result), count in meters.results.items():
        results.add_metric([channel, result], count)
    yield results
    refused = CounterMetricFamily("tamasuk_deliveries_refused", "Deliveries that were not taken in.")
    refused.add_metric([], meters.refused)
    yield refused


def _buckets(spread: Spread) -> tuple[list[tuple[str, float]], float]:
    """Cumulative, as Prometheus wants them."""
    count, found = 0, []
    for bound, one in zip([*map(str, spread.bounds), "+Inf"], spread.counts, strict=True):
        count += one
        found.append((bound, float(count)))
    return found, spread.total
