"""A complaint: it reaches the safeguarding list only, with or without a name.

It is kept as private as an anonymous form, for the name is given, if at all, by an answer.
"""

from __future__ import annotations

from bot.core.form import Field, Form
from bot.core.text import authored
from bot.core.versions import versioned
from bot.flows.shipped.offered import YES_NO, options

FORM = versioned(
    Form(
        name="complaint",
        title=authored("شكوى", "Complaint"),
        mode="anonymous",
        purpose="complaint",
        intro=authored(
            "لا تصل الشكوى إلى فريق منطقتك، ولا تؤثر في مشاركتك أو في أي خدمة.",
            "A complaint does not go to the team of your area, and it changes nothing in your taking part "
            "or in any service.",
        ),
        fields=(
            Field(
                name="about_team",
                type="choice",
                label=authored(
                    "هل تخص الشكوى أحداً من فريق البرنامج؟", "Is it about somebody of the programme's team?"
                ),
                options=YES_NO,
            ),
            Field(
                name="anonymous",
                type="choice",
                label=authored("هل نرسلها دون اسمك؟", "Shall we pass it on without your name?"),
                hint=authored(
                    "دون اسم لا يمكننا الرد عليك، ويبقى معك رمز للسؤال عنها.",
                    "Without a name we cannot answer you; you keep a code to ask about it.",
                ),
                options=options(
                    ("yes", "نعم، دون اسم", "Yes, without a name"),
                    ("no", "لا، يمكن التواصل معي", "No, you may contact me"),
                ),
            ),
            Field(
                name="what",
                type="text",
                label=authored("ماذا حدث؟", "What happened?"),
                hint=authored("يمكن الكتابة أو إرسال رسالة صوتية.", "You can write, or send a voice note."),
                sensitive=2,
            ),
        ),
    )
)
