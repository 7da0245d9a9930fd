"""The usual domains of Canada's public sector, to begin with."""

from typing import Any

from django.db import migrations

# Federal, then provinces and territories with their agencies, as the public lists have them.
DOMAINS = (
    "canada.ca gc.ca forces.ca parl.ca elections.ca cds-snc.ca canadacouncil.ca idrc.ca invcanada.ca "
    "rcafinnovation.ca debates-debats.ca ncc-ccn.ca cfp-pcaf.ca "
    "gov.ab.ca gov.bc.ca oipc.bc.ca gov.mb.ca gnb.ca snb.ca gov.nl.ca novascotia.ca nshealth.ca "
    "gov.nt.ca gov.nu.ca ontario.ca ontariohealth.ca opp.ca gov.pe.ca gouv.qc.ca surete.qc.ca "
    "gov.sk.ca gov.yk.ca yukon.ca"
).split()


def add(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("accounts", "ApprovedDomain")
    model.objects.bulk_create([model(name=name) for name in DOMAINS], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_second_factors")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
