from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0003_receipts_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmailHour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service_id", models.UUIDField()),
                ("hour", models.DateTimeField()),
                ("sent", models.PositiveIntegerField(default=0)),
                ("hard_bounces", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "emails of an hour",
                "verbose_name_plural": "emails of an hour",
                "constraints": [
                    models.UniqueConstraint(fields=("hour", "service_id"), name="one_row_per_hour")
                ],
            },
        ),
    ]
