"""The pages about addresses that are not written to, and the one behind unsubscribe links."""

from django.urls import path

from notify.portal.views import suppression, unsubscribe

urlpatterns = [
    path("unsubscribe/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
    path("services/<uuid:service_id>/suppression", suppression.suppression, name="suppression"),
    path(
        "services/<uuid:service_id>/suppression/search",
        suppression.search_suppression,
        name="search-suppression",
    ),
    path(
        "services/<uuid:service_id>/suppression/<int:row_id>/remove",
        suppression.remove_from_suppression,
        name="remove-suppression",
    ),
    path(
        "services/<uuid:service_id>/problem-addresses",
        suppression.problems,
        name="problem-addresses",
    ),
]
