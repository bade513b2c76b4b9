"""What is started on a server: compose.yaml, what it needs, the unit of systemd, and the page about them.

No container is built or started here; the files are held to one another and to the program.
"""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.actions.line import LONGEST_STOP
from bot.app import running
from tests.fakes.loopback import serve
from tests.syntax import TREE, source

DEPLOY = TREE / "config/deploy"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found = yaml.safe_load(source(TREE / "compose.yaml"))
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = compose["services"]
    assert isinstance(found, dict)
    return found


# ----------------------------------------------------------------------------------------- compose


def test_compose_says_that_nobody_starts_it() -> None:
    assert "not built here" in source(TREE / "compose.yaml").lower()


def test_without_a_profile_there_is_one_process_and_what_brings_https(services: dict[str, Any]) -> None:
    always = {name for name, service in services.items() if "profiles" not in service}
    assert always == {"migrate", "tamasuk", "caddy"}
    assert services["tamasuk"]["scale"] == "${PROCESSES:-1}"
    assert services["tamasuk"]["command"] == "tamasuk serve"


def test_scale_adds_a_database_that_is_awaited(services: dict[str, Any]) -> None:
    assert services["postgres"]["profiles"] == ["scale"]
    assert "pg_isready" in services["postgres"]["healthcheck"]["test"]
    awaited = services["migrate"]["depends_on"]["postgres"]
    assert awaited == {"condition": "service_healthy", "required": False}


def test_tables_are_made_once_before_any_process(services: dict[str, Any]) -> None:
    assert services["migrate"]["command"] == "tamasuk migrate --if-needed"
    assert services["migrate"]["restart"] == "no"
    awaited = services["tamasuk"]["depends_on"]["migrate"]
    assert awaited == {"condition": "service_completed_successfully"}


def test_what_is_kept_lies_in_volumes(compose: dict[str, Any]) -> None:
    services, volumes = compose["services"], compose["volumes"]
    for name in ("tamasuk", "migrate"):
        assert services[name]["volumes"] == ["data:/data", "${BACKUPS:-backups}:/backups"]
    named = {
        volume.partition(":")[0]
        for service in services.values()
        for volume in service["volumes"]
        if volume[0] not in "./$"
    }
    assert named | {"backups"} == set(volumes)


def test_nothing_of_the_bot_is_reached_past_the_proxy(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"caddy": ["80:80", "443:443", "127.0.0.1:8000:8000"]}


def test_without_a_domain_the_public_site_is_none_that_is_published(services: dict[str, Any]) -> None:
    [port] = re.findall(r"localhost:(\d+)\}$", services["caddy"]["environment"]["SITE"])
    assert not [ports for ports in services["caddy"]["ports"] if ports.endswith(f":{port}")]


def test_a_container_has_time_to_finish(services: dict[str, Any]) -> None:
    """Longer than the server gives its connections and its messages together."""
    given = services["tamasuk"]["stop_grace_period"]
    assert int(given.removesuffix("s")) > running.GRACE + LONGEST_STOP


def test_no_secret_has_a_default() -> None:
    said = source(TREE / "compose.yaml") + source(TREE / "Dockerfile")
    given = re.findall(
        r"(?m)^[^#\n]*?\b(\w*(?:KEY|TOKEN|PASSWORD)): *(\S+)|ENV [^#]*(?:KEY|TOKEN|PASSWORD)", said
    )
    assert given == [("POSTGRES_PASSWORD", "${POSTGRES_PASSWORD:-}")]


def test_the_image_has_the_programs_of_the_database(services: dict[str, Any]) -> None:
    """pg_dump refuses a server of a later major version than its own."""
    [client] = re.findall(r"postgresql-client-(\d+)", source(TREE / "Dockerfile"))
    assert services["postgres"]["image"] == f"postgres:{client}"


# ------------------------------------------------------------------------------- proxy and systemd


def blocks(name: str) -> str:
    """A Caddyfile without comments."""
    said = re.sub(r"(?m)^\s*#.*\n", "", source(DEPLOY / name))
    assert said.count("{") == said.count("}")
    return said


