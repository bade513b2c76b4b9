"""Whatever tests execute through Core is said in PostgreSQL's words, too.

No server is needed: a statement that has no words there fails to compile, and one that calls a function of
SQLite's is found by its name. `SPOKEN` has every statement once, as the server would be given it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ClauseElement, Delete, Insert, Select, Update, event
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import Engine

KNOWN = re.compile(
    "cast|clock_timestamp|coalesce|count|decode|exists|extract|json_array_elements_text|lower|max|min|sum"
)
_WORDS = re.compile("and|as|by|case|else|from|in|not|on|or|over|select|set|then|values|when|where|returning")
_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]

SPOKEN: dict[Any, str] = {}


def spoken(statement: Any, columns: list[str] | None = None) -> str:
    """A statement as PostgreSQL is given it; AssertionError when it has no words for it."""
    said = str(statement.compile(dialect=_DIALECT, column_keys=columns))
    bare = re.sub(r"'[^']*'|INSERT INTO \w+|ON CONFLICT", "", said).lower()
    calls = set(re.findall(r"\b([a-z_]+)\s?\(", bare))
    unknown = {one for one in calls if not KNOWN.fullmatch(one) and not _WORDS.fullmatch(one)}
    assert not unknown, f"PostgreSQL has no {unknown}: {said}"
    return said


@contextmanager
def listening() -> Iterator[None]:
    """Fail at the end when something was executed that only SQLite understands."""
    unspoken: list[str] = []

    def heard(
        conn: Any, clauseelement: ClauseElement, multiparams: Any, params: Any, execution_options: Any
    ) -> None:
        if not isinstance(clauseelement, Select | Insert | Update | Delete):
            return
        given = list(params or (multiparams[0] if multiparams else {}))
        key = clauseelement._generate_cache_key()
        name = (key.key, tuple(given)) if key is not None else id(clauseelement)
        if name in SPOKEN:
            return
        columns = given if isinstance(clauseelement, Insert | Update) and given else None
        try:
            SPOKEN[name] = spoken(clauseelement, columns)
        except Exception as error:
            unspoken.append(f"{type(error).__name__}: {error}")

    event.listen(Engine, "before_execute", heard)
    try:
        yield
    finally:
        event.remove(Engine, "before_execute", heard)
    assert unspoken == []
