"""A log that can be shared: whatever fails, and whoever says it, no value gets into it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.syntax import TREE

NAME, NUMBER = "Farzana", "+962799123456"

BEGIN = f"""
import asyncio, gc, logging
import structlog
from bot.app import logs
logs.configure(json=True)
log = structlog.get_logger("bot.test")
NAME, NUMBER = {NAME!r}, {NUMBER!r}
def deep(name):
    raise ValueError(f"no such person: {{name}} " + NUMBER)
"""


def logged(code: str, status: int = 0) -> list[dict[str, object]]:
    """The lines of a program that does this."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code], cwd=TREE, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    for word in (NAME, NUMBER, "no such person", "Traceback"):
        assert word not in done.stderr, done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


CAUGHT = """
try:
    deep(NAME)
except ValueError:
    {}
"""


@pytest.mark.parametrize(
    "call",
    [
        'log.exception("turn.failed")',
        'logging.getLogger("bot.handlers").exception("could not be stored")',
        'logging.getLogger("vendor").exception("Job %s raised", NAME)',
    ],
)
def test_an_exception_is_its_type_and_its_places(call: str) -> None:
    [line] = logged(CAUGHT.format(call))
    assert line["error"] == "ValueError"
    assert str(line["at"]).count("deep") == 1
    assert line["level"] == "error"


def test_what_a_library_says_is_not_filled_in() -> None:
    [line] = logged('logging.getLogger("vendor").warning("cannot reach %s", NAME + NUMBER)')
    assert (line["event"], line["logger"]) == ("cannot reach %s", "vendor")


def test_a_task_that_nobody_waited_for_tells_no_value() -> None:
    code = """
async def main():
    async def fails(): deep(NAME)
    task = asyncio.create_task(fails())
    await asyncio.sleep(0)
    del task
    gc.collect()
asyncio.run(main())
"""
    [line] = logged(code)
    assert line["event"] == "Task exception was never retrieved"
    assert line["error"] == "ValueError"


def test_what_ends_the_program_is_logged_too() -> None:
    [line] = logged("deep(NAME)", status=1)
    assert (line["event"], line["error"], line["level"]) == ("ended", "ValueError", "critical")


def test_below_a_warning_libraries_are_not_heard() -> None:
    assert logged('logging.getLogger("vendor").info(NAME)') == []
