"""Functions of dates and times."""

from __future__ import annotations

from bot.core.expression.code import Kind
from bot.core.expression.functions import function
from bot.core.expression.moments import formatted, share_of_day, there
from bot.core.expression.scope import Scope
from bot.core.expression.values import Moment, Value, as_moment, as_text, midnight


@function("today", "", Kind.DATE, scoped=True)
def _today(scope: Scope) -> Moment:
    return Moment(midnight(scope.now, scope.zone))


@function("now", "", Kind.DATE, scoped=True)
def _now(scope: Scope) -> Moment:
    return Moment(scope.now.astimezone(scope.zone), timed=True)


@function("date", "v", Kind.ANY, scoped=True)
@function("date-time", "v", Kind.ANY, scoped=True)
def _date(scope: Scope, given: Value) -> Value:
    """Nothing stays nothing; what is no date is invalid."""
    moment = as_moment(given, scope.zone)
    return "" if moment is None else moment


@function("decimal-date-time", "v", Kind.NUMBER, scoped=True)
def _decimal_date_time(scope: Scope, given: Value) -> float:
    moment = as_moment(given, scope.zone)
    return Moment(None).days if moment is None else moment.days


@function("decimal-time", "t", Kind.NUMBER, scoped=True)
def _decimal_time(scope: Scope, words: str) -> float:
    return share_of_day(words, scope.zone)


@function("format-date", "v v", Kind.TEXT, scoped=True)
@function("format-date-time", "v v", Kind.TEXT, scoped=True)
def _format_date(scope: Scope, given: Value, pattern: Value) -> str:
    """Nothing, where there is no date."""
    moment = as_moment(given, scope.zone)
    local = there(moment.at, scope.zone) if moment is not None and moment.at is not None else None
    return "" if local is None else formatted(local, as_text(pattern))
