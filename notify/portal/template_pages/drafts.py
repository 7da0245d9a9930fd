"""Find drafts as far as a person sees them."""

from uuid import UUID

from django.http import Http404

from notify.message_templates.models import TemplateDraft
from notify.portal.access import Access


def find_draft(access: Access, change_id: UUID) -> TemplateDraft:
    """Return a draft, settled or not. Raises Http404."""
    rows = TemplateDraft.objects.filter(service=access.service, pk=change_id)
    draft = rows.select_related("template__folder", "folder", "category", "author").first()
    if draft is None:
        raise Http404
    folder = draft.template.folder if draft.template else draft.folder
    if not access.can_see_folder(folder):
        raise Http404
    return draft
