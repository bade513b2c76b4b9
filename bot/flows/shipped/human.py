"""A message to the team: one question, in words or by voice, and it is on its way."""

from __future__ import annotations

from bot.core.form import Field, Form
from bot.core.text import authored
from bot.core.versions import versioned

FORM = versioned(
    Form(
        name="human",
        title=authored("رسالة إلى الفريق", "Message to the team"),
        purpose="human",
        summary="none",
        fields=(
            Field(
                name="message",
                type="text",
                label=authored(
                    "{m:اكتب ما تريد إيصاله، أو أرسل رسالة صوتية."
                    "|f:اكتبي ما تريدين إيصاله، أو أرسلي رسالة صوتية."
                    "|n:يمكنك هنا كتابة رسالتك إلى الفريق، أو إرسالها بالصوت.}",
                    "Write what you want to tell the team, or send a voice note.",
                ),
            ),
        ),
    )
)
