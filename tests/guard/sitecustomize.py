"""No test leaves this machine: a connection, a datagram or a name look-up that would is refused.

`tests/conftest.py` imports it, and puts this folder on PYTHONPATH, so every Python that a test starts has it
as well. uvloop speaks to the kernel without telling Python, and is not seen.
"""

import importlib
import ipaddress
import os
import sys
from typing import Any

NAMED_HERE = {"", "localhost", "localhost.localdomain", "ip6-localhost"}
INTERNET = {"AF_INET", "AF_INET6"}


class LeftTheMachine(Exception):
    """Not an OSError: code that survives a broken network must not survive this."""


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Hear of everything Python is about to do; refuse what would reach another machine."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        family, address = getattr(arguments[0].family, "name", ""), arguments[1]
        if family in INTERNET and address is not None and not stays(str(address[0])):
            refuse(event, address)
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        name = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0] or ""
        if name not in NAMED_HERE and not is_number(name):
            refuse(event, name)


def stays(host: str) -> bool:
    """Loopback, by name or by number."""
    return host in NAMED_HERE or (
        is_number(host) and ipaddress.ip_address(host.partition("%")[0]).is_loopback
    )


def is_number(host: str) -> bool:
    """An address that needs no look-up."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def refuse(event: str, target: object) -> None:
    """Raise, and leave a line: what was raised in a background task or another process is easily lost."""
    line = f"{event} {target}"
    path = os.environ.get("TESTS_OUTWARD_LOG")
    if path:
        with open(path, "a", encoding="utf-8") as log:  # noqa: PTH123 - starts with every Python; pathlib is slow
            log.write(line + "\n")
    raise LeftTheMachine(line)


sys.addaudithook(watch)
if "TESTS_ALTER" in os.environ or "TESTS_CLOCK" in os.environ:
    importlib.import_module("altered")  # beside this file, which is on the path of that program
