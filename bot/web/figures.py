"""Figures for the operator, in the form that Prometheus reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_client import Metric

_PREFIX: Final = "leeward_"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, or several under a label. No label ever comes from a person."""

    name: str
    meaning: str
    value: float | Mapping[str, float]
    label: str = ""
    grows: bool = True
    """It counts what has happened since the start; else it is how things are now."""


def write_figures(figures: Iterable[Figure]) -> tuple[bytes, str]:
    """The text for a scrape, with the process's own figures, and its type.

    Raises:
        ModuleNotFoundError: prometheus-client is not installed.
    """
    from prometheus_client import (  # noqa: PLC0415 - an extra, and slow to load
        CONTENT_TYPE_LATEST,
        CollectorRegistry,
        ProcessCollector,
        generate_latest,
    )

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Reading(figures))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Reading:
    """What prometheus-client calls a collector."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = list(figures)

    def collect(self) -> Iterator[Metric]:
        return map(_translate, self._figures)


def _translate(figure: Figure) -> Metric:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415 - the same

    labels = [figure.label] if figure.label else []
    make = CounterMetricFamily if figure.grows else GaugeMetricFamily
    metric = make(_PREFIX + figure.name, figure.meaning, labels=labels)
    values = figure.value if isinstance(figure.value, Mapping) else {"": figure.value}
    for name, value in values.items():
        metric.add_metric([name] if labels else [], value)
    return metric
