"""The forms we ship, as values. A new one is a module here and a place in SHIPPED.

A form is asked as a programme wants it: the names of its levels of place, the optional items of its pulse,
the wave that is open.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.form import Form
from bot.core.programme import Programme
from bot.flows.shipped import champion, complaint, conduct, human, profile, pulse, registration, report

SHIPPED: tuple[Form, ...] = (
    registration.form(),
    profile.form(),
    conduct.FORM,
    champion.FORM,
    report.FORM,
    pulse.form(),
    complaint.FORM,
    human.FORM,
)
"""All of them as they are without a programme's wishes."""


def forms(programme: Programme) -> tuple[Form, ...]:
    """All of them as a programme asks them, in the order of SHIPPED."""
    wave = replace(
        pulse.form(programme.country, programme.modules), wave=programme.wave, closes=programme.wave_closes
    )
    own = {
        form.name: form
        for form in (registration.form(programme.country), profile.form(programme.country), wave)
    }
    return tuple(own.get(form.name, form) for form in SHIPPED)
