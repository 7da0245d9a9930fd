"""A function that fails a statement when a limit has no room, so that it does nothing at all."""

from django.db import migrations

CREATE = """
CREATE FUNCTION require_room(there_is boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT there_is THEN
        RAISE EXCEPTION USING ERRCODE = 'NL001', MESSAGE = 'a limit has no room';
    END IF;
    RETURN true;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("stats", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION require_room(boolean)")]
