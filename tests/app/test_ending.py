"""A programme ends: the keys behind private forms go, once its name was typed, and nothing else does."""

from __future__ import annotations

import asyncio

from sqlalchemy import insert, select

from bot.storage.columns import Ciphertext
from bot.storage.schema import audit, family_secrets
from tests.app.home import Home


def kept(home: Home) -> list[str]:
    async def families() -> list[str]:
        async with home.store() as store, store.database.read() as tx:
            return list((await tx.execute(select(family_secrets.c.family))).scalars())

    return asyncio.run(families())


def asked_in_private(home: Home) -> None:
    """Two forms without names were sent, one of them of another programme."""

    async def write() -> None:
        async with home.store() as store, store.database.begin() as tx:
            for family, programme in (("pulse", "sample"), ("needs", "another")):
                values = {"family": family, "programme": programme, "secret": Ciphertext(b"sealed")}
                await tx.execute(insert(family_secrets).values(values))

    asyncio.run(write())


def noted(home: Home) -> list[dict[str, list[str]]]:
    async def lines() -> list[dict[str, list[str]]]:
        async with home.store() as store, store.database.read() as tx:
            found = select(audit.c.detail).where(audit.c.verb == "programme.end")
            return list((await tx.execute(found)).scalars())

    return asyncio.run(lines())


def test_the_keys_of_this_programme_go_once_its_name_was_typed(home: Home) -> None:
    asked_in_private(home)
    said = home.run("programme", "end", typed="sample\n").stdout
    assert "في هذه النماذج: pulse" in said
    assert "تم إتلاف المفاتيح" in said
    assert kept(home) == ["needs"]
    assert noted(home) == [{"forms": ["pulse"]}]
    assert "Nothing to destroy" in home.run("programme", "end", status=1).stderr


def test_whoever_types_anything_else_keeps_them(home: Home) -> None:
    asked_in_private(home)
    for typed in ("yes\n", "\n"):
        assert "لم يتغيّر شيء" in home.run("programme", "end", typed=typed).stdout
    assert sorted(kept(home)) == ["needs", "pulse"]
    assert noted(home) == []
