"""WhatsApp through Twilio: forms in, messages out, callbacks that say what became of them.

`account.WhatsApp` is the channel; `routes.routes` are its two addresses. Buttons, lists and templates are
sent by the id of an object that was made before (`content`, `shapes`); until there is one, a question is
numbered text, and numbers are understood always.
"""
