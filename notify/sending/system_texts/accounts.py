"""What people get about their accounts: links, codes, and word of every change."""

from notify.sending.system_texts.base import SystemText

NOT_YOU_EN = "\n\nIf it was not you, change your password at once and write to us: ((help))"
NOT_YOU_FR = (
    "\n\nSi ce n’était pas vous, changez votre mot de passe sans tarder et écrivez-nous : ((help))"
)
IGNORE_EN = "\n\nIf you did not ask for this, do nothing: nothing changes."
IGNORE_FR = "\n\nSi vous n’avez rien demandé, ne faites rien : rien ne change."


def _link(name: str, subjects: tuple[str, str], texts: tuple[str, str]) -> SystemText:
    """A link that works for an hour and does nothing before its button is pressed."""
    english, french = texts
    return SystemText(
        "email",
        name,
        f"{english}\n\n((link))\n\nThe link works once, for one hour.{IGNORE_EN}",
        f"{french}\n\n((link))\n\nLe lien fonctionne une seule fois, pendant une heure.{IGNORE_FR}",
        *subjects,
        hides_values=True,
    )


def _change(name: str, subjects: tuple[str, str], texts: tuple[str, str]) -> SystemText:
    """Word of a change that its owner should have made."""
    english, french = texts
    return SystemText("email", name, english + NOT_YOU_EN, french + NOT_YOU_FR, *subjects)


TEXTS = {
    "verify-address": _link(
        "Confirm your address",
        ("Confirm your email address", "Confirmez votre adresse courriel"),
        (
            "Confirm that this address is yours to finish making your account:",
            "Confirmez que cette adresse est la vôtre pour terminer la création de votre compte :",
        ),
    ),
    "account-exists": SystemText(
        "email",
        "You already have an account",
        "Somebody, perhaps you, asked for an account with this address. You already have one. "
        "Sign in, or choose a new password if you forgot yours:\n\n((link))" + IGNORE_EN,
        "Quelqu’un, peut-être vous, a demandé un compte avec cette adresse. Vous en avez déjà un. "
        "Connectez-vous, ou choisissez un nouveau mot de passe si vous avez oublié le vôtre :"
        "\n\n((link))" + IGNORE_FR,
        "You already have an account",
        "Vous avez déjà un compte",
    ),
    "sign-in-code": SystemText(
        "email",
        "Code by email",
        "((code)) is your code. It works once, for 10 minutes.\n\nNever give it to anybody. If you "
        "did not ask for it, somebody knows your password: change it.",
        "((code)) est votre code. Il fonctionne une seule fois, pendant 10 minutes.\n\nNe le "
        "donnez à personne. Si vous ne l’avez pas demandé, quelqu’un connaît votre mot de passe : "
        "changez-le.",
        "Your sign-in code",
        "Votre code de connexion",
        hides_values=True,
    ),
    "sign-in-code-sms": SystemText(
        "sms",
        "Code by text message",
        "((code)) is your Notify code. It works for 10 minutes. Never give it to anybody.",
        "((code)) est votre code Notification. Il fonctionne pendant 10 minutes. Ne le donnez à "
        "personne.",
        hides_values=True,
    ),
    "reset-password": _link(
        "Choose a new password",
        ("Choose a new password", "Choisissez un nouveau mot de passe"),
        ("Choose a new password here:", "Choisissez un nouveau mot de passe ici :"),
    ),
    "password-expired": _link(
        "Choose a new password: asked by the platform team",
        ("You need a new password", "Vous devez choisir un nouveau mot de passe"),
        (
            (
                "The platform team ended your password and your sessions, to keep your account "
                "safe. Choose a new password here:"
            ),
            (
                "L’équipe de la plateforme a mis fin à votre mot de passe et à vos sessions, pour "
                "protéger votre compte. Choisissez un nouveau mot de passe ici\u00a0:"
            ),
        ),
    ),
    "unlock-account": _link(
        "Unlock your sign-in",
        ("Sign in after many attempts", "Connexion après de nombreuses tentatives"),
        (
            (
                "Somebody tried to sign in to your account many times with a wrong password. To "
                "sign in from a new browser, open this link in it:"
            ),
            (
                "Quelqu’un a tenté de nombreuses fois de se connecter à votre compte avec un "
                "mauvais mot de passe. Pour vous connecter d’un nouveau "
                "navigateur, ouvrez-y ce lien :"
            ),
        ),
    ),
    "confirm-new-address": _link(
        "Confirm your new address",
        ("Confirm your new email address", "Confirmez votre nouvelle adresse courriel"),
        (
            "Confirm that this is the new address of your account:",
            "Confirmez que ceci est la nouvelle adresse de votre compte :",
        ),
    ),
    "new-device": _change(
        "Sign-in from a new device",
        ("You signed in from a new device", "Vous vous êtes connecté d’un nouvel appareil"),
        (
            (
                "Your account was used to sign in from a device that it was not used from before: "
                "((browser))."
            ),
            (
                "Votre compte a servi à une connexion depuis un appareil qui n’avait pas encore "
                "été utilisé : ((browser))."
            ),
        ),
    ),
    "name-changed": _change(
        "Name changed",
        ("Your name was changed", "Votre nom a été modifié"),
        ("The name of your account was changed.", "Le nom de votre compte a été modifié."),
    ),
    "address-changed": _change(
        "Address changed",
        ("Your email address was changed", "Votre adresse courriel a été modifiée"),
        (
            "The email address of your account was changed. This old address no longer signs in.",
            (
                "L’adresse courriel de votre compte a été modifiée. L’ancienne adresse, celle-ci, "
                "ne permet plus de se connecter."
            ),
        ),
    ),
    "mobile-changed": _change(
        "Mobile number changed",
        ("Your mobile number was changed", "Votre numéro de téléphone mobile a été modifié"),
        (
            "The mobile number of your account was changed or removed.",
            "Le numéro de téléphone mobile de votre compte a été modifié ou retiré.",
        ),
    ),
    "password-changed": _change(
        "Password changed",
        ("Your password was changed", "Votre mot de passe a été modifié"),
        (
            "The password of your account was changed, and your other sessions were ended.",
            "Le mot de passe de votre compte a été modifié et vos autres sessions ont pris fin.",
        ),
    ),
    "factors-changed": _change(
        "Two-step verification changed",
        (
            "Your two-step verification was changed",
            "Votre vérification en deux étapes a été modifiée",
        ),
        (
            "A way to verify your sign-ins was added, removed or used for the last time.",
            (
                "Un moyen de vérifier vos connexions a été ajouté, retiré ou utilisé pour la "
                "dernière fois."
            ),
        ),
    ),
    "account-deactivated": SystemText(
        "email",
        "Account deactivated",
        "Your account is deactivated and no longer signs in. Write to us if you want it back: "
        "((help))",
        "Votre compte est désactivé et ne permet plus de se connecter. Écrivez-nous si vous voulez "
        "le retrouver : ((help))",
        "Your account is deactivated",
        "Votre compte est désactivé",
    ),
}
