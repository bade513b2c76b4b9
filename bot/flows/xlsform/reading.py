"""Bounds: a zip bomb, an endless sheet or an album of pictures is refused before it is read.

Formulas without a kept result and merged cells read as nothing; the archive says where they are.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from bot.flows.xlsform.problems import Problem

MAX_BYTES = 20_000_000
MAX_UNPACKED = 120_000_000
MAX_RATIO = 200
MAX_QUESTIONS = 5_000
MAX_CHOICES = 100_000
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_FORMULA = re.compile(rb'<c [^>]*?r="([A-Z]+[0-9]+)"[^>]*>\s*<f[ >](?:(?!</c>).)*?</c>', re.DOTALL)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')
_SHOWN = 5


def too_large(content: bytes) -> Problem | None:
    """Whether it is more than what is read; an archive is asked what it unpacks to."""
    large = too_many(len(content))
    if large is not None:
        return large
    if not zipfile.is_zipfile(BytesIO(content)):
        return None
    with zipfile.ZipFile(BytesIO(content)) as archive:
        unpacked = sum(one.file_size for one in archive.infolist())
        ratio = max((one.file_size / max(one.compress_size, 1) for one in archive.infolist()), default=0)
    if unpacked > MAX_UNPACKED or (ratio > MAX_RATIO and unpacked > MAX_BYTES):
        return Problem("too_large", about={"what": f"{unpacked // 1_000_000} MB"})
    return None


def too_many(size: int) -> Problem | None:
    """Whether so many bytes are more than what is read."""
    return Problem("too_large", about={"what": f"{size // 1_000_000} MB"}) if size > MAX_BYTES else None


def unread(content: bytes) -> Iterator[Problem]:
    """What stands in the sheets and is not read: formulas without a result, merged cells."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return
    formulas: list[str] = []
    merged: list[str] = []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for one in archive.infolist():
            if _SHEET.fullmatch(one.filename):
                sheet = archive.read(one)
                formulas += [cell[1].decode() for cell in _FORMULA.finditer(sheet) if b"<v>" not in cell[0]]
                merged += [cells.decode() for cells in _MERGED.findall(sheet)]
    for code, cells in (("formula", formulas), ("merged", merged)):
        if cells:
            more = "" if len(cells) <= _SHOWN else f" … ({len(cells)})"
            yield Problem(code, about={"what": " · ".join(cells[:_SHOWN]) + more})
