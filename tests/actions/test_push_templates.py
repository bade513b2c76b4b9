"""Templates are made once, shown to Meta once, and asked about until they are decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.actions.push_templates import Templates
from bot.core.channel import Failure, SendFailure
from bot.core.templates import GONE, Approval, Pushed, Template
from bot.storage import contents
from tests.actions.office import Office

WAITS = Template("waits", {"ar": "رسالة بانتظارك.", "en": "A message waits."}, {"ar": "عرض", "en": "Show"})
DOWN = SendFailure(Failure.PROVIDER_DOWN, "503")
ACCOUNT = "+15550102030"


@dataclass
class Provider:
    """Remembers what it was asked. `fails`: after so many calls it is away."""

    fails: int = 99
    made: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    says: dict[str, Approval] = field(default_factory=dict)

    def _away(self) -> bool:
        self.fails -= 1
        return self.fails < 0

    async def make(self, template: Template, language: str) -> str | SendFailure:
        if self._away():
            return DOWN
        self.made.append(template.title(language))
        return f"HX{len(self.made)}"

    async def submit(self, sid: str, title: str, category: str) -> Approval | SendFailure:
        if self._away():
            return DOWN
        self.shown.append(title)
        return Approval("received")

    async def approval(self, sid: str) -> Approval | SendFailure:
        return DOWN if self._away() else self.says.get(sid, Approval("pending"))


def templates(office: Office, provider: Provider) -> Templates:
    return Templates(office.database, provider, ACCOUNT, lambda: office.now)


async def kept(office: Office) -> list[tuple[str, str, str, str]]:
    async with office.database.read() as tx:
        found = await contents.of(tx, ACCOUNT)
    return [(one.name, one.language, one.approval.state, one.approval.category) for one in found]


async def test_what_is_pushed_twice_is_made_and_shown_once(office: Office) -> None:
    provider = Provider()
    await templates(office, provider).push([WAITS])
    await templates(office, provider).push([WAITS])
    assert len(provider.made) == len(provider.shown) == 2
    assert await kept(office) == [
        ("waits", "ar", "received", "utility"),
        ("waits", "en", "received", "utility"),
    ]


async def test_whatever_ends_it_in_between_is_gone_on_with(office: Office) -> None:
    for calls in (1, 2, 2, 1):
        provider = Provider(fails=calls)
        found = await templates(office, provider).push([WAITS])
    assert isinstance(found[-1], Pushed)
    assert [one[2] for one in await kept(office)] == ["received", "received"]


async def test_a_refusal_ends_it_and_is_told(office: Office) -> None:
    found = await templates(office, Provider(fails=0)).push([WAITS])
    assert list(found) == [DOWN]
    assert await kept(office) == []


async def test_other_words_are_made_anew(office: Office) -> None:
    provider = Provider()
    await templates(office, provider).push([WAITS])
    other = replace(WAITS, words={**WAITS.words, "en": "Something waits."})
    await templates(office, provider).push([other])
    assert len(provider.made) == 3


async def test_what_meta_decides_is_kept_also_that_it_counts_as_advertising(office: Office) -> None:
    provider = Provider()
    made = templates(office, provider)
    await made.push([WAITS])
    provider.says = {"HX1": Approval("approved", "marketing"), "HX2": Approval("rejected", "", "TAG_FORMAT")}
    arabic, english = await made.check()
    assert isinstance(arabic, Pushed)
    assert isinstance(english, Pushed)
    assert (arabic.usable, arabic.refiled) == (True, True)
    assert (english.usable, english.refiled, english.approval.reason) == (False, False, "TAG_FORMAT")
    assert await kept(office) == [
        ("waits", "ar", "approved", "marketing"),
        ("waits", "en", "rejected", "utility"),
    ]
    async with office.database.read() as tx:
        assert await contents.approved(tx, ACCOUNT) == {"waits"}
        assert await contents.approved(tx, "+1") == set()


async def test_what_the_provider_has_lost_is_made_again(office: Office) -> None:
    provider = Provider()
    made = templates(office, provider)
    await made.push([WAITS])
    provider.says = {"HX1": Approval(GONE), "HX2": Approval("approved", "utility")}
    await made.check()
    await made.push([WAITS])
    assert len(provider.made) == 3
    assert [one[2] for one in await kept(office)] == ["received", "approved"]
