"""What holds between the parts: settings and their page, dependencies and reasons, imports and start-up.

Nothing here may be satisfied by a file that is missing.
"""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pydantic import BaseModel
from pydantic_settings import BaseSettings

from tests.syntax import TREE, source, tracked
from tests.test_packaging import asked_for

PREFIX = "TAMASUK_"

# One page or one command needs each of these (`design`: imported only where used). What decodes pictures
# belongs to a worker; what tests use belongs to tests; `telegram.ext` is used nowhere.
LATE = {"xlsxwriter", "segno", "PIL", "pillow_heif"}
FOREIGN = {"telegram.ext", "pytest", "hypothesis", "playwright", "openpyxl", "yaml", "jsonschema"}
# A file that somebody sent is read in a process of its own: the server needs nothing of the reading.
APART = {"pyxform", "bot.flows.xlsform.converting", "bot.actions.import_sheets"}


def names(model: type[BaseModel], prefix: str = PREFIX) -> Iterator[str]:
    """The variables that set a model, those of its nested models after two underscores."""
    for name, about in model.model_fields.items():
        inner = about.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from names(inner, f"{prefix}{name.upper()}__")
        else:
            yield prefix + name.upper()


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Every setting there is."""
    from bot import settings

    models = [
        found
        for found in vars(settings).values()
        if isinstance(found, type)
        and issubclass(found, BaseSettings)
        and found.__module__ == settings.__name__
    ]
    [model] = models
    return set(names(model))


def test_every_setting_is_documented(known: set[str]) -> None:
    page = source(TREE / "docs/settings.md")
    assert len(known) > 10
    assert {name for name in known if not re.search(rf"\b{name}\b", page)} == set()


def test_no_page_or_image_names_a_setting_that_is_none(known: set[str]) -> None:
    pages = [path for path in tracked() if path.suffix in {".md", ".yaml"} or path.name == "Dockerfile"]
    named = {name for path in pages for name in re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", source(path))}
    groups = {name.partition("__")[0] for name in known if "__" in name}
    assert named - known - groups == set()


def test_every_dependency_has_its_reason_in_the_architecture() -> None:
    page = source(TREE / "docs/architecture.md").lower()
    assert {name for name in asked_for("run") if name.lower() not in page} == set()


def test_starting_imports_nothing_that_one_page_or_command_needs() -> None:
    code = "import bot.__main__, bot.app.terminal, sys; print(*sys.modules)"
    started = subprocess.run(
        [sys.executable, "-c", code], cwd=TREE, capture_output=True, text=True, check=False
    )
    assert started.returncode == 0, started.stderr
    assert set(started.stdout.split()) & (LATE | FOREIGN | APART) == set()


def test_the_command_says_what_it_can_do() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=TREE, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    for command in (
        "demo",
        "setup",
        "serve",
        "migrate",
        "invite",
        "invitations",
        "revoke",
        "export",
        "import",
    ):
        assert command in said.stdout
