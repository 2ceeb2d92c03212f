"""Figures of this process for Prometheus: declared where they are counted, told by whoever serves this process's port.

Names and labels are closed lists of ours: nothing of a customer's, an agent's or a request's own words is ever in them.
"""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kefu.kit import crypto
from kefu.settings.env import LOOPBACK

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
BEARER = "Bearer "

_registry = CollectorRegistry()
ProcessCollector(registry=_registry)


def counter(name: str, says: str, labels: Sequence[str] = ()) -> Counter:
    return Counter(name, says, labels, registry=_registry)


def histogram(name: str, says: str, labels: Sequence[str] = ()) -> Histogram:
    return Histogram(name, says, labels, buckets=SECONDS, registry=_registry)


def gauge(name: str, says: str, value: Callable[[], float]) -> None:
    """`value` is asked at each telling; of two declared under one name the later one counts."""
    made = _gauges.get(name) or Gauge(name, says, registry=_registry)
    _gauges[name] = made
    made.set_function(value)


class Tally(Collector):
    """A counter for one thread and its busiest line: `tally.count += 1` costs a twentieth of `Counter.inc`."""

    def __init__(self, name: str, says: str) -> None:
        self.count = 0
        self._name, self._says = name, says
        _registry.register(self)

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily(self._name, self._says, value=self.count)


class Figures(Collector):
    """What is read when it is asked for: name -> (says, label, {label value: figure})."""

    def __init__(self, read: Callable[[], dict[str, tuple[str, str, dict[str, float]]]]) -> None:
        self._read = read
        _registry.register(self)

    def collect(self) -> Iterator[Metric]:
        for name, (says, label, figures) in self._read().items():
            family = GaugeMetricFamily(name, says, labels=[label] if label else [])
            for value, figure in figures.items():
                family.add_metric([value] if label else [], figure)
            yield family

    def describe(self) -> list[Metric]:
        """Nothing yet: the rows are not read before somebody asks."""
        return []


def may_ask(authorization: str) -> bool:
    """Whoever holds KEFU_METRICS_TOKEN; where there is none, an installation that nobody reaches from outside."""
    if settings.METRICS_TOKEN:
        return crypto.same(authorization, BEARER + settings.METRICS_TOKEN)
    return settings.LISTEN in LOOPBACK and urlsplit(settings.BASE_URL).hostname in LOOPBACK


def told() -> bytes:
    """All figures of this process, in Prometheus's text format."""
    return generate_latest(_registry)


_gauges: dict[str, Gauge] = {}
