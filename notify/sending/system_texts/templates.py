"""Notices about changes to templates that a second person reviews."""

from notify.sending.system_texts.base import SystemText

TEXTS = {
    "template-waits-for-review": SystemText(
        "email",
        "A template waits for review",
        "A change to the template “((template_name))” of ((service_name)) waits for review. "
        "Somebody other than its author can approve it or send it back:\n\n((page))",
        "Une modification du gabarit « ((template_name)) » de ((service_name)) attend une "
        "révision. Une personne autre que son auteur peut l’approuver ou la renvoyer :\n\n"
        "((page))",
        "Template to review: ((template_name))",
        "Gabarit à réviser : ((template_name))",
    ),
    "template-approved": SystemText(
        "email",
        "A change to a template was approved",
        "The change to the template “((template_name))” of ((service_name)) was approved. "
        "Messages are sent with the new text from now on.\n\n((page))",
        "La modification du gabarit « ((template_name)) » de ((service_name)) a été approuvée. "
        "Les messages partent désormais avec le nouveau texte.\n\n((page))",
        "Template approved: ((template_name))",
        "Gabarit approuvé : ((template_name))",
    ),
    "template-sent-back": SystemText(
        "email",
        "A change to a template was sent back",
        "The change to the template “((template_name))” of ((service_name)) was sent back with "
        "a comment. Read it and change the text here:\n\n((page))",
        "La modification du gabarit « ((template_name)) » de ((service_name)) a été renvoyée "
        "avec un commentaire. Lisez-le et modifiez le texte ici :\n\n((page))",
        "Template sent back: ((template_name))",
        "Gabarit renvoyé : ((template_name))",
    ),
}
