"""A stateful fake of the Telegram Bot API, served on loopback.

    async with FakeTelegram() as tg:
        laila = tg.person(11, "ليلى")
        laila.start()
        ...
        await laila.wait_for("أهلاً")
        laila.tap("نعم، أبدأ")
        assert tg.violations == []

`tg.fail(method, fault.too_many(3), chat=11)` makes the next call go wrong.
"""

from tests.fakes.telegram import fault
from tests.fakes.telegram.people import Actor, Group, NotSeen, Person, Tap
from tests.fakes.telegram.server import FakeTelegram, Made
from tests.fakes.telegram.world import Post

__all__ = ["Actor", "FakeTelegram", "Group", "Made", "NotSeen", "Person", "Post", "Tap", "fault"]
