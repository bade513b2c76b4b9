"""What Twilio asks of us: signed webhooks and callbacks, and HEAD and GET of the media we send.

An address is signed as configured and reached where the test says (`Reach`), so that a public
https address can stand in front of a loopback port or of an ASGI app in the same process.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
from starlette.types import ASGIApp

from tests.fakes.twilio.records import new_sid
from twilio.request_validator import RequestValidator

MEGABYTE = 1_000_000
OFFICE = "application/vnd.openxmlformats-officedocument."
ACCEPTED_TYPES = {
    *("image/jpeg", "image/png", "image/webp", "video/mp4", "text/vcard"),
    *("audio/ogg", "audio/amr", "audio/3gpp", "audio/aac", "audio/mpeg"),
    *("application/pdf", "application/msword", OFFICE + "wordprocessingml.document"),
    *(OFFICE + "presentationml.presentation", OFFICE + "spreadsheetml.sheet"),
}
MAGIC = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG",
    "application/pdf": b"%PDF",
    "audio/ogg": b"OggS",
}


@dataclass(frozen=True, slots=True)
class Posted:
    """One webhook or callback that was sent. `status` 0: nobody answered."""

    url: str
    form: tuple[tuple[str, str], ...]
    status: int
    body: str
    attempts: int

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.form)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One request for a file that a message refers to."""

    method: str
    url: str
    status: int
    content_type: str


class Outward:
    """The provider as a client of ours."""

    def __init__(self, violations: list[str]) -> None:
        self.posted: list[Posted] = []
        self.fetched: list[Fetched] = []
        self.retries = 1
        self.retry_on_errors = False
        self._violations = violations
        self._public = ""
        self._client = httpx.AsyncClient(timeout=15)

    async def aim(self, public: str, at: str | None, app: ASGIApp | None) -> None:
        """Addresses that begin with `public` are reached `at` another one, or inside this process."""
        await self._client.aclose()
        self._public = public.rstrip("/")
        base = at or ("http://inside" if app else public)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False) if app else None
        self._client = httpx.AsyncClient(base_url=base.rstrip("/"), transport=transport, timeout=15)

    async def close(self) -> None:
        await self._client.aclose()

    async def post(self, url: str, form: Sequence[tuple[str, str]], token: str) -> Posted:
        """Sign and send. Repeats carry the same token; by default only a failed connection repeats."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": new_sid("").lower(),
            "X-Twilio-Signature": RequestValidator(token).compute_signature(
                url.partition("#")[0], dict(form)
            ),
        }
        status, body, attempts = 0, "", 0
        while attempts <= self.retries and (not status or (self.retry_on_errors and status >= 400)):
            status, body = await self._post_once(url, urlencode(form).encode(), headers)
            attempts += 1
        posted = Posted(url, tuple(form), status, body, attempts)
        self.posted.append(posted)
        self._check_answer(posted)
        return posted

    async def fetch_media(self, url: str) -> tuple[int, str, bytes]:
        """HEAD, then GET, as Twilio does. Returns an error code (0: fine), the type and the bytes."""
        try:
            head = await self._client.head(self._route(url))
            got = await self._client.get(self._route(url))
        except httpx.HTTPError:
            return 63019, "", b""
        types = [answer.headers.get("content-type", "").partition(";")[0] for answer in (head, got)]
        for answer, kind in zip((head, got), types, strict=True):
            self.fetched.append(Fetched(answer.request.method, url, answer.status_code, kind))
        if head.status_code != 200 or got.status_code != 200:
            return 63019, "", b""
        if types[0] != types[1] or not got.content.startswith(MAGIC.get(types[1], b"")):
            return 12300, "", b""
        limit = 5 * MEGABYTE if types[1].startswith("image/") else 16 * MEGABYTE
        if types[1] not in ACCEPTED_TYPES or len(got.content) > limit:
            return 63005, "", b""
        return 0, types[1], got.content

    async def _post_once(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        try:
            answer = await self._client.post(self._route(url), content=body, headers=headers)
        except httpx.HTTPError:
            return 0, ""
        return answer.status_code, answer.text

    def _route(self, url: str) -> str:
        """The path and query below the place where `public` is reached; other addresses as they are."""
        bare = url.partition("#")[0]
        return bare.removeprefix(self._public) if self._public and bare.startswith(self._public) else bare

    def _check_answer(self, posted: Posted) -> None:
        """A body would be sent to the person as a message, around the outbox."""
        words = posted.body.removeprefix('<?xml version="1.0" encoding="UTF-8"?>').strip()
        if 200 <= posted.status < 300 and words not in ("", "<Response/>", "<Response></Response>"):
            self._violations.append(f"webhook answered with a body that Twilio would send: {words[:80]!r}")
