"""Notices to the people of a service about the service itself. `service_name` is always given."""

from notify.sending.system_texts.base import SystemText

TEXTS = {
    "service-suspended": SystemText(
        "email",
        "Service suspended",
        "((service_name)) was suspended by the platform team. It sends nothing until it is "
        "resumed. Messages that were accepted before are kept.",
        "((service_name)) a été suspendu par l’équipe de la plateforme. Aucun message ne part "
        "avant sa reprise. Les messages déjà acceptés sont conservés.",
        "((service_name)) is suspended",
        "((service_name)) est suspendu",
    ),
    "service-resumed": SystemText(
        "email",
        "Service resumed",
        "((service_name)) was resumed by the platform team and sends messages again.",
        "((service_name)) a été repris par l’équipe de la plateforme et envoie de nouveau des "
        "messages.",
        "((service_name)) is active again",
        "((service_name)) est de nouveau actif",
    ),
}
