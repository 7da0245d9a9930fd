"""The bodies that the description shows, about one email of one imaginary service."""

from typing import Any

from notify.api.v2.job_object import SYSTEM_PERSON

BASE = "https://notify.example.ca"
SERVICE_ID = "5b1f3b52-0a5e-4a53-9b0e-3c8f7a3a1d10"
TEMPLATE_ID = "8f0e9a5c-2f6b-4a43-8d15-0d3c6a1b7e21"
TEXT_TEMPLATE_ID = "c2f6f1de-6a5b-4c64-a2ce-61d7f1f0b932"
MESSAGE_ID = "0197b5c2-6f3a-7c1e-9a44-5d0e7f6b2c43"
TEXT_ID = "0197b5c2-9e10-7b52-8f0d-1c2b3a495867"
JOB_ID = "0197b5c3-1a2b-7d3c-8e4f-5a6b7c8d9e0f"
KEY_ID = "3d9c1c54-97a1-4b0c-8d6e-2a1f0e9d8c54"
OTHER_ID = "d1a4c7e0-3b62-4f95-a8d7-6c5b4a392817"
SENT_AT = "2026-06-01T14:05:59.000000Z"
JOB_AT = "2026-06-01T14:05:59.000000+00:00"

VALUES = {"name": "Ana", "date": "June 3"}
EMAIL_REQUEST: dict[str, Any] = {
    "email_address": "ana@example.ca",
    "template_id": TEMPLATE_ID,
    "personalisation": VALUES,
    "reference": "file-2026-118",
}
EMAIL_SENT: dict[str, Any] = {
    "id": MESSAGE_ID,
    "reference": "file-2026-118",
    "content": {
        "from_email": "passport.office@notification.canada.ca",
        "body": "Dear Ana,\n\nYou have an appointment on **June 3**.",
        "subject": "Your appointment on June 3",
    },
    "uri": f"{BASE}/v2/notifications/{MESSAGE_ID}",
    "template": {
        "id": TEMPLATE_ID,
        "version": 2,
        "uri": f"{BASE}/services/{SERVICE_ID}/templates/{TEMPLATE_ID}",
    },
    "scheduled_for": None,
    "sanitised_content": {},
}
TEXT_REQUEST: dict[str, Any] = {
    "phone_number": "+16135550199",
    "template_id": TEXT_TEMPLATE_ID,
    "personalisation": {"code": "493021"},
}
TEXT_SENT: dict[str, Any] = {
    "id": TEXT_ID,
    "reference": None,
    "content": {"from_number": "CANADA.CA", "body": "493021 is your sign-in code."},
    "uri": f"{BASE}/v2/notifications/{TEXT_ID}",
    "template": {
        "id": TEXT_TEMPLATE_ID,
        "version": 1,
        "uri": f"{BASE}/services/{SERVICE_ID}/templates/{TEXT_TEMPLATE_ID}",
    },
    "scheduled_for": None,
}
BULK_REQUEST: dict[str, Any] = {
    "name": "Appointments of June 3",
    "template_id": TEMPLATE_ID,
    "rows": [
        ["email address", "name", "date", "reference"],
        ["ana@example.ca", "Ana", "June 3", "file-2026-118"],
        ["luc@example.ca", "Luc", "June 3", "file-2026-119"],
    ],
}
_JOB: dict[str, Any] = {
    "id": JOB_ID,
    "original_file_name": "Appointments of June 3",
    "notification_count": 2,
    "job_status": "pending",
    "template": TEMPLATE_ID,
    "template_version": 2,
    "template_type": "email",
    "service": SERVICE_ID,
    "service_name": {"name": "Passport office"},
    "api_key": {"id": KEY_ID, "key_type": "normal", "name": "booking system"},
    "created_by": SYSTEM_PERSON,
    "created_at": JOB_AT,
    "updated_at": None,
    "scheduled_for": None,
    "processing_started": None,
    "processing_finished": None,
    "archived": False,
    "sender_id": None,
}
_DONE = _JOB | {
    "job_status": "finished",
    "updated_at": JOB_AT,
    "processing_started": JOB_AT,
    "processing_finished": JOB_AT,
}
_PROGRESS = {"rows": 2, "rows_stored": 2, "percentage": 100}
BULK_SENT = {"data": _JOB}
JOB = {"data": _DONE | {"progress": _PROGRESS | {"statuses": {"delivered": 1, "sending": 1}}}}
JOB_LIST = {
    "jobs": [_DONE | {"progress": _PROGRESS}],
    "links": {
        "current": f"{BASE}/v2/jobs",
        "next": f"{BASE}/v2/jobs?older_than={JOB_ID}",
    },
}
NOTIFICATION: dict[str, Any] = {
    "id": MESSAGE_ID,
    "reference": "file-2026-118",
    "email_address": "ana@example.ca",
    "phone_number": None,
    **dict.fromkeys(("line_1", "line_2", "line_3", "line_4", "line_5", "line_6", "postcode")),
    "type": "email",
    "status": "delivered",
    "status_description": "Delivered",
    "provider_response": None,
    "template": {
        "version": 2,
        "id": TEMPLATE_ID,
        "uri": f"{BASE}/v2/template/{TEMPLATE_ID}/version/2",
    },
    "body": EMAIL_SENT["content"]["body"],
    "subject": EMAIL_SENT["content"]["subject"],
    "created_at": SENT_AT,
    "created_by_name": None,
    "sent_at": "2026-06-01T14:06:00.000000Z",
    "completed_at": "2026-06-01T14:06:02.000000Z",
    "scheduled_for": None,
    "postage": None,
}
NOTIFICATION_LIST = {
    "notifications": [NOTIFICATION],
    "links": {
        "current": f"{BASE}/v2/notifications?status=delivered",
        "next": f"{BASE}/v2/notifications?older_than={MESSAGE_ID}&status=delivered",
    },
}
_STEP: dict[str, Any] = {"reason": None, "provider_response": None}
EVENTS: dict[str, Any] = {
    "notification_id": MESSAGE_ID,
    "events": [
        {"event": "created", "status": "created", "at": SENT_AT, "description": "Accepted"} | _STEP,
        {
            "event": "delivered",
            "status": "delivered",
            "at": "2026-06-01T14:06:02.000000Z",
            "description": "Delivered",
        }
        | _STEP,
    ],
}
STATS: dict[str, Any] = {
    "from": "2026-05-26",
    "to": "2026-06-01",
    "stats": [
        {
            "day": "2026-06-01",
            "template_id": TEMPLATE_ID,
            "template_type": "email",
            "status": "delivered",
            "count": 240,
        }
    ],
    "totals": {"email": {"delivered": 240}, "sms": {}},
}
REPORT_ID = "0197b5d0-3c4d-7e5f-9a6b-7c8d9e0f1a2b"
REPORT: dict[str, Any] = {
    "id": REPORT_ID,
    "report_type": "email",
    "service_id": SERVICE_ID,
    "status": "ready",
    "requested_at": SENT_AT,
    "completed_at": "2026-06-01T14:06:10.000000Z",
    "expires_at": "2026-06-04T14:06:10.000000Z",
    "api_key_id": KEY_ID,
}
REPORT_REQUESTED = {"report_id": REPORT_ID, "status": "requested"}
REPORT_LIST = {
    "reports": [REPORT],
    "links": {
        "current": f"{BASE}/v2/reports",
        "next": f"{BASE}/v2/reports?older_than={REPORT_ID}",
    },
}
RECEIVED_TEXTS: dict[str, Any] = {
    "received_text_messages": [],
    "links": {"current": f"{BASE}/v2/received-text-messages"},
}
TEMPLATE: dict[str, Any] = {
    "id": TEMPLATE_ID,
    "type": "email",
    "name": "Appointment reminder",
    "version": 2,
    "body": "Dear ((name)),\n\nYou have an appointment on **((date))**.",
    "subject": "Your appointment on ((date))",
    "personalisation": {"date": {"required": True}, "name": {"required": True}},
    "created_at": "2026-05-04T13:00:00.000000Z",
    "updated_at": "2026-05-11T15:30:00.000000Z",
    "created_by": "owner@example.gc.ca",
    "postage": None,
    "letter_contact_block": None,
}
CATEGORY_ID = "207b293c-2ae5-48e8-836d-fcabd60b2153"
CATEGORIES = {
    "template_categories": [{"template_category_id": CATEGORY_ID, "name": "Reminder"}],
}
NEW_TEMPLATE: dict[str, Any] = {
    "name": "Appointment reminder",
    "template_type": "email",
    "subject": "Your appointment on ((date))",
    "content": "Dear ((name)),\n\nYou have an appointment on **((date))**.",
    "subject_fr": "Votre rendez-vous du ((date))",
    "content_fr": "Bonjour ((name)),\n\nVous avez un rendez-vous le **((date))**.",
    "template_category_id": CATEGORY_ID,
}
MANAGED_TEMPLATE: dict[str, Any] = {
    "id": TEMPLATE_ID,
    "service_id": SERVICE_ID,
    "service_name": "Passport office",
    "name": NEW_TEMPLATE["name"],
    "type": "email",
    "created_at": "2026-05-04T13:00:00.000000Z",
    "updated_at": None,
    "created_by": "owner@example.gc.ca",
    "version": 1,
    "body": NEW_TEMPLATE["content"],
    "subject": NEW_TEMPLATE["subject"],
    "body_fr": NEW_TEMPLATE["content_fr"],
    "subject_fr": NEW_TEMPLATE["subject_fr"],
    "postage": None,
    "template_category_id": CATEGORY_ID,
    "template_category_name": "Reminder",
    "folder_id": None,
    "archived": False,
}
TEMPLATE_LIST = {"templates": [TEMPLATE]}
PREVIEW: dict[str, Any] = {
    "id": TEMPLATE_ID,
    "type": "email",
    "version": 2,
    "body": EMAIL_SENT["content"]["body"],
    "html": "<p>Dear Ana,</p><p>You have an appointment on <strong>June 3</strong>.</p>",
    "subject": EMAIL_SENT["content"]["subject"],
    "postage": None,
}
CALLBACK: dict[str, Any] = {
    "id": MESSAGE_ID,
    "reference": "file-2026-118",
    "to": "ana@example.ca",
    "status": "delivered",
    "status_description": "Delivered",
    "provider_response": None,
    "created_at": SENT_AT,
    "completed_at": "2026-06-01T14:06:02.000000Z",
    "sent_at": "2026-06-01T14:06:00.000000Z",
    "notification_type": "email",
    "template_id": TEMPLATE_ID,
    "template_version": 2,
}
COMPLAINT_CALLBACK: dict[str, Any] = {
    "notification_id": MESSAGE_ID,
    "complaint_id": OTHER_ID,
    "reference": "file-2026-118",
    "to": "ana@example.ca",
    "complaint_date": "2026-06-01T18:20:00.000000Z",
    "template_id": TEMPLATE_ID,
    "template_version": 2,
}
RECEIVED_TEXT_CALLBACK: dict[str, Any] = {
    "id": TEXT_ID,
    "source_number": "+16135550199",
    "destination_number": "+16135550100",
    "message": "Yes, I will come",
    "date_received": "2026-06-01T18:20:00.000000Z",
}
REMINDER_ID = "0197b5d0-5e6f-7a1b-8c2d-3e4f5a6b7c8d"
REMINDER_REQUEST = {
    "email_address": "ana@example.ca",
    "template_id": TEMPLATE_ID,
    "personalisation": {"name": "Ana", "date": "June 3"},
    "reference": "appointment-118",
    "date": "2026-06-03 14:00",
    "days_before": 2,
    "at": "09:00",
    "time_zone": "America/Vancouver",
}
REMINDER: dict[str, Any] = {
    "id": REMINDER_ID,
    "reference": "appointment-118",
    "state": "waiting",
    "problem": None,
    "template_id": TEMPLATE_ID,
    "template_type": "email",
    "due_at": "2026-06-01T16:00:00.000000Z",
    "date": "2026-06-03T21:00:00.000000Z",
    "time_zone": "America/Vancouver",
    "notification_id": None,
    "created_at": "2026-05-20T14:05:59.000000Z",
}
REMINDER_LIST = {
    "reminders": [REMINDER],
    "links": {
        "current": f"{BASE}/v2/reminders",
        "next": f"{BASE}/v2/reminders?older_than={REMINDER_ID}",
    },
}
TOPIC_LIST = {
    "topics": [
        {
            "id": "0197b5d0-6f7a-7b2c-9d3e-4f5a6b7c8d9e",
            "name": {"en": "Air quality", "fr": "Qualité de l’air"},
            "description": {"en": "One email a week.", "fr": "Un courriel par semaine."},
            "is_open": True,
            "subscribers": {"email": 1204, "sms": 87},
        }
    ]
}
