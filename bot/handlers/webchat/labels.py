"""The words of the page itself: its buttons, its notes, its refusals.

They are given with the page, before anybody is known, so they follow the page's language and not
a person's. Neutral in gender, and silent about who runs the programme.
"""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES: Mapping[str, str] = {"ar": "العربية", "en": "English", "ckb": "کوردی"}
DIRECTIONS: Mapping[str, str] = {"ar": "rtl", "en": "ltr", "ckb": "rtl"}

_ARABIC: Mapping[str, str] = {
    "title": "محادثة",
    "to_text": "إلى كتابة رسالة",
    "exit": "خروج سريع",
    "exit_how": "يغلق الصفحة فوراً. بلوحة المفاتيح: Esc مرتين.",
    "options": "خيارات",
    "close": "إغلاق",
    "language": "لغة الصفحة",
    "forget": "لا تتذكرني",
    "forget_how": (
        "تُمسح المحادثة من هذا الجهاز، ولا تعود إليها هذه الصفحة. ما وصل إلى البرنامج يبقى عنده؛ "
        "لحذفه تكتب أولاً «حذف بياناتي»."
    ),
    "forget_now": "مسح المحادثة من هذا الجهاز",
    "forget_failed": "لم يتم المسح لأن الشبكة مقطوعة. نحاول مرة أخرى بعد قليل؟",
    "log": "المحادثة",
    "welcome": "أهلاً بك",
    "welcome_how": "هذه محادثة آلية، ومعها فريق من الأشخاص. تكفي للبدء ضغطة زر أو كلمة «مرحبا».",
    "start": "لنبدأ",
    "came_by_link": "وصلت عبر رابط دعوة",
    "text": "رسالة",
    "send": "إرسال",
    "photos": "صور",
    "file": "ملف",
    "record": "رسالة صوتية",
    "recording": "يجري التسجيل",
    "record_drop": "حذف التسجيل",
    "record_send": "إرسال التسجيل",
    "record_refused": "لم يُسمح باستعمال الميكروفون. يمكنك الكتابة بدل ذلك.",
    "photo": "صورة",
    "voice": "رسالة صوتية",
    "video": "فيديو",
    "remove": "إزالة",
    "preparing": "نجهّز الصور…",
    "position": "مشاركة موقعي",
    "position_refused": "لم نتمكن من معرفة الموقع. يمكنك كتابة اسم المكان.",
    "me": "أنا",
    "them": "المحادثة",
    "typing": "يُكتب الرد",
    "sent": "وصلت",
    "waiting": "بانتظار الشبكة",
    "failed": "لم تُرسل",
    "retry": "إعادة المحاولة",
    "drop": "حذف",
    "offline": "لا توجد شبكة الآن. ما تكتبه محفوظ، ويُرسل وحده حين تعود.",
    "lost": "انتهت هذه الجلسة. للمتابعة يكفي فتح الصفحة من جديد.",
    "reload": "فتح من جديد",
    "newer": "رسائل جديدة",
    "today": "اليوم",
    "yesterday": "أمس",
    "question": "سؤال {n} من {of}",
    "no_script": "تحتاج هذه الصفحة إلى JavaScript. يمكنك أيضاً استعمال تلغرام أو واتساب.",
    "bad_request": "لم نتمكن من قراءة هذه الرسالة. نعتذر، لنحاول بصيغة أخرى.",
    "empty": "الرسالة فارغة.",
    "no_browser": "انتهت هذه الجلسة. للمتابعة يكفي فتح الصفحة من جديد.",
    "foreign": "أُرسلت هذه الرسالة من صفحة أخرى، فلم نأخذها.",
    "too_large": "الملف أكبر مما نستطيع استقباله ({n} ميغابايت). يمكنك إرسال صورة أصغر أو مقطع أقصر.",
    "too_long": "هذا النص أطول مما نستطيع قراءته. يمكنك إرساله على أجزاء.",
    "too_many": "عدد الملفات كبير. يمكنك إرسال {n} في المرة الواحدة.",
    "wrong_type": "لا نعرف هذا النوع من الرسائل.",
    "too_fast": "رسائل كثيرة في وقت قصير. نكمل بعد لحظات.",
    "not_now": "لم نتمكن من حفظ الرسالة الآن. نعيد المحاولة بعد لحظات.",
}

