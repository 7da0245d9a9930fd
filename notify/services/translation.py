"""Names that the public reads exist in both languages."""

from modeltranslation.translator import TranslationOptions, register

from notify.services.models import Organisation, Service


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("en", "fr")


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("en", "fr")
