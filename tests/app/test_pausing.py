"""An area is paused from the terminal, and goes on only after somebody has read what waits there."""

from __future__ import annotations

import asyncio

from bot.actions.pausing import Paused
from tests.app.home import Home


def paused(home: Home) -> set[str]:
    async def codes() -> set[str]:
        async with home.store() as store:
            found = Paused(store.database, lambda: store.book, store.now)
            await found.look()
            return set(found())

    return asyncio.run(codes())


def test_an_area_is_paused_with_all_below_it_until_it_is_resumed(home: Home) -> None:
    said = home.run("pause", "JO-IR").stdout
    assert "الإرسال معلّق في إربد" in said
    codes = paused(home)
    assert "JO-IR" in codes
    assert all(code.startswith("JO-IR") for code in codes)
    assert len(codes) > 1
    said = home.run("resume", "JO-IR", typed="y\n").stdout
    assert "لا رسائل تنتظر" in said
    assert paused(home) == set()


def test_who_does_not_say_yes_leaves_it_paused(home: Home) -> None:
    home.run("pause", "all", "--hours", "3")
    assert "يبقى الإرسال معلّقاً" in home.run("resume", "all", typed="n\n").stdout
    assert "" in paused(home)


def test_what_is_not_paused_or_no_area_is_said(home: Home) -> None:
    assert "Nothing is paused there" in home.run("resume", "JO-IR", status=1).stderr
    for words in (("pause", "أطلانتس"), ("resume", "أطلانتس")):
        said = home.refused(*words)
        assert "There is no area “أطلانتس”. One is said by its name or its code" in said
        assert "لا منطقة باسم «أطلانتس»" in said
        assert "JO-IR" in said
    assert "Near it: JO-IR" in home.refused("pause", "ابرد")


def test_an_area_is_paused_by_its_name(home: Home) -> None:
    assert "الإرسال معلّق في إربد" in home.run("pause", "إربد").stdout
    assert "JO-IR" in paused(home)
    home.run("resume", "irbid", typed="y\n")
    assert paused(home) == set()
