"""What a member may do and see."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Folder
from notify.portal.forms.senders import AddressField
from notify.services.models import Membership, Service
from notify.services.team import Grant

MEMBER, AUDITOR = "member", "auditor"


class MemberForm(forms.Form):
    """Permissions, or the role that only looks, and the folders that are shown."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=(
            (MEMBER, _("Member, with the permissions below")),
            (AUDITOR, _("Auditor: sees everything, the record included, and changes nothing")),
        ),
        initial=MEMBER,
        widget=forms.RadioSelect,
    )
    permissions = forms.MultipleChoiceField(
        label=_("What may this person do?"),
        help_text=_("Every member sees templates, sent messages and the team."),
        choices=Membership.Permission.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    folders = forms.MultipleChoiceField(
        label=_("Which template folders does this person see?"),
        help_text=_("Those who manage the service, and auditors, see all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Folder.objects.filter(service=service).select_related("parent").order_by("name")
        self.folder_ids = {str(folder.pk) for folder in found}
        choices = [(str(folder.pk), _path(folder)) for folder in found]
        if not choices:
            del self.fields["folders"]
            return
        self.fields["folders"].choices = choices  # type: ignore[attr-defined]
        self.fields["folders"].initial = sorted(self.folder_ids)

    def grant(self) -> Grant:
        if self.cleaned_data["role"] == AUDITOR:
            return Grant(is_auditor=True)
        return Grant(tuple(self.cleaned_data["permissions"]))

    def hidden_folders(self) -> list[UUID]:
        shown = set(self.cleaned_data.get("folders", self.folder_ids))
        return [UUID(each) for each in sorted(self.folder_ids - shown)]


class InvitationForm(MemberForm):
    email = AddressField(
        label=_("Email address"),
        help_text=_("Any address will do; the person needs it to accept."),
    )
    field_order = ("email", "role", "permissions", "folders")

    def __init__(self, *args: Any, own_address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_address = own_address

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self.own_address.lower():
            raise ValidationError(_("This is your own address."))
        return email


def _path(folder: Folder) -> str:
    return f"{folder.parent.name} / {folder.name}" if folder.parent else folder.name
