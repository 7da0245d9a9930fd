"""Warnings to the people of a service whose messages come back or whose endpoint is broken."""

from notify.sending.system_texts.base import SystemText

TEXTS = {
    "bounce-rate-warning": SystemText(
        "email",
        "Bounce rate: warning",
        "In the last 24 hours, ((bounced)) of the ((sent)) emails of ((service_name)) came back "
        "because the address does not exist (((percent)) %).\n\n"
        "At ((limit)) % we stop the emails of a service, so that those of other services still "
        "arrive.\n\n"
        "What to do: look at “Problem addresses” on your dashboard, take them off your lists, and "
        "ask people to type their address twice.",
        "Dans les 24 dernières heures, ((bounced)) des ((sent)) courriels de ((service_name)) ont "
        "été retournés parce que l’adresse n’existe pas (((percent)) %).\n\n"
        "À ((limit)) %, nous arrêtons les courriels d’un service pour que ceux des autres services "
        "arrivent encore.\n\n"
        "Quoi faire : consultez « Adresses à problème » dans votre tableau de bord, "
        "retirez-les de vos listes et demandez aux gens de saisir leur adresse deux fois.",
        "((percent)) % of the emails of ((service_name)) come back",
        "((percent)) % des courriels de ((service_name)) sont retournés",
    ),
    "email-suspended-for-bounces": SystemText(
        "email",
        "Bounce rate: emails stopped",
        "We stopped the emails of ((service_name)). In the last 24 hours, ((bounced)) of its "
        "((sent)) emails came back because the address does not exist (((percent)) %); the limit "
        "is ((limit)) %.\n\n"
        "Text messages are still sent. Emails that you send now are refused with an error.\n\n"
        "What to do: take the addresses listed in “Problem addresses” off your lists, then write "
        "to us. We turn emails on again once the lists are clean.",
        "Nous avons arrêté les courriels de ((service_name)). Dans les 24 dernières heures, "
        "((bounced)) de ses ((sent)) courriels ont été retournés parce que l’adresse n’existe pas "
        "(((percent)) %); la limite est de ((limit)) %.\n\n"
        "Les messages texte partent toujours. Les courriels que vous envoyez maintenant sont "
        "refusés avec une erreur.\n\n"
        "Quoi faire : retirez de vos listes les adresses figurant dans « Adresses à "
        "problème », puis écrivez-nous. Nous réactivons les courriels une fois les listes "
        "nettoyées.",
        "The emails of ((service_name)) are stopped",
        "Les courriels de ((service_name)) sont arrêtés",
    ),
    "callback-suspended": SystemText(
        "email",
        "Callback suspended",
        "We no longer call ((host)) to tell ((service_name)) what became of its messages: "
        "((calls)) calls in a row failed for good. Nothing is lost: what is queued waits.\n\n"
        "What to do: mend the endpoint, then turn the callback on again on the page “API "
        "integration”.",
        "Nous n’appelons plus ((host)) pour dire à ((service_name)) ce que sont devenus ses "
        "messages : ((calls)) appels de suite ont échoué définitivement. Rien n’est perdu : ce "
        "qui est en file attend.\n\n"
        "Quoi faire : réparez le point de terminaison, puis réactivez la fonction de rappel à la "
        "page « Intégration API ».",
        "The callback of ((service_name)) is suspended",
        "La fonction de rappel de ((service_name)) est suspendue",
    ),
}
