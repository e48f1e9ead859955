"""The alert rules and the dashboard of docker/monitoring ask for what /metrics really says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.main import create_app
from bowerbird.settings import PROJECT_ROOT, get_settings

MONITORING = PROJECT_ROOT / "docker" / "monitoring"
DASHBOARD = MONITORING / "grafana" / "dashboards" / "bowerbird.json"
ALERTS = MONITORING / "alerts.yml"


def _queries() -> list[str]:
    dashboard = json.loads(DASHBOARD.read_text())
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    rules = re.findall(r"^ +expr:(.*?)^ +(?:for|labels):", ALERTS.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert len(rules) == ALERTS.read_text().count("- alert:")
    return [*asked, *rules]


@pytest.fixture
def samples(app: FastAPI, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, set[str]]]:
    """The names of /metrics, each with its labels."""
    assert session
    monkeypatch.setattr(get_settings(), "home", tmp_path)
    with TestClient(app, client=("127.0.0.1", 50000)) as here:
        here.get("/health/live")
        families = text_string_to_metric_families(here.get("/metrics").text)
        yield {sample.name: set(sample.labels) for family in families for sample in family.samples}


def test_every_metric_that_is_asked_for_exists(samples: dict[str, set[str]]) -> None:
    asked = {name for query in _queries() for name in re.findall(r"\bbowerbird_\w+", query)}
    assert len(asked) >= 5
    assert asked <= samples.keys()


def test_every_label_that_is_asked_for_exists(samples: dict[str, set[str]]) -> None:
    for query in _queries():
        for name, chosen in re.findall(r"\b(bowerbird_\w+)\{([^}]*)\}", query):
            assert set(re.findall(r"(\w+)\s*[=!]~?", re.sub(r'"[^"]*"', "", chosen))) <= samples[name], query


def test_every_route_that_is_asked_for_exists() -> None:
    routes = {re.sub(r"\{\w+\}", "[^/]+", path) for path in create_app().openapi()["paths"]}
    for query in _queries():
        for named in re.findall(r'route[=!]~?"([^"]*)"', query):
            assert set(named.split("|")) <= routes, query
