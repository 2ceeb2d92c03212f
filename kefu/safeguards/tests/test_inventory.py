"""Every table says what becomes of it when a person is erased; a new one that says nothing fails here."""

from django.apps import apps

from kefu.people import inventory
from kefu.people.inventory import Fate


def every_table() -> set[str]:
    return {model._meta.label for model in apps.get_models(include_auto_created=True)}


def test_every_table_says_what_becomes_of_it() -> None:
    silent = every_table() - set(inventory.tables())
    assert not silent, f"say in the room's personal.py what erasing a person does to {sorted(silent)}"


def test_nothing_is_said_of_a_table_that_is_not_there() -> None:
    assert not set(inventory.tables()) - every_table()


def test_no_table_is_told_of_twice() -> None:
    told = [label for holding in inventory.holdings() for label in holding.tables]
    assert len(told) == len(set(told))


def test_whatever_stays_says_why() -> None:
    silent = [label for label, table in inventory.tables().items() if table.fate is not Fate.GONE and not table.why]
    assert not silent


def test_a_table_with_a_column_for_a_customer_is_nobodys_in_no_room() -> None:
    """Foreign keys to customers and conversations, and the columns that hold their rows or public ids."""
    pointing = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.name in {"customer", "conversation", "person", "person_id"}
        or (
            field.related_model and field.related_model._meta.label in {"people.Customer", "conversations.Conversation"}
        )
    }
    wrong = {label for label in pointing if inventory.tables()[label].fate is Fate.NOBODYS}
    assert not wrong
