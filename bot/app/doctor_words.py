"""What `tamasuk doctor` says: what it is, why it matters, what to do, in English and in Arabic."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    # ------------------------------------------------------------------------- settings and database
    "settings.good": ("Settings: read, none unknown.", "الإعدادات: سليمة."),
    "settings.unknown": (
        "Settings: {names} is no setting of ours, so it does nothing. See docs/settings.md",
        "الإعدادات: يوجد اسم غير معروف لا أثر له. راجع docs/settings.md",
    ),
    "settings.open": (
        "Others on this machine can read {file}, which holds secrets: chmod 600 {file}",
        "ملف الأسرار مقروء لغيرك على هذا الجهاز. الأمر: chmod 600 {file}",
    ),
    "key.none": (
        "There is no key, so nothing can be read or written. To make one: tamasuk setup",
        "لا يوجد مفتاح، فلا قراءة ولا كتابة. يصنعه الأمر: tamasuk setup",
    ),
    "key.good": ("Key: it is the one that this database began with.", "المفتاح: هو مفتاح قاعدة البيانات."),
    "key.wrong": (
        "The key is not the one that this database began with: {why}. See docs/operations.md",
        "المفتاح ليس مفتاح قاعدة البيانات هذه. راجع docs/operations.md",
    ),
    "key.two": (
        "Two keys are in use. Once nothing is sealed with the old one, remove TAMASUK_SECRET_KEY_OLD.",
        "يوجد مفتاحان. بعد انتهاء الحاجة إلى القديم احذف TAMASUK_SECRET_KEY_OLD",
    ),
    "database.good": ("Database: {name}, {kind}, {size}.", "قاعدة البيانات: تعمل."),
    "database.none": (
        "There is no database {name} yet: tamasuk migrate",
        "لا توجد قاعدة بيانات بعد. الأمر: tamasuk migrate",
    ),
    "database.unreachable": (
        "The database does not answer ({why}), so no message is taken. Is it running, and is "
        "TAMASUK_DATABASE_URL right?",
        "قاعدة البيانات لا تجيب، فلا تُؤخذ أي رسالة. هل تعمل؟ وهل TAMASUK_DATABASE_URL صحيح؟",
    ),
    "schema.good": ("Tables: of this version.", "الجداول: لهذا الإصدار."),
    "schema.wrong": ("Tables: {why}", "الجداول لإصدار آخر. الحل في السطر الأول."),
    "programme.wrong": (
        "The programme cannot be read: {why}",
        "تعذّرت قراءة ملفات البرنامج. راجع docs/programme.md",
    ),
    "store.good": ("Photos and files: {where} answers.", "الصور والملفات: المكان متاح."),
    "store.unreachable": (
        "Photos and files cannot be kept in {where} ({why}). Texts are still taken. See TAMASUK_MEDIA_URL",
        "تعذّر الوصول إلى مكان الصور والملفات. الرسائل المكتوبة تعمل. راجع TAMASUK_MEDIA_URL",
    ),
    "clock.good": ("Clock: right, by {against}.", "الساعة: صحيحة."),
    "clock.off": (
        "This machine's clock is {seconds} s away from that of {against}: reminders come at wrong times. "
        "Turn on time synchronisation: timedatectl set-ntp true",
        "ساعة هذا الجهاز غير صحيحة، فتصل التذكيرات في غير وقتها. الأمر: timedatectl set-ntp true",
    ),
    # ------------------------------------------------------------------------------------- channels
    "channels.none": (
        "No messenger is connected, only the web chat. To add one: tamasuk setup",
        "لا توجد قناة غير دردشة الموقع. للإضافة: tamasuk setup",
    ),
    "telegram.polling": ("Telegram: @{name} answers; we ask for its messages.", "Telegram: يعمل."),
    "telegram.webhook": ("Telegram: @{name} answers; it posts messages to us.", "Telegram: يعمل."),
    "telegram.refused": (
        "Telegram refuses the token ({code}): messages wait. Take the right one from @BotFather, write it "
        "into TAMASUK_TELEGRAM__TOKEN, restart.",
        "يرفض Telegram رمز البوت، والرسائل تنتظر. خذ الرمز الصحيح من BotFather واكتبه في الإعدادات، "
        "ثم أعد التشغيل.",
    ),
    "telegram.unreachable": (
        "Telegram was not reached ({code}). Does this machine reach the internet? If others do too: wait.",
        "لم نصل إلى Telegram. هل يصل هذا الجهاز إلى الإنترنت؟",
    ),
    "telegram.hook_elsewhere": (
        "Telegram does not post to {wanted}: another program may have the same token. Restart: tamasuk serve",
        "لا يرسل Telegram الرسائل إلى هذا الخادم. ربما يستعمل برنامج آخر الرمز نفسه. أعد التشغيل.",
    ),
    "telegram.hook_there": (
        "A webhook is set, so asking for messages gets none; another program may have the same token. "
        "Restart: tamasuk serve",
        "الرسائل تذهب إلى عنوان آخر. ربما يستعمل برنامج آخر الرمز نفسه. أعد التشغيل.",
    ),
    "telegram.hook_error": (
        "Telegram could not post to us at {at}: {error}. "
        "Is TAMASUK_PUBLIC_URL right, and its certificate valid?",
        "لم يستطع Telegram الوصول إلى هذا الخادم. هل TAMASUK_PUBLIC_URL صحيح؟ وهل شهادته صالحة؟",
    ),
    "telegram.pending": (
        "{count} messages wait with Telegram. If the bot runs, this number falls: look again in a minute.",
        "رسائل تنتظر عند Telegram. إذا كان البوت يعمل نقص العدد خلال دقيقة.",
    ),
    "whatsapp.good": ("WhatsApp: the account and its number are in order.", "واتساب: الحساب والرقم سليمان."),
    "whatsapp.refused": (
        "Twilio refuses the account ({code}): messages wait. Compare TAMASUK_WHATSAPP__ACCOUNT_SID and "
        "__AUTH_TOKEN with its console.",
        "يرفض Twilio الحساب، والرسائل تنتظر. قارن رقم الحساب ورمزه بما في صفحته.",
    ),
    "whatsapp.unreachable": (
        "Twilio was not reached ({code}). Does this machine reach the internet? If others do too: wait.",
        "لم نصل إلى Twilio. هل يصل هذا الجهاز إلى الإنترنت؟",
    ),
    "whatsapp.account": (
        "The Twilio account is {state}: messages wait. Open its console: usually the balance or a document.",
        "حساب Twilio موقوف، والرسائل تنتظر. افتح صفحته: السبب غالباً الرصيد أو وثيقة.",
    ),
    "whatsapp.sender": (
        "The WhatsApp number is {state} at Twilio: open Senders in its console, it says why.",
        "رقم واتساب غير فعال عند Twilio. السبب في صفحة المرسلين هناك.",
    ),
    "whatsapp.sender_unknown": (
        "Twilio does not list TAMASUK_WHATSAPP__SENDER among its senders. Of the sandbox that is usual; "
        "else compare the number.",
        "رقم المرسل ليس في قائمة Twilio. هذا طبيعي لرقم التجربة، وإلا فقارن الرقم.",
    ),
    "whatsapp.address": (
        "Twilio cannot post to {url}: TAMASUK_PUBLIC_URL must be an https address.",
        "لا يستطيع Twilio الوصول إلى هذا العنوان. يجب أن يبدأ TAMASUK_PUBLIC_URL بـ https",
    ),
    "templates.good": ("WhatsApp: {count} templates are approved.", "قوالب واتساب: معتمدة."),
    "templates.none": (
        "WhatsApp has no templates of ours: 24 hours after somebody's last message, ours wait until they "
        "write. Submit them: tamasuk whatsapp templates push",
        "لا قوالب لواتساب، فتنتظر الرسائل أن يكتب الناس بعد 24 ساعة. الأمر: tamasuk whatsapp templates push",
    ),
    "templates.waiting": (
        "{count} templates of WhatsApp wait for Meta's decision, or were not submitted yet. "
        "Look again: tamasuk whatsapp templates status",
        "قوالب بانتظار قرار Meta. للمتابعة: tamasuk whatsapp templates status",
    ),
    "templates.refused": (
        "Templates of WhatsApp cannot be used ({names}). Why: tamasuk whatsapp templates status",
        "قوالب لا يمكن استعمالها. السبب: tamasuk whatsapp templates status",
    ),
    "templates.refiled": (
        "Meta counts templates as advertising ({names}): they cost more, and fewer arrive.",
        "تعد Meta بعض القوالب إعلاناً، فترتفع كلفتها ويصل منها أقل.",
    ),
    "account.refused": (
        "{channel}: the provider has refused the account ({reason}); its messages wait, none is lost. "
        "One is tried each minute.",
        "ترفض المنصة الحساب. الرسائل تنتظر ولا تضيع، ونجرّب رسالة كل دقيقة.",
    ),
    "account.stopped": (
        "{channel}: we have stopped it ({reason}); its messages wait.",
        "أوقفنا هذه القناة، ورسائلها تنتظر.",
    ),
    "account.slow": (
        "{channel}: the provider is in trouble ({reason}), so we send slowly. It mends itself.",
        "تواجه المنصة مشكلة، فنرسل ببطء. يعود الوضع وحده.",
    ),
    # -------------------------------------------------------------------------------------- running
    "ticks.good": ("The bot runs: it last looked at {at}.", "البوت يعمل."),
    "ticks.never": (
        "The bot has not run here yet: tamasuk serve",
        "لم يعمل البوت هنا بعد. الأمر: tamasuk serve",
    ),
    "ticks.still": (
        "The bot does not run, or stands still, since {at}: no reminders, no postponed work. "
        "Start it again: tamasuk serve",
        "البوت متوقف: لا تذكير ولا مهام مؤجلة. أعد تشغيله: tamasuk serve",
    ),
    "outgoing.stuck": (
        "A reply has been waiting to leave since {at}. "
        "If the bot runs, the lines above say why it cannot send.",
        "رد ينتظر الخروج منذ مدة. إذا كان البوت يعمل فالسبب في السطور السابقة.",
    ),
    "outgoing.failed": (
        "{count} messages of the last day failed: {why}. Most often people have left or blocked the bot.",
        "رسائل لم تصل خلال اليوم الأخير. السبب غالباً أن أصحابها غادروا أو حظروا البوت.",
    ),
    "outgoing.unknown": (
        "Of {count} messages of the last day nobody knows whether they arrived: the provider did not answer. "
        "They are not sent twice.",
        "رسائل لا نعرف هل وصلت، لأن المنصة لم تجب. لا نرسلها مرتين.",
    ),
    "media.waiting": (
        "{count} photos or files are still with the provider after an hour. Each is tried for two days.",
        "صور أو ملفات ما زالت عند المنصة. نحاول جلبها يومين.",
    ),
    "turns.good": ("No turn and no errand has failed.", "لم تفشل أي رسالة أو مهمة."),
    "turns.failed": (
        "{count} messages of the last day made our program fail; people were told, and can go on. "
        "Send this to whoever maintains it: tamasuk support-bundle",
        "رسائل تعثر بها البرنامج خلال اليوم الأخير. أرسل الملف إلى مَن يصون البرنامج: tamasuk support-bundle",
    ),
    "errands.failed": (
        "{count} pieces of work were given up after several tries. Send this to whoever maintains the "
        "program: tamasuk support-bundle",
        "مهام لم تكتمل بعد عدة محاولات. أرسل الملف إلى مَن يصون البرنامج: tamasuk support-bundle",
    ),
    # ------------------------------------------------------------------------------ disk and backups
    "disk.good": ("Disk: {percent}% full.", "القرص: توجد مساحة كافية."),
    "disk.forecast": (
        "Disk: {percent}% full; at the present growth it is full on {day}. Plan a larger one.",
        "القرص: سيمتلئ في اليوم المذكور أعلاه إذا استمر النمو. خطط لقرص أكبر.",
    ),
    "disk.tight": (
        "The disk is {percent}% full. What takes most: {what}. From 95% on no photos are kept. Make room.",
        "القرص شبه ممتلئ. عند 95% لا نحفظ صوراً جديدة. وفّر مساحة.",
    ),
    "backup.good": ("Backup: the last good one shows {at}.", "النسخة الاحتياطية: سليمة وحديثة."),
    "backup.near": (
        "Backups lie on the disk of the database: when it breaks, both are gone. "
        "Set TAMASUK_BACKUP_URL to another disk or a store, see docs/backup.md",
        "النسخ على قرص قاعدة البيانات نفسه: إذا تعطل القرص ضاعتا معاً. غيّر TAMASUK_BACKUP_URL",
    ),
    "backup.nowhere": (
        "There is no second place for backups: if this disk breaks, everything is lost. "
        "Set TAMASUK_BACKUP_URL, see docs/backup.md",
        "لا يوجد مكان ثانٍ للنسخ الاحتياطية: إذا تعطل القرص ضاع كل شيء. حدّد TAMASUK_BACKUP_URL",
    ),
    "backup.never": (
        "There is no good backup yet. Make one and read what it says: tamasuk backup",
        "لا توجد نسخة احتياطية سليمة بعد. الأمر: tamasuk backup",
    ),
    "backup.old": (
        "The last good backup shows {at}, more than two days ago. "
        "Make one and read what it says: tamasuk backup",
        "النسخة الاحتياطية قديمة. الأمر: tamasuk backup",
    ),
    "kit.good": ("Recovery page: printed at {at}.", "ورقة الاسترجاع: مطبوعة."),
    "kit.never": (
        "The recovery page was never printed: without the key a backup cannot be read. Print it and put it "
        "into the organisation's safe: tamasuk recovery-kit",
        "لم تطبع ورقة الاسترجاع بعد، ولا تُقرأ النسخة من دون مفتاحها. "
        "اطبعها وضعها في خزنة المنظمة: tamasuk recovery-kit",
    ),
    # --------------------------------------------------------------------------------------- people
    "staff.no_admin": (
        "The programme has no admin: nobody gets what coordinators miss. tamasuk invite admin",
        "لا يوجد مَن يدير البرنامج. للدعوة: tamasuk invite admin",
    ),
    "staff.whatsapp_only": (
        "{count} coordinators can be reached on WhatsApp only ({who}): 24 hours after they last wrote, "
        "notices wait. Ask them to open the bot on Telegram too. Who they are: tamasuk invitations",
        "منسقون لا نصل إليهم إلا على واتساب، وتنتظر إشعاراتهم بعد 24 ساعة من آخر رسالة منهم. "
        "اطلب منهم فتح البوت على Telegram أيضاً.",
    ),
    "staff.unreachable": (
        "{count} coordinators cannot be reached at all ({who}): they left or blocked the bot. "
        "Invite them again.",
        "منسقون لا نصل إليهم: غادروا أو حظروا البوت. ادعهم من جديد.",
    ),
    "areas.covered": ("Coordinators: {count}, and every governorate has one.", "لكل محافظة مَن ينسق فيها."),
    "areas.uncovered": (
        "{count} governorates have no coordinator ({areas}): their reports go to the admins. "
        "tamasuk invite coordinator --area CODE",
        "محافظات بلا منسق، فتذهب تقاريرها إلى الإدارة. الأمر: tamasuk invite coordinator --area CODE",
    ),
    "safeguarding.good": ("Safeguarding: {count} people receive complaints.", "الشكاوى: يوجد مَن يستقبلها."),
    "safeguarding.none": (
        "Nobody receives complaints: people are told so and shown the outside contact. Name two, who are not "
        "the coordinators: tamasuk invite safeguarding",
        "لا أحد يستقبل الشكاوى. سمِّ شخصين من غير المنسقين: tamasuk invite safeguarding",
    ),
    "safeguarding.one": (
        "One person alone receives complaints; name a second: tamasuk invite safeguarding",
        "شخص واحد فقط يستقبل الشكاوى. سمِّ شخصاً ثانياً: tamasuk invite safeguarding",
    ),
    "alert.none": (
        "TAMASUK_ALERT_CHAT is not set: only admins are told what must be done, in their own chats.",
        "لم يُحدد TAMASUK_ALERT_CHAT، فتصل التنبيهات إلى الإدارة وحدها.",
    ),
    "alert.good": ("Alerts: their chat is reached.", "التنبيهات: الوصول إلى محادثتها سليم."),
    "alert.unreached": (
        "The chat of TAMASUK_ALERT_CHAT is not reached: write to the bot there first, or correct the number.",
        "لا نصل إلى محادثة التنبيهات. اكتب فيها إلى البوت أولاً، أو صحح الرقم.",
    ),
    "alert.whatsapp": (
        "TAMASUK_ALERT_CHAT is on WhatsApp: alerts reach it only within 24 hours of its last message. "
        "A chat on Telegram is reached always.",
        "محادثة التنبيهات على واتساب، فلا تصلها إلا خلال 24 ساعة من آخر رسالة منها. "
        "الأفضل محادثة على Telegram.",
    ),
    "alert.off": (
        "TAMASUK_ALERT_CHAT is on {channel}, which is not connected.",
        "محادثة التنبيهات على قناة غير موصولة.",
    ),
}
