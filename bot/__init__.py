"""Tamasuk (تماسك, cohesion): community programmes on Telegram, WhatsApp and the web, in Arabic first."""

VERSION = "0.1.0"
