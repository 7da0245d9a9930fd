"""Messages to send in tests."""

from typing import Any
from uuid import UUID

from notify.providers.base import Email, EmailFile, Sms

AWS_KEY = "AKIATESTTESTTESTTEST"
AWS_SECRET = "made-up-for-tests"

ID = UUID("01990000-0000-7abc-8def-000000000001")
FROM_NAME = 'Pêches, Océans "Québec" / Fisheries and Oceans (équipe régionale)'
SUBJECT = "Votre demande a été reçue – œuvre nº 12 🎉"
TEXT = "Bonjour Zoë,\n\nOù êtes-vous? Déjà prêt 🎉\n.\n.une ligne qui commence par un point\n"
HTML = "<p>Bonjour Zoë, où êtes-vous? 🎉</p>"
SMS_TEXT = "Où êtes-vous? Déjà prêt ça & là + 100 % 🎉"
PDF = EmailFile("reçu de l'été.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")


def make_email(**overrides: Any) -> Email:
    values: dict[str, Any] = {
        "id": ID,
        "to": "zoe.tremblay@example.gc.ca",
        "from_name": FROM_NAME,
        "from_address": "peches@notification.example.gc.ca",
        "reply_to": "reponse@example.gc.ca",
        "subject": SUBJECT,
        "text": TEXT,
        "html": HTML,
        "headers": {},
        "files": (),
    }
    return Email(**values | overrides)


def make_sms(**overrides: Any) -> Sms:
    values: dict[str, Any] = {
        "id": ID,
        "to": "+16135550123",
        "sender": "+16135550100",
        "text": SMS_TEXT,
        "fragments": 1,
        "international": False,
    }
    return Sms(**values | overrides)
