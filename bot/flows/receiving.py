"""Media that arrive: an answer to the open question, the beginning of a report, or late photos of one.

An album arrives in parts without an end mark. Its parts join the field that was open when the first
came, for ten minutes, even after the question has moved on; one acknowledgement follows two seconds
after the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.core.conversation import Draft, Keep, Sent, WakeAt
from bot.core.field import Gathering, Refusal
from bot.core.fields.photo import MOST
from bot.core.form import Field
from bot.flows import asides, asked, filling, menu, misreading, team
from bot.flows.asides import publishing, reporting, staff
from bot.flows.scene import Scene

ALBUM_OPEN = timedelta(minutes=10)
SETTLES = timedelta(seconds=2)
KEPT_ALBUMS = 5


def receive(scene: Scene, sent: Sent) -> None:
    """One message of media, or the parts of an album that waited together."""
    if _late_part(scene, sent):
        return
    kind, _, person = sent.about.partition(":")
    open_kind = asides.open_kind(scene)
    if open_kind is not None and open_kind.passing and open_kind.sent is None:
        scene.close_aside()
    if kind in {"thread", "private"} and person:
        _to_thread(scene, sent, kind, person)
    elif scene.aside is not None and scene.aside.kind not in {"menu", "photos", "late"}:
        _to_aside(scene, sent)
    elif filling.open_field(scene) is not None and scene.aside is None:
        _to_field(scene, sent)
    elif scene.draft is not None and scene.aside is None:
        _to_photos_of_draft(scene, sent)
    else:
        _outside(scene, sent)


def keep(scene: Scene, sent: Sent, owner: str) -> None:
    """Ask the shell to fetch and keep what arrived."""
    for one in sent.media:
        scene.effect(Keep(one, owner))


# --------------------------------------------------------------------------------------- albums


def _late_part(scene: Scene, sent: Sent) -> bool:
    """A part of an album whose field is known, though the question has moved on."""
    known = scene.talk.albums.get(sent.album) if sent.album else None
    draft, form = scene.draft, scene.form
    if known is None or draft is None or form is None:
        return False
    draft_id, name, at = known
    if draft_id != draft.id or scene.turn.now - datetime.fromisoformat(at) > ALBUM_OPEN:
        return False
    if draft.at == name:
        return False
    keep(scene, sent, draft.id)
    _join(scene, draft, form.field(name), sent)
    _settle_soon(scene, name)
    return True


def _join(scene: Scene, draft: Draft, field: Field, sent: Sent) -> None:
    """Further photos of a question that is not the open one: in its answer, or waiting until it is asked."""
    answer = draft.answers.get(field.name)
    if isinstance(answer, dict):
        scene.set_draft(answers={**draft.answers, field.name: _with(answer, sent, field)})
    else:
        scene.set_draft(notes={**draft.notes, **_with(draft.notes, sent, field)})


def _with(before: Mapping[str, Any], sent: Sent, field: Field) -> dict[str, Any]:
    """Photos and caption of `before`, with what came; no more than the field takes."""
    photos = [*before.get("photos", ()), *(m.id for m in sent.media if reporting.is_photo(m))]
    joined = {**before, "photos": list(dict.fromkeys(photos))[: field.number("count", MOST)]}
    caption = reporting.joined(str(before.get("caption", "")), sent.caption)
    return {**joined, "caption": caption} if caption else joined


def _remember_album(scene: Scene, sent: Sent, name: str) -> None:
    draft = scene.draft
    if sent.album and draft is not None:
        albums = {**scene.talk.albums, sent.album: (draft.id, name, scene.turn.now.isoformat())}
        latest = sorted(albums.items(), key=lambda item: item[1][2])[-KEPT_ALBUMS:]  # JSON keeps no order
        scene.set_talk(albums=dict(latest))


def _settle_soon(scene: Scene, name: str) -> None:
    draft = scene.draft
    if draft is not None:
        _wake_soon(scene, {"draft": draft.id, "field": name})


def _wake_soon(scene: Scene, data: Mapping[str, Any]) -> None:
    """One word after the last part; what is asked before that says it already (`putting`)."""
    scene.note("settling", True)
    scene.effect(WakeAt("album", scene.turn.now + SETTLES, data))


def settled(scene: Scene, data: Any) -> None:
    """Two seconds after the last part: say how many there are, with *done* where the field is still open."""
    scene.note("settling", None)
    draft = scene.draft
    if draft is None or draft.id != data.get("draft"):
        if scene.aside is not None and scene.aside.kind in {"photos", "late"}:
            scene.again()
        return
    if draft.at == data.get("field"):
        scene.again()
        return
    answer = draft.answers.get(str(data.get("field")))
    photos = answer if isinstance(answer, dict) else draft.notes
    scene.say("photo.joined", count=len(photos.get("photos", ())))


# ------------------------------------------------------------------------------------ where it goes


def _to_field(scene: Scene, sent: Sent) -> None:
    """The open field takes it or says what it takes; a voice note it cannot use is kept beside it."""
    field, draft = filling.open_field(scene), scene.draft
    if field is None or draft is None:
        return
    kind = filling.kind_of(field)
    asking = filling.asking(scene, field)
    reading = kind.recognise(sent, asking) or kind.take(sent, asking)
    if isinstance(reading, Refusal):
        _refused(scene, sent, field, reading)
        return
    keep(scene, sent, draft.id)
    if not isinstance(reading, Gathering):
        filling.apply(scene, field, reading, sent.message)
        return
    _remember_album(scene, sent, field.name)
    filling.gather(scene, field, reading.partial, sent.message)
    if reading.ack is not None:
        scene.say(reading.ack)
    if field.type == "photo":
        _settle_soon(scene, field.name)
    else:
        scene.again()


def _refused(scene: Scene, sent: Sent, field: Field, reading: Refusal) -> None:
    draft, form = scene.draft, scene.form
    voice = all(m.kind in {"voice", "audio"} for m in sent.media)
    photo_field = _photo_field(scene)
    if voice and draft is not None and form is not None and not form.private and form.voice:
        keep(scene, sent, draft.id)
        beside = [*draft.notes.get("voices", []), *(m.id for m in sent.media)]
        scene.set_draft(notes={**draft.notes, "voices": beside})
        misread = scene.talk.misread + 1
        if len(beside) < 2:
            scene.set_talk(misread=misread)
            scene.say("voice.kept")
        else:  # a button, and a yes, lead to the team
            scene.set_talk(misread=max(misread, misreading.OFFER_HUMAN))
            scene.say("voice.kept_human")
        scene.again()
    elif photo_field is not None and all(m.kind == "photo" for m in sent.media):
        _to_photos_of_draft(scene, sent)
    else:
        scene.say("media.register_first" if _too_early(scene, sent) else reading.text)
        scene.again()


def _photo_field(scene: Scene) -> Field | None:
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return None
    return next((f for f in asked.fields(scene.person, form, draft) if f.type == "photo"), None)


def _to_photos_of_draft(scene: Scene, sent: Sent) -> None:
    """Photos sent while the form asks something else wait for its photo question; at the end it is asked."""
    draft, field = scene.draft, _photo_field(scene)
    if draft is None or field is None or not any(reporting.is_photo(m) for m in sent.media):
        scene.say("media.not_here")
        scene.again()
        return
    keep(scene, sent, draft.id)
    if draft.at in filling.ENDS:
        answer = draft.answers.get(field.name)
        partial = _with(answer if isinstance(answer, dict) else {}, sent, field)
        filling.reopen(scene, field, editing=True, partial=partial)
        return
    _remember_album(scene, sent, field.name)
    _join(scene, draft, field, sent)
    worked = scene.form is not None and scene.form.worked
    count = sum(map(reporting.is_photo, sent.media))
    scene.say("photo.kept_with_answers" if worked else "photo.kept_for_later", count=count)
    scene.again()


def _to_aside(scene: Scene, sent: Sent) -> None:
    aside = scene.aside
    kind = asides.BY_NAME.get(aside.kind) if aside is not None else None
    if kind is None or kind.sent is None or not kind.sent(scene, sent):
        scene.say("media.not_here")
        scene.again()


def _to_thread(scene: Scene, sent: Sent, kind: str, person: str) -> None:
    """Of a person: on to the team. Of staff: an answer to that person."""
    if scene.person.staff and person != scene.person.id:
        staff.reply_along(scene, person, sent, private=kind == "private")
        return
    _pass_on(scene, sent, person if kind == "private" else "")


def _pass_on(scene: Scene, sent: Sent, to: str | None = None) -> None:
    """What nobody may read is not kept either."""
    if team.takes(scene, to):
        keep(scene, sent, "")
        team.write(scene, sent.caption, [m.id for m in sent.media], to)


def _outside(scene: Scene, sent: Sent) -> None:
    """No form is open: late photos of the last report, the first of a new one, or a kind word."""
    person, last = scene.person, scene.talk.last
    if publishing.is_workbook(scene, sent):
        publishing.take(scene, sent)
        return
    if team.reads(scene) and not person.staff and not person.is_a("champion"):
        _pass_on(scene, sent)
        return
    if not person.registered or not person.is_a("champion"):
        scene.say("media.register_first" if _too_early(scene, sent) else "media.nothing_open")
        scene.again() if scene.busy else menu.show(scene)
        return
    keep(scene, sent, "")
    if (
        last.get("until")
        and scene.turn.now <= datetime.fromisoformat(last["until"])
        and not _choosing(scene, "photos")
    ):
        reporting.offer_join(scene, sent)
    else:
        reporting.offer_report(scene, sent)
    _wake_soon(scene, {})


def _too_early(scene: Scene, sent: Sent) -> bool:
    """A form for publishing, of somebody whose role comes only with registering."""
    return not scene.person.registered and publishing.looks_like_one(sent)


def _choosing(scene: Scene, kind: str) -> bool:
    return scene.aside is not None and scene.aside.kind == kind
