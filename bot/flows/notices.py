"""What staff are told: a new report, a message for the team, a complaint, what a colleague decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.core.field import Asking
from bot.core.fields import BY_NAME
from bot.core.form import Answer, Field, Form
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.reference import spoken
from bot.core.text import Text, day, key, ltr, moment, verbatim
from bot.flows import asked, reviewed
from bot.flows.naming import called
from bot.flows.standing import standing
from bot.flows.wording import as_heading

PREVIEWS = 10
_HEAD = ("ir1", "ir1n", "ir3", "ir4", "ir5", "ir7", "ir13", "ir13b")


def report(
    book: Book,
    form: Form,
    reporter: Person,
    found: Mapping[str, Any],
    asking: Asking,
    staff: str,
    whole: bool = False,
) -> Message:
    """A report that awaits review, with protected previews.

    `found`: id, reference, version, revision, answers, photos (ids), coming (how many are not here yet);
    before (the answers that an amendment replaced). `whole`: all answers of a form from a workbook, without
    the previews, which were shown with the first ones.
    """
    lines, left = _answers(form, reporter, found, asking, whole)
    kind = "report_amended" if int(found["revision"]) > 1 else "report"
    head = called(book, f"notice.{kind}", found, name=verbatim(reporter.name))
    at = f"{found['id']}:{found['revision']}"
    previews = () if whole else found["photos"][:PREVIEWS]
    return Message(
        parts=(head, *lines, *_photos(found)),
        choices=decisions(at, bool(found["photos"]), form.worked, left > 0),
        media=tuple(Attachment(p, variant="preview") for p in previews),
        about=f"notice:{found['id']}",
        slot=f"notice:{found['id']}:{staff}",
        protect=True,
        fresh=True,
    )


def _answers(
    form: Form, reporter: Person, found: Mapping[str, Any], asking: Asking, whole: bool
) -> tuple[tuple[Text, ...], int]:
    """The lines of the answers, and how many answers have none that could be asked for."""

    def show(field: Field, value: Answer) -> Text:
        return _shown(field, value, reporter, asking)

    if form.worked:
        return reviewed.lines(form, asking, show, found.get("before"), whole)
    answers = found["answers"]
    return tuple(
        key("summary.line", label=as_heading(f.label), value=show(f, answers[f.name]))
        for f in _in_short(form, answers)
    ), 0


def _in_short(form: Form, answers: Mapping[str, Any]) -> list[Field]:
    """Of a report what a decision needs."""
    answered = [f for f in form.fields if f.name in answers and answers[f.name] != asked.NEW]
    return [f for f in answered if f.name in _HEAD]


def _shown(field: Field, value: Answer, reporter: Person, asking: Asking) -> Text:
    """An answer as the reporter read it: the options may be their own."""
    own = replace(asking, field=asked.adapted(reporter, field))
    return BY_NAME[field.type].show(value, own)


def _photos(found: Mapping[str, Any]) -> tuple[Text, ...]:
    lines = []
    if found["photos"]:
        lines.append(key("notice.photos", count=len(found["photos"])))
        agreed = found["answers"].get("ir14")
        if isinstance(agreed, dict) and agreed.get("consent"):
            lines.append(key(f"notice.photos_consent_{agreed['consent']}"))
    if found.get("coming"):
        lines.append(key("notice.photos_coming", count=int(found["coming"])))
    return tuple(lines)


def decisions(at: str, photos: bool, worked: bool = False, more: bool = False) -> tuple[Choice, ...]:
    """Accept, return, hide a photo, next: they name the submission and its revision that was seen.

    A form from a workbook is returned for other reasons than a report, and may have `more` answers.
    """
    back = "return_form" if worked else "return"
    choices = [
        standing(f"review:accept:{at}", key("choice.accept"), style="primary"),
        standing(f"review:{back}:{at}", key("choice.return")),
    ]
    if photos:
        choices.append(standing(f"review:hide:{at}", key("choice.hide_photo"), style="danger"))
    if more:
        choices.append(standing(f"review:all_answers:{at}", key("choice.all_answers")))
    choices.append(standing("review:next", key("choice.next")))
    return tuple(choices)


def decided(book: Book, found: Mapping[str, Any], staff: str, decision: str, by: str) -> Message:
    """What a colleague's copy becomes: who decided what, and no buttons. `found`: id, reference, version."""
    return _settled(called(book, f"notice.decided_{decision}", found, name=verbatim(by)), found, staff)


def withdrawn(book: Book, found: Mapping[str, Any], staff: str) -> Message:
    """It was taken back before anybody decided."""
    return _settled(called(book, "notice.withdrawn", found), found, staff)


def _settled(text: Text, found: Mapping[str, Any], staff: str) -> Message:
    about = f"notice:{found['id']}"
    return Message(parts=(text,), slot=f"{about}:{staff}", about=about)


def applicant(book: Book, person: Person, staff: str) -> Message:
    """Somebody came by an open link and would be a champion."""
    area = book.areas.get(person.area)
    text = key(
        "notice.applicant",
        name=verbatim(person.name),
        area=area.label if area else key("notice.no_area"),
    )
    choices = (
        standing(f"apply:accept:{person.id}", key("choice.accept"), style="primary"),
        standing(f"apply:decline:{person.id}", key("choice.decline")),
        standing("review:next", key("choice.next")),
    )
    slot = f"applicant:{person.id}:{staff}"
    return Message(parts=(text,), choices=choices, about=f"thread:{person.id}", slot=slot, fresh=True)


def admitted(person: Person, staff: str, decision: str, by: str) -> Message:
    """What the question about an applicant becomes: who decided what, and no buttons."""
    text = key(f"notice.applicant_{decision}", name=verbatim(person.name), by=verbatim(by))
    return Message(parts=(text,), slot=f"applicant:{person.id}:{staff}", about=f"thread:{person.id}")


