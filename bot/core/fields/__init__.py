"""The kinds of answers. To add one:

1. Write a module here that ends in `TYPE = FieldType(…)`: pure functions, complete in one module. It may
   use everything of `bot.core` but another kind; what kinds share stands beside this package (`offers`,
   `suggestions`, `listed`, `refusals`, `quantity`, `days`, `clock`, `medium`, `unasked`).
2. Name it once in `TYPES` below.
3. Give it rows in a table of `tests/core/fields` (a kind without any fails the tests) and a golden
   conversation.

A new text is a key of the catalogues: `field.NAME.…`, or `choice.ID` for the label of a choice.
"""

from __future__ import annotations

from bot.core.field import FieldType
from bot.core.fields import (
    acknowledge,
    choice,
    choices,
    computed,
    date,
    datetime,
    decimal,
    file,
    hidden,
    integer,
    metadata,
    note,
    photo,
    place,
    position,
    range,
    rank,
    tally,
    text,
    time,
    video,
    voice,
)

TYPES: tuple[FieldType, ...] = (
    text.TYPE,
    integer.TYPE,
    decimal.TYPE,
    range.TYPE,
    date.TYPE,
    time.TYPE,
    datetime.TYPE,
    choice.TYPE,
    choices.TYPE,
    rank.TYPE,
    place.TYPE,
    photo.TYPE,
    voice.TYPE,
    video.TYPE,
    file.TYPE,
    position.TYPE,
    note.TYPE,
    acknowledge.TYPE,
    tally.TYPE,
    computed.TYPE,
    hidden.TYPE,
    metadata.TYPE,
)

BY_NAME = {one.name: one for one in TYPES}
