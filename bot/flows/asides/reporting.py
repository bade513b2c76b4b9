"""Around an initiative report: photos that come first, photos that come late, and one's own reports."""

from __future__ import annotations

from typing import Any

from bot.core.conversation import Errand, LookUp, Sent
from bot.core.form import Answer
from bot.core.message import Choice, Message
from bot.core.reference import spoken
from bot.core.text import Text, key, ltr
from bot.flows import filling
from bot.flows.aside import AsideKind, Kept, data, simple
from bot.flows.scene import Scene

SHOWN = 8


# ---------------------------------------------------------------------------------- photos first


def offer_report(scene: Scene, sent: Sent) -> None:
    """Media outside any form: «هل هذه من نشاط؟ هل نبدأ تقريراً بها؟»; more of them join the question."""
    before = scene.aside.data if scene.aside and scene.aside.kind == "photos" else {}
    media = [*before.get("media", []), *({"id": m.id, "kind": m.kind} for m in sent.media)]
    caption = sent.caption or before.get("caption", "")
    scene.open_aside("photos", media=media, caption=caption)


def _put_photos(scene: Scene) -> Message:
    count = len(scene.aside.data.get("media", [])) if scene.aside else 0
    return simple(scene, key("photos.ask", count=count), "start_report", "no")


def _photos(scene: Scene, choice: str, kept: Kept) -> None:
    if choice != "start_report":
        scene.effect(Errand("drop_media", f"drop_media:{scene.new_id()}", {"media": _ids(kept)}))
        scene.say("photos.dropped")
        scene.again()
        return
    form = next(f for f in scene.book.forms.values() if f.purpose == "report")
    filling.begin(scene, form, **report_start(scene, form.name, kept))


def report_start(scene: Scene, form: str, kept: Kept) -> dict[str, Any]:
    """What a report begun by photos starts with: they wait for their question, a voice note is its story."""
    photos = [m["id"] for m in kept.get("media", []) if m["kind"] == "photo"]
    others = [m["id"] for m in kept.get("media", []) if m["kind"] != "photo"]
    notes: dict[str, Any] = {"caption": kept.get("caption", "")} if kept.get("caption") else {}
    if photos:
        notes["photos"] = photos
    if others:
        notes["attached"] = others
    return {"notes": notes} if notes else {}


def _ids(kept: Kept) -> list[str]:
    return [m["id"] for m in kept.get("media", [])]


# ----------------------------------------------------------------------------------- photos late


def offer_join(scene: Scene, sent: Sent) -> None:
    """Media within 48 hours after a report: one yes or no, and they are added."""
    before = scene.aside.data if scene.aside and scene.aside.kind == "late" else {}
    media = [*before.get("media", []), *({"id": m.id, "kind": m.kind} for m in sent.media)]
    scene.open_aside("late", media=media, caption=sent.caption or before.get("caption", ""))


def _put_late(scene: Scene) -> Message:
    number = ltr(spoken(str(scene.talk.last.get("reference", ""))))
    count = len(scene.aside.data.get("media", [])) if scene.aside else 0
    return simple(scene, key("late.ask", count=count, reference=number), "yes", "no")


def _late(scene: Scene, choice: str, kept: Kept) -> None:
    last = scene.talk.last
    if choice == "yes":
        facts = {"submission": last.get("id", ""), "media": _ids(kept), "caption": kept.get("caption", "")}
        scene.effect(Errand("add_media", f"add_media:{scene.new_id()}", facts))
        scene.say("late.added", reference=ltr(spoken(str(last.get("reference", "")))))
        scene.again()
    else:
        scene.open_aside("photos", media=kept.get("media", []), caption=kept.get("caption", ""))
        scene.again()


# ------------------------------------------------------------------------------------ my reports


def show_reports(scene: Scene, reports: list[Any]) -> None:
    """«تقاريري»: the newest first, with stage and what is missing."""
    if not reports:
        scene.say("reports.none")
        scene.again()
        return
    scene.open_aside("reports", reports=reports[:SHOWN])
    scene.again()


def _put_reports(scene: Scene) -> Message:
    reports = scene.aside.data.get("reports", []) if scene.aside else []
    stamp = scene.stamp()
    lines = tuple(_line(n, one) for n, one in enumerate(reports, 1))
    choices = [Choice(one["id"], ltr(spoken(one["reference"])), number=n) for n, one in enumerate(reports, 1)]
    choices.append(Choice("menu", key("choice.menu"), number=-1))
    return Message(
        parts=(key("reports.heading"), *lines), choices=tuple(choices), stamp=stamp, about=f"question:{stamp}"
    )


def _line(n: int, one: Any) -> Text:
    when = Text(value=one["happened"], format="day") if one.get("happened") else key("reports.no_date")
    stage = key(f"stage.{one['stage']}")
    line = "reports.line_photos" if one.get("missing_photos") else "reports.line"
    return key(line, n=n, reference=ltr(spoken(one["reference"])), date=when, stage=stage)


def _reports(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "menu":
        scene.run("menu")
        return
    scene.effect(LookUp("submission", {"id": choice}))


def show_report(scene: Scene, found: dict[str, Any]) -> None:
    """One of mine, and what can still be done with it."""
    scene.open_aside("myreport", **{k: found[k] for k in ("id", "reference", "stage", "open")})
    scene.again()


def _put_report(scene: Scene) -> Message:
    ids = (
        ("amend", "withdraw", "back")
        if scene.aside and scene.aside.data.get("open")
        else ("correction", "back")
    )
    number = ltr(spoken(data(scene, "reference")))
    text = key("report.one", reference=number, stage=key(f"stage.{data(scene, 'stage')}"))
    return simple(scene, text, *ids)


def _report(scene: Scene, choice: str, kept: Kept) -> None:
    match choice:
        case "amend":
            scene.effect(LookUp("submission", {"id": kept["id"], "amend": True}))
        case "withdraw":
            scene.open_aside("withdraw", id=kept["id"], reference=kept["reference"])
            scene.again()
        case "correction":
            scene.run("human")
        case _:
            scene.run("status")


def _put_withdraw(scene: Scene) -> Message:
    number = ltr(spoken(data(scene, "reference")))
    return simple(scene, key("withdraw.ask", reference=number), "yes", "no", yes="withdraw")


def _withdraw(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "yes":
        scene.effect(
            Errand("withdraw", f"withdraw:{kept['id']}:{scene.new_id()}", {"submission": kept["id"]})
        )
    else:
        scene.again()


def amend(scene: Scene, found: dict[str, Any]) -> None:
    """Open a report again: whole, or only the questions that a coordinator named."""
    form = scene.book.versions.get(str(found["version"])) or scene.book.forms[str(found["form"])]
    only = tuple(found.get("fields") or ())
    answers: dict[str, Answer] = {k: v for k, v in found["answers"].items() if k not in only}
    notes = {"reference": found["reference"]}
    filling.begin(scene, form, about=str(found["id"]), only=only, answers=answers, notes=notes)


KINDS = (
    AsideKind("photos", _put_photos, _photos),
    AsideKind("late", _put_late, _late),
    AsideKind("reports", _put_reports, _reports),
    AsideKind("myreport", _put_report, _report),
    AsideKind("withdraw", _put_withdraw, _withdraw),
)
