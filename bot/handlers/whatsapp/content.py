"""Twilio's Content API: what is sent by name is made there first, and templates are shown to Meta.

Twilio's library sends its asynchronous requests as forms, of which this API keeps nothing but the name; so
these few calls are made here, and without that library, which takes nine megabytes. Why one is refused is
told in the provider's words, which hold nobody's name: there is nobody in a template.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
import msgspec

from bot.core.channel import Failure, SendFailure
from bot.core.templates import GONE, SHOW, UNSENT, Approval, Template
from bot.handlers.whatsapp.failures import failure_of

CONTENT = "https://content.twilio.com"
CALL_SECONDS = 20
LONGEST_REASON = 200

Json = Mapping[str, Any]


class Contents:
    """The Content objects of one account; to be used as a context."""

    def __init__(self, account_sid: str, auth_token: str, content_url: str = "") -> None:
        self._url = (content_url or CONTENT).rstrip("/") + "/v1/Content"
        self._headers = {"Authorization": aiohttp.encode_basic_auth(account_sid, auth_token)}

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout, headers=self._headers)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def create(self, title: str, language: str, types: Json, variables: Json) -> str | SendFailure:
        """Make one; its id."""
        body = {"friendly_name": title, "language": language, "variables": variables, "types": types}
        made = await self._call("POST", self._url, body)
        if isinstance(made, SendFailure):
            return made
        sid = str(made.get("sid") or "")
        return sid or SendFailure(Failure.UNKNOWN, detail="made without an id")

    async def make(self, template: Template, language: str) -> str | SendFailure:
        """Make a template; Meta has not seen it yet."""
        return await self.create(template.title(language), language, *drawn(template, language))

    async def submit(self, sid: str, title: str, category: str) -> Approval | SendFailure:
        """Show it to Meta, under a name of its own."""
        asked = {"name": title, "category": category.upper()}
        said = await self._call("POST", f"{self._url}/{sid}/ApprovalRequests/whatsapp", asked)
        return said if isinstance(said, SendFailure) else _approval(said)

    async def approval(self, sid: str) -> Approval | SendFailure:
        """What Meta says of it now; *gone* when Twilio does not know it."""
        said = await self._call("GET", f"{self._url}/{sid}/ApprovalRequests")
        if isinstance(said, SendFailure):
            return Approval(GONE) if said.code == "20404" else said
        about = said.get("whatsapp")
        return _approval(about if isinstance(about, dict) else {})

    async def _call(self, method: str, url: str, body: Json | None = None) -> Json | SendFailure:
        try:
            async with (
                asyncio.timeout(CALL_SECONDS),
                self._session.request(method, url, json=body, allow_redirects=False) as answer,
            ):
                said = msgspec.json.decode(await answer.read())
                if not isinstance(said, dict):
                    return SendFailure(Failure.UNKNOWN, code=str(answer.status))
                return said if answer.status < 300 else _refused(said, answer.status)
        except aiohttp.ClientConnectorError as error:
            return SendFailure(Failure.NOT_SENT, detail=type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError) as error:
            return SendFailure(Failure.UNKNOWN, detail=type(error).__name__)


def drawn(template: Template, language: str) -> tuple[Json, Json]:
    """A template as Twilio writes them: its types, and a sample for each variable."""
    actions = [{"type": "QUICK_REPLY", "title": template.button[language], "id": f"0:{SHOW}"}]
    types = {"twilio/quick-reply": {"body": template.words[language], "actions": actions}}
    return types, {str(n): sample for n, sample in enumerate(template.samples, 1)}


def _approval(said: Json) -> Approval:
    state = str(said.get("status") or UNSENT).lower()
    reason = str(said.get("rejection_reason") or "")[:LONGEST_REASON]
    return Approval(state, str(said.get("category") or "").lower(), reason)


def _refused(said: Json, status: int) -> SendFailure:
    code = said.get("code")
    known = failure_of(code if isinstance(code, int) else None, status)
    return SendFailure(known.failure, known.code, str(said.get("message") or "")[:LONGEST_REASON])