def champion(book: Book) -> Text:
    """What the programme calls its champions."""
    title = book.programme.champion
    return title if title.languages else key("role.champion")


def waiting(count: int) -> Message:
    """Several things were gathered: one line instead of a message each."""
    return Message(
        parts=(key("notice.waiting", count=count),),
        choices=(standing("review:next", key("choice.next")),),
        slot="notices",
        fresh=True,
    )


def thread(book: Book, sender: Person, text: str, media: Sequence[Attachment] = ()) -> Message:
    """What somebody wrote to the team; a reply that quotes this message goes back to that person only."""
    return _of_thread(sender, _written(book, sender, text), media)


def _written(book: Book, sender: Person, text: str) -> Text:
    name, place = _who(sender), _where(book, sender)
    if text:
        return key("notice.thread", name=name, area=place, text=verbatim(text))
    return key("notice.thread_voice", name=name, area=place)


def overdue(book: Book, sender: Person, text: str, at: datetime) -> Message:
    """The time in which somebody was to get an answer is over; `text` is what they wrote last, and when."""
    name, place = _who(sender), _where(book, sender)
    written = verbatim(text) if text else key("notice.spoken")
    return _of_thread(sender, key("notice.overdue", name=name, area=place, at=moment(at), text=written))


def _of_thread(sender: Person, said: Text, media: Sequence[Attachment] = ()) -> Message:
    """Its newest message in a chat is the one that later says who has taken it."""
    choices = (
        standing(f"thread:reply:{sender.id}", key("choice.reply_to", name=_who(sender))),
        standing(f"thread:take:{sender.id}", key("choice.take_thread")),
        standing(f"thread:ready:{sender.id}", key("choice.ready_replies")),
        standing(f"thread:close:{sender.id}", key("choice.close_thread")),
        standing(f"thread:more:{sender.id}", key("choice.thread_more")),
    )
    about = f"thread:{sender.id}"
    return Message(
        parts=(said,), choices=choices, media=tuple(media), about=about, slot=about, protect=True, fresh=True
    )


def thread_settled(sender: Person, how: str, by: str) -> Message:
    """What the others' copies become: taken, closed or blocked, by whom, and no buttons."""
    about = f"thread:{sender.id}"
    text = key(f"notice.thread_{how}", name=_who(sender), by=verbatim(by) if by else key("choice.unnamed"))
    return Message(parts=(text,), about=about, slot=about)


def blocked(person: Person, by: str, why: Text, until: date) -> Message:
    """To admins: somebody's words reach nobody since now, and whether that is right is theirs to say."""
    name, who = _who(person), verbatim(by) if by else key("choice.unnamed")
    choices = (
        standing(f"thread:lift:{person.id}", key("choice.lift_block")),
        standing(f"thread:keep:{person.id}", key("choice.keep_block")),
    )
    about = f"block:{person.id}"
    text = key("block.review", name=name, by=who, why=why, until=day(until))
    return Message(parts=(text,), choices=choices, about=about, slot=about, protect=True, fresh=True)


def judged(person: Person, verdict: str, by: str) -> Message:
    """What every copy of that becomes: lifted, kept, or ended by itself."""
    who = verbatim(by) if by else key("choice.unnamed")
    about = f"block:{person.id}"
    return Message(
        parts=(key(f"block.judged_{verdict}", name=_who(person), by=who),), about=about, slot=about
    )


def _who(person: Person) -> Text:
    return verbatim(person.name) if person.name else key("choice.unnamed")


def _where(book: Book, person: Person) -> Text:
    area = book.areas.get(person.area)
    return area.label if area else key("notice.no_area")


def answer(staff: Person, text: Text, along: Attachment | None = None, private: bool = False) -> Message:
    """A colleague's answer, as it reaches the person; quoting it leads to the thread, or to them alone."""
    about = f"{'private' if private else 'thread'}:{staff.id}"
    said = key("thread.answer_along") if along and not text.value else key("thread.answer", text=text)
    return Message(parts=(said,), media=(along,) if along else (), about=about)


def complaint(receipt: str, text: str, sender: Person | None) -> Message:
    """To the safeguarding list only; without a sender when it was given without a name."""
    said = key("notice.complaint", receipt=ltr(spoken(receipt)), text=verbatim(text))
    if sender is None:
        return Message(parts=(said,), about="complaint", protect=True)
    return _in_private(sender, said)


def protection(sender: Person, book: Book) -> Message:
    """To that list too: somebody agreed that it hears of them."""
    return _in_private(sender, key("notice.protection", name=_who(sender), area=_where(book, sender)))


def in_private(book: Book, sender: Person, text: str, media: Sequence[Attachment] = ()) -> Message:
    """What somebody writes to one of that list, who has answered them."""
    return replace(_in_private(sender, _written(book, sender, text)), media=tuple(media))


def _in_private(sender: Person, said: Text) -> Message:
    """Quoted or pressed, it leads back to the person alone: no colleague has a copy, and nobody takes it."""
    choice = standing(f"thread:private:{sender.id}", key("choice.reply_to", name=_who(sender)))
    return Message(parts=(said,), choices=(choice,), about=f"private:{sender.id}", protect=True)


def lost_phone(sender: Person, book: Book) -> Message:
    """Somebody's old phone is gone, with the way to answer."""
    choice = standing(f"thread:reply:{sender.id}", key("choice.reply_to", name=_who(sender)))
    text = key("notice.lost_phone", name=_who(sender), area=_where(book, sender))
    return Message(parts=(text,), choices=(choice,), about=f"thread:{sender.id}")
