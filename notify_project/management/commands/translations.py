"""Keep the interface's translations: collect, check, compile."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notify_project.translations import (
    LANGUAGES,
    catalogue_path,
    compile_catalogue,
    find_problems,
    update_catalogue,
)


class Command(BaseCommand):
    help = "Collect strings to translate, check that none lacks French, or compile."
    requires_system_checks = ()  # nothing here needs the database

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--update", action="store_true", help="Collect strings into the files.")
        what.add_argument("--check", action="store_true", help="Fail where a translation lacks.")
        what.add_argument("--compile", action="store_true", help="Write what Django reads.")

    def handle(self, *args: Any, **options: Any) -> None:
        for language in LANGUAGES:
            if options["update"]:
                self._update(language)
            elif options["check"]:
                self._check(language)
            else:
                compile_catalogue(language)

    def _update(self, language: str) -> None:
        lacking = update_catalogue(language)
        self.stdout.write(f"{catalogue_path(language)}: {lacking} to translate")

    def _check(self, language: str) -> None:
        problems = find_problems(language)
        for problem in problems:
            self.stderr.write(f"{language}: {problem}")
        if problems:
            raise CommandError(
                f"{len(problems)} problems with the translations. "
                "Run `manage.py translations --update` and complete the files in locale/."
            )
