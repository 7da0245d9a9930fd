"""The editor's form. Without a script its fields are plain; static/js/editor adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.message_templates.models import (
    Category,
    Channel,
    Template,
    TemplateDraft,
    TemplateVersion,
    Text,
)
from notify.portal.access import Access
from notify.portal.template_pages.folders import FolderTree
from notify.portal.templatetags.portal import number
from notify.rendering.email import EMAIL_LIMIT
from notify.rendering.sms import SMS_LIMIT, compile_sms
from notify.services.models import Service

CONTENT = ("name", "text", "subject_en", "subject_fr", "body_en", "body_fr")
SAVED = (*CONTENT, "category", "right_to_left", "one_click_unsubscribe")
TEXT_FIELDS = ("subject_en", "subject_fr", "body_en", "body_fr")
TEXT_LABELS = {
    "en": gettext_lazy("English only"),
    "fr": gettext_lazy("French only"),
    "pair": gettext_lazy("English and French"),
}
WITHOUT_SUBJECT = {
    "en": gettext_lazy("Enter the English subject"),
    "fr": gettext_lazy("Enter the French subject"),
}
WITHOUT_BODY = {
    "en": gettext_lazy("Enter the English message"),
    "fr": gettext_lazy("Enter the French message"),
}
TOO_LONG = {
    "en": gettext_lazy(
        "The English message has %(count)s characters, and %(limit)s are the most. Shorten it."
    ),
    "fr": gettext_lazy(
        "The French message has %(count)s characters, and %(limit)s are the most. Shorten it."
    ),
}


class EditorForm(forms.Form):
    """What a template says and how it behaves. `version` is what the text was changed from."""

    name = forms.CharField(
        label=gettext_lazy("Name of the template"),
        help_text=gettext_lazy("Recipients do not see it."),
        max_length=255,
        error_messages={"required": gettext_lazy("Enter a name for the template")},
    )
    text = forms.ChoiceField(
        label=gettext_lazy("Languages"), choices=list(TEXT_LABELS.items()), widget=forms.RadioSelect
    )
    subject_en = forms.CharField(label=gettext_lazy("Subject (English)"), required=False)
    subject_fr = forms.CharField(label=gettext_lazy("Subject (French)"), required=False)
    body_en = forms.CharField(
        label=gettext_lazy("Message (English)"), required=False, widget=forms.Textarea
    )
    body_fr = forms.CharField(
        label=gettext_lazy("Message (French)"), required=False, widget=forms.Textarea
    )
    right_to_left = forms.BooleanField(
        label=gettext_lazy("The text is read from right to left"), required=False
    )
    one_click_unsubscribe = forms.BooleanField(
        label=gettext_lazy("People can unsubscribe with one click"), required=False
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        access: Access,
        channel: str,
        tree: FolderTree | None = None,
        category: Category | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.channel = channel
        self.fields["category"] = _category_field(category)
        if tree:
            self.fields["folder"] = _folder_field(tree)
        if channel == Channel.SMS:
            for name in ("subject_en", "subject_fr", "right_to_left", "one_click_unsubscribe"):
                del self.fields[name]
        for language in ("en", "fr"):
            self._describe(language)

    def clean(self) -> dict[str, Any]:
        cleaned = cast("dict[str, Any]", super().clean())
        for name in TEXT_FIELDS:
            cleaned[name] = _lines(cleaned.get(name, ""))
        chosen = cleaned.get("text")
        for language in ("en", "fr"):
            if chosen in (language, Text.PAIR):
                self._check_text(language, cleaned)
            else:
                cleaned[f"subject_{language}"] = cleaned[f"body_{language}"] = ""
        return cleaned

    @property
    def content(self) -> dict[str, Any]:
        """Return the fields of the model, as they are to be saved."""
        return {name: self.cleaned_data.get(name, False) for name in SAVED}

    def _check_text(self, language: str, cleaned: dict[str, Any]) -> None:
        body = cleaned[f"body_{language}"]
        if self.channel == Channel.EMAIL and not cleaned[f"subject_{language}"]:
            self.add_error(f"subject_{language}", WITHOUT_SUBJECT[language])
        if not body:
            self.add_error(f"body_{language}", WITHOUT_BODY[language])
            return
        length, limit = len(body), EMAIL_LIMIT
        if self.channel == Channel.SMS:
            length, limit = compile_sms(body).count().units, SMS_LIMIT
        if length > limit:
            sizes = {"count": number(length), "limit": number(limit)}
            self.add_error(f"body_{language}", str(TOO_LONG[language]) % sizes)

    def _describe(self, language: str) -> None:
        """Say in which language a text is, and let browsers check its spelling."""
        common = {"lang": language, "spellcheck": "true", "autocomplete": "off"}
        self.fields[f"body_{language}"].widget.attrs |= {
            **common,
            "rows": "16" if self.channel == Channel.EMAIL else "7",
            "data-text": language,
            "aria-describedby": f"findings-{language} id_body_{language}_error",
        }
        if self.channel == Channel.EMAIL:
            self.fields[f"subject_{language}"].widget.attrs |= {**common, "data-subject": language}


def content_of(source: Template | TemplateVersion | TemplateDraft) -> dict[str, Any]:
    """Return what the editor starts with."""
    found = {name: getattr(source, name, None) for name in CONTENT}
    if not isinstance(source, TemplateVersion):
        found |= {
            "category": str(source.category_id or ""),
            "right_to_left": source.right_to_left,
            "one_click_unsubscribe": source.one_click_unsubscribe,
        }
    return found


def typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed, unchecked, to go on editing with."""
    kept: dict[str, Any] = {
        name: str(data.get(name, "")) for name in (*CONTENT, "category", "folder")
    }
    for name in TEXT_FIELDS:
        kept[name] = _lines(kept[name])
    for name in ("right_to_left", "one_click_unsubscribe"):
        kept[name] = bool(data.get(name))
    for name in ("version", "revision"):
        value = str(data.get(name, ""))
        kept[name] = int(value) if value.isdecimal() and len(value) < 10 else 0
    return kept


def unsaved_template(service: Service, channel: str, values: Mapping[str, Any]) -> Template:
    """Return a template that is in no database, to be shown and checked."""
    chosen = values.get("text")
    text = str(chosen) if chosen in Text.values else Text.PAIR
    return Template(
        service=service,
        channel=channel,
        name=values.get("name") or "",
        text=text,
        right_to_left=bool(values.get("right_to_left")),
        **{name: values.get(name) or "" for name in TEXT_FIELDS},
    )


def _category_field(current: Category | None) -> forms.Field:
    shown = Q(hidden=False)
    if current:
        shown |= Q(pk=current.pk)
    return forms.ModelChoiceField(
        label=_("Category"),
        help_text=_("What kind of message it is. It decides how soon the message leaves."),
        queryset=Category.objects.filter(shown),
        empty_label=_("Choose a category"),
        error_messages={"required": _("Choose a category")},
    )


def _folder_field(tree: FolderTree) -> forms.Field:
    places = [(str(folder.pk), tree.label(folder)) for folder in tree.visible]
    return forms.ChoiceField(
        label=_("Folder"), choices=[("", _("Templates (no folder)")), *places], required=False
    )


def _lines(text: str) -> str:
    """Browsers send CR LF at the end of a line; texts are kept with LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
