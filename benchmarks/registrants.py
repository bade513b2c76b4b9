"""A thousand invented people who register on Telegram, as the updates that Telegram would deliver.

Eight updates each: /start, the consent, the other five of the six questions, and *send*. What has buttons
is pressed, the rest is typed, as people do. They write all at the same time: everybody's first update comes
before anybody's second.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

ACCOUNT = "7100000001"
TOKEN = f"{ACCOUNT}:invented"
FIRST = 911_000_000
_NAMES = ("ليلى", "سامر", "هدى", "مازن", "رنا", "كريم", "نور", "زياد")
_SINCE = 1_795_161_600
_AREAS = ("JO-IR", "JO-AM", "JO-MA", "JO-AZ")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody does at a question: presses a choice of the message with that stamp, or writes."""

    words: str = ""
    stamp: int = 0
    choice: str = ""


STEPS = 8

# What Telegram answers to those who ask it.
TRUE = b'{"ok":true,"result":true}'
_BOT = {"id": int(ACCOUNT), "is_bot": True, "first_name": "تماسك", "username": "sample_bot"}
ME = msgspec.json.encode({"ok": True, "result": _BOT})
SENT = msgspec.json.encode(
    {
        "ok": True,
        "result": {
            "message_id": 480,
            "from": _BOT,
            "chat": {"id": FIRST, "first_name": "ليلى", "type": "private"},
            "date": 1_795_161_600,
            "text": "هذا سؤال من أسئلة التسجيل. ما جوابك؟",
        },
    }
)


def answers(person: int) -> tuple[Answer, ...]:
    """What one person answers."""
    area = _AREAS[person % len(_AREAS)]
    return (
        Answer("/start"),
        Answer(stamp=1, choice="yes"),
        Answer(_NAMES[person % len(_NAMES)]),
        Answer(stamp=3, choice="female" if person % 2 else "male"),
        Answer(str(1960 + person % 40)),
        Answer(stamp=5, choice=area),
        Answer(stamp=6, choice=f"{area}-QASABA"),
        Answer(stamp=7, choice="send"),
    )


def updates(people: int) -> list[bytes]:
    """All that they send, in order of arrival."""
    said = [answers(person) for person in range(people)]
    numbers = iter(range(870_000_000, 870_000_000 + people * STEPS))
    return [
        msgspec.json.encode(_update(next(numbers), person, step, said[person][step]))
        for step in range(STEPS)
        for person in range(people)
    ]


def _update(number: int, person: int, step: int, answer: Answer) -> dict[str, object]:
    sender = {
        "id": FIRST + person,
        "is_bot": False,
        "first_name": _NAMES[person % len(_NAMES)],
        "last_name": "(عيّنة)",
        "username": f"sample_{person}",
        "language_code": "ar",
    }
    chat = {**{k: v for k, v in sender.items() if k not in {"is_bot", "language_code"}}, "type": "private"}
    date, message = _SINCE + step * 30, step * 2 + 1
    if answer.words:
        written: dict[str, object] = {
            "message_id": message,
            "from": sender,
            "chat": chat,
            "date": date,
            "text": answer.words,
        }
        if answer.words.startswith("/"):
            written["entities"] = [{"offset": 0, "length": len(answer.words), "type": "bot_command"}]
        return {"update_id": number, "message": written}
    data = f"{answer.stamp}:{answer.choice}"
    asked = {
        "message_id": message - 1,
        "from": _BOT,
        "chat": chat,
        "date": date - 20,
        "text": "هذا سؤال من أسئلة التسجيل، وتحته الأزرار. ما جوابك؟",
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "هذا", "callback_data": data}],
                [{"text": "أو هذا", "callback_data": f"{answer.stamp}:other"}],
            ]
        },
    }
    query = {"id": str(number * 1000), "from": sender, "chat_instance": "-3857361", "data": data}
    return {"update_id": number, "callback_query": {**query, "message": asked}}