_ENGLISH: Mapping[str, str] = {
    "title": "Chat",
    "to_text": "Go to writing",
    "exit": "Quick exit",
    "exit_how": "Leaves this page at once. On a keyboard: Esc twice.",
    "options": "Options",
    "close": "Close",
    "language": "Language of this page",
    "forget": "Do not remember me",
    "forget_how": (
        "The chat is wiped from this device and this page will not return to it. What has reached the "
        "programme stays there; to delete that, first write “delete my data”."
    ),
    "forget_now": "Wipe the chat from this device",
    "forget_failed": "Not wiped: there is no network. Shall we try again in a moment?",
    "log": "Chat",
    "welcome": "Welcome",
    "welcome_how": (
        "This chat is automatic, with a team of people behind it. Start with the button, or say “hello”."
    ),
    "start": "Let us start",
    "came_by_link": "Came by an invitation link",
    "text": "Message",
    "send": "Send",
    "photos": "Photos",
    "file": "File",
    "record": "Voice message",
    "recording": "Recording",
    "record_drop": "Delete the recording",
    "record_send": "Send the recording",
    "record_refused": "The microphone was not allowed. You can write instead.",
    "photo": "Photo",
    "voice": "Voice message",
    "video": "Video",
    "remove": "Remove",
    "preparing": "Preparing the photos…",
    "position": "Share my position",
    "position_refused": "We could not find the position. You can write the name of the place.",
    "me": "Me",
    "them": "Chat",
    "typing": "The reply is being written",
    "sent": "Arrived",
    "waiting": "Waiting for the network",
    "failed": "Not sent",
    "retry": "Try again",
    "drop": "Delete",
    "offline": "No network now. What you write is kept, and goes by itself when it returns.",
    "lost": "This session has ended. Please open the page again.",
    "reload": "Open again",
    "newer": "New messages",
    "today": "Today",
    "yesterday": "Yesterday",
    "question": "Question {n} of {of}",
    "no_script": "This page needs JavaScript. Telegram or WhatsApp can be used as well.",
    "bad_request": "We could not read this message. Sorry; let us try it in another way.",
    "empty": "The message is empty.",
    "no_browser": "This session has ended. Please open the page again.",
    "foreign": "This message came from another page, so we did not take it.",
    "too_large": "The file is larger than we can take ({n} MB). A smaller photo or a shorter clip will do.",
    "too_long": "This text is longer than we can read. You can send it in parts.",
    "too_many": "Too many files. You can send {n} at a time.",
    "wrong_type": "We do not know this kind of message.",
    "too_fast": "Many messages in a short time. We go on in a moment.",
    "not_now": "We could not keep the message just now. We try again in a moment.",
}

