"""An S3-compatible store on loopback: moto's server, in a thread of the tests. It asks for no key.

moto keeps its buckets for the whole process, so every use takes a bucket of its own.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from moto.server import ThreadedMotoServer

_numbers = itertools.count(1)


class FakeS3:
    """The listening address."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    def bucket(self) -> str:
        """A new and empty one; returns its name."""
        name = f"tamasuk-{next(_numbers)}"
        connection = HTTPConnection(self._host, self._port)
        connection.request("PUT", f"/{name}")
        answer = connection.getresponse()
        connection.close()
        assert answer.status == 200, answer.status
        return name

    def url(self, place: str) -> str:
        """The setting for a bucket, or a folder in it."""
        return f"s3://key:secret@{place}?endpoint=http://{self._host}:{self._port}&region=us-east-1"


@contextmanager
def fake_s3() -> Iterator[FakeS3]:
    """Serve until the block ends."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield FakeS3(*server.get_host_and_port())
    finally:
        server.stop()
