"""The exchange's own words for sorting: categories, fields and their names; the only writer of both tables."""

from collections.abc import Mapping

from django.db import transaction

from kefu.conversations.kinds import FieldKind
from kefu.conversations.models import Category, Field, Tag
from kefu.conversations.records import CategoryRecord, FieldRecord
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.kit.kept import Kept
from kefu.trust import journal

Names = Mapping[str, str]


def categories() -> list[CategoryRecord]:
    """The active ones, in their order, read afresh."""
    return [_category(row) for row in Category.objects.filter(is_active=True).order_by("position", "slug")]


def categories_to_offer() -> list[CategoryRecord]:
    """`categories` as they were half a minute ago at most."""
    return [record for record in _categories.fresh().values() if record.is_active]


def fields_to_offer() -> list[FieldRecord]:
    return [record for record in _fields.fresh().values() if record.is_active]


def has_category(slug: str) -> bool:
    return Category.objects.filter(slug=slug, is_active=True).exists()


def is_known(slug: str) -> bool:
    """There is or was such a category."""
    return Category.objects.filter(slug=slug).exists()


def put_category(slug: str, *, names: Names, position: int = 0, is_active: bool = True) -> None:
    """Add a category or change it. It is never removed: what was sorted into it keeps its name."""
    changed = {"names": dict(names), "position": position, "is_active": is_active}
    with transaction.atomic():
        row, _made = Category.objects.update_or_create(slug=slug, defaults=changed)
        _journal("category_put", row.pk, slug)
    _categories.forget()


def want_second(slug: str, *, on: bool, by: int) -> bool:
    """Have a second person (not) read each reply in this category first, from this commit on; `by` is who says so (row).

    False where it was so already. NotFound without such a category.
    """
    with transaction.atomic():
        row = Category.objects.filter(slug=slug).first()
        if row is None:
            raise NotFound
        changed = Category.objects.filter(pk=row.pk, needs_second=not on).update(needs_second=on)
        if changed:
            action = "second_wanted" if on else "second_not_wanted"
            journal.write([journal.Act(clock.now(), "agent", by, action, "definition", row.pk, slug)])
    _categories.forget()
    return bool(changed)


def fields() -> list[FieldRecord]:
    """The active ones, in their order, read afresh."""
    return [_field(row) for row in Field.objects.filter(is_active=True).order_by("position", "slug")]


def field(slug: str) -> FieldRecord | None:
    row = Field.objects.filter(slug=slug, is_active=True).first()
    return _field(row) if row else None


def put_field(record: FieldRecord, *, position: int = 0) -> None:
    """Add a field or change it. It is never removed: what was noted under it keeps its name."""
    changed = {
        "names": dict(record.names),
        "kind": record.kind,
        "choices": {slug: dict(names) for slug, names in record.choices.items()},
        "position": position,
        "is_active": record.is_active,
    }
    with transaction.atomic():
        row, _made = Field.objects.update_or_create(slug=record.slug, defaults=changed)
        _journal("field_put", row.pk, record.slug)
    _fields.forget()


def _journal(action: str, row: int, slug: str) -> None:
    """Of the command line alone: the desk changes neither, but for `want_second`."""
    journal.write([journal.Act(clock.now(), "operator", 0, action, "definition", row, slug)])


def tags_like(start: str, *, limit: int = 20) -> list[str]:
    """Tags in use that begin so, for whoever types one."""
    return list(Tag.objects.filter(slug__startswith=start).order_by("slug").values_list("slug", flat=True)[:limit])


def warm() -> None:
    """Have all names at hand for `known_*`, which never read the database."""
    _categories.fresh()
    _fields.fresh()


def known_category(slug: str) -> CategoryRecord | None:
    return _categories.known(slug)


def known_field(slug: str) -> FieldRecord | None:
    return _fields.known(slug)


def forget() -> None:
    _categories.forget()
    _fields.forget()


def named(names: Names, *, locale: str) -> str:
    """The name in this language, else in the language without its region, else in English, else in any."""
    for asked in (locale, locale.split("-", maxsplit=1)[0], "en"):
        if asked in names:
            return names[asked]
    return next(iter(names.values()), "")


def _category(row: Category) -> CategoryRecord:
    return CategoryRecord(row.slug, names=row.names, is_active=row.is_active, needs_second=row.needs_second)


def _field(row: Field) -> FieldRecord:
    return FieldRecord(
        slug=row.slug, names=row.names, kind=FieldKind(row.kind), choices=row.choices, is_active=row.is_active
    )


def _read_categories() -> dict[str, CategoryRecord]:
    return {row.slug: _category(row) for row in Category.objects.order_by("position", "slug")}


_categories: Kept[str, CategoryRecord] = Kept(_read_categories)
_fields: Kept[str, FieldRecord] = Kept(
    lambda: {row.slug: _field(row) for row in Field.objects.order_by("position", "slug")}
)
