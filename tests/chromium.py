"""Finds chromium, or installs it: by apt as root, else by Playwright's installer.

`python -m tests.chromium` is what `make test` calls before the tests. Where nothing works it says so and
ends well: the tests that need a browser are then skipped, and pytest's last line counts them.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Pages bring their own Arabic font; this one is for what a page does not draw itself.
PACKAGES = ("chromium", "fonts-noto-core")
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def main() -> int:
    """Exit code 0 always: what is missing is for the tests to say."""
    if find() is None and not (by_apt() or by_playwright()):
        sys.stdout.write("No chromium: the tests that need a browser will be skipped.\n")
    return 0


def find() -> str | None:
    """A browser that really starts; Ubuntu's package, for one, is only a hint to use another installer."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    return next(filter(starts, found), None) or playwrights_own()


def playwrights_own() -> str | None:
    """Asked in another process, because Playwright's answer needs an event loop of its own."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True, check=False
    )
    path = asked.stdout.strip()
    return path if path and starts(path) else None


def starts(path: str) -> bool:
    """It says its version."""
    try:
        return not subprocess.run(
            [path, "--version"], capture_output=True, timeout=60, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def by_apt() -> bool:
    """Debian's package, when we may install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    sys.stdout.write("Installing chromium by apt.\n")
    return (
        runs("apt-get", "update", "-qq")
        and runs("apt-get", "install", "-qq", "-y", "--no-install-recommends", *PACKAGES)
        and find() is not None
    )


def by_playwright() -> bool:
    """Its own build, into the home folder; as root with the libraries it needs."""
    sys.stdout.write("Installing chromium by Playwright.\n")
    libraries = ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
    return runs(sys.executable, "-m", "playwright", "install", *libraries, "chromium") and find() is not None


def runs(*command: str) -> bool:
    """Quiet when it goes well."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        sys.stdout.write("".join(line + "\n" for line in (done.stdout + done.stderr).splitlines()[-5:]))
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main())
