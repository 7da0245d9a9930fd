"""What the platform team tells everyone exists in both languages."""

from modeltranslation.translator import TranslationOptions, register

from notify.portal.models import Banner, Incident, IncidentNote


@register(Banner)
class BannerTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("en", "fr")


@register(Incident)
class IncidentTranslation(TranslationOptions):
    fields = ("title",)
    required_languages = ("en", "fr")


@register(IncidentNote)
class IncidentNoteTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("en", "fr")
