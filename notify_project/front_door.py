"""One address for two: people get the portal's front page, programs the state of the API.

It stands above both doors, which do not know each other.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from notify.api.views_status import StatusView
from notify.portal.views.home import home

status = StatusView.as_view()


@csrf_exempt
@login_not_required
def front_door(request: HttpRequest) -> HttpResponseBase:
    """Every browser asks for HTML by name; who does not is a program."""
    wants_page = request.method in ("GET", "HEAD") and "text/html" in request.META.get(
        "HTTP_ACCEPT", ""
    )
    answer = home(request) if wants_page else status(request)
    patch_vary_headers(answer, ["Accept"])
    return answer
