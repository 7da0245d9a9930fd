"""The samples themselves, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Sample:
    """A bilingual text to start from. A text message has no subjects."""

    slug: str
    channel: str
    name: StrOrPromise
    purpose: StrOrPromise
    body_en: str
    body_fr: str
    subject_en: str = ""
    subject_fr: str = ""


SAMPLES = (
    Sample(
        "appointment",
        "sms",
        _("Appointment reminder"),
        _("Reminds a person of the time and place, and how to change it."),
        "Reminder: ((first name)), you have an appointment on ((date)) at ((time)), ((address)). "
        "To change it, call ((phone number)).",
        "Rappel : ((first name)), vous avez un rendez-vous le ((date)) à ((time)), ((address)). "
        "Pour le modifier, composez le ((phone number)).",
    ),
    Sample(
        "decision",
        "email",
        _("Decision about an application"),
        _("Gives the result first, then what to do next."),
        "# A decision was made\n\nHello ((name)),\n\nWe have made a decision about application "
        "**((file number))**.\n\n((approved??Your application is approved. You do not need to do "
        "anything.))\n((refused??Your application is not approved. The reasons are in your "
        "account. You can ask for another review within 30 days.))\n\n"
        "[Read the decision](((link)))",
        "# Une décision a été rendue\n\nBonjour ((name)),\n\nNous avons rendu une décision au "
        "sujet de la demande **((file number))**.\n\n((approved??Votre demande est acceptée. Vous "
        "n’avez rien à faire.))\n((refused??Votre demande n’est pas acceptée. Les motifs se "
        "trouvent dans votre compte. Vous pouvez demander une révision dans les 30 jours.))\n\n"
        "[Lire la décision](((link)))",
        "Decision about your application ((file number))",
        "Décision concernant votre demande ((file number))",
    ),
    Sample(
        "sign-in-code",
        "sms",
        _("Sign-in code"),
        _("A code to type in, and a warning not to pass it on."),
        "((code)) is your sign-in code for ((service)). It works for 10 minutes. Never give it to "
        "anyone.",
        "((code)) est votre code de connexion pour ((service)). Il est valide 10 minutes. Ne le "
        "donnez à personne.",
    ),
    Sample(
        "public-health-alert",
        "email",
        _("Public-health alert"),
        _("Says where, since when, what to do and where to ask."),
        "# ((kind of alert)) in ((place))\n\nIn effect since ((date and time)).\n\n"
        "## What to do\n\n1. Boil tap water for one minute before you drink it.\n"
        "2. Use bottled water for children under one year.\n3. Check on your neighbours.\n\n"
        "^ If you feel ill, call 8-1-1. In an emergency, call 9-1-1.\n\n"
        "[See the latest information](((link)))",
        "# ((kind of alert)) à ((place))\n\nEn vigueur depuis le ((date and time)).\n\n"
        "## Que faire\n\n1. Faites bouillir l’eau du robinet une minute avant de la boire.\n"
        "2. Donnez de l’eau embouteillée aux enfants de moins d’un an.\n"
        "3. Prenez des nouvelles de vos voisins.\n\n"
        "^ Si vous vous sentez malade, composez le 8-1-1. En cas d’urgence, composez le 9-1-1.\n\n"
        "[Voir les renseignements à jour](((link)))",
        "Health alert for ((place)): ((kind of alert))",
        "Alerte sanitaire pour ((place)) : ((kind of alert))",
    ),
    Sample(
        "newsletter",
        "email",
        _("Newsletter"),
        _("Two short items and a one-click unsubscribe."),
        "# News for ((month))\n\n## ((first title))\n\n((first text))\n\n## ((second title))\n\n"
        "((second text))\n\n---\n\nYou get this email because you signed up for it.",
        "# Nouvelles de ((month))\n\n## ((first title))\n\n((first text))\n\n"
        "## ((second title))\n\n((second text))\n\n---\n\n"
        "Vous recevez ce courriel parce que vous vous y êtes inscrit.",
        "News from ((service)): ((month))",
        "Nouvelles de ((service)) : ((month))",
    ),
    Sample(
        "receipt",
        "email",
        _("Receipt of a form or payment"),
        _("Confirms what arrived and when an answer comes."),
        "# We received your form\n\nHello ((name)),\n\nWe received ((form)) on ((date)).\n\n"
        "* Confirmation number: **((confirmation number))**\n* Amount paid: ((amount))\n\n"
        "We answer within ((number of days)) business days. Keep this email for your records.",
        "# Nous avons reçu votre formulaire\n\nBonjour ((name)),\n\nNous avons reçu ((form)) le "
        "((date)).\n\n* Numéro de confirmation : **((confirmation number))**\n"
        "* Montant payé : ((amount))\n\nNous répondons dans un délai de ((number of days)) jours "
        "ouvrables. Conservez ce courriel dans vos dossiers.",
        "We received ((form))",
        "Nous avons reçu ((form))",
    ),
    Sample(
        "deadline",
        "email",
        _("Deadline that comes near"),
        _("Names the date, what happens after it and how to act."),
        "# Renew before ((date))\n\nHello ((name)),\n\nYour ((document)) ends on **((date))**. "
        "After that day you need to apply as a new client.\n\nTo renew you need:\n\n"
        "* your client number\n* a recent photo\n* a credit card\n\n[Renew now](((link)))",
        "# Renouvelez avant le ((date))\n\nBonjour ((name)),\n\nVotre ((document)) prend fin le "
        "**((date))**. Après ce jour, vous devrez présenter une nouvelle demande.\n\n"
        "Pour le renouveler, vous avez besoin :\n\n* de votre numéro de client\n"
        "* d’une photo récente\n* d’une carte de crédit\n\n[Renouveler maintenant](((link)))",
        "Your ((document)) ends on ((date))",
        "Votre ((document)) prend fin le ((date))",
    ),
    Sample(
        "survey",
        "email",
        _("Survey after a service"),
        _("Says how long it takes and that it is voluntary."),
        "Hello ((name)),\n\nYou contacted us on ((date)). Three questions take two minutes and "
        "help us do better. You do not have to answer, and your answer changes nothing about your "
        "file.\n\n[Answer the three questions](((link)))\n\nThe survey is open until ((end date)).",
        "Bonjour ((name)),\n\nVous avez communiqué avec nous le ((date)). Trois questions prennent "
        "deux minutes et nous aident à nous améliorer. Vous n’êtes pas obligé de répondre, et "
        "votre réponse ne change rien à votre dossier.\n\n"
        "[Répondre aux trois questions](((link)))\n\nLe sondage est ouvert jusqu’au ((end date)).",
        "How did we do on ((date))?",
        "Votre avis sur le service du ((date))",
    ),
)
