"""A programme: who runs it, where, in which languages, and the texts and contacts that are its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.form import Form
from bot.core.place import Areas
from bot.core.sending.rules import Sending
from bot.core.text import Param, Text, key, names


@dataclass(frozen=True, slots=True)
class Programme:
    """Settings of `config/programmes/NAME/programme.toml`.

    Hours are local hours of day; `daytime` bounds reminders, `sending` campaigns. `emergency` is by area
    code, '' for all.
    `safeguarding`: whether somebody is on the list that complaints go to (kept current by the shell).
    """

    name: str
    title: Text
    organisation: Text
    support: Text
    languages: tuple[str, ...] = ("ar", "en", "ckb")
    trial_languages: tuple[str, ...] = ("ckb",)
    country: str = "JO"
    locale: str = "ar_JO"
    zone: str = "Asia/Amman"
    champion: Text = field(default_factory=Text)
    daytime: tuple[int, int] = (9, 21)
    emergency: Mapping[str, Text] = field(default_factory=dict)
    safeguarding: bool = False
    safeguarding_contact: Text | None = None
    human_hours: int = 24
    human_who: Text | None = None
    guardian_protocol: bool = False
    wave: str = ""
    wave_closes: str = ""
    results_on: str = ""
    modules: tuple[str, ...] = ()
    neutral_name: Text | None = None
    large_count: int = 500
    sending: Sending = field(default_factory=Sending)

    def params(self) -> Mapping[str, Param]:
        """What texts of this programme may name in braces."""
        return {
            "organisation": self.organisation,
            "programme": self.title,
            "support": self.support,
            "champion": self.champion if self.champion.languages else key("role.champion"),
            "closes": Text(value=self.wave_closes, format="day"),
            "results_on": Text(value=self.results_on, format="day"),
        }


@dataclass(frozen=True, slots=True)
class Book:
    """Everything a turn may read that is not the person's: programme, areas, forms, labels.

    `forms` by name: what is asked now. `past` by name: workbooks that were withdrawn or are closed, as they
    were asked last. `versions` by content hash: also what open drafts are pinned to. `labels`: choice texts
    of the catalogues by key and language, because the engine compares what people type with them and may not
    translate. `named`: the parameters that each text of the catalogues names, in any language; a text that is
    not there may name anything. `awaits`: whether anybody of a list is awaited.
    """

    programme: Programme
    areas: Areas
    forms: Mapping[str, Form] = field(default_factory=dict)
    versions: Mapping[str, Form] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    past: Mapping[str, Form] = field(default_factory=dict)
    awaits: bool = False

    def zone(self, area: str) -> str:
        """The time zone of whoever lives there."""
        return self.areas.zone(area) or self.programme.zone

    def filled(self, text: Text) -> Text:
        """The text with what it names of the programme, and no more: it is stored with every message."""
        if text.value:
            return text
        if text.key:
            wanted = self.named.get(text.key)
            if wanted is None:
                return text.filled(self.programme.params())
        else:
            naming = [words for words in text.languages.values() if "{" in words]
            if not naming:
                return text
            wanted = frozenset().union(*map(names, naming))
        if wanted <= text.params.keys():
            return text
        return text.filled({name: one for name, one in self.programme.params().items() if name in wanted})
