"""The code of conduct: a champion accepts it before the first report."""

from __future__ import annotations

from bot.core.form import Field, Form
from bot.core.text import authored
from bot.core.versions import versioned
from bot.flows.shipped.offered import options

FORM = versioned(
    Form(
        name="conduct",
        title=authored("مدونة السلوك", "Code of conduct", "ڕێنمایی ڕەفتار"),
        purpose="conduct",
        summary="none",
        voice=False,
        fields=(
            Field(
                name="c10",
                type="acknowledge",
                label=authored(
                    "الالتزام بمدونة السلوك: احترام الجميع، عدم التحريض، عدم استغلال الصفة، "
                    "حماية خصوصية الناس.",
                    "Keeping the code of conduct: respect for everyone, no incitement, "
                    "no use of the role for oneself, protection of people's privacy.",
                    "پابەندبوون بە ڕێنمایی ڕەفتار: ڕێزگرتن لە هەمووان، هاننەدان بۆ ناکۆکی، "
                    "بەکارنەهێنانی ڕۆڵەکە بۆ بەرژەوەندیی خۆ، پاراستنی تایبەتمەندیی خەڵک.",
                ),
                options=options(("yes", "ألتزم بذلك", "I will keep it", "پابەند دەبم")),
                voice=False,
            ),
        ),
    )
)
