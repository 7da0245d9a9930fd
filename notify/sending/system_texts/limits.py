"""Warnings at 80% and at 100% of a limit, for each channel and period."""

from notify.sending.system_texts.base import SystemText


def _text(name: str, title_en: str, title_fr: str, body_en: str, body_fr: str) -> SystemText:
    return SystemText("email", name, body_en, body_fr, title_en, title_fr)


TEXTS = {
    "limit-email-day-near": _text(
        "80% of the daily email limit",
        "((service_name)) has used 80% of its emails for today",
        "((service_name)) a utilisé 80 % de ses courriels d’aujourd’hui",
        "((service_name)) may send ((limit)) emails a day and has sent 80% of them. Emails "
        "over the limit are refused until midnight, Eastern time.",
        "((service_name)) peut envoyer ((limit)) courriels par jour et en a déjà envoyé 80 %. "
        "Les courriels au-delà de la limite sont refusés jusqu’à minuit, heure de l’Est.",
    ),
    "limit-email-day-reached": _text(
        "Daily email limit reached",
        "((service_name)) has reached its email limit for today",
        "((service_name)) a atteint sa limite de courriels d’aujourd’hui",
        "((service_name)) has sent the ((limit)) emails that it may send a day. Others are "
        "refused until midnight, Eastern time.",
        "((service_name)) a envoyé les ((limit)) courriels permis par jour. Les autres sont "
        "refusés jusqu’à minuit, heure de l’Est.",
    ),
    "limit-sms-day-near": _text(
        "80% of the daily text message limit",
        "((service_name)) has used 80% of its text messages for today",
        "((service_name)) a utilisé 80 % de ses messages texte d’aujourd’hui",
        "((service_name)) may send ((limit)) fragments of text messages a day and has sent "
        "80% of them. Text messages over the limit are refused until midnight, Eastern time.",
        "((service_name)) peut envoyer ((limit)) fragments de message texte par jour et en a "
        "déjà envoyé 80 %. Les messages texte au-delà de la limite sont refusés jusqu’à "
        "minuit, heure de l’Est.",
    ),
    "limit-sms-day-reached": _text(
        "Daily text message limit reached",
        "((service_name)) has reached its text message limit for today",
        "((service_name)) a atteint sa limite de messages texte d’aujourd’hui",
        "((service_name)) has sent the ((limit)) fragments of text messages that it may send "
        "a day. Others are refused until midnight, Eastern time.",
        "((service_name)) a envoyé les ((limit)) fragments de message texte permis par jour. "
        "Les autres sont refusés jusqu’à minuit, heure de l’Est.",
    ),
    "limit-email-year-near": _text(
        "80% of the annual email limit",
        "((service_name)) has used 80% of its emails for this fiscal year",
        "((service_name)) a utilisé 80 % de ses courriels de l’exercice",
        "((service_name)) may send ((limit)) emails from one 1 April to the next and has sent "
        "80% of them. Emails over the limit are refused until 1 April.",
        "((service_name)) peut envoyer ((limit)) courriels d’un 1er avril à l’autre et en a "
        "déjà envoyé 80 %. Les courriels au-delà de la limite sont refusés jusqu’au 1er avril.",
    ),
    "limit-email-year-reached": _text(
        "Annual email limit reached",
        "((service_name)) has reached its email limit for this fiscal year",
        "((service_name)) a atteint sa limite de courriels de l’exercice",
        "((service_name)) has sent the ((limit)) emails that it may send from one 1 April to "
        "the next. Others are refused until 1 April.",
        "((service_name)) a envoyé les ((limit)) courriels permis d’un 1er avril à l’autre. "
        "Les autres sont refusés jusqu’au 1er avril.",
    ),
    "limit-sms-year-near": _text(
        "80% of the annual text message limit",
        "((service_name)) has used 80% of its text messages for this fiscal year",
        "((service_name)) a utilisé 80 % de ses messages texte de l’exercice",
        "((service_name)) may send ((limit)) fragments of text messages from one 1 April to "
        "the next and has sent 80% of them. Text messages over the limit are refused until "
        "1 April.",
        "((service_name)) peut envoyer ((limit)) fragments de message texte d’un 1er avril à "
        "l’autre et en a déjà envoyé 80 %. Les messages texte au-delà de la limite sont "
        "refusés jusqu’au 1er avril.",
    ),
    "limit-sms-year-reached": _text(
        "Annual text message limit reached",
        "((service_name)) has reached its text message limit for this fiscal year",
        "((service_name)) a atteint sa limite de messages texte de l’exercice",
        "((service_name)) has sent the ((limit)) fragments of text messages that it may send "
        "from one 1 April to the next. Others are refused until 1 April.",
        "((service_name)) a envoyé les ((limit)) fragments de message texte permis d’un "
        "1er avril à l’autre. Les autres sont refusés jusqu’au 1er avril.",
    ),
}
