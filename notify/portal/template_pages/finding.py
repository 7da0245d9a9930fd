"""Find a service's templates as far as a person sees them."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from notify.message_templates.models import Template
from notify.portal.access import Access


def templates_of(access: Access, *, archived: bool | None = False) -> QuerySet[Template]:
    """Return the templates that a person sees: not those in folders hidden from them.

    `archived` None is both.
    """
    rows = Template.objects.filter(service=access.service, hidden=False)
    if archived is not None:
        rows = rows.filter(archived=archived)
    if access.hidden_folder_ids:
        rows = rows.filter(Q(folder=None) | ~Q(folder__in=access.hidden_folder_ids))
    return rows.select_related("category", "folder")


def find_template(access: Access, template_id: UUID, *, in_use: bool = False) -> Template:
    """Return a template, archived or not unless it must be `in_use`. Raises Http404."""
    rows = Template.objects.filter(service=access.service, hidden=False, pk=template_id)
    if in_use:
        rows = rows.filter(archived=False)
    template = rows.select_related("category", "folder", "service", "created_by").first()
    if template is None or not access.can_see_folder(template.folder):
        raise Http404
    return template
