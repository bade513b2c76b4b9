"""The file `.env`: read as it is, and changed line by line, so that what somebody wrote into it stays."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

_LINE = re.compile(r"\s*(?:export\s+)?(\w+)\s*=")
_PLAIN = re.compile(r"[\w./:@+=%?&,~-]*", re.ASCII)


def values(path: Path) -> dict[str, str]:
    """What it sets; nothing when there is none."""
    return {name: value or "" for name, value in dotenv_values(path, interpolate=False).items()}


def change(path: Path, wanted: Mapping[str, str]) -> None:
    """Set these, and leave every other line as it is. Readable by nobody else, and never half written."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    left = dict(wanted)
    for number, line in enumerate(lines):
        found = _LINE.match(line)
        if found and found[1] in wanted:
            lines[number] = _line(found[1], wanted[found[1]])
            left.pop(found[1], None)
    lines += [_line(name, value) for name, value in left.items()]
    made = path.with_name(f"{path.name}.new")
    made.unlink(missing_ok=True)
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)


def _line(name: str, value: str) -> str:
    if _PLAIN.fullmatch(value):
        return f"{name}={value}"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"{name}='{escaped}'"
