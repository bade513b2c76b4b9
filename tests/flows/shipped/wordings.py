"""Every text of the shipped forms and starter messages, with what it is, for the rules about wording."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.form import Field, Form
from bot.core.text import Text
from bot.flows.shipped import SHIPPED, profile, pulse, registration
from bot.flows.shipped.starters import STARTERS

VARIANTS: tuple[Form, ...] = (
    *SHIPPED,
    *(registration.form(country) for country in ("IQ", "SY", "LB")),
    *(profile.form(country) for country in ("IQ", "SY")),
    pulse.form("SY", ("p17", "p18", "p19", "p20")),
)
"""The shipped forms, and what programmes may make of them."""


@dataclass(frozen=True)
class Wording:
    """A text, where it stands, and as what: 'label', 'option', 'hint', 'why', 'note', a part of the form."""

    place: str
    kind: str
    text: Text


def of_field(form: Form, field: Field) -> Iterator[Wording]:
    place = f"{form.name}.{field.name}"
    yield Wording(place, "note" if field.type == "note" else "label", field.label)
    for kind, text in (("hint", field.hint), ("why", field.why)):
        if text is not None:
            yield Wording(place, kind, text)
    for option in (*field.options, *field.special):
        yield Wording(f"{place}.{option.name}", "option", option.label)


def wordings() -> Iterator[Wording]:
    yield from (Wording(f"starters.{one.name}", "message", one.text) for one in STARTERS)
    for form in VARIANTS:
        ends = (
            ("title", form.title),
            ("intro", form.intro),
            ("closing", form.closing),
            ("declined", form.declined),
        )
        yield from (Wording(form.name, kind, text) for kind, text in ends if text is not None)
        for field in form.fields:
            yield from of_field(form, field)
