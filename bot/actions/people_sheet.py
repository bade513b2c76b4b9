"""The list as it is given back: as it came, with what became of each row and the personal links beside it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.actions.bring_people import code_of
from bot.actions.invite import Doors, Link, links
from bot.actions.plan_people import Plan, Planned
from bot.core.arabic.bidi import strip
from bot.core.text import Text, key
from bot.i18n import Catalogues
from bot.reports.tables import Heading, Xlsx, unique

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Speak = Callable[[Text], str]


def written(plan: Plan, doors: Doors, catalogues: Catalogues, speak: Speak, now: datetime) -> bytes:
    """A workbook for a mail merge. Brought in again it changes nothing: what we add is no column of ours."""
    doors_there = [one.channel for one in _far(links("", doors, catalogues))]
    added = [key("people.sheet_state"), key("people.sheet_said")]
    headers = [*plan.headers, *(strip(speak(one)) for one in added)]
    links_there = [key("people.sheet_link", channel=key(f"channel.{name}")) for name in doors_there]
    headers += [strip(speak(one)) for one in links_there]
    stream = io.BytesIO()
    with TemporaryDirectory() as folder, Xlsx(stream, Path(folder), now) as book:
        title = strip(speak(key("people.sheet_title")))
        sheet = book.sheet(Heading(title, unique((header, header) for header in headers)))
        for planned in plan.rows:
            mine = {one.channel: one.address for one in links_of(planned, doors, catalogues)}
            said = "\n".join(strip(speak(one)) for one in planned.said)
            state = strip(speak(key(f"people.state_{planned.state}")))
            sheet.write([*planned.cells, state, said, *(mine.get(name, "") for name in doors_there)])
    return stream.getvalue()


def links_of(planned: Planned, doors: Doors, catalogues: Catalogues) -> tuple[Link, ...]:
    """The ways in of one row; none when nobody is awaited by it."""
    code = code_of(planned)
    return _far(links(code, doors, catalogues)) if code else ()


def _far(made: tuple[Link, ...]) -> tuple[Link, ...]:
    """A link that opens on this machine alone is for whoever tries it there."""
    return tuple(one for one in made if not one.near) or made


def cards(plan: Plan, doors: Doors, catalogues: Catalogues) -> Iterator[Mapping[str, str]]:
    """Name and one link of everybody who is awaited, for `bot.reports.cards`."""
    for planned in plan.rows:
        mine = links_of(planned, doors, catalogues)
        if mine and planned.one is not None:
            yield {"name": planned.one.name, "link": mine[0].address}
