"""Template texts and category names exist in both languages."""

from modeltranslation.translator import TranslationOptions, register

from notify.message_templates.models import Category, Template, TemplateDraft, TemplateVersion


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name", "description")
    required_languages = ("en", "fr")


@register(Template)
class TemplateTranslation(TranslationOptions):
    fields = ("subject", "body")
    # A template may be in one language only; showing the other's text instead would mislead.
    fallback_languages = {"default": ()}


@register(TemplateVersion)
class TemplateVersionTranslation(TranslationOptions):
    fields = ("subject", "body")
    fallback_languages = {"default": ()}


@register(TemplateDraft)
class TemplateDraftTranslation(TranslationOptions):
    fields = ("subject", "body")
    fallback_languages = {"default": ()}
