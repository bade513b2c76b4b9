"""The rules of the house that neither ruff, mypy nor import-linter can see, read from the syntax trees.

A rule here names what it protects, and each one is tried on a snippet that breaks it, so that no rule
passes because it looks at nothing.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.syntax import TREE, dotted, functions, imports, modules, short, source, syntax, tracked

PURE = ("bot/core", "bot/flows")

# The standard library's doors to the world. What is not listed is harmless or caught by PURE_CALLS.
# fmt: off
DOORS = {
    "asyncio", "concurrent", "contextvars", "ctypes", "fileinput", "ftplib", "getpass", "glob", "http",
    "imaplib", "importlib", "locale", "logging", "mmap", "multiprocessing", "os", "pathlib", "pickle",
    "platform", "poplib", "queue", "random", "resource", "sched", "secrets", "select", "selectors",
    "shelve", "shutil", "signal", "smtplib", "socket", "socketserver", "sqlite3", "ssl", "subprocess",
    "sysconfig", "tempfile", "threading", "time", "webbrowser",
}
# fmt: on
PURE_LIBRARIES = {"phonenumbers", "hijridate", "re2"}

CLOCKS = {f"{owner}.{call}" for owner in ("datetime", "date") for call in ("now", "today", "utcnow")}
NEW_UUIDS = {f"uuid{version}" for version in (1, 4, 6, 7, 8)} | {"getnode"}
# It writes `__init__` of records, as `dataclasses` does: nothing but a function of the names of their fields.
WRITES_CODE = "bot/core/records.py"
# It reads the workbook that it is given. pyxform and its readers are known only here (`design.md` §3).
READS_FILES = "bot/flows/xlsform/loading.py"
KNOWS_PYXFORM = "bot/flows/xlsform/converting.py"
PURE_CALLS = {"open", "print", "input", "breakpoint", "eval", "exec", "__import__"}
PURE_METHODS = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}

# Joined here, so that this file may be read as well.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted",
    "npm" + "js.",
    "deb." + "debian",
    "crates" + ".io",
    "proxy.golang" + ".org",
]
PLACES = [r"(?<![\w.)])/" + place + "/" for place in ("work", "root", "farm", "opt/wheels", "opt/py" + "pi")]
UNFIT = re.compile("|".join([*map(re.escape, HOSTS), *PLACES]))

VAGUE = {
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "managers",
    "common",
    "service",
    "services",
    "base",
    "misc",
}
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
REASON = re.compile(r"#(?!\s*(?:noqa|type:)[^#-]*$).*\w{3}.*\w{3}")

Finding = tuple[ast.AST, str]


def impure_imports(tree: ast.Module, inside: str) -> Iterator[Finding]:
    """core: itself, the harmless standard library and two pure libraries. flows: core besides."""
    for node, name in imports(tree):
        top = name.partition(".")[0]
        ours = name.startswith("bot.core") or (inside == "bot/flows" and name.startswith("bot.flows"))
        library = top in PURE_LIBRARIES or (top in sys.stdlib_module_names and top not in DOORS)
        if not ours and not library:
            yield node, f"imports {name}"
        elif name.startswith("uuid.") and name.removeprefix("uuid.") in NEW_UUIDS:
            yield node, f"makes identifiers: {name}"


def impure_acts(tree: ast.Module) -> Iterator[Finding]:
    """Time, randomness and identifiers arrive as data; nothing waits, writes or reads."""
    for node in ast.walk(tree):
        match node:
            case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                yield node, "is async"
            case ast.Attribute():
                name = dotted(node)
                if ".".join(name.split(".")[-2:]) in CLOCKS:
                    yield node, f"reads the clock: {name}"
                elif node.attr in NEW_UUIDS:
                    yield node, f"makes identifiers: {name}"
            case ast.Call(func=ast.Name(id=name)) if name in PURE_CALLS:
                yield node, f"calls {name}()"
            case ast.Call(func=ast.Attribute(attr=name)) if name in PURE_METHODS:
                yield node, f"calls .{name}()"
            case _:
                pass


def remembers_globally(tree: ast.Module) -> Iterator[Finding]:
    """There is no current language, person or programme: it is an argument."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield node, f"global {', '.join(node.names)}"


def updater(tree: ast.Module) -> Iterator[Finding]:
    """telegram.ext acknowledges from memory, so a crash loses updates."""
    for node, name in imports(tree):
        if f"{name}.".startswith("telegram.ext."):
            yield node, f"imports {name}"
    for attribute in ast.walk(tree):
        if isinstance(attribute, ast.Attribute) and dotted(attribute) == "telegram.ext":
            yield attribute, "uses telegram.ext"


def long_functions(tree: ast.Module, lines: list[str]) -> Iterator[Finding]:
    """More than 60 lines need a reason, as a comment in the signature."""
    for function in functions(tree):
        size = (function.end_lineno or 0) - function.lineno + 1
        signature = lines[function.lineno - 1 : function.body[0].lineno - 1]
        if size > 60 and not any(map(REASON.search, signature)):
            yield function, f"{function.name} has {size} lines and gives no reason"


def undescribed(tree: ast.Module) -> Iterator[Finding]:
    """A module says what it is for. An empty one has nothing to say."""
    if tree.body and not ast.get_docstring(tree):
        yield tree, "has no docstring"


def findings(rule: Callable[[ast.Module], Iterator[Finding]], *folders: str) -> list[str]:
    """What a rule finds, as lines that an editor understands."""
    return [f"{short(path, node)} {said}" for path in modules(*folders) for node, said in rule(syntax(path))]


