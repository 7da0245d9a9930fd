"""Let the database itself refuse to change or delete what is on record."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION refuse_to_change_the_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is on record is not changed or deleted';
END $$;
CREATE TRIGGER record_only_grows BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_record();
"""
BACKWARD = """
DROP TRIGGER record_only_grows ON accounts_auditevent;
DROP FUNCTION refuse_to_change_the_record();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_single_sign_on")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
