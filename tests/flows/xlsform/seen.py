"""What people see of a message: words of every text, and on each channel no more than it carries."""

from __future__ import annotations

from bot.core.channel import Reader
from bot.core.message import Message
from bot.core.person import Person
from bot.core.text import Text
from bot.handlers.telegram import render as telegram
from bot.handlers.telegram.split import CAPTION_LIMIT, TEXT_LIMIT, units
from bot.handlers.webchat import render as webchat
from bot.handlers.whatsapp import render as whatsapp
from tests.flows.sample import catalogues, files

LONGEST_ID = 100  # of a choice that the page sends back


def readable(message: Message, person: Person) -> None:
    """Everything that must hold of a message before it may leave."""
    reader = Reader(person.language, person.second, person.form)
    rendered = catalogues().render_message(message, reader)
    assert rendered.text.strip() or message.media or message.choices
    assert all(label.strip() for label in rendered.choices)
    assert "${" not in rendered.text + "".join(rendered.choices), rendered.text
    assert len({choice.id for choice in message.choices}) == len(message.choices)
    for text in (*message.parts, *(c.label for c in message.choices), *filter(None, [message.hint])):
        known(text)
    speakable = catalogues().speakable(message, reader)
    _on_telegram(message, speakable)
    _on_whatsapp(message, speakable)
    _on_the_web(message, speakable)


def known(text: Text) -> None:
    """Every key that is said has words; the parts of a text likewise."""
    assert not text.key or text.key in catalogues().by_language["ar"].texts, text.key
    for value in text.params.values():
        if isinstance(value, Text):
            known(value)


def _on_telegram(message: Message, reader: Reader) -> None:
    calls = telegram.render(message, reader, catalogues().render)
    assert calls
    for call in calls:
        written = call.text if isinstance(call, telegram.Write) else call.caption
        assert units(written) <= (TEXT_LIMIT if isinstance(call, telegram.Write) else CAPTION_LIMIT)
        buttons = [button for row in call.rows for button in row]
        assert len(buttons) <= telegram.MOST_BUTTONS
        assert all(len(button.data.encode()) <= telegram.DATA_BYTES for button in buttons)


def _on_whatsapp(message: Message, reader: Reader) -> None:
    parts = whatsapp.render(message, reader, catalogues().render, files)
    assert parts
    assert all(whatsapp.length(part.body) <= whatsapp.BODY_LIMIT for part in parts)


def _on_the_web(message: Message, reader: Reader) -> None:
    event = webchat.render(message, reader, catalogues().render)
    assert webchat.write(event)
    assert all(len(choice.id) <= LONGEST_ID for choice in event.choices)
