"""Build a provider from its kind and its options.

Those of AWS are loaded when one is built: botocore takes 0.1 s and 10 MB of every process.
"""

from collections.abc import Mapping

from notify.providers.base import EmailProvider, SmsProvider
from notify.providers.options import Options
from notify.providers.sandbox import Mailbox, SandboxProvider
from notify.providers.smtp import SmtpProvider

EMAIL_KINDS = ("sandbox", "ses", "smtp")
SMS_KINDS = ("sandbox", "sms_voice", "sns")


def build_provider(
    kind: str, options: Mapping[str, str], *, mailbox: Mailbox | None = None
) -> EmailProvider | SmsProvider:
    """Build one provider; nothing is called yet. ``mailbox`` is where the sandbox keeps messages.

    Raises ValueError naming the option that is wrong and how to put it right.
    """
    if kind == "sandbox":
        Options(kind, options).finish()
        if mailbox is None:
            raise ValueError("Provider sandbox: give build_provider a mailbox to keep messages in.")
        return SandboxProvider(mailbox)
    if kind == "smtp":
        return SmtpProvider(options)
    if kind == "ses":
        from notify.providers.ses import SesProvider  # noqa: PLC0415

        return SesProvider(options)
    if kind == "sms_voice":
        from notify.providers.sms_voice import SmsVoiceProvider  # noqa: PLC0415

        return SmsVoiceProvider(options)
    if kind == "sns":
        from notify.providers.sns import SnsProvider  # noqa: PLC0415

        return SnsProvider(options)
    kinds = ", ".join(sorted({*EMAIL_KINDS, *SMS_KINDS}))
    raise ValueError(f"Provider kind {kind!r} is unknown; use one of {kinds}.")
