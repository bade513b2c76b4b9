"""How the project reaches a machine: pinned requirements, .venv, the Makefile, the image.

Nothing is installed or built here; that is tried by hand from a fresh clone, and by .ci/run.
"""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.syntax import TREE, source

PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>\S+)( ; (?P<marker>[^\\]+))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
USES = ("run", "test", "bench")

# The grammar of a Dockerfile, as far as ours goes: an instruction, and how its arguments must look.
INSTRUCTIONS = {
    "FROM": r"[a-z0-9./-]+:[a-z0-9.-]+",
    "ENV": r"(\w+=\S+)( +\w+=\S+)*",
    "WORKDIR": r"/\S+",
    "COPY": r"\S+( \S+)+",
    "RUN": r".+",
    "USER": r"[a-z]+",
    "VOLUME": r"/\S+( /\S+)*",
    "HEALTHCHECK": r'(--[a-z-]+=\d+s )*CMD \[("[^"]+", )*"[^"]+"\]',
    "EXPOSE": r"\d+",
    "CMD": r'\[("[^"]+", )*"[^"]+"\]',
}


def pins(use: str) -> dict[str, str]:
    """Name and version of everything a lock file brings."""
    found = filter(None, map(PIN.match, source(TREE / f"requirements/{use}.txt").splitlines()))
    return {match["name"]: match["version"] for match in found}


def asked_for(use: str) -> set[str]:
    """The packages that we named ourselves."""
    lines = source(TREE / f"requirements/{use}.in").splitlines()
    return {Requirement(line).name for line in lines if line and not line.startswith(("#", "-"))}


def project() -> dict[str, Any]:
    return tomllib.loads(source(TREE / "pyproject.toml"))


