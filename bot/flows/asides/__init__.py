"""Questions outside forms. To add one: a record in the module it belongs to, nothing else.

Each kind says how it is put, what its choices do and whether it takes words.
"""

from __future__ import annotations

from bot.flows.aside import AsideKind
from bot.flows.asides import choosing, confirming, linking, reporting, staff

BY_NAME: dict[str, AsideKind] = {
    kind.name: kind
    for kinds in (confirming.KINDS, choosing.KINDS, linking.KINDS, reporting.KINDS, staff.KINDS)
    for kind in kinds
}
