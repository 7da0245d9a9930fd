"""What admin pages share: rows that are only read, tables too big to count, two languages."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst
from modeltranslation.admin import TranslationAdmin

from notify.accounts.admin_labels import column, labels_of, list_filter

MOST_COUNTED = 10_000  # rows; pages beyond them are reached with a search or a filter


def _is_split(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.MultiWidget)


def _label(field: forms.Field) -> None:
    """Name each box of a field; a date and a time stand in boxes of their own."""
    widgets = field.widget.widgets if isinstance(field.widget, forms.MultiWidget) else ()
    for widget in widgets or (field.widget,):
        widget.attrs.setdefault("aria-label", capfirst(str(field.label or "")))


class CappedPaginator(Paginator):
    """A paginator that stops counting, so that its cost does not grow with the table."""

    @cached_property
    def count(self) -> int:
        """Return the number of rows, at most MOST_COUNTED."""
        rows = cast("models.QuerySet[Any]", self.object_list).order_by()
        return int(rows[:MOST_COUNTED].count())


class LabelledFields(admin.options.BaseModelAdmin):
    """Says to assistive tools what a field is where Django shows that only in a table's head."""

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and (isinstance(self, admin.TabularInline) or _is_split(field)):
            _label(field)
        return field


class LabelledInline(LabelledFields, admin.TabularInline):
    """Rows of a table below a form."""

    extra = 0


class NamedAdmin(LabelledFields, admin.ModelAdmin):
    """Gives fields that their models leave unnamed a name in both languages."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        return super().get_form(*args, labels=labels_of(self.model), **kwargs)

    def get_list_display(self, request: HttpRequest) -> Any:
        return [
            column(self.model, name) if isinstance(name, str) else name
            for name in super().get_list_display(request)
        ]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [
            list_filter(self.model, item) if isinstance(item, str) else item
            for item in super().get_list_filter(request)
        ]


class ReadOnlyAdmin(NamedAdmin):
    """Rows that the product writes and people look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BigTableAdmin(ReadOnlyAdmin):
    """A table too big to count or to offer every filter's numbers for."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50


class BilingualAdmin(TranslationAdmin, NamedAdmin):
    """Fields in English and French, one language at a time behind tabs; both without JavaScript.

    modeltranslation's own tabs fetch jQuery UI from another company's server.
    """

    class Media:
        js = ("admin-languages/tabs.js",)
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("admin-languages/tabs.css",)}


class ChoicesAdmin(NamedAdmin):
    """Show an array of choices as tick boxes instead of a text with commas."""

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, ArrayField) and db_field.base_field.choices:
            return forms.MultipleChoiceField(
                choices=db_field.base_field.choices,
                label=capfirst(str(db_field.verbose_name)),
                required=not db_field.blank,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)
