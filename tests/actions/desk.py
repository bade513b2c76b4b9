"""A desk from which answers leave in tables, and to which tables are brought."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import insert, update

from bot.actions.export_columns import Wish
from bot.actions.export_form import Exported, Source, export_form
from bot.core.person import Person
from bot.i18n import Catalogue, Catalogues
from bot.media.objects import Objects
from bot.storage import codecs
from bot.storage.schema import media, private_answers
from tests.actions.office import Office

WORDS = {
    "export.reference": ("رقم التقرير", "Report number"),
    "stage.accepted": ("مقبول", "accepted"),
    "export.mode.web": ("دردشة الموقع", "web chat"),
}
PULSE = {
    **{f"p{n:02}": "4" for n in range(1, 17)},
    "p03": "-9",
}


def catalogues() -> Catalogues:
    read = {
        code: Catalogue({key: (both[at],) for key, both in WORDS.items()}, lambda count: 0)
        for at, code in enumerate(("ar", "en"))
    }
    return Catalogues(read, frozenset())


@dataclass
class Desk:
    """An office with something to export."""

    office: Office
    objects: Objects
    folder: Path

    async def export(self, form: str, **wish: Any) -> Exported:
        office = self.office
        source = Source(office.database, office.sealer, office.book, catalogues(), self.objects)
        return await export_form(source, Wish(form, **wish), self.folder, office.now, office.ids.new())

    async def submitted(
        self, person: Person, form: str, reference: str, stage: str = "sent", **answers: Any
    ) -> str:
        """A completed form."""
        happened = str(answers.get("ir4", ""))
        changed = {"stage": stage, "happened": happened, "revision": 2, "channel": "webchat"}
        return await self.office.sent(person, form, answers, reference, **changed)

    async def photo(self, person: Person, submission: str, **changed: Any) -> bytes:
        """A photo that is kept, and its bytes; `changed` says what became of it."""
        id_ = await self.office.photo(person, submission)
        data = b"\xff\xd8 a photo " + id_.encode()
        row = {"object": await self.objects.put(data), **changed}
        async with self.office.database.begin() as tx:
            await tx.execute(update(media).where(media.c.id == id_).values(**row))
        return data

    async def pulse(self, **changed: Any) -> None:
        """Somebody's answers to the pulse, where nobody knows whose they are."""
        office = self.office
        row = {
            "id": office.ids.random(),
            "respondent": "5f" * 16,
            "programme": "sample",
            "form": "pulse",
            "form_version": office.book.forms["pulse"].version,
            "wave": "2026-1",
            "day": "2026-03-04",
            "area": "JO-IR",
            "sex": "female",
            "age_band": "25-29",
            "language": "ar",
            "answers": office.sealer.seal(codecs.encode(PULSE), "private_answers.answers"),
            "flags": ["fast"],
        }
        if "answers" in changed:
            changed["answers"] = office.sealer.seal(
                codecs.encode(changed["answers"]), "private_answers.answers"
            )
        async with office.database.begin() as tx:
            await tx.execute(insert(private_answers).values({**row, **changed}))


def sheet(made: Exported, number: int = 0) -> list[tuple[Any, ...]]:
    """The rows of a sheet, its headers first."""
    return list(load_workbook(made.files[0]).worksheets[number].iter_rows(values_only=True))


def named(made: Exported, row: int = 1) -> dict[str, Any]:
    """A row by the names of its columns."""
    names = [line[1] for line in sheet(made, 1)[1:]]
    return dict(zip(names, sheet(made)[row], strict=True))


def everything(made: Exported) -> bytes:
    """All that has left, unpacked."""
    workbook = zipfile.ZipFile(made.files[0])
    return b"".join([*(workbook.read(part) for part in workbook.namelist()), made.files[1].read_bytes()])
