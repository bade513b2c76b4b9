"""A process of its own that reads one workbook: what it holds may be anything, and costs that process only.

Standard input is the length of the file's name in two bytes, the name, and the file; standard output is the
Loaded as JSON.
"""

from __future__ import annotations

import resource
import sys

from bot.actions.read_workbook import MEMORY, SECONDS
from bot.flows.xlsform.converting import read
from bot.storage import codecs


def main() -> None:
    """Read it within bounds of memory and of the processor's time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    given = sys.stdin.buffer.read()
    length = 2 + int.from_bytes(given[:2], "big")
    sys.stdout.buffer.write(codecs.encode(read(given[length:], given[2:length].decode())))


if __name__ == "__main__":
    main()
