"""What people send that is not text: checked by content, cleaned, kept, handed out by signed links."""
