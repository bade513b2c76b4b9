"""The heartbeat: an address that is asked for each minute, so that somebody elsewhere notices a silence."""

from __future__ import annotations

import aiohttp
import structlog

SECONDS = 10.0

log = structlog.get_logger(__name__)


class Heartbeat:
    """`url`: with what its service needs to know us, so it stands in no log."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __call__(self) -> None:
        """Once; whatever comes of it harms nothing here."""
        if not self._url:
            return
        try:
            timeout = aiohttp.ClientTimeout(total=SECONDS)
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(self._url) as answer:
                if answer.status >= 400:
                    log.warning("heartbeat.refused", status=answer.status)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("heartbeat.not_sent", error=type(error).__name__)
