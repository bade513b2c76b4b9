"""What is written about WhatsApp in `config/`: the countries that it does not serve, and its prices.

Everything that is wrong comes out at once, as one ProgrammeProblem. docs/campaigns.md says what the files
mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from babel.core import Locale

from bot.actions.declared import Declared, open_toml, shown
from bot.actions.flaws import Flaw, ProgrammeProblem
from bot.core.sending.countries import Unserved
from bot.core.sending.prices import Prices, Rule

T = TypeVar("T")
COUNTRIES: Final = "whatsapp_countries.toml"
PRICES: Final = "whatsapp_prices.toml"
_CHARGED: Final = ("marketing", "utility", "service")
_DAY: Final = "2026-11-21"
_PRICE: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,8})?")


def read_countries(folder: Path) -> Unserved:
    """The countries that are not served; ProgrammeProblem says all that is wrong."""
    file, flaws = _opened(folder, COUNTRIES)
    since: dict[str, date] = {}
    for row in file.rows("country", '{ code = "SY", since = 2025-09-15 }', "code"):
        code = _country(row, "code", row.words("code", required=True))
        if code in since:
            row.wrong("code", "country_twice", value=code)
        since[code] = _day(row, "since")
        row.finish()
    found = Unserved(_day(file, "checked"), _source(file), _confirmed(file), since)
    return _checked(found, file, flaws)


def read_prices(folder: Path) -> Prices:
    """What messages cost, as far as somebody wrote it down; ProgrammeProblem says all that is wrong."""
    file, flaws = _opened(folder, PRICES)
    found = Prices(
        checked=_day(file, "checked"),
        source=_source(file),
        currency=_currency(file),
        confirmed=_confirmed(file),
        fee_out=_price(file, "fee_out"),
        fee_in=_price(file, "fee_in"),
        rules=tuple(_rules(file)),
        countries=dict(_by_country(file)),
    )
    return _checked(found, file, flaws)


def _opened(folder: Path, name: str) -> tuple[Declared, list[Flaw]]:
    flaws: list[Flaw] = []
    file = open_toml(folder / name, name, flaws)
    if flaws:
        raise ProgrammeProblem(flaws)
    return file, flaws


def _checked(found: T, file: Declared, flaws: list[Flaw]) -> T:
    """What was read, when nothing was wrong with it."""
    file.finish()
    if flaws:
        raise ProgrammeProblem(flaws)
    return found


def _day(file: Declared, key: str) -> date:
    return file.on(key, _DAY, required=True) or date.min


def _source(file: Declared) -> str:
    return file.words("source", required=True)


def _confirmed(file: Declared) -> bool:
    return file.take("confirmed", bool, False, "false")


def _currency(file: Declared) -> str:
    found = file.words("currency", example='"USD"', required=True)
    if found and not re.fullmatch("[A-Z]{3}", found):
        file.wrong("currency", "currency", value=shown(found))
    return found


def _country(file: Declared, key: str, code: str) -> str:
    if code and (code not in Locale("en").territories or not re.fullmatch("[A-Z]{2}", code)):
        file.wrong(key, "country", value=shown(code))
    return code


def _price(file: Declared, key: str) -> Decimal | None:
    """A price in quotes, because binary fractions are none; None when it is not said, or wrong."""
    said = file.words(key, example='"0.0123"') if key in file.values else ""
    if not said:
        return None
    if _PRICE.fullmatch(said):
        return Decimal(said)
    file.wrong(key, "price", value=shown(said))
    return None


def _rules(file: Declared) -> Iterator[Rule]:
    days = set[date]()
    for row in file.rows("rule", '{ from = 2025-07-01, outside = ["utility"], inside = [] }'):
        begins = _day(row, "from")
        if begins in days:
            row.wrong("from", "day_twice", value=begins)
        days.add(begins)
        outside, inside = (_categories(row, key) for key in ("outside", "inside"))
        free = row.number("free_service", 0, 0, 1_000_000)
        row.words("source")
        yield Rule(begins, outside, inside, free, _confirmed(row))
        row.finish()


def _categories(row: Declared, key: str) -> frozenset[str]:
    found = row.many(key, (), '["marketing", "utility"]')
    for name in found:
        if name not in _CHARGED:
            row.wrong(key, "category", value=shown(name))
    return frozenset(found)


def _by_country(file: Declared) -> Iterator[tuple[str, Mapping[str, Decimal]]]:
    table = file.inner("price", '{ JO = { utility = "0.0123" } }')
    for code in table.values:
        _country(table, code, code)
        of_country = table.inner(code, '{ utility = "0.0123" }')
        said = {name: _price(of_country, name) for name in _CHARGED}
        of_country.finish()
        yield code, {name: price for name, price in said.items() if price is not None}