_SORANI: Mapping[str, str] = {
    "title": "گفتوگۆ",
    "to_text": "بۆ نووسینی نامە",
    "exit": "دەرچوونی خێرا",
    "exit_how": "یەکسەر پەڕەکە دادەخات. بە تەختەکلیل: دوو جار Esc.",
    "options": "هەڵبژاردنەکان",
    "close": "داخستن",
    "language": "زمانی پەڕە",
    "forget": "لەبیرم بکە",
    "forget_how": (
        "گفتوگۆکە لەم ئامێرە دەسڕدرێتەوە و ئەم پەڕەیە ناگەڕێتەوە بۆی. ئەوەی گەیشتووە بە بەرنامەکە لای ئەو "
        "دەمێنێتەوە؛ بۆ سڕینەوەی، سەرەتا بنووسە «سڕینەوەی داتاکانم»."
    ),
    "forget_now": "سڕینەوەی گفتوگۆ لەم ئامێرە",
    "forget_failed": "نەسڕایەوە، چونکە تۆڕ نییە. دواتر دووبارە هەوڵ بدەینەوە؟",
    "log": "گفتوگۆ",
    "welcome": "بەخێربێیت",
    "welcome_how": "ئەمە گفتوگۆیەکی خۆکارە و تیمێک لەگەڵیدایە. بە دوگمەکە یان بە وشەی «سڵاو» دەست پێ بکە.",
    "start": "با دەست پێ بکەین",
    "came_by_link": "لە ڕێگەی بەستەری بانگهێشتەوە هاتووە",
    "text": "نامە",
    "send": "ناردن",
    "photos": "وێنە",
    "file": "پەڕگە",
    "record": "نامەی دەنگی",
    "recording": "تۆمارکردن",
    "record_drop": "سڕینەوەی تۆمار",
    "record_send": "ناردنی تۆمار",
    "record_refused": "ڕێگە بە مایکرۆفۆن نەدرا. دەتوانیت بنووسیت.",
    "photo": "وێنە",
    "voice": "نامەی دەنگی",
    "video": "ڤیدیۆ",
    "remove": "لابردن",
    "preparing": "وێنەکان ئامادە دەکرێن…",
    "position": "ناردنی شوێنم",
    "position_refused": "شوێنەکە نەزانرا. دەتوانیت ناوی شوێنەکە بنووسیت.",
    "me": "من",
    "them": "گفتوگۆ",
    "typing": "وەڵام دەنووسرێت",
    "sent": "گەیشت",
    "waiting": "چاوەڕێی تۆڕ",
    "failed": "نەنێردرا",
    "retry": "هەوڵدانەوە",
    "drop": "سڕینەوە",
    "offline": "ئێستا تۆڕ نییە. ئەوەی دەینووسیت دەپارێزرێت و کاتێک تۆڕ گەڕایەوە خۆی دەنێردرێت.",
    "lost": "ئەم دانیشتنە تەواو بوو. تکایە پەڕەکە دووبارە بکەرەوە.",
    "reload": "کردنەوەی دووبارە",
    "newer": "نامەی نوێ",
    "today": "ئەمڕۆ",
    "yesterday": "دوێنێ",
    "question": "پرسیاری {n} لە {of}",
    "no_script": "ئەم پەڕەیە پێویستی بە JavaScript هەیە. دەتوانرێت تێلیگرام یان واتساپ بەکاربهێنرێت.",
    "bad_request": "نەمانتوانی ئەم نامەیە بخوێنینەوە. ببوورە، با بە شێوەیەکی تر هەوڵ بدەین.",
    "empty": "نامەکە بەتاڵە.",
    "no_browser": "ئەم دانیشتنە تەواو بوو. تکایە پەڕەکە دووبارە بکەرەوە.",
    "foreign": "ئەم نامەیە لە پەڕەیەکی ترەوە هات، بۆیە وەرمان نەگرت.",
    "too_large": (
        "پەڕگەکە لەوە گەورەترە کە بتوانین وەریبگرین ({n} مێگابایت). "
        "وێنەیەکی بچووکتر یان ڤیدیۆیەکی کورتتر بنێرە."
    ),
    "too_long": "ئەم دەقە لەوە درێژترە کە بتوانین بیخوێنینەوە. دەتوانیت بەشبەش بینێریت.",
    "too_many": "ژمارەی پەڕگەکان زۆرە. دەتوانیت {n} لە یەک جاردا بنێریت.",
    "wrong_type": "ئەم جۆرە نامەیە ناناسین.",
    "too_fast": "نامەی زۆر لە ماوەیەکی کورتدا. دوای کەمێک بەردەوام دەبین.",
    "not_now": "ئێستا نەمانتوانی نامەکە بپارێزین. دوای کەمێک دووبارە هەوڵ دەدەینەوە.",
}

LABELS: Mapping[str, Mapping[str, str]] = {"ar": _ARABIC, "en": _ENGLISH, "ckb": _SORANI}


def language_of(*wishes: str) -> str:
    """The first wish that the page speaks ('ar-JO' is 'ar'); Arabic otherwise."""
    for wish in wishes:
        code = wish.strip().lower().replace("_", "-").partition("-")[0]
        if code in LABELS:
            return code
    return "ar"


def accepted(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, in the order written."""
    return tuple(part.partition(";")[0].strip() for part in header[:200].split(",") if part.strip())
