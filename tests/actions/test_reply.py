"""Several turns taken together get one reply: what is passed is not asked, what was acknowledged is said."""

from dataclasses import replace

from bot.actions.reply import joined
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.text import verbatim


def asks(stamp: int, *parts: str, acks: int = 0) -> Message:
    texts = tuple(map(verbatim, (*parts, f"q{stamp}")))
    return Message(texts, (Choice("1", verbatim("yes")),), stamp=stamp, about=f"question:{stamp}", acks=acks)


def tells(*parts: str) -> Message:
    return Message(tuple(map(verbatim, parts)), acks=len(parts))


def read(messages: list[Message]) -> list[list[str]]:
    return [[part.value for part in message.parts] for message in messages]


def test_one_turn_says_what_it_says() -> None:
    turn = (asks(1), tells("thanks"), Message((verbatim("menu"),), about="menu"))
    assert joined([turn]) == list(turn)


def test_only_the_last_question_is_asked() -> None:
    assert joined([(asks(1),), (asks(2),), (asks(3),)]) == [asks(3)]


def test_acknowledgements_come_before_it() -> None:
    said = joined([(asks(1, "a", acks=1),), (tells("b"),), (asks(2, "c", acks=1),)])
    assert read(said) == [["a", "b", "c", "q2"]]
    assert (said[0].stamp, said[0].acks, len(said[0].choices)) == (2, 3, 1)


def test_the_same_is_not_said_twice() -> None:
    said = joined([(asks(1, "saved", acks=1),), (asks(2, "saved", acks=1),), (asks(3, "saved", acks=1),)])
    assert read(said) == [["saved", "q3"]]


def test_a_last_turn_that_asks_nothing_leaves_the_question_standing() -> None:
    assert read(joined([(asks(1),), (tells("thanks"),)])) == [["q1"], ["thanks"]]
    assert read(joined([(asks(1),), ()])) == [["q1"]]


def test_what_is_no_question_is_never_dropped() -> None:
    notice = Message((verbatim("report 5"),), (Choice("accept", verbatim("accept")),), about="notice:5")
    assert joined([(notice, asks(1)), (asks(2),)]) == [notice, asks(2)]
    assert read(joined([(asks(1, "a", acks=1), notice), (asks(2),)])) == [["a", "report 5"], ["q2"]]


def test_the_voice_of_a_question_goes_with_it_and_a_picture_stays() -> None:
    media = (Attachment("v", kind="voice"), Attachment("p"))
    said = joined([(replace(asks(1, "a", acks=1), media=media),), (asks(2),)])
    assert said[0].media == (Attachment("p"),)


def test_acknowledgements_that_nothing_follows_are_a_message() -> None:
    assert read(joined([(tells("a"),), ()])) == [["a"]]
