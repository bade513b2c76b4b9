"""Reading our own source: what the house tests ask of files and syntax trees.

It knows how to find things, and no rule; the rules are in test_house.py.
"""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
# Not ours, and not read as text.
LEFT_OUT = {
    ".git",
    ".venv",
    ".venv-bench",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".import_linter_cache",
    "__pycache__",
}


@cache
def tracked() -> tuple[Path, ...]:
    """What is in the repository, or about to be. Without git: all there is."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TREE,
        capture_output=True,
        check=False,
    )
    if asked.returncode == 0:
        names = [TREE / name for name in asked.stdout.decode().split("\0") if name]
    else:
        names = [path for path in TREE.rglob("*") if not LEFT_OUT & set(path.relative_to(TREE).parts)]
    return tuple(sorted({path for path in names if path.is_file()}))


@cache
def source(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    """Its tree."""
    return ast.parse(source(path), filename=str(path))


def modules(*folders: str) -> list[Path]:
    """Our Python files, all or those under some folders."""
    roots = [TREE / folder for folder in folders] or [TREE]
    return [path for path in tracked() if path.suffix == ".py" and any(path.is_relative_to(r) for r in roots)]


def short(path: Path, node: ast.AST | None = None) -> str:
    """How a finding is reported, so that an editor can jump to it."""
    place = f":{getattr(node, 'lineno', 1)}" if node else ""
    return f"{path.relative_to(TREE)}{place}"


def imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every name that is imported, with dots: `from a import b` is `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def dotted(node: ast.expr) -> str:
    """`a.b.c` as it is written; the last names only, where something is called or indexed in between."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}".lstrip(".")
        case _:
            return ""


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All of them, methods and inner ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
