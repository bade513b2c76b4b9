"""Conditions of a chat: how one joins those before it, and the audience that all of them make."""

from __future__ import annotations

import pytest

from bot.core.audience import EVERYBODY, Audience, flaws
from bot.core.audience.conditions import Condition, added, together
from tests.flows.sample import book

IRBID: Condition = {"kind": "area", "values": ["JO-IR"]}
AJLOUN: Condition = {"kind": "area", "values": ["JO-AJ"]}
MEN: Condition = {"kind": "sex", "values": ["male"]}
YOUNG: Condition = {"kind": "age", "low": 18, "high": 24}
OLDER: Condition = {"kind": "age", "low": 25, "high": 34}
SILENT: Condition = {"kind": "unanswered", "form": "pulse", "wave": "now"}
COOKS: Condition = {"kind": "answer", "form": "needs", "field": "skills", "values": ["cook"]}
DRIVERS: Condition = {**COOKS, "values": ["drive"]}
HELPED: Condition = {**COOKS, "field": "help", "values": ["yes"]}
SINCE: Condition = {"kind": "registered", "first": "2026-03-01"}
UNTIL: Condition = {"kind": "registered", "last": "2026-03-31"}
OF_LATE: Condition = {"kind": "seen", "days": 7}


def but(one: Condition) -> Condition:
    return {**one, "but": True}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([IRBID, AJLOUN], [{"kind": "area", "values": ["JO-IR", "JO-AJ"]}]),
        ([IRBID, MEN, AJLOUN], [MEN, {"kind": "area", "values": ["JO-IR", "JO-AJ"]}]),
        ([IRBID, IRBID], [IRBID]),
        ([IRBID, but(AJLOUN)], [IRBID, but(AJLOUN)]),
        ([YOUNG, OLDER], [OLDER]),
        ([SILENT, SILENT], [SILENT]),
        ([SILENT, {**SILENT, "form": "report"}], [SILENT, {**SILENT, "form": "report"}]),
        ([COOKS, DRIVERS], [{**COOKS, "values": ["cook", "drive"]}]),
        ([COOKS, HELPED], [COOKS, HELPED]),
        ([COOKS, but(DRIVERS)], [COOKS, but(DRIVERS)]),
        ([SINCE, UNTIL], [SINCE, UNTIL]),
        ([SINCE, {**SINCE, "first": "2026-03-10"}], [{**SINCE, "first": "2026-03-10"}]),
        ([OF_LATE, {**OF_LATE, "days": 30}], [{**OF_LATE, "days": 30}]),
        ([{**OF_LATE, "days": 90}, {"kind": "unseen", "days": 30}],) * 2,
    ],
)
def test_a_condition_joins_those_before_it(given: list[Condition], kept: list[Condition]) -> None:
    found: list[Condition] = []
    for one in given:
        found = added(found, one)
    assert found == kept


def test_all_of_them_hold_and_one_may_be_turned_round() -> None:
    assert together([]) == EVERYBODY
    assert together([IRBID]) == Audience("area", ("JO-IR",))
    assert together([IRBID, but(MEN)]) == Audience(
        "all", of=(Audience("area", ("JO-IR",)), Audience("not", of=(Audience("sex", ("male",)),)))
    )
    assert flaws(together([IRBID, but(MEN), YOUNG, SILENT]), book()) == ()
