"""`tamasuk form …` from the shell: what is wrong, what changes, what is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.publish_form import publish
from bot.flows.xlsform.loading import load
from bot.flows.xlsform.named import form_name
from bot.storage import generation
from tests.app.home import Home
from tests.flows.xlsform.tables import table

WATER = """type | name | label::العربية (ar) | label::English (en)
text | who | من؟ | Who?
note | n | شكراً | Thanks"""
DEBT = f"{WATER}\ntext | debt | هل عليك دين؟ | Any debt?"
WRONG = f"{WATER}\ntext | b | ب | B\nsound | c | ج | C"


def workbook(home: Home, survey: str, name: str = "water", **columns: str) -> str:
    given = {"form_title": "الماء", "form_id": name, **columns}
    path = home.folder / f"{name}.md"
    path.write_text(table(survey, "", f"{' | '.join(given)}\n{' | '.join(given.values())}"), "utf-8")
    return str(path)


# ------------------------------------------------------------------------------------------- check


def test_checking_needs_neither_settings_nor_a_database(empty: Home) -> None:
    said = empty.run("form", "check", workbook(empty, WATER)).stdout
    assert "water · الماء · " in said
    assert "questions 1, languages ar en" in said
    assert "الأسئلة: 1، اللغات: ar en" in said
    assert "errors 0, warnings 0" in said
    assert not list(empty.folder.glob("**/*.db"))


@pytest.mark.parametrize("verb", ["check", "publish", "play"])
def test_a_workbook_that_there_is_not_is_said(empty: Home, verb: str) -> None:
    said = empty.refused("form", verb, "nope.xlsx")
    assert said == "There is no such file: nope.xlsx\nلا ملف هنا: nope.xlsx\n"


def test_an_error_is_said_with_its_place_and_ends_with_status_1(empty: Home) -> None:
    said = empty.run("form", "check", workbook(empty, WRONG), status=1).stdout
    assert "error: sheet survey, row 5" in said
    assert "خطأ: الورقة «survey»، الصف 5" in said
    assert "The form cannot be used" in said


@pytest.mark.parametrize(
    ("language", "there", "missing"), [("ar", "تنبيه:", "warning:"), ("en", "warning:", "تنبيه:")]
)
def test_one_language_where_it_is_asked_for(empty: Home, language: str, there: str, missing: str) -> None:
    path = workbook(empty, f"{DEBT}\ngeotrace | g | طريق | Way\naudit | audit | | ")
    said = empty.run("form", "check", path, "--language", language).stdout
    assert there in said
    assert missing not in said
    assert "geotrace 1" in said
    assert "--confirm REASON --by NAME" in said


def test_what_cannot_be_checked_is_said(empty: Home) -> None:
    (empty.folder / "nothing.xlsx").write_bytes(b"nothing")
    assert "cannot be read" in empty.run("form", "check", "nothing.xlsx", status=1).stdout
    assert "ar, en" in empty.refused("form", "check", workbook(empty, WATER), "--language", "fr")


# ------------------------------------------------------------------------- publishing, withdrawing


async def test_a_publish_is_live_without_a_restart(home: Home) -> None:
    """A server holds the book; the generation tells it."""
    async with home.store() as store:
        assert "water" not in store.book.forms
        home.folder.joinpath("water.md").write_text(table(WATER, "", "form_id\nwater"), "utf-8")
        form = load(home.folder / "water.md").form
        assert form is not None
        async with store.database.begin() as tx:
            await publish(tx, store.sealer, store.book, form, store.identifiers, store.now(), "command")
        async with store.database.read() as tx:
            book = await store.book_of(await generation.current(tx))
        assert book.forms["water"] == form
        assert {"pulse", "registration"} <= book.forms.keys()


def test_from_publishing_to_withdrawing(home: Home) -> None:
    assert "No form is published yet" in home.run("form", "list").stdout
    said = home.run("form", "publish", workbook(home, WATER)).stdout
    assert "A new form." in said
    assert "استبيان جديد." in said
    assert "The form water is published" in said
    said = home.run("form", "publish", workbook(home, WATER.replace("who", "whom"))).stdout
    assert "The column of the question “Who?” (whom) has a new name; it was who." in said
    assert "تغيّر اسم عمود السؤال «من؟» (whom)، وكان who." in said
    listed = home.run("form", "list").stdout
    assert "water · الماء" in listed
    assert "open, answers 0, drafts 0" in listed
    assert "pulse" in listed
    assert "open to nobody any more" in home.run("form", "withdraw", "water").stdout
    assert "not open, answers 0" in home.run("form", "list").stdout
    assert "No form called “water”" in home.refused("form", "withdraw", "water")
    home.run("form", "publish", workbook(home, WATER))
    assert "\nopen," in home.run("form", "list").stdout


def test_arabic_ids_are_forms_of_their_own_and_commands_take_them(home: Home) -> None:
    """Both were called `form`: the second was published as the first one's new version."""
    schools = WATER.replace("who", "whom")
    home.run("form", "publish", workbook(home, WATER, "استبيان_الماء"))
    said = home.run(
        "form", "publish", workbook(home, schools, "استبيان_المدارس", form_title="المدارس")
    ).stdout
    assert "A new form." in said
    for wanted in ("استبيان_الماء", "المدارس"):
        assert "open to nobody any more" in home.run("form", "withdraw", wanted).stdout
    listed = home.run("form", "list").stdout
    assert f"{form_name('استبيان_الماء')} · الماء" in listed
    assert f"{form_name('استبيان_المدارس')} · المدارس" in listed
    assert "rows 0" in home.run("export", "استبيان_المدارس").stdout


