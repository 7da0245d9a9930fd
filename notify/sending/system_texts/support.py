"""What people write to the platform team."""

from notify.sending.system_texts.base import SystemText

TEXTS = {
    "support-request": SystemText(
        "email",
        "Contact form",
        "Reference: ((reference))\nKind: ((kind))\nFrom: ((name)), ((email))\n"
        "Services: ((services))\n\n---\n\n((message))",
        "Référence : ((reference))\nGenre : ((kind))\nDe : ((name)), ((email))\n"
        "Services : ((services))\n\n---\n\n((message))",
        "((kind)) – ((reference))",
        "((kind)) – ((reference))",
        hides_values=True,
    ),
}
