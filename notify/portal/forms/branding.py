"""Forms about the logo of emails."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notify.files.scanner import ScanFailed, find_virus
from notify.services.logos import BadPicture, Logo, read_logo
from notify.services.models import Brand

PICTURE_PROBLEMS = {
    "too-large": _("The file is larger than 2 MB. Save a smaller one."),
    "too-many-pixels": _("The picture has too many pixels. Save one at most 4,000 pixels wide."),
    "too-small": _("The picture is less than 54 pixels high and would look blurred."),
    "not-a-picture": _("This is not a PNG or JPEG picture that can be read."),
}


class LogoForm(forms.Form):
    """A logo to ask for. `logo` is our own copy of it once the form is valid."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG or JPEG, at most 2 MB. A PNG with a see-through ground looks best."),
        error_messages={"required": _("Choose a picture.")},
    )
    name = forms.CharField(label=_("Name of the logo"), max_length=255)
    alt_en = forms.CharField(
        label=_("What it says, in English"),
        help_text=_("For people who cannot see it. Most often the name of the organisation."),
        max_length=255,
    )
    alt_fr = forms.CharField(label=_("What it says, in French"), max_length=255)
    kind = forms.ChoiceField(
        label=_("Where does it stand?"),
        choices=Brand.Kind.choices,
        initial=Brand.Kind.BOTH,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Text beside the logo (optional)"), max_length=120, required=False
    )
    colour = forms.CharField(
        label=_("Colour of the banner (optional)"),
        help_text=_("For example #26374a."),
        max_length=7,
        required=False,
    )
    logo: Logo

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"].read()
        if settings.CLAMD_URL:
            try:
                virus = find_virus([upload], settings.CLAMD_URL)
            except ScanFailed:
                raise ValidationError(
                    _("The file cannot be checked for viruses now. Try again in a few minutes.")
                ) from None
            if virus:
                raise ValidationError(_("The file holds a virus and was not kept."))
        try:
            self.logo = read_logo(upload)
        except BadPicture as error:
            raise ValidationError(PICTURE_PROBLEMS[error.code]) from None
        return self.cleaned_data["file"]

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].strip().lower()
        if colour and not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise ValidationError(_("Write the colour as # and six digits or letters from a to f."))
        return colour

    def texts(self) -> dict[str, str]:
        """Return what is kept of the form beside the picture."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "file"}


class DecisionForm(forms.Form):
    comment = forms.CharField(
        label=_("What must change?"),
        help_text=_("The team reads this. Needed when you send it back."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
