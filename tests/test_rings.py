"""import-linter is told the rings in pyproject.toml; here it is tried on small trees, good and bad.

Each contract must be seen to break, because a contract that names nothing is always kept.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.syntax import TREE

LINT = "from importlinter.cli import lint_imports_command as go; go()"

KEPT = {
    "__main__": "import bot.app, bot.commands.campaigns",
    "commands.campaigns": "import bot.app",
    "app": "import bot.actions, bot.handlers.telegram, bot.handlers.whatsapp, bot.settings, bot.storage",
    "app.web": "import bot.settings, bot.handlers.telegram",
    "actions": "import bot.storage, bot.flows, bot.media, bot.reports",
    "storage": "import sqlalchemy, bot.core",
    "handlers.telegram": "import telegram, bot.core",
    "handlers.whatsapp": "import twilio",
    "media": "import PIL",
    "reports": "import bot.i18n",
    "flows": "import bot.core.fields.text",
    "settings": "import pydantic_settings",
    "i18n": "import babel, bot.core",
    "core.fields.text": "import bot.core.arabic",
    "core.fields.date": "import hijridate",
    "core.arabic": "import phonenumbers, unicodedata",
}

BROKEN = [
    ("storage", "import bot.actions", "rings"),
    ("storage", "import bot.media", "rings"),
    ("core.arabic", "import bot.i18n", "rings"),
    ("news", "import bot.core", "rings"),
    ("handlers.telegram", "import bot.handlers.whatsapp", "channels"),
    ("core.fields.text", "import bot.core.fields.date", "fields"),
    ("actions", "import bot.settings", "app-only"),
    ("actions", "import bot.handlers.telegram", "app-only"),
    ("core.arabic", "import os", "pure"),
    ("core.arabic", "from asyncio import sleep", "pure"),
    ("flows", "import sqlalchemy.sql", "pure"),
    ("flows", "import bot.i18n", "wordless"),
    ("flows", "from babel import Locale", "wordless"),
    ("actions", "import sqlalchemy", "sql"),
    ("media", "import twilio.rest", "vendors"),
]


def write(folder: Path, modules: dict[str, str]) -> None:
    """A tree in which every module has one line."""
    shutil.copy(TREE / "pyproject.toml", folder)
    for name, line in sorted(modules.items(), key=lambda module: -module[0].count(".")):
        parts = name.split(".")
        for depth in range(len(parts)):
            package = folder / "bot" / Path(*parts[:depth]) / "__init__.py"
            package.parent.mkdir(parents=True, exist_ok=True)
            package.touch()
        module = folder / "bot" / Path(*parts)
        (module / "__init__.py" if module.is_dir() else module.with_suffix(".py")).write_text(line + "\n")


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT, "--no-logo", "--no-cache", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_an_honest_tree_is_kept(tmp_path: Path) -> None:
    write(tmp_path, KEPT)
    linted = lint(tmp_path)
    assert linted.returncode == 0, linted.stdout
    assert " 0 broken" in linted.stdout


@pytest.mark.parametrize(("module", "line", "contract"), BROKEN)
def test_a_contract_bites(tmp_path: Path, module: str, line: str, contract: str) -> None:
    write(tmp_path, KEPT | {module: line})
    linted = lint(tmp_path, "--contract", contract)
    assert linted.returncode == 1, linted.stdout
    assert " 1 broken" in linted.stdout
