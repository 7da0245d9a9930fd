"""What the address of a file answers: the file itself, or a page that offers it.

Everything that is wrong gets the same answer, so that an address tells nothing to who guesses.
"""

import hmac
from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notify.accounts.guessing import begin_attempt, forget_attempts
from notify.files.errors import StoreUnavailable
from notify.files.forms import AddressForm
from notify.files.links import read_key, read_uuid
from notify.files.models import File
from notify.files.reading import find_linked_file, open_linked_file
from notify.files.sniffing import DOCX, EXTENSIONS, NUMBERS, XLSX
from notify.services.models import Service
from notify.vault import blind_index

TYPE_NAMES = {
    "application/pdf": _("PDF document"),
    "application/CDFV2": _("Office document"),
    "application/msword": _("Word document"),
    DOCX: _("Word document"),
    "application/vnd.ms-excel": _("Excel workbook"),
    XLSX: _("Excel workbook"),
    NUMBERS: _("Numbers workbook"),
    "image/jpeg": _("JPEG image"),
    "image/png": _("PNG image"),
    "text/csv": _("Table (CSV)"),
    "text/plain": _("Text file"),
}
PRIVATE_HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


# A browser that tells no referrer cannot pass the check against forged forms, and there is nothing
# to forge: who can write the form's address has the file's key, and no one is signed in here.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def file_page(request: HttpRequest, service: str, file: str) -> HttpResponseBase:
    response = _answer(request, service, file)
    for name, value in PRIVATE_HEADERS.items():
        response[name] = value
    return response


def _answer(request: HttpRequest, service_part: str, file_part: str) -> HttpResponseBase:
    service_id, file_id = read_uuid(service_part), read_uuid(file_part)
    key = read_key(request.GET.get("key", ""))
    if service_id is None or file_id is None or key is None:
        return render(request, "files/gone.html", status=404)
    file = find_linked_file(service_id, file_id)
    try:
        content = open_linked_file(file, key) if file else None
    except StoreUnavailable:
        return render(request, "files/unavailable.html", status=503)
    if file is None or content is None:
        return render(request, "files/gone.html", status=404)
    if not file.has_page:
        return _download(file, content)
    return _offer(request, file, content)


def _download(file: File, content: Iterator[bytes]) -> StreamingHttpResponse:
    name = file.name or f"file{EXTENSIONS.get(file.content_type, '')}"
    disposition = content_disposition_header(True, name)
    return StreamingHttpResponse(
        content,
        content_type=file.content_type,
        headers={"Content-Length": str(file.size), "Content-Disposition": disposition},
    )


def _offer(request: HttpRequest, file: File, content: Iterator[bytes]) -> HttpResponseBase:
    """Show the page; a POST is somebody who wants the file, and may have to say who they are."""
    if not file.recipient_index:
        return _download(file, content) if request.method == "POST" else _page(request, file)
    if request.method != "POST":
        return _page(request, file, AddressForm())
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, file, form, status=400)
    guesses = f"file {file.pk}"
    if wait := begin_attempt(guesses, ""):
        form.add_error(
            "email_address",
            ngettext(
                "Wait %(seconds)d second, then try again",
                "Wait %(seconds)d seconds, then try again",
                wait,
            )
            % {"seconds": wait},
        )
        return _page(request, file, form, status=429)
    written = blind_index(form.cleaned_data["email_address"])
    if not hmac.compare_digest(written, bytes(file.recipient_index)):
        form.add_error("email_address", _("This is not the address that the file was sent to"))
        return _page(request, file, form, status=403)
    forget_attempts(guesses, "")
    return _download(file, content)


def _page(
    request: HttpRequest, file: File, form: AddressForm | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "file": file,
        "kind": TYPE_NAMES.get(file.content_type, file.content_type),
        "service": Service.objects.get(pk=file.service_id),
        "form": form,
    }
    return render(request, "files/page.html", context, status=status)
