"""GET /v2/openapi-en and /v2/openapi-fr: the description of the API, without a key."""

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

from notify.api.openapi.document import as_json, as_yaml
from notify.api.views import ApiView

CACHE = "public, max-age=300"


class OpenApiView(ApiView):
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request, language: str) -> HttpResponse:
        """Answer JSON, and YAML to those who ask for it."""
        wants_yaml = "yaml" in request.META.get("HTTP_ACCEPT", "")
        answer = HttpResponse(
            as_yaml(language) if wants_yaml else as_json(language),
            content_type="application/yaml" if wants_yaml else "application/json",
            headers={"Cache-Control": CACHE, "Content-Language": language},
        )
        patch_vary_headers(answer, ["Accept"])
        return answer
