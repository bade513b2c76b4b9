"""Records of which every turn makes dozens.

`record` is `dataclass(frozen=True)` to whoever reads and checks the code. That nobody changes one is proved
by the type checker and not asked again at run time, and one is made with only what is not as by default: at a
third of the price, and its JSON, which is stored with every message, is half as long. `changed` copies one
with some of its fields changed, at a quarter of what `dataclasses.replace` costs.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, slots: bool = False) -> Any:
        """A dataclass that must not be changed, and is hashed and compared by its values."""
        if not frozen or slots:
            raise TypeError("a record is frozen, and has no slots")

        def made(cls: type) -> type:
            cls = dataclass(init=False, unsafe_hash=True)(cls)
            defaults = {one.name: _default(one) for one in fields(cls) if not _required(one)}
            for name, value in defaults.items():
                setattr(cls, name, value)  # where an instance says nothing
            cls.__init__ = _init(cls, defaults)
            return cls

        return made


__all__ = ["changed", "is_other", "record", "renewed"]

T = TypeVar("T")


def changed(record: T, /, **changes: Any) -> T:
    """The same record but for these fields, which must be its own; itself when they are what they were."""
    return renewed(record, changes)


def renewed(record: T, changes: dict[str, Any]) -> T:
    """`changed`, for whoever has the changes in hand already."""
    for name, value in changes.items():
        if getattr(record, name) is not value:
            break
    else:
        return record
    made: T = object.__new__(type(record))
    made.__dict__ = vars(record) | changes
    return made


def is_other(record: Any, before: Any) -> bool:
    """Whether something was changed since, for less than `!=` costs. A default written out is a change."""
    return record is not before and vars(record) != vars(before)


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _default(field: Field[Any]) -> Any:
    """One for all: what is a Mapping to the type checker is not filled either."""
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _init(cls: Any, defaults: dict[str, Any]) -> Any:
    """`__init__`, as `dataclass` would write it, but for leaving out what is as by default."""
    names = [one.name for one in fields(cls)]
    given = ", ".join(f"{name}=_{name}" if name in defaults else name for name in names)
    kept = "".join(
        f"    if {name} is not _{name} and {name} != _{name}: self.{name} = {name}\n"
        if name in defaults
        else f"    self.{name} = {name}\n"
        for name in names
    )
    scope: dict[str, Any] = {f"_{name}": value for name, value in defaults.items()}
    exec(f"def __init__(self, {given}):\n{kept}", scope)  # noqa: S102 - of the names in our own classes
    return scope["__init__"]
