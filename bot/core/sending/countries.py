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
    """The country of a number in E.164; '' when it has none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or ""
    except phonenumbers.NumberParseException:
        return ""
