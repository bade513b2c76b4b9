"""Templates at the provider: made and shown to Meta once, then asked about until they are decided.

Each step is written down as soon as it is done, so whatever ends this in between is gone on with. A template
whose words have changed is another one: it is made anew, under another name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.core.channel import SendFailure
from bot.core.templates import GONE, LIKED, UNSENT, Approval, Pushed, Template
from bot.storage import contents
from bot.storage.database import Database


class Provider(Protocol):
    """Where templates are made and approved (`bot.handlers.whatsapp.content.Contents`)."""

    def make(self, template: Template, language: str) -> Awaitable[str | SendFailure]: ...

    def submit(self, sid: str, title: str, category: str) -> Awaitable[Approval | SendFailure]: ...

    def approval(self, sid: str) -> Awaitable[Approval | SendFailure]: ...


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of one of our numbers."""

    database: Database
    provider: Provider
    account: str
    now: Callable[[], datetime]

    async def push(self, wanted: Sequence[Template]) -> Sequence[Pushed | SendFailure]:
        """Make and submit what is not there yet; how each of them stands. The first refusal ends it."""
        known = {(one.name, one.language): one for one in await self._known()}
        found: list[Pushed | SendFailure] = []
        for template, language in _each(wanted):
            done = await self._push(template, language, known)
            found.append(done)
            if isinstance(done, SendFailure):
                break
        return found

    async def check(self) -> Sequence[Pushed | SendFailure]:
        """Ask how they stand. The first that cannot be asked ends it."""
        found: list[Pushed | SendFailure] = []
        for one in await self._known():
            said = await self.provider.approval(one.sid)
            if isinstance(said, SendFailure):
                return [*found, said]
            found.append(await self._keep(replace(one, approval=_with_category(said, one))))
        return found

    async def _known(self) -> Sequence[Pushed]:
        async with self.database.read() as tx:
            return contents.templates(await contents.of(tx, self.account))

    async def _push(
        self, template: Template, language: str, known: Mapping[tuple[str, str], Pushed]
    ) -> Pushed | SendFailure:
        made = known.get((template.name, language))
        if made is None or made.digest != template.digest(language) or made.approval.state == GONE:
            sid = await self.provider.make(template, language)
            if isinstance(sid, SendFailure):
                return sid
            fresh = Approval(UNSENT, template.category)
            made = Pushed(template.name, language, template.category, template.digest(language), sid, fresh)
            await self._keep(made)
        if made.approval.state != UNSENT:
            return made
        said = await self.provider.submit(made.sid, template.title(language), template.category)
        if isinstance(said, SendFailure):
            return said
        return await self._keep(replace(made, approval=_with_category(said, made)))

    async def _keep(self, one: Pushed) -> Pushed:
        async with self.database.begin() as tx:
            await contents.put(tx, self.account, one, self.now())
        return one


def _each(wanted: Sequence[Template]) -> Iterator[tuple[Template, str]]:
    return ((template, language) for template in wanted for language in LIKED if language in template.words)


def _with_category(said: Approval, known: Pushed) -> Approval:
    """Where nothing is said of the category, it is what it was."""
    return said if said.category else replace(said, category=known.approval.category)
