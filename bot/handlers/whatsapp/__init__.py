"""WhatsApp through Twilio: forms in, messages out, callbacks that say what became of them.

`account.WhatsApp` is the channel; `routes.routes` are its two addresses. Every question is numbered
text: buttons and lists need Content objects, which come with campaigns.
"""
