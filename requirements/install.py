"""Make an environment and put one hashed requirement file into it; do nothing when that was done already.

Started by the Makefile with whatever Python the machine has, so it uses the standard library only.
It must fetch nothing but wheels whose hashes stand in the file.
"""

import hashlib
import importlib.util
import shlex
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TREE = HERE.parent
# What the benchmarks compare us with holds some of our packages at older versions: it stands apart.
VENV = TREE / (".venv-bench" if sys.argv[1:] == ["bench"] else ".venv")
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.txt"

# The packages of run.txt are in test.txt too, with the same pins.
INCLUDES = {"run": ("run",), "test": ("test", "run"), "bench": ("bench",)}

NO_PIP = """\
{python} cannot make an environment: it comes without ensurepip, and without pip.
On Debian and Ubuntu: apt install python3-venv. Elsewhere: install Python as its makers ship it.
"""
NO_WHEELS = """\
Not installed; the lines above say why. A network is needed the first time.
"""


def main() -> int:
    """Exit code 0 when the environment holds what was asked for."""
    use = sys.argv[1]
    wanted = {f"tree {TREE}", *(fingerprint(name) for name in INCLUDES[use])}
    pip = find_pip()
    if pip and STAMP.is_file() and wanted <= set(STAMP.read_text().splitlines()):
        return 0
    pip = pip or make()
    if not pip:
        sys.stderr.write(NO_PIP.format(python=sys.executable))
        return 1
    say(f"Installing requirements/{use}.txt into {VENV.name}; the first time this takes a minute or two.")
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
    options += ["--require-hashes", "--only-binary", ":all:"]
    if not succeeds(*pip, "install", *options, "-r", str(HERE / f"{use}.txt")):
        sys.stderr.write(NO_WHEELS)
        return 1
    write_command()
    STAMP.write_text("\n".join(sorted(wanted)) + "\n")
    return 0


def fingerprint(name: str) -> str:
    """One line of the stamp. It follows the file's content, not its date, which git does not keep."""
    return f"{name} {hashlib.sha256((HERE / f'{name}.txt').read_bytes()).hexdigest()}"


def find_pip() -> list[str]:
    """How to install into it: with its own pip, else with that of this Python; empty if it cannot be."""
    if not PYTHON.exists() or not succeeds(str(PYTHON), "-c", ""):
        return []
    if succeeds(str(PYTHON), "-c", "import pip", quiet=True):
        return [str(PYTHON), "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return []


def make() -> list[str]:
    """An empty environment. Debian splits ensurepip off; a pip that is there can fill one all the same."""
    options = ["--clear"] if importlib.util.find_spec("ensurepip") else ["--clear", "--without-pip"]
    say(f"Making {VENV.name} with Python {sys.version.split()[0]}.")
    return find_pip() if succeeds(sys.executable, "-m", "venv", *options, str(VENV)) else []


def write_command() -> None:
    """`bin/tamasuk` in it runs this tree from any folder; nothing has to be built for it."""
    command = VENV / "bin" / "tamasuk"
    command.write_text(
        "#!/bin/sh\n"
        f"PYTHONPATH={shlex.quote(str(TREE))}${{PYTHONPATH:+:$PYTHONPATH}}\n"
        "export PYTHONPATH\n"
        f'exec {shlex.quote(str(PYTHON))} -P -m bot "$@"\n'
    )
    command.chmod(0o755)


def succeeds(*command: str, quiet: bool = False) -> bool:
    """Run a program and hear only whether it went well."""
    return not subprocess.run(command, check=False, stderr=subprocess.DEVNULL if quiet else None).returncode


def say(text: str) -> None:
    """At once, because what follows writes to the same terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
