"""A service's version changes with everything that a send reads of it (services/versions.py)."""

from django.db import migrations, models

# What only records that a key was used is not a change.
FUNCTIONS = """
CREATE FUNCTION next_service_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

CREATE FUNCTION note_change_of_service() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'last_used_at' = to_jsonb(NEW) - 'last_used_at' THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        UPDATE services_service SET version = version WHERE id = OLD.service_id;
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.service_id <> OLD.service_id) THEN
        UPDATE services_service SET version = version WHERE id = NEW.service_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION require_fresh(it_is boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT it_is THEN
        RAISE EXCEPTION USING ERRCODE = 'NL002', MESSAGE = 'a service has changed';
    END IF;
    RETURN true;
END
$$;

CREATE TRIGGER next_version BEFORE UPDATE ON services_service
    FOR EACH ROW EXECUTE FUNCTION next_service_version();
CREATE TRIGGER changes_service AFTER INSERT OR UPDATE OR DELETE ON services_apikey
    FOR EACH ROW EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER changes_service AFTER INSERT OR UPDATE OR DELETE ON services_replytoaddress
    FOR EACH ROW EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER changes_service AFTER INSERT OR UPDATE OR DELETE ON services_smssender
    FOR EACH ROW EXECUTE FUNCTION note_change_of_service();
"""
DROP = """
DROP TRIGGER changes_service ON services_smssender;
DROP TRIGGER changes_service ON services_replytoaddress;
DROP TRIGGER changes_service ON services_apikey;
DROP TRIGGER next_version ON services_service;
DROP FUNCTION require_fresh(boolean);
DROP FUNCTION note_change_of_service();
DROP FUNCTION next_service_version();
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0005_templates_need_review")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="version",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
    ]
