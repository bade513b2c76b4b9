"""Invented people, one for each role: in their place a form is tried, and golden conversations are held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core.person import Person

LAYLA = Person(
    id="b" * 32,
    form="f",
    name="ليلى",
    sex="female",
    birth_year=1998,
    area="JO-IR",
    district="JO-IR-RAMTHA",
    roles=("volunteer",),
    registered=True,
)
SAMER = replace(
    LAYLA, form="m", name="سامر", sex="male", roles=("volunteer", "coordinator"), areas=("JO-IR",)
)
PEOPLE: Mapping[str, Person] = {
    "volunteer": LAYLA,
    "applicant": replace(LAYLA, roles=("volunteer", "applicant")),
    "champion": replace(LAYLA, roles=("volunteer", "champion"), profile={"conduct": "1"}),
    "coordinator": SAMER,
    "safeguarding": replace(SAMER, roles=("volunteer", "safeguarding"), areas=()),
    "admin": replace(SAMER, roles=("volunteer", "admin"), areas=()),
}
