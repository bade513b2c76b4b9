"""What goes wrong with a campaign, and what a coordinator then reads of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.actions.account_campaign import accounted
from bot.core.channel import Failure, Reader
from bot.core.sending.schedule import Recurring
from bot.i18n import Catalogues
from bot.storage import campaign_accounts
from tests.actions.crier import Crier
from tests.actions.office import Office

Act = tuple[Any, ...]
LAUNCHED: tuple[Act, ...] = (("launch",), ("post",))
WORDS = Catalogues.load()
OTHER = WORDS.by_language["ar"].texts["campaign.why_other"]

# What happens, and how the two whom it is for are accounted for then: state, reason, and in Arabic.
FAULTS: dict[str, tuple[Sequence[Act], dict[tuple[str, str], str]]] = {
    "a contact that cannot be reached": (
        (*LAUNCHED, ("send", ("bad contact", "delivered"))),
        {("failed", "unreachable"): "لم تصل (لا نصل إليهم هناك): 1", ("sent", ""): "خرجت: 1"},
    ),
    "a blocked bot": (
        (*LAUNCHED, ("send", ("blocked", "delivered"))),
        {("failed", "left"): "لم تصل (حظروا البوت أو تركوه): 1", ("sent", ""): "خرجت: 1"},
    ),
    "somebody who had blocked it before": (
        (("launch",), ("block", 0), ("post",), ("send", ("delivered",))),
        {("unreachable", "address"): "لا عنوان (لا عنوان يعمل): 1", ("sent", ""): "خرجت: 1"},
    ),
    "the account is refused midway": (
        (*LAUNCHED, ("send", ("delivered", "account refused"))),
        {
            ("sent", ""): "خرجت: 1",
            ("queued", "account_refused"): "على وشك الخروج (المزوّد أوقف حسابنا، وتخرج حين يعود): 1",
        },
    ),
    "the account is refused, and returns": (
        (*LAUNCHED, ("send", ("delivered", "account refused")), ("send", ("delivered",))),
        {("sent", ""): "خرجت: 2"},
    ),
    "the provider throttles": (
        (*LAUNCHED, ("send", ("too many", "too many"))),
        {("queued", "throttled"): "على وشك الخروج (المزوّد يطلب التمهل): 2"},
    ),
    "the provider is down": (
        (*LAUNCHED, ("send", ("down", "down"))),
        {("queued", "provider_down"): "على وشك الخروج (المزوّد لا يعمل الآن): 2"},
    ),
    "no answer": (
        (*LAUNCHED, ("send", ("nobody knows", "delivered"))),
        {("unknown", "unknown"): "لا نعرف هل وصلت (لم يجب المزوّد): 1", ("sent", ""): "خرجت: 1"},
    ),
    "a mistake of ours": (
        (*LAUNCHED, ("send", ("our mistake", "delivered"))),
        {("unknown", "ours"): "لا نعرف هل وصلت (خطأ في البرنامج): 1", ("sent", ""): "خرجت: 1"},
    ),
    "a clock that jumps on": (
        (("launch",), ("clock", 100), ("post",)),
        {("skipped", "too_late"): "لم تخرج (فات أوانها): 2"},
    ),
    "a clock that jumps on, over what stands in the outbox": (
        (*LAUNCHED, ("clock", 100), ("expire",)),
        {("skipped", "too_late"): "لم تخرج (فات أوانها): 2"},
    ),
    "a clock that jumps back": (
        (("launch",), ("clock", -48), ("post",)),
        {("queued", ""): "على وشك الخروج: 2"},
    ),
    "somebody stops before their turn": (
        (("launch",), ("stop", 0), ("post",)),
        {("skipped", "stopped"): "لم تخرج (أوقفوا الرسائل): 1", ("queued", ""): "على وشك الخروج: 1"},
    ),
    "somebody stops while it stands in the outbox": (
        (*LAUNCHED, ("stop", 0), ("send", ("delivered",))),
        {("skipped", "stopped"): "لم تخرج (أوقفوا الرسائل): 1", ("sent", ""): "خرجت: 1"},
    ),
    "somebody is deleted before their turn": (
        (("launch",), ("erase", 0), ("post",)),
        {("skipped", "erased"): "لم تخرج (حذفوا بياناتهم): 1", ("queued", ""): "على وشك الخروج: 1"},
    ),
    "somebody is deleted while it stands in the outbox": (
        (*LAUNCHED, ("erase", 0)),
        {("skipped", "erased"): "لم تخرج (حذفوا بياناتهم): 1", ("queued", ""): "على وشك الخروج: 1"},
    ),
    "somebody is deleted after it reached them": (
        (*LAUNCHED, ("send", ("delivered", "delivered")), ("erase", 0), ("purge",)),
        {("sent", ""): "خرجت: 2"},
    ),
    "an area is paused": (
        (("halt",), *LAUNCHED),
        {("waiting", "pause"): "تنتظر دورها (تعليق الإرسال في المنطقة): 2"},
    ),
    "what was cancelled": (
        (("launch",), ("move", "cancelled")),
        {("cancelled", ""): "ألغيت: 2"},
    ),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_everybody_is_in_a_state_that_a_coordinator_understands(office: Office, name: str) -> None:
    acts, expected = FAULTS[name]
    crier = Crier(office, number=2)
    await crier.begin()
    for act in acts:
        await crier.act(*act)
    states, lines = await told(crier)
    assert states == set(expected)
    assert lines == set(expected.values())


async def test_a_form_that_is_withdrawn_midway_is_asked_of_nobody_else(office: Office) -> None:
    crier = Crier(office, number=4, form="pulse")
    await crier.begin()
    for act in LAUNCHED:
        await crier.act(*act)
    forms = {name: form for name, form in office.book.forms.items() if name != "pulse"}
    office.book = replace(office.book, forms=forms)
    for act in (("send", ("delivered", "delivered")), ("post",), ("post",)):
        await crier.act(*act)
    states, lines = await told(crier)
    assert states == {("sent", ""), ("skipped", "form")}
    assert lines == {"خرجت: 2", "لم تخرج (لم يعد الاستبيان متاحاً): 2"}
    assert await crier.state() == "done"


async def test_what_recurs_and_fails_keeps_nobody_waiting(office: Office) -> None:
    crier = Crier(office, Recurring(13), number=4, form="pulse")
    await crier.begin()
    await crier.act("clock", 1)
    for act in LAUNCHED:
        await crier.act(*act)
    office.book = replace(office.book, forms={})
    await crier.act("clock", 24)
    await crier.act("launch")
    assert await crier.state() == "failed"
    states, _ = await told(crier)
    assert states == {("queued", ""), ("cancelled", "")}


def test_every_failure_of_a_message_has_a_reason_in_words() -> None:
    nowhere = {Failure.WINDOW_CLOSED, Failure.NOTHING_TO_CHANGE}  # it waits for the person; nothing is edited
    for failure in set(Failure) - nowhere:
        for language in ("ar", "en"):
            assert f"campaign.why_{failure.value}" in WORDS.by_language[language].texts, failure


async def told(crier: Crier) -> tuple[set[tuple[str, str]], set[str]]:
    """The states with their reasons, and the lines that a coordinator reads of them."""
    async with crier.office.database.read() as tx:
        counts = await campaign_accounts.accounts(tx, crier.campaign.id)
    lines = [WORDS.render(one, Reader()) for one in accounted(counts)[1:]]
    return {(one.state, one.reason) for one in counts}, {bare(line) for line in lines}


def bare(line: str) -> str:
    """Without marks of direction."""
    return "".join(sign for sign in line if sign not in "\u2066\u2067\u2068\u2069\u200e\u200f")
