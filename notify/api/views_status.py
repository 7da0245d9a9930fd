"""Is it up, and how many use it: answered without a key."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.views import ApiView
from notify.services.models import Service


class StatusView(ApiView):
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> Response:
        """Answer `{"status": "ok"}`, a promise to monitoring, and what is running."""
        if request.query_params.get("simple"):
            return Response({"status": "ok"})
        try:
            migration = MigrationRecorder.Migration.objects.order_by("-id").first()
        except DatabaseError:
            return Response({"status": "error"}, status=503)
        answer = {
            "current_time_utc": str(datetime.now(UTC).replace(tzinfo=None)),
            "status": "ok",
            "commit_sha": settings.COMMIT_SHA,
            "build_time": settings.BUILD_TIME,
            "db_version": f"{migration.app}.{migration.name}" if migration else None,
        }
        return Response(answer)

    def post(self, request: Request) -> Response:
        return self.get(request)


class LiveCountsView(ApiView):
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> Response:
        live = Service.objects.filter(active=True, restricted=False, count_as_live=True)
        counts: dict[str, Any] = {
            "organisations": live.exclude(organisation=None)
            .values("organisation")
            .distinct()
            .count(),
            "services": live.count(),
        }
        return Response(counts)
