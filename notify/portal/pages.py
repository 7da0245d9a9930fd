"""Pages that are one form: a heading, some words, fields, a button and a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from notify.portal.access import Access

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class FormPage:
    """What stands around a form. `back` is where Cancel leads."""

    title: StrOrPromise
    back: str
    submit: StrOrPromise = _("Save")
    intro: Sequence[StrOrPromise] = ()
    warning: StrOrPromise = ""
    is_danger: bool = False


def show_form(
    request: HttpRequest,
    page: FormPage,
    form: forms.Form,
    *,
    access: Access | None = None,
    template: str = "portal/form_page.html",
    **extra: Any,
) -> HttpResponse:
    """Show a form's page; 200 even with errors, as browsers and assistive tools expect."""
    context = {"access": access, "page": page, "form": form, **extra}
    return render(request, template, context)
