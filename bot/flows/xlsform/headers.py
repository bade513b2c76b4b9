"""Headers that pyxform does not understand and drops: one colon beside `::`, a slip in `label`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from bot.flows.xlsform.problems import SURVEY, Problem

_WORDS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
# pyxform takes one colon for two as long as no header of the sheet has two.
_ONE_COLON = re.compile(rf"\s*({'|'.join((*_WORDS, 'media'))})\s*:(?!:)\s*(\S.*)", re.IGNORECASE)
_NEAR = re.compile(r"\s*(label|hint)(?:[\s:：_./|-]+(.*))?", re.IGNORECASE)
_PARTS = re.compile(r"\s*:+\s*")


def dropped(headers: Iterable[str], sheet: str = SURVEY) -> Iterator[Problem]:
    """Those with one colon where others have two: pyxform passes over them without a word."""
    known = [str(header) for header in headers]
    if any("::" in header for header in known):
        for header in known:
            if "::" not in header and _ONE_COLON.match(header):
                yield _problem(header, "::".join(_PARTS.split(header.strip())), sheet)


def slipped(headers: Iterable[str]) -> Iterator[Problem]:
    """Where a question has no words: the headers that may have been meant to hold them."""
    known = [str(header) for header in headers]
    found = list(dropped(known))
    told = {one.column for one in found}
    yield from found
    for header in known:
        instead = _meant(header)
        if header not in told and instead and instead != header.strip():
            yield _problem(header, instead, SURVEY)


def _meant(header: str) -> str:
    """«label - Arabic» is `label::Arabic`, and «Labl» is `label`; '' of what is something else."""
    if "::" in header and header.partition("::")[0].strip().lower() in {*_WORDS, "media", "bind", "body"}:
        return ""
    if header.strip().lower() in _WORDS:
        return ""
    near = _NEAR.fullmatch(header)
    if near:
        language = (near[2] or "").strip()
        return f"{near[1].lower()}::{language}" if language else near[1].lower()
    name, colons, language = header.partition(":")
    close = get_close_matches(name.strip().lower(), ("label", "hint"), 1, 0.75)
    return f"{close[0]}::{language.strip(': ')}" if close and colons else "".join(close)


def _problem(header: str, instead: str, sheet: str) -> Problem:
    return Problem("header", sheet, 1, header, {"what": header, "instead": instead})
