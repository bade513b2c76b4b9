"""What an open installation knows of its forms."""

from __future__ import annotations

from bot.core.form import Field, Form
from bot.core.text import verbatim
from bot.core.versions import versioned
from bot.storage import forms
from tests.app.home import Home


async def test_a_form_is_decoded_once_however_often_the_book_is_read(home: Home) -> None:
    asked, sent = (
        versioned(Form(name, verbatim(name), (Field("a", "text", verbatim("a")),), languages=("ar",)))
        for name in ("asked", "sent")
    )
    async with home.store() as store:
        async with store.database.begin("forms") as tx:
            await forms.publish(tx, asked, store.now())
        await store.refresh()
        first = store.book.forms["asked"]
        async with store.database.begin("forms") as tx:
            await forms.propose(tx, sent, store.now())
        await store.refresh()
        assert store.book.versions[sent.version] == sent
        assert store.book.forms["asked"] is first
