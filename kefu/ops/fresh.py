"""An empty database made in one go: the tables as this release's migrations leave them, without taking each step.

A hundred steps draw all models anew at every step, seconds of a processor to create nothing. What a step does to rows is
still done, in order, unless its operation says that it only mends what an earlier release wrote (`elidable=True`); it then
meets the models of today. `tests/test_fresh.py` holds that both ways end in the same tables and rows.
"""

from collections.abc import Iterator, Sequence

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation


def is_empty() -> bool:
    """Whether there is not one table yet."""
    return not connection.introspection.table_names()


def make() -> None:
    """All of it or, when something fails, nothing; every migration counts as applied afterwards."""
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = [migration for migration, _ in executor.migration_plan(targets, clean_start=True)]
    state = executor.loader.project_state(targets)
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration in plan:
            for operation in _on_rows(migration.operations):
                operation.database_forwards(migration.app_label, editor, state, state)
        _record(executor, plan)


def _on_rows(operations: Sequence[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _on_rows(operation.database_operations)
        elif isinstance(operation, RunPython | RunSQL) and not operation.elidable:
            yield operation


def _record(executor: MigrationExecutor, plan: Sequence[Migration]) -> None:
    executor.recorder.ensure_schema()
    for migration in plan:
        executor.recorder.record_applied(migration.app_label, migration.name)
