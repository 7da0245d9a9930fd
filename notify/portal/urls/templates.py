"""Templates: the list, the editor, versions, drafts, folders, samples and files."""

from django.urls import path

from notify.portal.views.templates import (
    copying,
    drafts,
    editing,
    files,
    folders,
    listing,
    page,
    previewing,
    samples,
    versions,
)

HERE = "services/<uuid:service_id>/templates"
ONE = f"{HERE}/<uuid:template_id>"
DRAFT = f"{HERE}/drafts/<uuid:change_id>"
FOLDER = f"{HERE}/folders/<uuid:folder_id>"

urlpatterns = [
    path(HERE, listing.templates, name="templates"),
    path(f"{HERE}/move", listing.move, name="move-templates"),
    path(f"{HERE}/archived", page.archived, name="archived-templates"),
    path(f"{HERE}/new", editing.new, name="new-template"),
    path(f"{HERE}/new/<slug:channel>", editing.new_of, name="new-template-of"),
    path(f"{HERE}/preview/<slug:channel>", previewing.preview, name="preview-template"),
    path(
        f"{HERE}/preview/<slug:channel>/body.html",
        previewing.preview_body,
        name="preview-template-body",
    ),
    path(f"{HERE}/copy", copying.copy_from, name="copy-from"),
    path(f"{HERE}/copy/<uuid:template_id>", copying.copy, name="copy-template"),
    path(f"{HERE}/samples", samples.samples, name="template-samples"),
    path(f"{HERE}/samples/<slug:slug>", samples.sample, name="template-sample"),
    path(f"{HERE}/samples/<slug:slug>/body.html", samples.sample_body, name="template-sample-body"),
    path(f"{HERE}/export", files.export_all, name="export-templates"),
    path(f"{HERE}/import", files.import_templates, name="import-templates"),
    path(f"{HERE}/review", drafts.review_setting, name="template-review"),
    path(f"{HERE}/folders/new", folders.new_folder, name="new-folder"),
    path(FOLDER, listing.templates, name="template-folder"),
    path(f"{FOLDER}/settings", folders.folder_settings, name="folder-settings"),
    path(f"{FOLDER}/delete", folders.delete_folder, name="delete-folder"),
    path(DRAFT, drafts.draft, name="template-draft"),
    path(f"{DRAFT}/edit", editing.edit_draft, name="edit-template-draft"),
    path(f"{DRAFT}/approve", drafts.approve, name="approve-template-draft"),
    path(f"{DRAFT}/send-back", drafts.send_back, name="send-back-template-draft"),
    path(f"{DRAFT}/withdraw", drafts.withdraw, name="withdraw-template-draft"),
    path(ONE, page.template, name="template"),
    path(f"{ONE}/body.html", page.template_body, name="template-body"),
    path(f"{ONE}/edit", editing.edit, name="edit-template"),
    path(f"{ONE}/move", page.move, name="move-template"),
    path(f"{ONE}/archive", page.archive, name="archive-template"),
    path(f"{ONE}/restore", page.restore, name="restore-template"),
    path(f"{ONE}/redact", page.redact, name="redact-template"),
    path(f"{ONE}/export", files.export_one, name="export-template"),
    path(f"{ONE}/versions", versions.versions, name="template-versions"),
    path(f"{ONE}/versions/<int:number>", versions.version, name="template-version"),
    path(
        f"{ONE}/versions/<int:number>/restore",
        versions.restore_version,
        name="restore-template-version",
    ),
]
