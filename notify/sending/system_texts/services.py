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
    "invitation": SystemText(
        "email",
        "Invitation to a service",
        "((person)) invites you to the team of ((service_en)).\n\n"
        "[Accept the invitation](((link)))\n\n"
        "The link lasts two days and works only for this email address. If you do not know what "
        "this is about, do nothing.",
        "((person)) vous invite à joindre l’équipe de ((service_fr)).\n\n"
        "[Accepter l’invitation](((link)))\n\n"
        "Le lien est valide pendant deux jours et seulement pour cette adresse courriel. Si vous "
        "ne savez pas de quoi il s’agit, ne faites rien.",
        "You are invited to the team of ((service_en))",
        "Vous êtes invité à joindre l’équipe de ((service_fr))",
        hides_values=True,
    ),
    "organisation-invitation": SystemText(
        "email",
        "Invitation to an organisation",
        "((person)) invites you to look after the services of ((organisation_en)).\n\n"
        "[Accept the invitation](((link)))\n\n"
        "The link lasts two days and works only for this email address. If you do not know what "
        "this is about, do nothing.",
        "((person)) vous invite à vous occuper des services de ((organisation_fr)).\n\n"
        "[Accepter l’invitation](((link)))\n\n"
        "Le lien est valide pendant deux jours et seulement pour cette adresse courriel. Si vous "
        "ne savez pas de quoi il s’agit, ne faites rien.",
        "You are invited to ((organisation_en))",
        "Vous êtes invité à ((organisation_fr))",
        hides_values=True,
    ),
    "reply-to-test": SystemText(
        "email",
        "Test of a reply-to address",
        "The team of ((service_en)) wants answers to its emails to come to this address.\n\n"
        "[Confirm the address](((link)))\n\n"
        "The link lasts three days. If you do not know what this is about, tell the team.",
        "L’équipe de ((service_fr)) souhaite recevoir à cette adresse les réponses à ses "
        "courriels.\n\n"
        "[Confirmer l’adresse](((link)))\n\n"
        "Le lien est valide pendant trois jours. Si vous ne savez pas de quoi il s’agit, "
        "prévenez l’équipe.",
        "Confirm where answers to ((service_en)) go",
        "Confirmez où vont les réponses à ((service_fr))",
        hides_values=True,
    ),
    "go-live-requested": SystemText(
        "email",
        "Go-live request",
        "((service_en)) asks to go live.\n\n[See the request](((link)))",
        "((service_fr)) demande son activation.\n\n[Voir la demande](((link)))",
        "((service_en)) asks to go live",
        "((service_fr)) demande son activation",
    ),
    "go-live-approved": SystemText(
        "email",
        "Go-live request approved",
        "((service_name)) is live. It may write to anybody, and live API keys can be made.",
        "((service_name)) est activé. Il peut écrire à tout le monde, et des clés API actives "
        "peuvent être créées.",
        "((service_name)) is live",
        "((service_name)) est activé",
    ),
    "go-live-sent-back": SystemText(
        "email",
        "Go-live request sent back",
        "The platform team has looked at the go-live request of ((service_name)) and asks for "
        "more:\n\n((comment))\n\nYour answers are kept. Change them, then hand in the request "
        "again.",
        "L’équipe de la plateforme a examiné la demande d’activation de ((service_name)) et "
        "demande des précisions\u00a0:\n\n((comment))\n\nVos réponses sont conservées. "
        "Modifiez-les, puis soumettez la demande de nouveau.",
        "The go-live request of ((service_name)) needs more",
        "La demande d’activation de ((service_name)) est à compléter",
    ),
    "api-key-ends": SystemText(
        "email",
        "API key about to end",
        "The API key ((key_name)) of ((service_name)) stops working on ((ends)). If a program "
        "still uses it, give the program a new key before then.",
        "La clé API ((key_name)) de ((service_name)) cessera de fonctionner le ((ends)). Si un "
        "programme l’utilise encore, donnez-lui une nouvelle clé avant cette date.",
        "An API key of ((service_name)) is about to end",
        "Une clé API de ((service_name)) arrive à échéance",
    ),
    "logo-approved": SystemText(
        "email",
        "Logo approved",
        "The platform team approved the logo “((name))” of ((service_name)). Emails carry it from "
        "now on.",
        "L’équipe de la plateforme a approuvé le logo « ((name)) » de ((service_name)). Les "
        "courriels le portent à partir de maintenant.",
        "Logo approved: ((service_name))",
        "Logo approuvé : ((service_name))",
    ),
    "logo-sent-back": SystemText(
        "email",
        "Logo sent back",
        "The platform team sent the logo “((name))” of ((service_name)) back:\n\n^ ((comment))",
        "L’équipe de la plateforme a renvoyé le logo « ((name)) » de ((service_name)) :\n\n"
        "^ ((comment))",
        "Logo sent back: ((service_name))",
        "Logo renvoyé : ((service_name))",
    ),
}
