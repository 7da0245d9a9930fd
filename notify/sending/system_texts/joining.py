"""Between somebody who asks to join a service and those who manage it."""

from notify.sending.system_texts.base import SystemText

TEXTS = {
    "join-asked": SystemText(
        "email",
        "Request to join a service",
        "((person)) asks to join the team of ((service_name)).\n\n^ ((reason))\n\n"
        "[Answer the request](((link)))\n\n"
        "You get this because you manage the service. If you do not know the person, ask a "
        "colleague before you accept.",
        "((person)) demande à joindre l’équipe de ((service_name)).\n\n^ ((reason))\n\n"
        "[Répondre à la demande](((link)))\n\n"
        "Vous recevez ce courriel parce que vous gérez le service. Si vous ne connaissez pas la "
        "personne, consultez un collègue avant d’accepter.",
        "((person)) asks to join ((service_name))",
        "((person)) demande à joindre ((service_name))",
        hides_values=True,
    ),
    "join-accepted": SystemText(
        "email",
        "Request to join accepted",
        "You are now in the team of ((service_name)).\n\n[Go to the service](((link)))",
        "Vous faites maintenant partie de l’équipe de ((service_name)).\n\n"
        "[Aller au service](((link)))",
        "You are in the team of ((service_name))",
        "Vous faites partie de l’équipe de ((service_name))",
    ),
    "join-refused": SystemText(
        "email",
        "Request to join refused",
        "The team of ((service_name)) did not accept your request to join. If you think that this "
        "is a mistake, speak to them.",
        "L’équipe de ((service_name)) n’a pas accepté votre demande de la joindre. Si vous croyez "
        "qu’il s’agit d’une erreur, parlez-en avec elle.",
        "Your request to join ((service_name))",
        "Votre demande de joindre ((service_name))",
    ),
}
