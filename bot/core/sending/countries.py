"""Countries whose numbers WhatsApp's platform does not serve, and whose number is of which country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import phonenumbers


@dataclass(frozen=True, slots=True)
class Unserved:
    """The file `config/whatsapp_countries.toml`: since when each country is not served, and who says so."""

    checked: date
    source: str
    confirmed: bool = False
    since: Mapping[str, date] = field(default_factory=dict)

    def country(self, phone: str, today: date) -> str:
        """The country for which a number cannot be reached; '' when nothing is known against it."""
        code = country_of(phone)
        return code if code in self.since and self.since[code] <= today else ""


def country_of(phone: str) -> str:
    """The country of a number in E.164, or of a business-scoped id, which begins with it; '' when unknown.

    Most calling codes are of one country, which is told without taking the number apart.
    """
    if not phone.startswith("+"):
        return phone.partition(".")[0] if "." in phone else ""
    for length in (1, 2, 3):
        code = phone[1 : 1 + length]
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code) if code.isdecimal() else 0, ())
        if len(regions) == 1:
            return regions[0] if regions[0].isalpha() else ""
        if regions:
            break
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or ""
    except phonenumbers.NumberParseException:
        return ""
