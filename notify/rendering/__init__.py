"""What a message says: placeholders, Markdown, typography, email and text messages. Pure Python."""
