"""The engine that belongs to the database."""

from functools import cache

from kefu.kit import db
from kefu.search.contract import Engine
from kefu.search.fts5 import Fts5
from kefu.search.tsvector import TsVector


@cache
def current() -> Engine:
    return Fts5() if db.is_sqlite() else TsVector()
