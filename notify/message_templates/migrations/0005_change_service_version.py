"""A change of a template or its category is a change of what its service sends."""

from django.db import migrations

CREATE = """
CREATE FUNCTION note_change_of_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE services_service SET version = version WHERE id IN (
        SELECT service_id FROM message_templates_template WHERE category_id = NEW.id);
    RETURN NULL;
END
$$;

CREATE TRIGGER changes_service AFTER INSERT OR UPDATE OR DELETE ON message_templates_template
    FOR EACH ROW EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER changes_services AFTER UPDATE ON message_templates_category
    FOR EACH ROW EXECUTE FUNCTION note_change_of_category();
"""
DROP = """
DROP TRIGGER changes_services ON message_templates_category;
DROP TRIGGER changes_service ON message_templates_template;
DROP FUNCTION note_change_of_category();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("message_templates", "0004_template_drafts"),
        ("services", "0006_version"),
    ]

    operations = [migrations.RunSQL(CREATE, DROP)]
