"""What a person is told about a report of theirs."""

from notify.sending.system_texts.base import SystemText

TEXTS = {
    "report-ready": SystemText(
        "email",
        "Report ready",
        "The report of ((service_name)) that you asked for is ready. It can be downloaded for "
        "three days:\n\n((link))",
        "Le rapport de ((service_name)) que vous avez demandé est prêt. Vous pouvez le télécharger "
        "pendant trois jours :\n\n((link))",
        "Your report is ready",
        "Votre rapport est prêt",
    ),
}
