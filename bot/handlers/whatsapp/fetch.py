"""Media that people sent: asked for at Twilio with our credentials, read without them where it redirects.

Two lists of hosts, because the first hop carries the account's password: it goes to the configured
address or Twilio's own, and nowhere else. The size is limited while reading, whatever was announced.
"""

import asyncio
import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.core.channel import MediaDelayed, MediaRefused
from bot.handlers.whatsapp.wire import basic, origin

SECONDS = 120
HOPS = 3
CHUNK = 64 * 1024
CREDENTIALED = re.compile(r"(?:.+\.)?twilio\.com")
REDIRECTED = re.compile(r"(?:.+\.)?(?:twilio|twiliocdn)\.com")
BUCKET = re.compile(r"s3[a-z0-9.-]*\.amazonaws\.com")  # where larger files of Twilio lie
BUCKET_PATH = "/media.twiliocdn.com/"
GONE = {404, 410}


class MediaSource:
    """Reads media of one account. `api_url` may stand in for Twilio's hosts."""

    def __init__(
        self, session: aiohttp.ClientSession, account_sid: str, auth_token: str, api_url: str, max_bytes: int
    ) -> None:
        self._session = session
        self._credentials = basic(account_sid, auth_token)
        self._home = origin(api_url) if api_url else None
        self._max_bytes = max_bytes

    async def read(self, url: str) -> bytes:
        """The bytes; MediaRefused when another try is of no use, MediaDelayed when it may be."""
        if not self._may_see_credentials(url):
            raise MediaRefused("not an address of the provider")
        try:
            async with asyncio.timeout(SECONDS):
                return await self._follow(url)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise MediaDelayed(type(error).__name__) from error

    async def delete(self, url: str) -> bool:
        """Whether it is gone at Twilio, now or before."""
        if not self._may_see_credentials(url):
            return False
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._session.delete(
                    f"{url}.json", headers=self._credentials, allow_redirects=False
                ) as answer,
            ):
                return answer.status == 204 or answer.status in GONE
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def _follow(self, url: str) -> bytes:
        headers: Mapping[str, str] = self._credentials
        for _ in range(HOPS + 1):
            async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status not in (301, 302, 303, 307, 308):
                    return await self._take(answer)
                url = _joined(url, answer.headers.get("Location", ""))
            headers = {}
            if not self._may_be_redirected_to(url):
                raise MediaRefused("redirected to an address that is not the provider's")
        raise MediaRefused("too many redirects")

    async def _take(self, answer: aiohttp.ClientResponse) -> bytes:
        if answer.status in GONE:
            raise MediaRefused(str(answer.status))
        if answer.status != 200:
            raise MediaDelayed(str(answer.status))
        if (answer.content_length or 0) > self._max_bytes:
            raise MediaRefused("too large")
        data = bytearray()
        async for chunk in answer.content.iter_chunked(CHUNK):
            data += chunk
            if len(data) > self._max_bytes:
                raise MediaRefused("too large")
        return bytes(data)

    def _may_see_credentials(self, url: str) -> bool:
        return self._at_home(url) or _secure_host(url, CREDENTIALED)

    def _may_be_redirected_to(self, url: str) -> bool:
        in_bucket = _secure_host(url, BUCKET) and urlsplit(url).path.startswith(BUCKET_PATH)
        return self._at_home(url) or _secure_host(url, REDIRECTED) or in_bucket

    def _at_home(self, url: str) -> bool:
        return self._home is not None and _plain(url) and origin(url) == self._home


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        return ""


def _secure_host(url: str, hosts: re.Pattern[str]) -> bool:
    scheme, host, port = origin(url) if _plain(url) else ("", "", None)
    return scheme == "https" and port == 443 and hosts.fullmatch(host) is not None


def _plain(url: str) -> bool:
    """Well formed, without a name or password that would hide where it leads."""
    try:
        parts = urlsplit(url)
        return parts.username is None and (parts.port or 1) > 0 and bool(parts.hostname)
    except ValueError:
        return False