def test_the_pure_rings_do_nothing_to_the_world() -> None:
    assert modules(*PURE), "no file was looked at"
    doors = (f"{WRITES_CODE}:", f"{READS_FILES}:")
    found = [one for one in findings(impure_acts, *PURE) if not one.startswith(doors)]
    assert found == []
    assert [one.partition(" ")[2] for one in findings(impure_acts, WRITES_CODE)] == ["calls exec()"]
    assert {one.partition(" ")[2] for one in findings(impure_acts, READS_FILES)} == {"calls .read_bytes()"}


@pytest.mark.parametrize("ring", PURE)
def test_the_pure_rings_import_nothing_that_could(ring: str) -> None:
    found = findings(lambda tree: impure_imports(tree, ring), ring)
    doors = {one for one in found if one.startswith((f"{READS_FILES}:", f"{KNOWS_PYXFORM}:"))}
    assert [one for one in found if one not in doors] == []
    known = ("imports pyxform.", "imports openpyxl.")
    assert all(one.endswith("pathlib.Path") or any(way in one for way in known) for one in doors)


def test_nothing_is_remembered_globally() -> None:
    assert findings(remembers_globally, "bot") == []


def test_telegrams_updater_is_used_nowhere() -> None:
    """Benchmarks compare us with it."""
    assert findings(updater, "bot", "locales", "requirements", "tests") == []


def test_modules_say_what_they_are_for() -> None:
    assert findings(undescribed, "bot") == []


def test_functions_are_short_or_say_why_not() -> None:
    said = [
        f"{short(path, node)} {text}"
        for path in modules()
        for node, text in long_functions(syntax(path), source(path).splitlines())
    ]
    assert said == []


def test_files_are_short() -> None:
    assert [f"{short(path)}: {size}" for path in modules() if (size := source(path).count("\n")) > 500] == []


def test_nobody_waits_for_a_new_book_with_a_connection_in_hand() -> None:
    """Only errands ask for the generation within what they write; all else by `current_book`."""
    asking = [short(path) for path in modules("bot") if "generation.current(" in source(path)]
    assert asking == ["bot/actions/current_book.py", "bot/actions/errands.py"]


def test_modules_are_named_after_what_they_hold() -> None:
    named = [path for path in modules("bot") if VAGUE & {path.stem, path.parent.name}]
    assert [short(path) for path in named] == []


def test_nothing_is_left_for_later() -> None:
    lines = [
        f"{short(path)}:{number} {line.strip()}"
        for path in modules()
        for number, line in enumerate(source(path).splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert lines == []


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode(errors="ignore")
        found += [f"{short(path)}: {match[0]}" for match in UNFIT.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "snippet",
    [
        "async def step(): pass",
        "moment = datetime.now(zone)",
        "moment = datetime.datetime.utcnow()",
        "day = dt.date.today()",
        "fresh = uuid.uuid4()",
        "text = open(path)",
        "text = path.read_text()",
        "print(1)",
    ],
)
def test_the_rule_of_pure_acts_bites(snippet: str) -> None:
    assert list(impure_acts(ast.parse(snippet)))


@pytest.mark.parametrize("snippet", ["now = scope.now", "same = UUID(bytes=given)", "day = date(2025, 1, 2)"])
def test_the_rule_of_pure_acts_leaves_values_alone(snippet: str) -> None:
    assert not list(impure_acts(ast.parse(snippet)))


@pytest.mark.parametrize(
    "snippet",
    [
        "import random",
        "import os.path",
        "from time import monotonic",
        "import logging",
        "import structlog",
        "from uuid import uuid4",
        "from bot.storage import people",
        "from bot.i18n import translate",
        "from babel import Locale",
        "from bot.flows import engine",
    ],
)
def test_the_rule_of_pure_imports_bites(snippet: str) -> None:
    assert list(impure_imports(ast.parse(snippet), "bot/core"))


def test_the_rule_of_pure_imports_leaves_values_alone() -> None:
    allowed = "import re\nfrom uuid import UUID\nfrom bot.core.form import Form\nimport phonenumbers\n"
    assert not list(impure_imports(ast.parse(allowed), "bot/core"))


@pytest.mark.parametrize(
    "snippet",
    [
        "from telegram.ext import Application",
        "import telegram.ext as t",
        "from telegram import ext",
        "telegram.ext.Updater()",
    ],
)
def test_the_rule_of_the_updater_bites(snippet: str) -> None:
    assert list(updater(ast.parse(snippet)))


@pytest.mark.parametrize(
    ("signature", "passes"),
    [
        ("def load():", False),
        ("def load():  # noqa: C901", False),
        ("def load():  # one table, read once from top to bottom", True),
        ("def load():  # noqa: C901 - one table, read once", True),
    ],
)
def test_the_rule_of_long_functions_bites(signature: str, passes: bool) -> None:
    text = signature + "\n" + "    x = 1\n" * 61
    assert passes is not any(long_functions(ast.parse(text), text.splitlines()))


def test_the_rule_of_places_bites() -> None:
    assert UNFIT.search("see https://" + "py" + "pi.org/simple")
    assert UNFIT.search("run /" + "root/.venv/bin/python")
    assert not UNFIT.search("https://example.org/papers/1")


def test_the_tree_is_the_whole_one() -> None:
    assert TREE / "pyproject.toml" in tracked()
