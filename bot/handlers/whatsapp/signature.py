"""Whether a request really comes from Twilio: HMAC-SHA1 over the address as configured and every field.

The address is built from the public one that we gave to Twilio, never from what a proxy says. The
algorithm is fixed to that of the auth token: a header that names another one is not believed.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

Form = Sequence[tuple[str, str]]


def signature(url: str, form: Form, token: str) -> str:
    """Names in order; of a repeated name each different value once, in order."""
    said = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def genuine(url: str, form: Form, given: str, tokens: Iterable[str]) -> bool:
    """Signed with one of our tokens (two while one replaces the other), with or without the port."""
    right = [signature(spelled, form, token) for token in tokens if token for spelled in _spellings(url)]
    # Every comparison is made, so that the time taken says nothing about which of them came near.
    return sum(hmac.compare_digest(one.encode(), given.encode()) for one in right) > 0


def _spellings(url: str) -> Iterator[str]:
    """Twilio is not consistent about naming the port in what it signs."""
    parts = urlsplit(url)
    yield url
    if parts.port:
        yield parts._replace(netloc=parts.netloc.rpartition(":")[0]).geturl()
    else:
        port = 443 if parts.scheme == "https" else 80
        yield parts._replace(netloc=f"{parts.netloc}:{port}").geturl()
