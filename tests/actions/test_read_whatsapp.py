"""The two files about WhatsApp: what is shipped reads without a problem, a mistake says where it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.actions.flaws import ProgrammeProblem
from bot.actions.read_whatsapp import COUNTRIES, PRICES, read_countries, read_prices

CONFIG = Path(__file__).parents[2] / "config"
COUNTRY_HEAD = 'checked = 2026-11-21\nsource = "a page"\n'
PRICE_HEAD = f'{COUNTRY_HEAD}currency = "USD"\n'


def test_the_countries_that_are_shipped() -> None:
    found = read_countries(CONFIG)

    assert set(found.since) == {"SY", "CU", "IR"}
    assert found.source
    assert max(found.since.values()) <= found.checked
    assert not {"JO", "IQ"} & set(found.since)


def test_the_prices_that_are_shipped_claim_nothing_that_was_not_confirmed() -> None:
    found = read_prices(CONFIG)

    assert [rule.begins for rule in found.rules] == [date(2025, 7, 1), date(2026, 10, 1)]
    assert [rule.confirmed for rule in found.rules] == [True, False]
    assert found.confirmed or not found.countries
    assert found.source


def test_a_filled_table_is_read(tmp_path: Path) -> None:
    (tmp_path / PRICES).write_text(
        f'{PRICE_HEAD}confirmed = true\nfee_out = "0.005"\n'
        '[price.JO]\nutility = "0.0123"\n[price.IQ]\nservice = "0"\n',
        encoding="utf-8",
    )
    found = read_prices(tmp_path)

    assert (found.confirmed, found.fee_out, found.fee_in) == (True, Decimal("0.005"), None)
    assert found.countries == {"JO": {"utility": Decimal("0.0123")}, "IQ": {"service": Decimal(0)}}


@pytest.mark.parametrize(
    ("said", "key", "kind"),
    [
        ('country = ["SY"]', "country 1", "kind"),
        ("country = [{ code = 'SY' }]", "country 1 (SY).since", "missing"),
        ("country = [{ since = 2025-01-01 }]", "country 1.code", "missing"),
        ("country = [{ code = 'XX', since = 2025-01-01 }]", "country 1 (XX).code", "country"),
        ("country = [{ code = 'SY', since = 'soon' }]", "country 1 (SY).since", "date"),
        (
            "country = [{ code = 'SY', since = 2025-01-01 }, { code = 'SY', since = 2025-01-01 }]",
            "country 2 (SY).code",
            "country_twice",
        ),
        ("countries = []", "countries", "unknown"),
    ],
)
def test_a_mistake_in_the_countries_says_its_key(tmp_path: Path, said: str, key: str, kind: str) -> None:
    (tmp_path / COUNTRIES).write_text(f"{COUNTRY_HEAD}{said}", encoding="utf-8")

    with pytest.raises(ProgrammeProblem) as caught:
        read_countries(tmp_path)

    assert (COUNTRIES, key, kind) in [(one.file, one.key, one.kind) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("said", "key", "kind"),
    [
        ("fee_out = 0.005", "fee_out", "kind"),
        ('fee_out = "NaN"', "fee_out", "price"),
        ('fee_in = "-1"', "fee_in", "price"),
        ('[price.JO]\nutility = "١"', "price.JO.utility", "price"),
        ('[price.JOR]\nutility = "1"', "price.JOR", "country"),
        ('[price.JO]\nutilities = "1"', "price.JO.utilities", "unknown"),
        ('rule = [{ outside = [], inside = ["sms"] }]', "rule 1.inside", "category"),
        ("rule = [{ outside = [] }]", "rule 1.from", "missing"),
        ("rule = [{ from = 2025-07-01 }, { from = 2025-07-01 }]", "rule 2.from", "day_twice"),
    ],
)
def test_a_mistake_in_the_prices_says_its_key(tmp_path: Path, said: str, key: str, kind: str) -> None:
    (tmp_path / PRICES).write_text(f"{PRICE_HEAD}{said}", encoding="utf-8")

    with pytest.raises(ProgrammeProblem) as caught:
        read_prices(tmp_path)

    assert (PRICES, key, kind) in [(one.file, one.key, one.kind) for one in caught.value.problems]


def test_all_that_is_wrong_comes_out_at_once(tmp_path: Path) -> None:
    (tmp_path / PRICES).write_text('currency = "dollars"\nfee_out = "x"', encoding="utf-8")

    with pytest.raises(ProgrammeProblem) as caught:
        read_prices(tmp_path)

    assert {one.key for one in caught.value.problems} == {"checked", "source", "currency", "fee_out"}
