"""Photos, several of them one answer: {"photos": [media ids], "consent": "yes" or "no", "caption": …}.

They are gathered until *done* or until `count` (10) have come; an album counts once. `consent: yes` asks at
the end whether the people shown agreed. Photos sent as files are photos, HEIC included. Where the question is
asked again the photos are still there (`again`): more may come, or others instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.arabic.folding import store
from bot.core.arabic.words import ambiguous
from bot.core.conversation import Input, Sent
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading, Refusal
from bot.core.form import Answer, Option
from bot.core.media import Media
from bot.core.medium import LONGEST_CAPTION, kind
from bot.core.offers import UNNUMBERED, YES_NO, choices, exactly, heard, label, meaning, named, unnumbered
from bot.core.refusals import refused
from bot.core.text import Text, key

MOST = 10

_DONE = Option("done", key("choice.done"), UNNUMBERED)
_NONE = Option("none", key("choice.no_photos"), UNNUMBERED)
_INSTEAD = Option("instead", key("choice.instead"), UNNUMBERED)
_ENDINGS = frozenset({"done", "endform"})
_PICTURES = (".heic", ".heif", ".jpg", ".jpeg", ".png", ".webp")

_by_kind = kind("photo", mime="image/")


def _is_photo(medium: Media) -> bool:
    """Some phones send a picture as a file without a type."""
    named_so = medium.kind == "file" and medium.name.lower().endswith(_PICTURES)
    return _by_kind(medium) or (named_so and not medium.mime.startswith(("video/", "audio/", "text/")))


def _count(asking: Asking) -> int:
    found = asking.field.settings.get("count", "")
    return min(max(int(found), 1), MOST) if found.isdecimal() and len(found) < 4 else MOST


def _photos(asking: Asking) -> list[str]:
    return list(asking.partial.get("photos", ()))


def _asks_consent(asking: Asking) -> bool:
    return asking.partial.get("step") == "consent"


def again(value: Answer) -> dict[str, Any]:
    """What the question has gathered when it is asked again after that answer."""
    if not isinstance(value, dict) or not value.get("photos"):
        return {}
    return {**{name: value[name] for name in ("photos", "caption") if name in value}, "before": True}


def _ask(asking: Asking) -> Prompt:
    if _asks_consent(asking):
        return Prompt(parts=(key("field.photo.consent"),), choices=choices(YES_NO))
    photos = _photos(asking)
    if photos:
        offered = (_DONE, _INSTEAD) if asking.partial.get("before") else (_DONE,)
        return Prompt(parts=(key("field.photo.more", n=len(photos)),), choices=choices(offered))
    special = unnumbered(asking.field.special)
    return Prompt(choices=choices(special if asking.field.required else (_NONE, *special)))


def _tap(choice: str, asking: Asking) -> Reading | None:
    photos = _photos(asking)
    if _asks_consent(asking) and choice in {"yes", "no"}:
        return Answered(_value(asking.partial, consent=choice))
    if choice == _DONE.name:
        return _finished(asking.partial, asking) if photos else _nothing(asking)
    if choice == _INSTEAD.name and asking.partial.get("before"):
        return Gathering({})
    if choice == _NONE.name and not photos:
        return _nothing(asking)
    return Answered(choice) if any(o.name == choice for o in asking.field.special) else None


def _nothing(asking: Asking) -> Reading:
    return Refusal(key("field.photo.none_yet")) if asking.field.required else Answered({"photos": []})


def _finished(partial: Any, asking: Asking, ack: Text | None = None) -> Reading:
    if asking.field.settings.get("consent") == "yes":
        return Gathering({**partial, "step": "consent"}, ack)
    return Answered(_value(partial), ack)


def _value(partial: Any, consent: str = "") -> Answer:
    value: dict[str, Answer] = {"photos": list(partial.get("photos", ()))}
    if consent:
        value["consent"] = consent
    if partial.get("caption"):
        value["caption"] = partial["caption"]
    return value


def _recognise(given: Input, asking: Asking) -> Reading | None:
    if isinstance(given, Sent):
        return _arrived(given, asking)
    special = exactly(given, asking.field.special, asking)
    if special is not None:
        return Answered(special)
    if _asks_consent(asking):
        tick = named(given, YES_NO, asking)
        return _tap(tick, asking) if tick else None
    spoken = heard(given)
    if named(given, (_DONE,), asking) or _ends(spoken, asking):
        return _tap(_DONE.name, asking)
    if named(given, (_INSTEAD,), asking):
        return _tap(_INSTEAD.name, asking)
    refuses = meaning(spoken, asking) == "no" or named(given, (_NONE,), asking)
    return _nothing(asking) if refuses and not _photos(asking) and not asking.field.required else None


def _ends(spoken: str, asking: Asking) -> bool:
    """«تم»; «نهاية» is *done* here, though elsewhere it may end the form. «خلص» is still to be asked."""
    possible = ambiguous(spoken)
    return meaning(spoken, asking) == "done" and (not possible or set(possible) == _ENDINGS)


def _arrived(sent: Sent, asking: Asking) -> Reading | None:
    photos, most = _photos(asking), _count(asking)
    fitting = [medium.id for medium in sent.media if _is_photo(medium)]
    if not fitting:
        return None
    together = list(dict.fromkeys([*photos, *fitting]))
    partial: dict[str, Any] = {**asking.partial, "photos": together[:most], **_caption(sent, asking)}
    ack = _remark(len(together) > most, len(fitting) < len(sent.media), most)
    if len(together) >= most and not _asks_consent(asking):
        return _finished(partial, asking, ack)
    return Gathering(partial, ack)


def _caption(sent: Sent, asking: Asking) -> dict[str, str]:
    captions: Sequence[str] = (asking.partial.get("caption", ""), store(sent.caption))
    together = "\n".join(filter(None, captions))[:LONGEST_CAPTION]
    return {"caption": together} if together else {}


def _remark(full: bool, others: bool, most: int) -> Text | None:
    if full:
        return key("field.photo.full", max=most)
    return key("field.photo.only") if others else None


def _take(given: Input, asking: Asking) -> Reading:
    expected = "field.photo.consent_expected" if _asks_consent(asking) else "field.photo.expected"
    return _recognise(given, asking) or refused(given, key(expected))


def _show(value: Answer, asking: Asking) -> Text:
    if not isinstance(value, dict):
        return label(value, asking.field.special)
    photos = value.get("photos")
    number = len(photos) if isinstance(photos, list) else 0
    return key("field.photo.show", n=number) if number else key("field.photo.show_none")


TYPE = FieldType(
    name="photo", ask=_ask, tap=_tap, recognise=_recognise, take=_take, show=_show, xlsform=("image", "photo")
)
