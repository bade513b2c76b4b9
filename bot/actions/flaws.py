"""What is wrong in the files of a programme: where it stands, what is wrong and what to do.

They are collected, so that whoever writes a programme reads all of them at once, in English and in Arabic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_SAID: Final = {
    "file": (
        "cannot be read: {why}. Put the file there, or correct the path",
        "تعذّرت قراءة الملف: {why}. ضع الملف في مكانه أو صحّح المسار",
    ),
    "encoding": (
        "is not UTF-8 text: save it again with the encoding UTF-8",
        "الملف ليس نصاً بترميز UTF-8: احفظه من جديد بهذا الترميز",
    ),
    "toml": (
        "is not valid TOML: {why}. Look at that line: quotes around texts, commas, closed brackets",
        "صيغة TOML غير صحيحة: {why}. راجع ذلك السطر: علامات الاقتباس والفواصل وإغلاق الأقواس",
    ),
    "unknown": (
        "is not a key of this file: remove it{near}",
        "مفتاح غير معروف في هذا الملف: احذفه{near}",
    ),
    "missing": ("is missing: write for example {example}", "المفتاح ناقص: اكتب مثلاً {example}"),
    "kind": (
        "has the value {value}, which is of another kind: write for example {example}",
        "القيمة {value} من نوع آخر: اكتب مثلاً {example}",
    ),
    "empty": ("is empty: write the text, or remove the key", "النص فارغ: اكتبه أو احذف المفتاح"),
    "language": (
        "{value} is not the code of a language: write for example ar, en or ckb",
        "{value} ليس رمز لغة: اكتب مثلاً ar أو en أو ckb",
    ),
    "arabic": (
        "lacks Arabic, the first language of everything: add ar",
        "العربية ناقصة، وهي اللغة الأولى لكل نص: أضف ar",
    ),
    "untranslated": (
        "lacks {value}, which this programme offers: add it, or put the language among trial_languages",
        "النص ناقص باللغة {value} وهي من لغات البرنامج: أضفه أو ضع اللغة في trial_languages",
    ),
    "braces": (
        "has braces that nothing fills: only {{m:…|f:…|n:…}} may stand in this text",
        "في النص أقواس لا يملؤها شيء: لا يجوز هنا إلا {{m:…|f:…|n:…}}",
    ),
    "name": (
        "{value} cannot name a programme: small Latin letters, digits, - and _, at most 40",
        "{value} لا يصلح اسماً لمجلد البرنامج: حروف لاتينية صغيرة وأرقام و- و_ وبحد أقصى 40",
    ),
    "country": (
        "{value} is not a country: write its two letters, for example JO, IQ or SY",
        "{value} ليس رمز بلد: اكتب حرفيه، مثل JO أو IQ أو SY",
    ),
    "locale": (
        "{value} is not a way to write Arabic: write for example ar_JO, ar_IQ or ar_SY",
        "{value} ليس من صيغ العربية: اكتب مثلاً ar_JO أو ar_IQ أو ar_SY",
    ),
    "zone": (
        "{value} is not a time zone: write for example Asia/Amman, Asia/Baghdad or Asia/Damascus",
        "{value} ليس منطقة زمنية: اكتب مثلاً Asia/Amman أو Asia/Baghdad أو Asia/Damascus",
    ),
    "hours": (
        "is not two hours of one day, the earlier first: write for example [9, 21]",
        "ليستا ساعتين من يوم واحد والأولى أبكر: اكتب مثلاً [9, 21]",
    ),
    "span": (
        "{value} is not a span of hours: write for example {example}",
        "{value} ليست مدة بين ساعتين: اكتب مثلاً {example}",
    ),
    "empty_list": ("is an empty list: write for example {example}", "القائمة فارغة: اكتب مثلاً {example}"),
    "all_quiet": (
        "leaves no hour in which a message could leave: shorten it",
        "لا تبقى ساعة تخرج فيها رسالة: اجعل المدة أقصر",
    ),
    "day_name": (
        "{value} is not a day: write sun, mon, tue, wed, thu, fri or sat",
        "{value} ليس يوماً: اكتب sun أو mon أو tue أو wed أو thu أو fri أو sat",
    ),
    "approval": (
        "{value} is not a rule: write none, public (a second person for public campaigns) or all",
        "{value} ليست قاعدة: اكتب none أو public (شخص ثانٍ للحملات العامة) أو all",
    ),
    "backwards": (
        "{value} is before from, or too far away: the last day comes after the first",
        "{value} قبل from أو بعيد جداً: اليوم الأخير بعد الأول",
    ),
    "long_ramadan": (
        "{value} makes Ramadan longer than a month: write its first and last day",
        "{value} يجعل رمضان أطول من شهر: اكتب أول يوم وآخر يوم",
    ),
    "price": (
        '{value} is not a price: write digits and a point in quotes, for example "0.0123"',
        '{value} ليس سعراً: اكتب أرقاماً ونقطة بين علامتي اقتباس، مثل "0.0123"',
    ),
    "currency": (
        "{value} is not a currency: write its three letters, for example USD",
        "{value} ليس رمز عملة: اكتب حروفه الثلاثة، مثل USD",
    ),
    "category": (
        "{value} is not a kind of message: write marketing, utility or service",
        "{value} ليس نوعاً من الرسائل: اكتب marketing أو utility أو service",
    ),
    "day_twice": (
        "{value} is the day of another rule already: every rule has its own",
        "{value} يوم قاعدة أخرى: لكل قاعدة يومها",
    ),
    "country_twice": (
        "{value} stands here already: name every country once",
        "{value} مكتوب هنا من قبل: اكتب كل بلد مرة واحدة",
    ),
    "range": (
        "{value} is too small or too large: write a number from {low} to {high}",
        "{value} أصغر أو أكبر مما يصح: اكتب عدداً من {low} إلى {high}",
    ),
    "date": (
        "{value} is not a date: write year-month-day, for example 2026-12-31",
        "{value} ليس تاريخاً: اكتب السنة-الشهر-اليوم، مثل 2026-12-31",
    ),
    "together": (
        "goes with wave, wave_closes and results_on: write all three, or none when no survey is open",
        "يُكتب مع wave وwave_closes وresults_on: الثلاثة معاً، أو لا شيء منها إن لم يكن استبيان مفتوحاً",
    ),
    "early": (
        "{value} is before wave_closes: results come when the wave has closed",
        "{value} قبل wave_closes: تصدر النتائج بعد إغلاق الجولة",
    ),
    "trial": (
        "{value} is not among languages: add it there, or remove it here",
        "{value} ليست في languages: أضفها هناك أو احذفها من هنا",
    ),
    "module": (
        "{value} is not an optional question of the pulse: write {example}",
        "{value} ليس سؤالاً اختيارياً في نبض التماسك: اكتب {example}",
    ),
    "safeguarding": (
        "is not written here: invite the people of the list with `tamasuk invite safeguarding`",
        "لا يُكتب هنا: ادعُ أشخاص القائمة بالأمر `tamasuk invite safeguarding`",
    ),
    "no_area": (
        "{value} is not the code of an area: write one of the areas' codes, or all",
        "{value} ليس رمز منطقة: اكتب رمزاً من ملف المناطق، أو all",
    ),
    "code": (
        "{value} is not a code: capital Latin letters, digits and -, for example JO-AM",
        "{value} لا يصلح رمزاً: حروف لاتينية كبيرة وأرقام و-، مثل JO-AM",
    ),
    "twice": (
        "{value} is the code of another area already: every area has its own",
        "{value} رمز منطقة أخرى: لكل منطقة رمزها",
    ),
    "parent": (
        "{value} is not the code of an area: write the code of the area around it",
        "{value} ليس رمز منطقة: اكتب رمز المنطقة التي تضمها",
    ),
    "circle": (
        "leads back to the same area: write the code of the area around it",
        "المنطقة تقع في نفسها: اكتب رمز المنطقة التي تضمها",
    ),
    "root": (
        "is missing: only the country {value} lies in nothing",
        "ناقص: وحده البلد {value} لا يقع في منطقة أخرى",
    ),
    "no_country": (
        "has no area {value}, the programme's country: add it, without parent",
        "لا توجد المنطقة {value}، وهي بلد البرنامج: أضفها من دون parent",
    ),
    "no_governorate": (
        "has no governorate: add areas whose parent is {value}",
        "لا توجد محافظات: أضف مناطق قيمة parent فيها {value}",
    ),
    "clash": (
        "{value} is also a name of {other}: list it under confirm of both, and people are asked which",
        "{value} اسم للمنطقة {other} أيضاً: اكتبه في confirm لكلتيهما، ويُسأل الناس أيهما المقصود",
    ),
    "recording": (
        "is no recording of a question: LANGUAGE/FORM.FIELD.ogg, for example ar/registration.consent.ogg",
        "ليس تسجيلاً لسؤال: الاسم على شكل LANGUAGE/FORM.FIELD.ogg، مثل ar/registration.consent.ogg",
    ),
    "recording_size": (
        "is larger than {value} MB: record it again as OGG (Opus), a question takes seconds",
        "أكبر من {value} ميغابايت: سجّله من جديد بصيغة OGG، فالسؤال يستغرق ثواني",
    ),
    "both": (
        "{value} is also a name or an alias of this area: keep it in one of the lists",
        "{value} اسم لهذه المنطقة أيضاً: أبقه في قائمة واحدة",
    ),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One mistake. `key` is the place in the file, '' for the whole file."""

    file: str
    key: str
    kind: str
    english: str
    arabic: str

    @property
    def line(self) -> str:
        """How it is printed: the place, then English and Arabic."""
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.english}.\n    {self.arabic}."


class ProgrammeProblem(Exception):
    """A programme cannot be used; `problems` says all that is wrong in its files."""

    def __init__(self, problems: Iterable[Flaw]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(one.line for one in self.problems))


def flaw(file: str, key: str, kind: str, **said: object) -> Flaw:
    """A mistake in the words of its kind."""
    english, arabic = (words.format(**said) for words in _SAID[kind])
    return Flaw(file, key, kind, english, arabic)
