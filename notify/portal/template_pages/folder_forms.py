"""Forms about folders: their names, who sees them, and what is moved into them."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.message_templates.models import Folder
from notify.portal.access import Access
from notify.portal.template_pages.acts import create_folder
from notify.portal.template_pages.folders import FolderTree
from notify.services.models import Membership

ELSEWHERE = "elsewhere"


class FolderForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the folder"),
        max_length=255,
        error_messages={"required": gettext_lazy("Enter a name for the folder")},
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if "/" in name:
            raise forms.ValidationError(_("Leave out the slash (/): it separates folders"))
        return name


class ViewersForm(forms.Form):
    """Who sees a folder. People who manage the service always do."""

    def __init__(self, *args: Any, folder: Folder, **kwargs: Any) -> None:
        members = Membership.objects.filter(service=folder.service, is_auditor=False)
        chosen = [
            each
            for each in members.select_related("user").order_by("user__name", "pk")
            if not each.can(Membership.Permission.MANAGE_SERVICE)
        ]
        hidden = set(folder.hidden_from.values_list("pk", flat=True))
        kwargs["initial"] = {"viewers": [str(m.pk) for m in chosen if m.pk not in hidden]}
        super().__init__(*args, **kwargs)
        self.members = {str(each.pk): each for each in chosen}
        self.fields["viewers"] = forms.MultipleChoiceField(
            label=_("Who sees this folder"),
            help_text=_("People who manage the service see every folder."),
            choices=[(pk, each.user.name) for pk, each in self.members.items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    @property
    def hidden_from(self) -> list[Membership]:
        """Return the members who no longer see it."""
        viewers = set(self.cleaned_data["viewers"])
        return [member for pk, member in self.members.items() if pk not in viewers]


class MoveForm(forms.Form):
    """Ticked templates and folders, and where they go: a folder there is, or a new one."""

    def __init__(self, *args: Any, tree: FolderTree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tree = tree
        places = [(str(folder.pk), tree.label(folder)) for folder in tree.visible]
        self.fields["target"] = forms.ChoiceField(
            label=_("Move to"),
            choices=[("", _("Templates (no folder)")), *places],
            required=False,
        )
        self.fields["new_folder"] = forms.CharField(
            label=_("or to a new folder named"), max_length=255, required=False
        )

    def clean(self) -> dict[str, Any]:
        cleaned = cast("dict[str, Any]", super().clean())
        data = cast("Any", self.data)
        cleaned["templates"] = data.getlist("template")
        cleaned["folders"] = data.getlist("folder")
        if not cleaned["templates"] and not cleaned["folders"]:
            raise forms.ValidationError(_("Tick what you want to move first"))
        if "/" in cleaned.get("new_folder", ""):
            self.add_error("new_folder", _("Leave out the slash (/): it separates folders"))
        return cleaned

    def folder(self, access: Access, request: HttpRequest) -> Folder | None:
        """Return where things go; make the folder if it is new."""
        target = self.cleaned_data["target"]
        chosen = next((each for each in self._tree.visible if str(each.pk) == target), None)
        name = self.cleaned_data["new_folder"].strip()
        if not name:
            return chosen
        return create_folder(access, name, chosen, request=request)


class PlaceForm(forms.Form):
    """Where one template goes."""

    def __init__(self, *args: Any, tree: FolderTree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(folder.pk), tree.label(folder)) for folder in tree.visible]
        self.fields["target"] = forms.ChoiceField(
            label=_("Folder"), choices=[("", _("Templates (no folder)")), *places], required=False
        )
