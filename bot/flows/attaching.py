"""What goes with words of staff to others: one photo, file, video or voice message each time.

A dialogue keeps it as {'media': ID, 'kind': KIND}, which an errand makes into an attachment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.core.conversation import Keep, Sent
from bot.core.media import Attachment
from bot.flows.scene import Scene

_VOICES: Final = ("voice", "audio")
_TAKEN: Final = ("photo", "video", "file", *_VOICES)


def take(scene: Scene, sent: Sent) -> dict[str, str] | None:
    """Have it kept; None for what does not go along, which is said."""
    medium = sent.media[0]
    if len(sent.media) > 1 or medium.kind not in _TAKEN:
        scene.say("announce.one_medium")
        return None
    scene.effect(Keep(medium))
    return {"media": medium.id, "kind": "voice" if medium.kind in _VOICES else medium.kind}


def attachment(kept: Mapping[str, Any] | None) -> Attachment | None:
    """What a dialogue has kept."""
    return shown(str(kept["media"]), str(kept["kind"])) if kept else None


def shown(media: str, kind: str) -> Attachment:
    """As others see it: a photo as small as it needs to be, all else as it was sent."""
    return Attachment(media, kind, "preview" if kind == "photo" else "original")