def test_a_changed_condition_is_told_without_its_expression(home: Home) -> None:
    home.run("form", "publish", workbook(home, WATER))
    heads, question, note = WATER.splitlines()
    later = f"{heads} | relevant\n{question} |\n{note} | ${{who}} != 'x'"
    said = home.run("form", "publish", workbook(home, later)).stdout
    assert "تغيّر شرط ظهور السؤال «شكراً» (n)" in said
    assert "When the question “Thanks” (n) appears has changed" in said
    assert "!=" not in said
    shown = f"{heads} | hint\n{question} | الاسم\n{note} |"
    home.run("form", "publish", workbook(home, WATER))
    said = home.run("form", "publish", workbook(home, shown)).stdout
    assert "تغيّرت الصياغة أو الترتيب أو المظهر فقط." in said
    assert "Only wording, order or appearance has changed." in said


def test_what_the_workbook_does_not_say_stays_as_it_was(home: Home) -> None:
    """A column that is not there turned a form without names into one with names."""
    home.run("form", "publish", workbook(home, WATER, tamasuk_mode="anonymous", tamasuk_roles="volunteer"))
    said = home.run("form", "publish", workbook(home, WATER.replace("who", "whom"))).stdout
    assert "How names are kept" not in said
    assert " · anonymous · " in home.run("form", "list").stdout
    home.run("form", "withdraw", "water")
    path = workbook(home, WATER, tamasuk_mode="identified", tamasuk_draft_hours="48")
    said = home.run("form", "publish", path).stdout
    assert "طريقة حفظ الأسماء: كانت دون أي اسم، وصارت باسم المجيب" in said
    assert "How names are kept: it was without any name, and is now with the name" in said
    assert "ما لم يكتمل: يُحذف بعد هذا العدد من الساعات: 48 (كان: يبقى محفوظاً)" in said
    assert said.index("طريقة حفظ") < said.index("How names") < said.index("The form water is published")
    assert "Who may open it" not in said


def test_a_closed_form_is_listed_and_not_open(home: Home) -> None:
    done = home.run("form", "publish", workbook(home, WATER, tamasuk_closes="2020-01-01"), status=1)
    assert "The last day of this form has passed" in done.stderr
    assert "مضى آخر يوم" in done.stderr


def test_sensitive_words_are_published_with_a_name_only(home: Home) -> None:
    path = workbook(home, DEBT)
    assert "sensitive words" in home.run("form", "publish", path, status=1).stderr
    assert "go together" in home.run("form", "publish", path, "--confirm", "السبب", status=1).stderr
    said = home.run("form", "publish", path, "--confirm", "قروض السكن", "--by", "سامر").stdout
    assert "The form water is published" in said


def test_what_asks_for_ones_own_is_never_published(home: Home) -> None:
    path = workbook(home, f"{WATER}\ntext | b | ما دينك؟ | Faith")
    done = home.run("form", "publish", path, "--confirm", "السبب", "--by", "سامر", status=1)
    assert "is not published" in done.stderr
    assert "row 4" in done.stdout


def test_the_name_of_a_shipped_form_is_refused(home: Home) -> None:
    done = home.run("form", "publish", workbook(home, WATER, "pulse"), status=1)
    assert "pulse is that of a form of the program" in done.stderr
    assert "pulse" in home.run("form", "withdraw", "pulse", status=1).stderr


async def test_a_form_closes_while_a_server_holds_the_book(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No generation tells that a day is over."""
    last = datetime.now(UTC).date() + timedelta(days=1)
    path = workbook(home, WATER, tamasuk_closes=last.isoformat())
    form = load(path).form
    assert form is not None
    async with home.store() as store:
        async with store.database.begin() as tx:
            await publish(tx, store.sealer, store.book, form, store.identifiers, store.now(), "command")
        async with store.database.read() as tx:
            now = await generation.current(tx)
        assert "water" in (await store.book_of(now)).forms
        monkeypatch.setattr("bot.app.store.now", lambda: datetime.now(UTC) + timedelta(days=3))
        book = await store.book_of(now)
        assert "water" not in book.forms
        assert book.past["water"] == form
        assert form.version in book.versions
