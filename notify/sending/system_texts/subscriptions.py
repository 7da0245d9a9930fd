"""What people get who want to follow a topic."""

from notify.sending.system_texts.base import SystemText

TEXTS = {
    "subscription-confirm-email": SystemText(
        "email",
        "Confirm a subscription",
        "You, or somebody who typed your address, asked ((service)) for:\n\n((topics))\n\n"
        "[Confirm that you want it](((link)))\n\n"
        "The link works for seven days. If it was not you, do nothing: you will get nothing.",
        "Vous, ou une personne qui a écrit votre adresse, avez demandé à ((service)) :\n\n"
        "((topics))\n\n[Confirmer que vous le voulez](((link)))\n\n"
        "Le lien fonctionne pendant sept jours. Si ce n’était pas vous, ne faites rien : vous ne "
        "recevrez rien.",
        "Confirm: ((service))",
        "Confirmez : ((service))",
        hides_values=True,
    ),
    "subscription-confirm-sms": SystemText(
        "sms",
        "Confirm a subscription by text",
        "((service)): confirm ((topics)) at ((link)) If it was not you, do nothing.",
        "((service)) : confirmez ((topics)) à ((link)) Si ce n’était pas vous, ne faites rien.",
        hides_values=True,
    ),
}
