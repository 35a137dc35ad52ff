"""What is watched: dashboards and alerts ask for metrics that there are, and each alert has a page that says what to do."""

import re
import shutil
import subprocess
from typing import Any, Final

import orjson
import pytest
import yaml

from server.settings import REPOSITORY
from server.telemetry.metrics import Metrics

_METRIC: Final = re.compile(r"\btorso_\w+")
DASHBOARD: dict[str, Any] = orjson.loads((REPOSITORY / "deploy/grafana/torso.json").read_bytes())
ALERTS: list[dict[str, Any]] = yaml.safe_load((REPOSITORY / "deploy/prometheus/alerts.yaml").read_text())["groups"][0][
    "rules"
]
EXPRESSIONS = {
    **{alert["alert"]: alert["expr"] for alert in ALERTS},
    **{
        f"{panel['title']} {target['refId']}": target["expr"]
        for panel in DASHBOARD["panels"]
        for target in panel.get("targets", ())
    },
}
RUNBOOKS = {f"docs/runbooks/{path.name}" for path in (REPOSITORY / "docs/runbooks").glob("*.md")}


@pytest.fixture(scope="module")
def names() -> set[str]:
    """The names that /metrics has."""
    kinds = re.findall(r"^# TYPE (\w+) (\w+)$", Metrics().exposition().decode(), re.MULTILINE)
    histograms = {
        f"{name}_{part}" for name, kind in kinds if kind == "histogram" for part in ("bucket", "count", "sum")
    }
    return {name for name, _ in kinds} | histograms


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS.keys())
def test_every_metric_that_is_asked_for_is_there(expression: str, names: set[str]) -> None:
    assert set(_METRIC.findall(expression)) <= names
    assert expression.count("(") == expression.count(")")


def test_every_metric_is_shown(names: set[str]) -> None:
    shown = {name for expression in EXPRESSIONS.values() for name in _METRIC.findall(expression)}
    counted = {name for name in names if not name.endswith(("_created", "_count", "_sum", "_bucket"))}
    assert {name for name in counted if name not in shown and f"{name}_bucket" not in shown} == set()


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    said = {alert["alert"]: alert["annotations"]["runbook"] for alert in ALERTS}
    assert set(said.values()) == RUNBOOKS
    assert [name for name, page in said.items() if f"`{name}`" not in (REPOSITORY / page).read_text()] == []


def test_every_alert_says_how_urgent_it_is() -> None:
    assert {alert["labels"]["severity"] for alert in ALERTS} == {"page", "ticket"}


def test_panels_lie_beside_each_other() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    taken = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(taken) == len(set(taken))
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)


def test_the_page_lists_every_metric(names: set[str]) -> None:
    page = (REPOSITORY / "docs/running.md").read_text()
    listed = set(_METRIC.findall(page))
    assert {name for name in names if not name.endswith(("_created", "_count", "_sum", "_bucket"))} - listed == set()


@pytest.mark.skipif(shutil.which("promtool") is None, reason="this machine has no promtool")
@pytest.mark.parametrize("asked", [("check", "alerts.yaml"), ("test", "alerts.test.yaml")], ids=["check", "test"])
def test_prometheus_understands_the_alerts_and_raises_them_when_it_is_to(asked: tuple[str, str]) -> None:
    command, name = asked
    rules = REPOSITORY / "deploy/prometheus" / name
    done = subprocess.run(
        ["promtool", command, "rules", rules], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_alerts_that_are_tried_are_there() -> None:
    tried = yaml.safe_load((REPOSITORY / "deploy/prometheus/alerts.test.yaml").read_text())["tests"]
    named = {check["alertname"] for each in tried for check in each["alert_rule_test"]}
    assert named <= {alert["alert"] for alert in ALERTS}
