"""Forms from workbooks: loading one, deciding what is asked next, and evaluating expressions.

Loading is measured beside pyxform's own conversion of the same workbook, expressions beside elementpath,
which has parsed each of them before, as ours has, and finds the answers among those of a whole form. The form
has 300 questions, of which 200 are asked on a condition; the answer that is given has 20 others depend on it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

from elementpath import Selector, XPath2Parser
from pyxform.xls2xform import convert

from benchmarks import exporting, reference
from benchmarks.harness import Bar, Figures, Measurement, asked, judge, over
from bot.core.expression import Scope, compile
from bot.core.form import Answer, Form
from bot.core.logic import Record
from bot.flows.xlsform.loading import load

QUESTIONS, CONDITIONS, DEPENDENTS = 300, 200, 20
NEXT_SECONDS, EXPRESSION_SECONDS = 200e-6, 5e-6
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)

ANSWERS: Mapping[str, str | list[str]] = {
    "age": "24",
    "sex": "f",
    "name": "ليلى",
    "skills": "dialogue media",
    "n": ["1", "2", "3"],
}
OTHERS = {f"q{number}": str(number) for number in range(QUESTIONS - len(ANSWERS))}
EVERYTHING: Mapping[str, str | list[str]] = dict(chain(OTHERS.items(), ANSWERS.items()))
SAID: Mapping[str, Answer] = {"integer": 5, "choice": "yes"}
# What workbooks ask most; each is the same for both.
EXPRESSIONS = (
    "{age} >= 18",
    "{age} >= 18 and {sex} = 'm' or {sex} = 'f'",
    "contains({skills}, 'media')",
    "concat({name}, ' - ', {sex})",
    "string-length({name}) < 30 and not({age} < 5)",
    "round({age} * 1.5) mod 2 = 0",
    "sum({n}) + count({n})",
    "substring-before({skills}, ' ') = 'dialogue'",
)


# ------------------------------------------------------------------------------------- the workbook


def workbook(path: Path) -> Path:
    """A survey of three hundred questions in Arabic and English."""
    from xlsxwriter import Workbook

    with Workbook(path) as book:
        survey, choices = book.add_worksheet("survey"), book.add_worksheet("choices")
        heads = ("type", "name", "label::العربية (ar)", "label::English (en)", "relevant", "constraint")
        survey.write_row(0, 0, heads)
        for number in range(QUESTIONS):
            survey.write_row(number + 1, 0, _row(number))
        choices.write_row(0, 0, ("list_name", "name", "label::العربية (ar)", "label::English (en)"))
        for row, (name, ar, en) in enumerate((("yes", "نعم", "Yes"), ("no", "لا", "No")), 1):
            choices.write_row(row, 0, ("yn", name, ar, en))
        settings = book.add_worksheet("settings")
        settings.write_row(0, 0, ("form_title", "form_id", "default_language"))
        settings.write_row(1, 0, ("مسح", "survey", "العربية (ar)"))
    return path


def _row(number: int) -> tuple[str, ...]:
    """The first is what twenty others depend on; each of the rest on the tenth before it."""
    kind = ("integer", "select_one yn", "text")[number % 3]
    constraint = ". >= 0 and . <= 200" if kind == "integer" else ""
    return kind, f"q{number}", f"السؤال {number}", f"Question {number}", _condition(number), constraint


def _condition(number: int) -> str:
    if 1 <= number <= DEPENDENTS:
        return "${q0} > 3"
    if number <= DEPENDENTS or number > CONDITIONS:
        return ""
    return f"${{q{number - DEPENDENTS}}} != '' or ${{q{number - 1}}} != 'no'"


@cache
def form() -> Form:
    """The form of that workbook."""
    with tempfile.TemporaryDirectory(prefix="tamasuk-bench-") as folder:
        loaded = load(workbook(Path(folder) / "survey.xlsx"))
    if loaded.form is None:
        raise AssertionError(loaded.errors)
    return loaded.form


# --------------------------------------------------------------------------------------- loading


def loading() -> Figures:
    """Seconds for the same workbook: ours, with everything that is checked, and pyxform's conversion."""
    with tempfile.TemporaryDirectory(prefix="tamasuk-bench-") as folder:
        path = workbook(Path(folder) / "survey.xlsx")
        ours = _fastest(lambda: load(path), 3)
        theirs = _fastest(lambda: convert(str(path), validate=False), 3)
    return {"ours, loading, ms": ours * 1e3, "pyxform, converting, ms": theirs * 1e3}


# ------------------------------------------------------------------------------------- deciding


def deciding() -> Figures:
    """Seconds from an answer that twenty others depend on to the next question."""
    asked_form = form()
    record = Record(asked_form, {}, set(), NOW, UTC)
    record.start()
    for one in asked_form.fields[: QUESTIONS // 2]:
        if one.name not in record.off:
            record.answer(one.name, SAID.get(one.type, "نص"))
    took = []
    for turn in range(400):
        began = time.perf_counter()
        record.answer("q0", 2 if turn % 2 == 0 else 5)
        following = record.following()
        took.append(time.perf_counter() - began)
        if following is None:
            raise AssertionError("there are questions left")
    return {"the next question, µs": median(took) * 1e6, "µs allowed": reference.seconds(NEXT_SECONDS) * 1e6}


# ----------------------------------------------------------------------------------- expressions


def expressions() -> Figures:
    """Seconds for a typical expression, parsed before; the same by elementpath."""
    scope = Scope(EVERYTHING, now=NOW)
    root = _document()
    ours, theirs = [], []
    for template in EXPRESSIONS:
        made = compile(template.format_map({name: f"${{{name}}}" for name in ANSWERS}))
        other = Selector(
            template.format_map({name: f"/data/{name}" for name in ANSWERS}), parser=XPath2Parser
        )
        _same(template, made.evaluate(scope), other.select(root))
        ours.append(_each(partial(made.evaluate, scope), 2_000))
        theirs.append(_each(partial(other.select, root), 200))
    return {
        "an expression, µs": median(ours) * 1e6,
        "elementpath, µs": median(theirs) * 1e6,
        "times as fast": median(slow / fast for slow, fast in zip(theirs, ours, strict=True)),
        "µs allowed for one": reference.seconds(EXPRESSION_SECONDS) * 1e6,
    }


def _document() -> ElementTree.Element:
    root = ElementTree.Element("data")
    for name, said in EVERYTHING.items():
        for one in said if isinstance(said, list) else [said]:
            ElementTree.SubElement(root, name).text = one
    return root


def _same(what: str, ours: object, theirs: object) -> None:
    """Both must mean the same, or nothing is compared."""
    if ours != theirs:
        raise AssertionError(f"{what}: {ours!r}, elementpath {theirs!r}")


def _each(work: Callable[[], object], times: int) -> float:
    def many() -> None:
        for _ in range(times):
            work()

    return _fastest(many, 3) / times


def _fastest(work: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    rows = wanted.size("exported rows", exporting.ROWS, exporting.FEW)
    measurements: list[Measurement] = [loading, deciding, expressions, lambda: exporting.measured(rows)]
    return judge(
        wanted,
        measurements,
        [
            Bar("forms.loading", over("ours, loading, ms", "pyxform, converting, ms"), "<=", 2),
            Bar("forms.next", over("the next question, µs", "µs allowed"), "<=", 1),
            Bar("forms.expression", over("an expression, µs", "µs allowed for one"), "<=", 1),
            Bar("forms.elementpath", lambda figures: figures["times as fast"], ">=", 50),
            *exporting.BARS,
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
