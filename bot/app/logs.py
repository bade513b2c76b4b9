"""Logs that can be shared: events and identifiers, never names, numbers or words of people.

An exception is logged by its type and the places it passed through. Its message is left out, because
messages of exceptions quote values, and local variables are never shown. What a library says is kept to its
first line, without the values it was to be filled with, for the same reason.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

FRAMES = 12


def configure(json: bool) -> None:
    """One line an event: as JSON for machines, or plain for a terminal."""
    shape = structlog.processors.JSONRenderer() if json else _plain
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_values,
    ]
    structlog.configure(
        processors=[*shared, shape],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_of_a_library, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shape],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    if json:
        sys.excepthook = _uncaught


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What ends the program is logged like everything else."""
    if isinstance(error, KeyboardInterrupt):
        return
    structlog.get_logger(__name__).critical("ended", exc_info=(kind, error, trace))


def _of_a_library(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Who says it, and the first line of what it is; asyncio for one quotes the whole exception below."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = str(record.msg).partition("\n")[0]
        event["logger"] = record.name
    return event


def _without_values(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The exception's type and its path through our files, in place of its text."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        event["at"] = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _short(filename: str) -> str:
    return "/".join(filename.split("/")[-2:])


def _plain(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    stamp, level, name = event.pop("timestamp", ""), event.pop("level", ""), event.pop("event", "")
    rest = " ".join(f"{k}={v}" for k, v in event.items() if not k.startswith("_"))
    return f"{stamp[:19]} {level:<7} {name} {rest}".rstrip()
