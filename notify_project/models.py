"""When each periodic duty last ran."""

from django.db import models


class DutyRun(models.Model):
    name = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