def test_the_proxy_finds_every_process(services: dict[str, Any]) -> None:
    assert "./config/deploy/compose.caddy:/etc/caddy/Caddyfile:ro" in services["caddy"]["volumes"]
    said = blocks("compose.caddy")
    assert re.findall(r"name (\w+)", said) == ["tamasuk"]
    assert re.findall(r"\tport (\d+)", said) == services["tamasuk"]["expose"]
    assert said.index("(bot) {") < said.index("import bot"), "a snippet stands before its use"
    assert "{$SITE} {" in said


def test_the_proxy_of_a_server_leads_to_the_default_port() -> None:
    assert "reverse_proxy 127.0.0.1:8000" in blocks("server.caddy")


def test_the_unit_runs_it_unprivileged_in_its_folder_and_lets_it_finish() -> None:
    unit = configparser.ConfigParser(strict=True, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    unit.read_string(source(DEPLOY / "tamasuk.service"))
    service = unit["Service"]
    assert service["User"] not in {"", "root"}
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    assert service["ExecStart"].endswith("/.venv/bin/tamasuk serve")
    assert service["Restart"] == "always"
    assert int(service["TimeoutStopSec"]) > running.GRACE + LONGEST_STOP
    command = source(DEPLOY / "tamasuk")
    assert f"runuser -u {service['User']}" in command
    assert f"cd {service['WorkingDirectory']} " in command
    assert command.count(service["ExecStart"].removesuffix(" serve")) == 2
    assert subprocess.run(["sh", "-n", DEPLOY / "tamasuk"], check=False).returncode == 0
    assert os.access(DEPLOY / "tamasuk", os.X_OK)


# ------------------------------------------------------------------------------------------- ready


@pytest.fixture
async def answers() -> AsyncIterator[dict[str, Any]]:
    """A server with a /readyz whose status a test may set; `port` is where it listens."""
    told: dict[str, Any] = {"status": 200}

    async def ready(_: object) -> PlainTextResponse:
        return PlainTextResponse("", told["status"])

    async with serve(Starlette(routes=[Route("/readyz", ready)])) as at:
        told["port"] = at.url.rpartition(":")[2]
        yield told


async def looks(port: str) -> int:
    """The status of a container's health check, in an environment with a proxy that leads nowhere."""
    import asyncio

    environment = os.environ | {"TAMASUK_PORT": port, "http_proxy": "http://127.0.0.1:9"}
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-P", str(DEPLOY / "ready.py"), env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    return await started.wait()


async def test_a_container_is_well_while_its_server_takes_messages(answers: dict[str, Any]) -> None:
    assert await looks(answers["port"]) == 0
    answers["status"] = 503
    assert await looks(answers["port"]) != 0
    assert await looks("9") != 0


def test_the_image_looks_with_this() -> None:
    [path] = re.findall(r'"(/tamasuk/\S+)"', source(TREE / "Dockerfile"))
    assert (TREE / Path(path).relative_to("/tamasuk")) == DEPLOY / "ready.py"


# ------------------------------------------------------------------------------------------ the page


def test_the_page_names_what_is_shipped_and_nothing_else() -> None:
    named = set(re.findall(r"config/deploy/([\w.]+)", source(TREE / "docs/deploy.md")))
    shipped = {path.name for path in DEPLOY.iterdir() if path.is_file()}
    assert named == shipped - {"compose.caddy", "ready.py"}, "those two are started by compose and the image"


def test_the_page_leads_somewhere() -> None:
    """Its links to other pages and their headings."""
    for link in re.findall(r"\]\(([^)]+)\)", source(TREE / "docs/deploy.md")):
        page, _, heading = link.partition("#")
        text = source(TREE / "docs" / (page or "deploy.md"))
        headings = {
            re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-")
            for one in re.findall(r"(?m)^#+ (.+)$", text)
        }
        assert not heading or heading in headings, link