def dockerfile() -> list[tuple[str, str]]:
    """Instructions with their arguments; continued lines joined, comments left out."""
    lines = [line for line in source(TREE / "Dockerfile").splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [
        (word, re.sub(r" +", " ", rest))
        for word, _, rest in (li.partition(" ") for li in joined.split("\n"))
        if word
    ]


@pytest.mark.parametrize("use", USES)
def test_every_requirement_is_pinned_and_hashed(use: str) -> None:
    lines = source(TREE / f"requirements/{use}.txt").splitlines()
    assert [line for line in lines if not PIN.match(line) and not HASH.match(line)] == []
    unhashed = [
        line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if PIN.match(line) and not HASH.match(after)
    ]
    assert unhashed == []


@pytest.mark.parametrize("use", USES)
def test_what_is_asked_for_is_pinned(use: str) -> None:
    assert len(asked_for(use)) >= 5
    assert asked_for(use) - set(pins(use)) == set()


def test_tests_run_with_what_the_bot_runs_with() -> None:
    assert pins("run").items() - pins("test").items() == set()


def test_the_installed_packages_are_the_pinned_ones() -> None:
    """Else what passes here says nothing about a fresh machine."""
    installed = {re.sub(r"[-_.]+", "-", found.name).lower(): found.version for found in distributions()}
    pinned = pins("test")
    assert {name: installed[name] for name in installed.keys() & pinned.keys()} == {
        name: pinned[name] for name in installed.keys() & pinned.keys()
    }
    assert asked_for("run") | asked_for("test") <= installed.keys()


def test_the_project_is_named_and_started_as_documents_say() -> None:
    about = project()["project"]
    assert about["name"] == "tamasuk"
    assert about["requires-python"] == ">=3.11"
    assert about["scripts"] == {"tamasuk": "bot.__main__:main"}
    assert "Apache License" in source(TREE / "LICENSE")
    assert "## Unreleased" in source(TREE / "CHANGELOG.md")


def test_the_dockerfile_can_be_parsed_and_says_that_nobody_built_it() -> None:
    assert "not built here" in source(TREE / "Dockerfile").lower()
    assert dockerfile()[0][0] == "FROM"
    for word, rest in dockerfile():
        assert re.fullmatch(INSTRUCTIONS[word], rest), f"{word} {rest}"


def test_the_image_is_pinned_unprivileged_and_keeps_its_data() -> None:
    said = dict(dockerfile())
    runs = [rest for word, rest in dockerfile() if word == "RUN"]
    assert said["FROM"] == "python:3.12-slim-trixie"
    assert any("--require-hashes" in run and "requirements/run.txt" in run for run in runs)
    assert said["USER"] not in {"root", "0"}
    assert said["VOLUME"] == "/data /backups"
    assert said["EXPOSE"] == "8000"
    assert said["CMD"] == '["tamasuk", "serve"]'


def test_the_image_gets_what_it_copies_and_no_secrets() -> None:
    lines = source(TREE / ".dockerignore").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert lines[1] == "*"
    assert {"bot", "config", "locales", "requirements/run.txt"} <= let_in
    assert not {".env", ".git", "data"} & let_in


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """requirements/install.py, aimed at a tree of its own, with no program really started."""
    path = TREE / "requirements/install.py"
    spec = importlib.util.spec_from_file_location("install", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / "requirements").mkdir()
    for use in USES:
        (tmp_path / f"requirements/{use}.txt").write_text(use)
    monkeypatch.setattr(module, "TREE", tmp_path)
    monkeypatch.setattr(module, "HERE", tmp_path / "requirements")
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv/installed.txt")
    return module


@pytest.fixture
def started(install: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The programs that would have been started. Making an environment leaves a Python in it."""
    programs: list[tuple[str, ...]] = []

    def succeeds(*command: str, quiet: bool = False) -> bool:
        programs.append(command)
        if "venv" in command:
            install.PYTHON.touch()
        return True

    monkeypatch.setattr(install, "succeeds", succeeds)
    return programs


def run_install(install: ModuleType, monkeypatch: pytest.MonkeyPatch, use: str) -> int:
    monkeypatch.setattr(sys, "argv", ["install.py", use])
    code = install.main()
    assert isinstance(code, int)
    return code


def installations(started: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [command for command in started if "install" in command]


def test_the_first_time_makes_the_environment_and_installs_with_hashes(
    install: ModuleType, started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_install(install, monkeypatch, "run") == 0
    [pip] = installations(started)
    assert {"--require-hashes", "--only-binary", ":all:"} <= set(pip)
    assert pip[-1].endswith("run.txt")
    assert os.access(install.VENV / "bin/tamasuk", os.X_OK)


def test_the_second_time_installs_nothing_until_a_file_changes(
    install: ModuleType, started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        run_install(install, monkeypatch, "run")
    assert len(installations(started)) == 1
    (install.HERE / "run.txt").write_text("newer")
    run_install(install, monkeypatch, "run")
    assert len(installations(started)) == 2


def test_the_environment_of_the_tests_serves_the_demo_too_and_not_the_reverse(
    install: ModuleType, started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for use in ("run", "test", "run"):
        run_install(install, monkeypatch, use)
    assert [Path(command[-1]).name for command in installations(started)] == ["run.txt", "test.txt"]


def test_a_python_that_can_make_no_environment_is_told_the_remedy(
    install: ModuleType,
    started: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(install, "find_pip", list)
    assert run_install(install, monkeypatch, "run") == 1
    assert "apt install python3-venv" in capsys.readouterr().err
    assert installations(started) == []


def test_the_command_runs_this_tree_from_any_folder(install: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot/__main__.py").write_text("import sys; print(*sys.argv[1:])")
    install.PYTHON.symlink_to(sys.executable)
    install.write_command()
    said = subprocess.run(
        [install.VENV / "bin/tamasuk", "serve", "now"], cwd="/", capture_output=True, text=True, check=True
    )
    assert said.stdout == "serve now\n"


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What make would do, or says; nothing is done."""
    # Without what the make that started these tests told its children.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=TREE, capture_output=True, text=True, check=False, env=environment
    )


def test_the_three_commands_of_the_makefile_start_what_they_promise() -> None:
    assert "-m bot demo" in make("-n", "demo").stdout
    assert "-m pytest" in make("-n", "test").stdout.rstrip().splitlines()[-1]
    assert "pytest" not in make("-n", ".venv").stdout


def test_a_python_of_the_wrong_age_is_refused() -> None:
    refused = make("python", "PYTHON=false")
    assert refused.returncode != 0
    assert "Python 3.11, 3.12, 3.13 or 3.14 is needed" in refused.stderr


def test_ci_calls_the_same_command_as_a_person() -> None:
    script = source(TREE / ".ci/run")
    assert os.access(TREE / ".ci/run", os.X_OK)
    assert "CI=true" in script
    assert script.rstrip().endswith("exec make test")
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=TREE, check=False).returncode == 0
