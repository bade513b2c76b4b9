"""Addresses of kept media that are good for 15 minutes: what may be seen is in the address, signed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from typing_extensions import override

SECONDS = 15 * 60
PATH = "/media/"
PURPOSE = "media links"
VARIANTS = ("preview", "original")


class Links:
    """Makes and reads tokens. `keys`: the one to sign with first; all of them open."""

    def __init__(
        self, keys: Sequence[bytes], public_url: str = "", clock: Callable[[], float] = time.time
    ) -> None:
        """Without `public_url` the addresses are of our own page's host."""

        class Clocked(TimestampSigner):
            """Our clock, so that a test need not wait."""

            @override
            def get_timestamp(self) -> int:
                return int(clock())

        # The library signs with the last key.
        self._tokens = URLSafeTimedSerializer(list(reversed(keys)), salt=PURPOSE, signer=Clocked)
        self._start = public_url.rstrip("/") + PATH

    def link(self, media: str, variant: str) -> str:
        """The address of a medium."""
        return self._start + self._tokens.dumps([media, variant])

    def read(self, token: str) -> tuple[str, str] | None:
        """(medium, variant) of a token that is ours and still good."""
        try:
            found = self._tokens.loads(token, max_age=SECONDS)
        except BadData:
            return None
        match found:
            case [str(media), str(variant)] if variant in VARIANTS:
                return media, variant
            case _:
                return None
