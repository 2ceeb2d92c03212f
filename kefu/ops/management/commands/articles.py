"""`kefu articles`: brings the articles that come with Kefu or stand in a folder, checks them, writes them out."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kefu.kit.errors import KefuError
from kefu.knowledge import checks, library, library_files


class Command(BaseCommand):
    help = "Brings, checks and writes out the articles of the help centre (docs/articles.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        bring = actions.add_parser("import", help="publish the articles of a folder; what editors changed stays")
        bring.add_argument("folder", nargs="?", type=Path, default=library_files.BUNDLED)
        bring.add_argument(
            "--check", action="store_true", help="only say what is wrong with them, and end with 1 if anything is"
        )
        export = actions.add_parser("export", help="write all published articles into a folder")
        export.add_argument("folder", type=Path)

    def handle(self, *args: object, action: str, folder: Path, check: bool = False, **options: object) -> None:
        try:
            if action == "export":
                self.stdout.write(f"{library.write_out(folder)} articles are in {folder}.")
            elif check:
                self._check(folder)
            else:
                self._import(folder)
        except KefuError as error:
            raise CommandError(str(error.message)) from error

    def _import(self, folder: Path) -> None:
        found = library_files.read(folder)
        unsafe = [f"{each.where}: {each.what}" for each in checks.of_pictures(folder / "media")]
        if found.problems or unsafe:
            raise CommandError("\n".join([*found.problems, *unsafe]))
        done = library.bring(found)
        self.stdout.write(
            f"{done.made} articles were made, {done.changed} changed, {done.same} are as they were;"
            f" {done.kept} texts stay as your editors wrote them."
        )

    def _check(self, folder: Path) -> None:
        """Errors and warnings, a line each."""
        found = library_files.read(folder)
        problems = checks.of_library(found)
        if folder == library_files.BUNDLED:
            problems += checks.uncovered(found)
        for problem in problems:
            self.stdout.write(f"{'' if problem.is_error else 'warning: '}{problem.where}: {problem.what}")
        errors = sum(problem.is_error for problem in problems)
        self.stdout.write(f"{len(found.articles)} articles: {errors} errors, {len(problems) - errors} warnings.")
        if errors:
            raise CommandError("Something is wrong with these articles; see above.")
