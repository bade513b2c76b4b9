"""What keeps the program going, connected: alerts, room on the disk, the watch and its heartbeat, backups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.actions.alert import Alerts
from bot.actions.nightly import Nightly
from bot.actions.room import Room
from bot.actions.ticks import Act
from bot.actions.watch import MINUTE, Watch
from bot.app import second_place
from bot.app.heartbeat import Heartbeat
from bot.app.store import Store
from bot.core.channel import Channel
from bot.media.disk import Space, fullest, taken
from bot.media.objects import KEPT, PREVIEWS, STAGED, Objects
from bot.settings import EXPORTS, Settings


@dataclass
class Upkeep:
    """Made once the channels are there."""

    alerts: Alerts
    room: Room
    watch: Watch
    nightly: Nightly | None

    @classmethod
    def of(
        cls, store: Store, objects: Objects, channels: Mapping[str, Channel], kick: Callable[[], None]
    ) -> Upkeep:
        """`kick`: something was queued for them."""
        settings = store.settings
        alerts = Alerts(
            database=store.database,
            sealer=store.sealer,
            programme=store.programme.name,
            now=store.now,
            ids=store.identifiers,
            words=store.catalogues.render,
            channels=channels,
            chat=settings.alert_chat,
            kick=kick,
        )
        room = Room(partial(space, settings), partial(sizes, settings), alerts, EXPORTS)
        if (folder := settings.media_path) is not None:
            room.objects, room.kept = objects, partial(fullest, [folder])
        ping = Heartbeat(settings.heartbeat_url.get_secret_value())
        watch = Watch(alerts, store.now(), bool(settings.backup_url), ping)
        return cls(alerts, room, watch, second_place.nightly(store))

    def ticks(self) -> Mapping[str, tuple[float, Act]]:
        """Once a minute each, in the process that holds the ticks."""
        backup = {"backup": (MINUTE, self.nightly.run_due)} if self.nightly is not None else {}
        return {
            **backup,
            "beat": (MINUTE, self.watch.beat),
            "watch": (MINUTE, self.watch.look),
        }

    def here(self) -> Mapping[str, tuple[float, Act]]:
        """Once a minute in every process: each may have a disk of its own."""
        return {"room": (MINUTE, self.room.look)}

    async def close(self) -> None:
        """What takes long is cut off; it is due again at the next start."""
        await self.watch.settled()
        if self.nightly is not None:
            await self.nightly.close()


def space(settings: Settings) -> Space:
    """Of the file systems of rows and photos, the one that is full first. A second place has its own."""
    found = places(settings)
    needed = [found[name] for name in ("database", "media") if name in found] or [found["exports"]]
    return fullest(path for paths in needed for path in paths)


def sizes(settings: Settings) -> Mapping[str, int]:
    """What it has there, by name."""
    return taken(places(settings))


def places(settings: Settings) -> Mapping[str, Iterable[Path]]:
    """Where it writes on this machine. A database or a store elsewhere is not ours to measure."""
    found: dict[str, list[Path]] = {"exports": [EXPORTS]}
    if (file := settings.database_path) is not None:
        found["database"] = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
    if (media := settings.media_path) is not None:
        found |= {"media": [media / KEPT, media / STAGED], "previews": [media / PREVIEWS]}
    if settings.backup_url and "://" not in settings.backup_url:
        found["backups"] = [Path(settings.backup_url)]
    return found
