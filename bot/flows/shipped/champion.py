"""The application of a champion: after registration and the code of conduct, even after the first report."""

from __future__ import annotations

from bot.core.form import Condition, Field, Form
from bot.core.text import authored
from bot.core.versions import versioned
from bot.flows.shipped.offered import YES_NO, amounts

FORM = versioned(
    Form(
        name="champion",
        title=authored("طلب الانضمام", "Application"),
        purpose="apply",
        roles=("applicant", "champion"),
        closing=authored(
            "شكراً، وصل طلبك. يأتيك الرد هنا بعد مراجعته.",
            "Thank you, your application has arrived. The answer will come here after review.",
        ),
        fields=(
            Field(
                name="c1",
                type="text",
                label=authored("ما الذي يدفعك إلى هذا الدور؟", "What draws you to this role?"),
                settings={"min": "30", "max": "600"},
            ),
            Field(
                name="c2",
                type="text",
                label=authored(
                    "مثال واحد على خلاف أو توتر في محيطك كان لك دور في تهدئته (دون أسماء)",
                    "One example of a dispute or tension around you that you helped to calm (no names)",
                ),
                hint=authored("دون أسماء أشخاص.", "No names of people, please."),
            ),
            Field(
                name="c3",
                type="text",
                label=authored("فكرة المبادرة المقترحة", "The initiative you propose"),
                settings={"max": "600"},
            ),
            Field(name="c4", type="text", label=authored("من سيستفيد منها؟", "Who will benefit from it?")),
            Field(
                name="c4b",
                type="integer",
                label=authored("وكم شخصاً تقريباً؟", "And about how many people?"),
                settings={"min": "1", "max": "100000"},
            ),
            Field(
                name="c5",
                type="text",
                label=authored(
                    "مع أي مجموعات مختلفة يمكنك العمل؟", "Which different groups can you work with?"
                ),
            ),
            Field(
                name="c6",
                type="text",
                label=authored(
                    "حساباتك العامة على وسائل التواصل (اختياري)",
                    "Your public social media accounts (optional)",
                ),
                hint=authored(
                    "الحسابات العامة قد تعرّفك للغرباء، ويمكن ترك هذا السؤال.",
                    "Public accounts can tell strangers who you are; this question can be left.",
                ),
                required=False,
                voice=False,
                sensitive=1,
                settings={"identifies": "yes"},
            ),
            Field(
                name="c7",
                type="choice",
                label=authored("عدد الساعات المتاحة أسبوعياً", "Hours available per week"),
                options=amounts(
                    {
                        1: ("1-2", "ساعة أو ساعتان", "1–2 hours"),
                        3: ("3-5", "من 3 إلى 5", "3–5 hours"),
                        6: ("6-10", "من 6 إلى 10", "6–10 hours"),
                        11: ("10+", "أكثر من 10", "More than 10"),
                    }
                ),
            ),
            Field(
                name="c8",
                type="choice",
                label=authored(
                    "هل حصلت على تدريب سابق في الحوار أو حل النزاع؟",
                    "Have you had training in dialogue or conflict resolution?",
                ),
                options=YES_NO,
            ),
            Field(
                name="c8b",
                type="text",
                label=authored("ما هذا التدريب؟", "Which training was it?"),
                relevant=Condition("c8", ("yes",)),
                required=False,
            ),
            Field(
                name="c9",
                type="text",
                label=authored(
                    "هل يعرّضك هذا الدور لأي خطر؟ وما الذي يخففه؟",
                    "Could this role put you at risk? What would reduce it?",
                ),
                hint=authored(
                    "لا يقرأ هذا الجواب إلا المكلّفون بالحماية.",
                    "Only the people responsible for protection read this answer.",
                ),
                required=False,
                sensitive=2,
                settings={"seen_by": "safeguarding"},
            ),
            Field(
                name="c11",
                type="text",
                label=authored(
                    "شخص يعرف عملك المجتمعي، ووسيلة للتواصل معه (بموافقته)",
                    "Somebody who knows your community work, and how to reach them (with their consent)",
                ),
                required=False,
                voice=False,
                sensitive=1,
                settings={"identifies": "yes"},
            ),
        ),
    )
)
