"""A topic is told to the public, so it exists in both languages."""

from modeltranslation.translator import TranslationOptions, register

from notify.subscriptions.models import Topic


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name", "description")
    required_languages = ("en", "fr")
