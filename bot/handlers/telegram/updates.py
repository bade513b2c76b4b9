"""The fields of an update that we read, and no others: decoding only these is what makes it fast.

A field that Telegram always sends is still optional here when we can do without it. Kinds of message
that we do not take are named by `odd_kind`, which looks at the whole message and is needed rarely.
"""

import msgspec
from msgspec import Struct


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# What happens around messages, and is not something that a person says.
SERVICE = _names(
    """
    boost_added channel_chat_created chat_background_set chat_owner_changed chat_owner_left
    checklist_tasks_added checklist_tasks_done connected_website delete_chat_photo
    direct_message_price_changed forum_topic_closed forum_topic_created forum_topic_edited
    forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden gift_upgrade_sent
    giveaway_completed giveaway_created group_chat_created left_chat_member managed_bot_created
    message_auto_delete_timer_changed migrate_from_chat_id migrate_to_chat_id new_chat_members
    new_chat_photo new_chat_title paid_message_price_changed pinned_message poll_option_added
    poll_option_deleted proximity_alert_triggered refunded_payment successful_payment
    suggested_post_approval_failed suggested_post_approved suggested_post_declined suggested_post_paid
    suggested_post_refunded supergroup_chat_created video_chat_ended video_chat_participants_invited
    video_chat_scheduled video_chat_started write_access_allowed
    """
)
# What any kind of message may carry beside its content.
ENVELOPE = _names(
    """
    author_signature business_connection_id caption_entities chat date direct_messages_topic edit_date
    effect_id entities external_reply forward_date forward_from forward_from_chat forward_origin
    forward_sender_name from guest_bot_caller_chat guest_bot_caller_user guest_query_id
    has_media_spoiler has_protected_content is_automatic_forward is_from_offline is_paid_post
    is_topic_message link_preview_options media_group_id message_id message_thread_id
    paid_star_count quote reply_markup reply_to_checklist_task_id reply_to_message
    reply_to_poll_option_id reply_to_story sender_boost_count sender_business_bot sender_chat sender_tag
    show_caption_above_media suggested_post_info via_bot
    """
)


class User(Struct):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str = ""


class Chat(Struct):
    id: int
    type: str = ""


class PhotoSize(Struct):
    file_id: str
    width: int = 0
    height: int = 0
    file_size: int = 0


class File(Struct):
    """A document, video, animation, voice note, audio file or round video."""

    file_id: str
    file_name: str = ""
    mime_type: str = ""
    file_size: int = 0
    duration: int = 0


class LivePhoto(Struct):
    photo: list[PhotoSize] = []


class Sticker(Struct):
    emoji: str = ""


class Location(Struct):
    latitude: float
    longitude: float


class Venue(Struct):
    title: str = ""


class Contact(Struct):
    phone_number: str
    user_id: int = 0


class Quoted(Struct):
    message_id: int = 0


class Message(Struct):
    message_id: int
    date: int
    chat: Chat
    edit_date: int = 0
    sender: User | None = msgspec.field(name="from", default=None)
    text: str | None = None
    caption: str = ""
    media_group_id: str = ""
    reply_to_message: Quoted | None = None
    photo: list[PhotoSize] | None = None
    live_photo: LivePhoto | None = None
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    voice: File | None = None
    audio: File | None = None
    document: File | None = None
    sticker: Sticker | None = None
    location: Location | None = None
    venue: Venue | None = None
    contact: Contact | None = None


class Pressed(Struct):
    """The message whose button was pressed; Telegram may have forgotten all but this of it."""

    message_id: int
    chat: Chat


class CallbackQuery(Struct):
    id: str
    sender: User = msgspec.field(name="from")
    data: str = ""
    message: Pressed | None = None


class Reaction(Struct):
    emoji: str = ""


class MessageReaction(Struct):
    chat: Chat
    message_id: int
    date: int
    user: User | None = None
    old_reaction: list[Reaction] = []
    new_reaction: list[Reaction] = []


class Member(Struct):
    status: str = ""


class MembershipChange(Struct):
    chat: Chat
    sender: User = msgspec.field(name="from")
    date: int
    new_chat_member: Member


class Update(Struct):
    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    message_reaction: MessageReaction | None = None
    my_chat_member: MembershipChange | None = None


# What is asked of Telegram; anything else is not even delivered.
ALLOWED = ("message", "edited_message", "callback_query", "message_reaction", "my_chat_member")


class Numbered(Struct):
    """All that is needed of an update that cannot be read: which one it was."""

    update_id: int


class _Whole(Struct):
    message: dict[str, msgspec.Raw] = {}


decode = msgspec.json.Decoder(Update).decode
decode_number = msgspec.json.Decoder(Numbered).decode
_decode_whole = msgspec.json.Decoder(_Whole).decode


def odd_kind(raw: bytes) -> str:
    """What kind of message it is, in Telegram's word; '' when nobody says anything by it."""
    content = _decode_whole(raw).message.keys() - ENVELOPE
    if content & SERVICE:
        return ""
    return min(content, default="empty")
