"""The web chat: a page like a phone's chat, for demonstrations and for people without Telegram or WhatsApp.

What leaves is a line numbered per browser: sending is writing it (`send`), and every open page
streams the lines from where it stands (`events`). It knows no storage: `ports` says what it is given.
"""
