"""The address of a place in an S3-compatible store:

    s3://[KEY:SECRET@]BUCKET[/FOLDER][?endpoint=https://…][&region=…]

What it leaves out comes from the AWS_… variables that every tool of such stores reads. It can hold all of
it because media and backups lie in two places, which had better not be opened by the same key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

SCHEME = "s3://"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")
_FOLDER = re.compile(r"[\w.=-]+(/[\w.=-]+)*", re.ASCII)
_PARTS = ("endpoint", "region")
_WRITE = "write for example s3://BUCKET/FOLDER?endpoint=https://s3.example.org"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A folder in a bucket. Empty: as the environment says."""

    name: str
    folder: str = ""
    key: str = ""
    secret: str = ""
    endpoint: str = ""
    region: str = ""

    @classmethod
    def at(cls, url: str) -> Bucket:
        """Of an address; ValueError says what to write instead, and never repeats a secret."""
        parts = urlsplit(url)
        who, at, name = parts.netloc.rpartition("@")
        key, _, secret = who.partition(":")
        if not url.startswith(SCHEME) or parts.fragment:
            raise ValueError(f"not a place for files: {_WRITE}")
        if at and not (key and secret):
            raise ValueError("before @ stand KEY:SECRET, both or none")
        if _NAME.fullmatch(name) is None:
            raise ValueError(f"not a bucket: {_WRITE}. In a secret, / is written %2F")
        folder = parts.path.strip("/")
        if folder and (_FOLDER.fullmatch(folder) is None or ".." in folder.split("/")):
            raise ValueError(
                "not a folder: letters, digits, . _ = - and / between. In a secret, / is written %2F"
            )
        return cls(name, folder, unquote(key), unquote(secret), **_asked(parts.query))

    @property
    def shown(self) -> str:
        """Where it is, for people and logs: no key, no secret."""
        at = f"?endpoint={quote(self.endpoint, safe=':/')}" if self.endpoint else ""
        return SCHEME + "/".join(filter(None, (self.name, self.folder))) + at


def shown(url: str) -> str:
    """Any place for files, for people and logs; of a wrong one nothing, for a part of it may be a secret."""
    if not url.startswith(SCHEME):
        return url
    try:
        return Bucket.at(url).shown
    except ValueError:
        return f"{SCHEME}…"


def _asked(query: str) -> dict[str, str]:
    asked = dict(parse_qsl(query))
    if strange := sorted(asked.keys() - set(_PARTS)):
        raise ValueError(f"{strange[0]}: after ? stand only {' and '.join(_PARTS)}")
    where = urlsplit(asked.get("endpoint", "https://none"))
    if where.scheme not in {"http", "https"} or not where.hostname or where.username or where.query:
        raise ValueError(f"endpoint is no address: {_WRITE}")
    return asked
