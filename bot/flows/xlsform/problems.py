"""What is wrong with a workbook, or will be different in a chat: where, what, and what to do.

An error keeps the form from being used; a warning is shown and counted. The sentences stand here in both
languages, because they are needed where no catalogue is at hand: in a terminal, in a test, in a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SURVEY, CHOICES, SETTINGS, EXTERNAL = "survey", "choices", "settings", "external_choices"
# What is written from left to right falls apart in an Arabic sentence unless it stands in an isolate.
_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"
_FALLS_APART = re.compile(r"[A-Za-z–${}<>=()\[\]:+*/|]")
_WORD = re.compile(r"[\w.-]*")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about `{names}`, and whether it is an error."""

    error: bool
    ar: str
    en: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One of `PROBLEMS`. `row` as the spreadsheet numbers it, 0 where it has none; `column` its header."""

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def error(self) -> bool:
        """Whether the form cannot be used with it."""
        return PROBLEMS[self.code].error

    def said(self, language: str) -> str:
        """The place and the sentence, in Arabic or English."""
        known, arabic = PROBLEMS[self.code], language == "ar"
        given = {
            name: _piece(value, self._ltr(name)) if arabic else value for name, value in self.about.items()
        }
        sentence = (known.ar if arabic else known.en).format_map(_Given(given))
        place = self._place(arabic)
        return f"{place}: {sentence}" if place else sentence

    def _ltr(self, name: str) -> bool:
        """Whether it is (of) an expression, or English of pyxform: left to right whatever comes first."""
        return name == "source" or self.code in {"refused", "remarked", "pattern_part", "pattern_large"}

    def _place(self, arabic: bool) -> str:
        parts = [
            (f"الورقة «{self.sheet}»" if arabic else f"sheet {self.sheet}") if self.sheet else "",
            (f"الصف {self.row}" if arabic else f"row {self.row}") if self.row else "",
            (f"العمود «{_piece(self.column)}»" if arabic else f"column {self.column}") if self.column else "",
        ]
        return ("، " if arabic else ", ").join(filter(None, parts))

    def __str__(self) -> str:  # type: ignore[explicit-override] # this ring has no `override`
        return self.said("en")


def _piece(words: str, ltr: bool = False) -> str:
    """It in an isolate, line by line; a single word and an Arabic sentence need none."""
    if not ltr and (_WORD.fullmatch(words) or not _FALLS_APART.search(words)):
        return words
    return "\n".join(f"{_LRI if ltr else _FSI}{line}{_PDI}" if line else "" for line in words.split("\n"))


class _Given(dict[str, str]):
    """What a sentence names and nobody gave is left out."""

    def __missing__(self, name: str) -> str:
        return ""


def _error(ar: str, en: str) -> Said:
    return Said(True, ar, en)


def _warning(ar: str, en: str) -> Said:
    return Said(False, ar, en)


PROBLEMS: Mapping[str, Said] = {
    # ------------------------------------------------------------------------ the workbook
    "unreadable": _error(
        "تعذّرت قراءة الملف. احفظه من جديد بصيغة ‎.xlsx وأعد إرساله.",
        "The file cannot be read. Save it again as .xlsx and send it again.",
    ),
    "too_large": _error(
        "الملف أكبر مما يُقرأ ({what}). احذف منه ما لا يلزم للاستبيان.",
        "The file is larger than what is read ({what}). Take out of it what the form does not need.",
    ),
    "no_survey": _error(
        "لا توجد ورقة اسمها survey فيها أسئلة. سمِّ ورقة الأسئلة survey.",
        "There is no sheet named survey with questions in it. Name the sheet of questions survey.",
    ),
    "header_twice": _error(
        "العمود «{what}» مكرر. احذف أحدهما أو غيّر اسمه.",
        "The column {what} stands there twice. Delete one of them, or rename it.",
    ),
    "formula": _warning(
        "في الخلايا {what} معادلات لم تُحفظ نتيجتها. افتح الملف في Excel واحفظه، أو اكتب القيم نفسها.",
        "The cells {what} hold formulas without a result. Open and save it in Excel, or write the values.",
    ),
    "merged": _warning(
        "الخلايا {what} مدمجة: تُقرأ الأولى وحدها. ألغِ الدمج واكتب القيمة في كل خلية.",
        "The cells {what} are merged: only the first is read. Unmerge them and write the value into each.",
    ),
    "header": _error(
        "عنوان العمود «{what}» غير مفهوم. اكتبه هكذا: {instead}",
        "The header {what} is not understood. Write it as {instead}",
    ),
    "language_twice": _error(
        "في العمودين «{what}» و«{also}» نصان مختلفان للغة نفسها، فيضيع أحدهما. اكتب لغة العمود «{what}» في "
        "عنوانه، مثل «\u2066label::Français (fr)\u2069»، أو احذفه.",
        "The columns {what} and {also} hold different words for one language, and one of them is lost. Write "
        "the language of {what} into its header, as in label::Français (fr), or delete it.",
    ),
    "choice_header": _warning(
        "عنوان هذا العمود فارغ أو فيه مسافة. اكتبه بلا مسافات، مثل «\u2066label::العربية (ar)\u2069»",
        "The header of this column is empty or has a space in it. Write it without, as in label::Arabic (ar)",
    ),
    # ----------------------------------------------------------------------- said by pyxform
    # Its English stands on lines of its own, because it runs the other way.
    "refused": _error("لا يقبلها مدقّق XLSForm، ويقول بالإنجليزية:\n{what}", "{what}"),
    "remarked": _warning("يلاحظ مدقّق XLSForm بالإنجليزية:\n{what}", "{what}"),
    "unclosed": _error(
        "هنا يبدأ «{what}» ولا ينتهي. أضف بعد آخر سؤال فيه صفاً نوعه {end}",
        "“{what}” begins here and does not end. Add a row of type {end} after its last question.",
    ),
    "unopened": _error(
        "في هذا الصف {end} زائد، فلا شيء قبله ينتهي به. احذف الصف، أو أضف قبل أول سؤال فيه صفاً نوعه {begin}",
        "This {end} is one too many: nothing before it is left open. Delete the row, or add a row of type "
        "{begin} before the first question that belongs to it.",
    ),
    "name_spaces": _error(
        "في الاسم «{what}» مسافة، والمسافات لا تصح في الأسماء. اكتبه هكذا: {instead}",
        "There is a space in the name “{what}”, and names cannot have spaces. Write it as {instead}",
    ),
    "name_sign": _error(
        "في الاسم «{what}» علامة لا تصح في الأسماء: {signs} – الأسماء حروف وأرقام و _ بلا مسافات. "
        "اكتبه هكذا: {instead}",
        "In the name “{what}” there is what names cannot have: {signs} – they are letters, digits and _ "
        "without spaces. Write it as {instead}",
    ),
    "name_first": _error(
        "الاسم «{what}» لا يبدأ بحرف. اكتبه هكذا: {instead}",
        "The name “{what}” does not begin with a letter. Write it as {instead}",
    ),
    "name_twice": _error(
        "الاسم «{what}» مستعمل قبله في الصف {also}، ولا يتكرر الاسم في المجموعة نفسها. "
        "غيّر أحدهما، مثلاً إلى {instead}",
        "The name “{what}” stands in row {also} already, and a name is used once in a group. Change one of "
        "them, for example to {instead}",
    ),
    "repeat_twice": _error(
        "اسم التكرار «{what}» مستعمل قبله في الصف {also}، ولا يتكرر في الاستبيان كله. "
        "غيّر أحدهما، مثلاً إلى {instead}",
        "The repeat of row {also} is named “{what}” already, and such a name is used once in a form. Change "
        "one of them, for example to {instead}",
    ),
    "choice_space": _error(
        "في اسم الخيار «{what}» مسافة، ولا تصح حيث يُختار أكثر من خيار. اكتبه هكذا: {instead}",
        "There is a space in the name of the choice “{what}”, which it cannot have where several may be "
        "chosen. Write it as {instead}",
    ),
    "choice_no_label": _warning(
        "خيار بلا نص: يُعرض اسمه. اكتب نصه في العمود label",
        "A choice without words: its name is shown. Write its words into the column label.",
    ),
    "name_case": _warning(
        "الاسم «{what}» لا يختلف عن اسم آخر إلا بالحروف الكبيرة والصغيرة، وقد تختلط أعمدتهما. غيّر أحدهما.",
        "The name “{what}” differs from another only in capital letters: some programs mix the two up. "
        "Change one of them.",
    ),
    "choice_no_name": _error(
        "خيار بلا اسم. اكتب اسماً قصيراً بلا مسافات في العمود name",
        "A choice without a name. Write a short one without spaces into the column name.",
    ),
    "no_words": _error(
        "السؤال «{what}» بلا نص. اكتب نصه في عمود عنوانه label",
        "The question “{what}” has no words. Write them into a column with the header label.",
    ),
    "reference": _error(
        "الإشارة «{what}» غير صحيحة. اكتب اسم السؤال بلا مسافات بين القوسين: «\u2066${{name}}\u2069»",
        "The reference “{what}” is not a right one. Write the name of the question without spaces: ${{name}}",
    ),
    "unknown_name_again": _error(
        "لا يوجد سؤال اسمه «{what}». صحّح الاسم في «\u2066${{{what}}}\u2069» هنا وفي صفوف أخرى: {rows}",
        "No question is named “{what}”. Correct the name in ${{{what}}}, here and in other rows: {rows}",
    ),
    "reference_again": _error(
        "الإشارة «{what}» غير صحيحة، هنا وفي صفوف أخرى: {rows}. "
        "اكتب اسم السؤال بلا مسافات بين القوسين: «\u2066${{name}}\u2069»",
        "The reference “{what}” is not a right one, here and in other rows: {rows}. Write the name "
        "of the question without spaces: ${{name}}",
    ),
    "name_not_one": _error(
        "«{what}» اسم لأكثر من سؤال، فلا يُعرف أيها المقصود. غيّر الأسماء حتى تختلف.",
        "Several questions are named “{what}”, so it cannot be told which is meant. Give each its own name.",
    ),
    "no_type": _error(
        "سؤال بلا نوع. اكتبه في العمود type، مثل text، أو احذف الصف.",
        "A question without a type. Write it into the column type, such as text, or delete the row.",
    ),
    "no_name": _error(
        "سؤال أو مجموعة بلا اسم. اكتب اسماً قصيراً بحروف لاتينية في العمود name.",
        "A question or group without a name. Write a short one in Latin letters into the column name.",
    ),
    "no_calculation": _error(
        "سؤال من نوع calculate بلا معادلة. اكتبها في العمود calculation.",
        "A question of type calculate without a formula. Write it into the column calculation.",
    ),
    "choice_twice": _error(
        "خيار مكرر في القائمة نفسها. غيّر الاسم في العمود name.",
        "The same choice twice in one list. Change its name in the column name.",
    ),
    "no_choices": _error(
        "لا توجد ورقة choices وفيها الأعمدة list_name وname وlabel. أضفها.",
        "There is no sheet choices with the columns list_name, name and label. Add it.",
    ),
    "bare_word": _error(
        "«{what}» في المعادلة ليست سؤالاً. إن كانت قيمة فضعها بين علامتين: '{what}'.",
        "“{what}” in the expression is no question. If it is a value, put it between quotes: '{what}'.",
    ),
    "unknown_name": _error(
        "لا يوجد سؤال اسمه «{what}». صحّح الاسم في «\u2066${{{what}}}\u2069».",
        "No question is named “{what}”. Correct the name in ${{{what}}}.",
    ),
    # ---------------------------------------------------------------------------- questions
    "type": _error(
        "النوع «{what}» غير معروف. راجع قائمة الأنواع في دليل XLSForm.",
        "The type “{what}” is unknown. See the types in the reference of XLSForm.",
    ),
    "passed_over": _warning(
        "لا يُسأل النوع «{what}» في محادثة: يُتجاوز هذا السؤال، ويبقى عموده فارغاً.",
        "A chat cannot ask the type “{what}”: this question is passed over, and its column stays empty.",
    ),
    "no_label": _warning(
        "سؤال بلا نص: يُعرض اسمه. اكتب نصه في العمود label.",
        "A question without words: its name is shown. Write its words into the column label.",
    ),
    "missing_language": _warning(
        "لا نص لهذا السؤال بلغة «{what}»: يُعرض بلغة أخرى.",
        "It has no words in {what}: they are shown in another language.",
    ),
    "long_label": _warning(
        "الخيار «{what}» أطول من زر واتساب (24 حرفاً): تُعرض الخيارات مرقّمة في النص.",
        "The choice “{what}” is longer than a button of WhatsApp (24 letters): choices are shown as numbers.",
    ),
    "no_list": _error(
        "القائمة «{what}» غير موجودة في ورقة choices، أو ليس فيها خيارات.",
        "The list “{what}” is not in the sheet choices, or holds none.",
    ),
    "no_file": _warning(
        "الملف «{what}» غير مرفق بالاستبيان: يُتجاوز السؤال حتى تُرسله معه.",
        "The file “{what}” did not come with the form: the question is passed over until it does.",
    ),
    "no_column": _error(
        "ليس في الملف «{file}» عمود «{what}». أضفه إليه، أو اكتب أسماء أعمدته في parameters هكذا: "
        "«\u2066value=code label=title\u2069»",
        "The file “{file}” has no column “{what}”. Add it, or write the names of its columns into "
        "parameters, as in value=code label=title",
    ),
    "no_medium": _warning(
        "الوسيط «{what}» غير مرفق بالاستبيان: يُسأل السؤال من دونه.",
        "The medium “{what}” did not come with the form: the question is asked without it.",
    ),
    "choice_medium": _warning(
        "للخيارات صور أو أصوات: لا تُعرض في محادثة، ويُعرض نص الخيار.",
        "Choices carry pictures or sounds, which a chat does not show: their words are shown.",
    ),
    "traces": _warning(
        "الاستبيان بلا أسماء، وقد يدل جواب من هذا النوع على صاحبه: لا يُسأل عنه، ولا عمود له في التصدير.",
        "The form is without names, and an answer of this type could tell who gave it: it is passed over, "
        "and has no column in an export.",
    ),
    "identifies": _warning(
        "الاستبيان بلا أسماء، فلا يُحفظ فيه «{what}»، ولا عمود له في التصدير.",
        "The form is without names, so “{what}” is not kept in it, and has no column in an export.",
    ),
    # ------------------------------------------------------------------ our own columns of settings
    "own_column": _error(
        "العمود «{what}» غير معروف. أعمدتنا: {known}",
        "There is no column {what}. Ours are: {known}",
    ),
    "own_mode": _error(
        "القيمة «{what}» غير معروفة. اكتب identified (بالاسم) أو pseudonymous (برمز) أو anonymous (بلا اسم) "
        "أو staff (للفريق).",
        "“{what}” is none of: identified, pseudonymous, anonymous, staff. Write one of them.",
    ),
    "own_closes": _error(
        "«{what}» ليس تاريخاً يُفهم. اكتب آخر يوم هكذا: 2026-12-31",
        "“{what}” is no day. Write the last one as 2026-12-31.",
    ),
    "own_draft_hours": _error(
        "«{what}» ليس عدد ساعات. اكتب عدداً صحيحاً من 1 إلى 8784.",
        "“{what}” is no number of hours. Write a whole number from 1 to 8784.",
    ),
    "own_yes_no": _error(
        "القيمة «{what}» غير مفهومة. اكتب yes أو no، أو «نعم» أو «لا».",
        "“{what}” is neither yes nor no. Write one of them.",
    ),
    "own_roles": _error(
        "في «{what}» دور غير معروف. اكتب منها وبينها مسافة: {known}",
        "“{what}” names a role that there is not. Write, with a space between: {known}",
    ),
    "own_filter": _error(
        "«{what}» ليس سؤال اختيار في هذا الاستبيان. اكتب أسماء أسئلة من select_one أو select_multiple.",
        "“{what}” is no question with options in this form. Write names of select_one or select_multiple.",
    ),
    "own_filter_nameless": _error(
        "استبيان بلا أسماء ({what}) لا تُختار إجاباته شرطاً لجمهور. احذف هذا العمود، أو غيّر tamasuk_mode.",
        "Answers of a form without names ({what}) choose nobody. Leave it out, or change tamasuk_mode.",
    ),
    "own_review": _error(
        "استبيان بلا أسماء ({what}) لا يُراجع. اكتب no في هذا العمود، أو غيّر tamasuk_mode.",
        "A form without names ({what}) cannot be reviewed. Write no here, or change tamasuk_mode.",
    ),
    "own_voice": _error(
        "استبيان بلا أسماء ({what}) لا يقبل رسائل صوتية، فالصوت يدل على صاحبه. "
        "اكتب no في هذا العمود، أو غيّر tamasuk_mode.",
        "A form without names ({what}) takes no voice notes: a voice tells whose it is. "
        "Write no here, or change tamasuk_mode.",
    ),
    # -------------------------------------------------------------------------- expressions
    "syntax": _error(
        "المعادلة غير صحيحة عند «{what}»: {source}",
        "The expression goes wrong at “{what}”: {source}",
    ),
    "function": _error(
        "الدالة «{what}» غير معروفة: {source}",
        "There is no function “{what}”: {source}",
    ),
    "arguments": _error(
        "الدالة «{what}» لا تأخذ ما أُعطيت: {source}",
        "The function “{what}” does not take what it is given: {source}",
    ),
    "path": _error(
        "لا يُفهم المسار عند «{what}»: {source}",
        "The path is not understood at “{what}”: {source}",
    ),
    "pattern": _error(
        "التعبير النمطي غير صحيح: {source}",
        "The pattern is not a valid one: {source}",
    ),
    "pattern_part": _error(
        "لا تعرف الأنماط هنا «{what}». اكتب شرطاً لكل جزء واربط بينها: "
        "«\u2066regex(., '…') and not(regex(., '…'))\u2069». المعادلة: {source}",
        "Patterns do not know “{what}” here. Write a condition for each part, joined by and: "
        "regex(., '…') and not(regex(., '…')). The expression: {source}",
    ),
    "pattern_large": _error(
        "في النمط تكرار أكبر مما يُحسب: «{what}». قِس الطول على حدة، مثل "
        "«\u2066string-length(.) <= 2000\u2069». المعادلة: {source}",
        "The pattern repeats more than can be evaluated: “{what}”. Measure the length by itself, as in "
        "string-length(.) <= 2000. The expression: {source}",
    ),
    "size": _error(
        "المعادلة أطول أو أعمق مما يُحسب. قسّمها بأسئلة من نوع calculate.",
        "The expression is too long or too deep. Divide it with questions of type calculate.",
    ),
    "circle": _error(
        "الأسئلة يعتمد بعضها على بعض في دائرة: {what}",
        "These questions depend on one another in a circle: {what}",
    ),
    "costly": _error(
        "تبحث المعادلة في صفوف أكثر مما تحتمله محادثة، كأن تُبحث قائمة من جديد لكل صف فيها. "
        "احسب البحث الداخلي في سؤال من نوع calculate واكتب اسمه هنا: {source}",
        "The expression looks through more rows than a chat can wait for, such as a list anew for each of "
        "its rows. Work the inner search out in a question of type calculate, and name that here: {source}",
    ),
    "costly_opening": _error(
        "يُحسب عند فتح الاستبيان أكثر مما تحتمله محادثة، ومنه «{what}». "
        "قلّل المعادلات داخل التكرارات، أو قسّم الاستبيان اثنين.",
        "Opening the form works out more than a chat can wait for, “{what}” among it. Calculate less in "
        "repeats, or make two forms of it.",
    ),
    "many_repeated": _error(
        "في التكرار «{what}» وما حوله أكثر من {most} سؤال. اكتب عدداً أصغر في العمود repeat_count",
        "The repeat “{what}” and those around it come to more than {most} questions. Write a lower number "
        "into the column repeat_count.",
    ),
    "long_text": _error(
        "النص «{what}» أطول من {most} حرف، ولا تتسع له خلية في جدول. اجمع فيه إجابات أقل.",
        "The text “{what}” is longer than {most} letters, more than a cell of a spreadsheet holds. Join "
        "fewer answers in it.",
    ),
    # ----------------------------------------------------------------------------- do no harm
    "prohibited": _error(
        "«{what}» تسأل المشارك عن دينه أو طائفته أو قوميته أو عشيرته أو انتمائه، وهذا لا يُسأل هنا. "
        "بدلاً منها: {instead_ar}",
        "“{what}” asks the respondent's own religion, sect, ethnicity, tribe or affiliation, which is not "
        "asked here. Instead: {instead_en}",
    ),
    "sensitive": _warning(
        "الكلمة «{what}» حساسة: يلزم أن يؤكدها شخص باسمه وسببه قبل النشر. أو بدلاً منها: {instead_ar}",
        "The word “{what}” is sensitive: somebody has to confirm it with their name and a reason before the "
        "form is published. Or instead: {instead_en}",
    ),
}
