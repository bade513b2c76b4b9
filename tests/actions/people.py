"""Lists of people for tests: as texts, looked at and brought in."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.bring_people import bring_people
from bot.actions.people_process import read
from bot.actions.plan_people import Plan, State, plan_people
from bot.core.text import Text
from bot.i18n import Catalogues
from tests.actions.office import Office

HEADERS = "الاسم,رقم الهاتف,الجنس,سنة الميلاد,المحافظة,مصدر الموافقة,تاريخ الموافقة"
RANA = "رنا محمد,0791234567,أنثى,2000,إربد,ورشة إربد,10/2/2026"
SAMER = "سامر علي,0781234567,ذكر,1990,المفرق,ورشة إربد,10/2/2026"


def listed(*rows: str, headers: str = HEADERS) -> bytes:
    """A list as a file of texts."""
    return "\n".join([headers, *rows]).encode()


async def planned(
    office: Office, content: bytes, name: str = "list.csv", within: tuple[str, ...] | None = None
) -> Plan:
    return await plan_people(
        office.database,
        office.sealer,
        office.book,
        read(content, name),
        name,
        office.ids.new(),
        office.now,
        within,
    )


async def brought(office: Office, *rows: str, headers: str = HEADERS) -> Plan:
    """A list is looked at, and brought in."""
    plan = await planned(office, listed(*rows, headers=headers))
    await bring_people(office.database, office.sealer, plan, "command", office.now, office.ids)
    return plan


def states(plan: Plan) -> list[State]:
    return [one.state for one in plan.rows]


def keys(said: Sequence[Text]) -> list[str]:
    return [one.key for one in said]


def words() -> Catalogues:
    return Catalogues.load()
