"""The form that takes a list: a file or a pasted text, its language and its sender."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.message_templates.models import Channel, Template, Text
from notify.portal.one_off_form import LANGUAGES
from notify.portal.recipient_words import recipient_words
from notify.portal.senders import senders_of
from notify.recipients.errors import RecipientErrorCode
from notify.recipients.file_reader import SUFFIXES
from notify.sending.list_sending import ListUpload
from notify.sending.models import ListDraft
from notify.services.models import Service

LARGEST_FILE = 20 * 1024 * 1024
LONGEST_NAME = 255


class UploadForm(forms.Form):
    """A file or a pasted table; `upload` is what came once the form is valid."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, TSV, XLSX, XLS or ODS; of a workbook the first sheet counts."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(SUFFIXES)), "data-upload": ""}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste your table here, with its headings"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upload: ListUpload | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = cast("dict[str, Any]", super().clean())
        file: UploadedFile[Any] | None = cleaned.get("file")
        pasted: str = cleaned.get("pasted") or ""
        if file:
            self._take(file)
        elif pasted.strip():
            self.upload = ListUpload(_("Pasted list") + ".csv", pasted.encode())
        elif not self.errors:
            self.add_error("file", _("Choose a file, or paste a table"))
        return cleaned

    def _take(self, file: UploadedFile[Any]) -> None:
        name = PurePath(file.name or "").name
        if PurePath(name).suffix.lower() not in SUFFIXES:
            self.add_error("file", recipient_words(RecipientErrorCode.FORMAT_UNKNOWN))
        elif (file.size or 0) > LARGEST_FILE:
            self.add_error("file", _("The file is larger than 20 MB. Split it into several lists."))
        elif not file.size:
            self.add_error("file", _("The file is empty"))
        elif len(name) > LONGEST_NAME:
            self.add_error("file", _("The name of the file is too long"))
        else:
            self.upload = ListUpload(name, file.read())


class NewListForm(UploadForm):
    """A list that is started: its sender and language are asked for too, where there is a choice.

    `draft` has the choices once the form is valid.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        *,
        template: Template,
        service: Service,
        draft: ListDraft,
    ) -> None:
        super().__init__(data, files)
        self.draft = draft
        senders = senders_of(service, template.channel)
        if len(senders) > 1:
            is_email = template.channel == Channel.EMAIL
            label = _("Replies go to") if is_email else _("Sender")
            self.fields["sender"] = forms.ChoiceField(label=label, choices=senders)
        if template.text == Text.PAIR:
            self.fields["language"] = _language_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.draft.language = cleaned.get("language", "")
        self.draft.sender_id = UUID(cleaned["sender"]) if cleaned.get("sender") else None
        return cleaned


def _language_field() -> forms.Field:
    return forms.ChoiceField(
        label=_("Language of the messages"),
        help_text=_("A column “language” with en or fr in a row decides for that row."),
        choices=[("", _("English and French")), *LANGUAGES],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
