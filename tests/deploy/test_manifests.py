"""The Kubernetes documents: valid by Kubernetes' own schemas, and one whole that fits together, for every size."""

import shutil
from pathlib import Path

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from kefu.live.edge import GOODBYE_S
from kefu.live.threads import SHUTDOWN_S
from tests.deploy.plans import KUBERNETES, SIZES, Tree, one, plain, rendered, workloads

VERSIONS = ("1.30", "1.37")  # the oldest and the newest that is held against
KUSTOMIZE = {"Kustomization", "Component"}


@pytest.fixture(params=SIZES, scope="module")
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def documents(size: str) -> list[Tree]:
    return rendered(KUBERNETES / size)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_rendered_document_is_valid(documents: list[Tree], version: str) -> None:
    for document in documents:
        kubernetes_validate.validate(document, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_whole_document_is_valid_before_rendering(version: str) -> None:
    patches = {"settings.yaml", "disruption.yaml"}
    whole = [found for file, found in plain() if found["kind"] not in KUSTOMIZE and file.name not in patches]
    assert len(whole) > 15
    for document in whole:
        kubernetes_validate.validate(document, version, strict=True)


def test_a_misspelt_field_is_found() -> None:
    document = next(found for _, found in plain() if found["kind"] == "Deployment")
    document["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(document, VERSIONS[0], strict=True)


def test_every_service_finds_pods_that_listen_there(documents: list[Tree]) -> None:
    for service in (each for each in documents if each["kind"] == "Service"):
        wanted = service["spec"]["selector"].items()
        pods = [pod for pod in workloads(documents).values() if wanted <= pod["metadata"]["labels"].items()]
        assert len(pods) == 1
        ports = {port["name"] for port in pods[0]["spec"]["containers"][0]["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports


def test_every_probe_asks_a_port_that_is_there_by_the_name_that_is_answered(documents: list[Tree]) -> None:
    host = one(documents, "ConfigMap", "kefu")["data"]["KEFU_URL"].removeprefix("https://")
    asked = 0
    for pod in workloads(documents).values():
        container = pod["spec"]["containers"][0]
        ports = {port["name"] for port in container.get("ports", [])}
        for probe in (container[name]["httpGet"] for name in container if name.endswith("Probe")):
            assert probe["port"] in ports
            assert probe["path"] in {"/healthz", "/readyz"}
            if probe["port"] == "pages":
                assert probe["httpHeaders"] == [{"name": "Host", "value": host}]
            asked += 1
    assert asked >= 3


def test_nobody_is_restarted_for_a_full_disk(documents: list[Tree]) -> None:
    for pod in workloads(documents).values():
        container = pod["spec"]["containers"][0]
        if "livenessProbe" in container:
            assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"


def test_nobody_may_talk_unless_it_is_said(documents: list[Tree]) -> None:
    policies = [each["spec"] for each in documents if each["kind"] == "NetworkPolicy"]
    assert {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]} in policies
    for pod in workloads(documents).values():
        assert pod["metadata"]["labels"]["kefu/part"] == "yes"
    for policy in policies:
        assert policy["podSelector"] in ({}, {"matchLabels": {"kefu/part": "yes"}})


def test_nothing_that_runs_may_more_than_it_needs(documents: list[Tree]) -> None:
    for pod in workloads(documents).values():
        spec = pod["spec"]
        container = spec["containers"][0]
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsUser"] == 10001
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container["resources"]["limits"]
        assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/data", "/tmp", "/run/secrets/kefu"}


def test_whoever_is_stopped_has_time_to_say_good_bye(documents: list[Tree]) -> None:
    for pod in workloads(documents).values():
        container = pod["spec"]["containers"][0]
        if "lifecycle" in container:
            before_s = int(container["lifecycle"]["preStop"]["exec"]["command"][-1])
            assert pod["spec"]["terminationGracePeriodSeconds"] > before_s + GOODBYE_S + 2 * SHUTDOWN_S


def test_a_budget_and_an_autoscaler_are_about_something_that_runs(documents: list[Tree]) -> None:
    running = {pod["metadata"]["labels"]["kefu/workload"]: name for name, pod in workloads(documents).items()}
    for budget in (each for each in documents if each["kind"] == "PodDisruptionBudget"):
        assert budget["spec"]["selector"]["matchLabels"]["kefu/workload"] in running
    for scaler in (each for each in documents if each["kind"] == "HorizontalPodAutoscaler"):
        target = one(documents, "Deployment", scaler["spec"]["scaleTargetRef"]["name"])
        assert "replicas" not in target["spec"], "two would decide how many there are"
        assert scaler["spec"]["minReplicas"] < scaler["spec"]["maxReplicas"]


def test_the_embedded_database_has_one_process_alone(documents: list[Tree], size: str) -> None:
    settings = one(documents, "ConfigMap", "kefu")["data"]
    if size == "one":
        assert one(documents, "StatefulSet", "kefu")["spec"]["replicas"] == 1
        assert not [each for each in documents if each["kind"] == "Deployment"]
    else:
        assert {"KEFU_DATABASE_URL_FILE", "KEFU_REDIS_URL_FILE", "KEFU_FILES_URL"} <= settings.keys()
        assert settings["KEFU_REACTIONS_HERE"] == "no"
        assert {"pages", "live", "worker", "migrate"} == workloads(documents).keys()


def test_one_change_of_the_names_reaches_all_that_use_them(tmp_path: Path, size: str) -> None:
    copy = tmp_path / "kubernetes"
    shutil.copytree(KUBERNETES, copy)
    file = copy / "base" / "settings.yaml"
    text = file.read_text()
    for old, new in (("help.exchange.example", "ask.mine.test"), ("files.exchange-content.example", "files.mine.test")):
        text = text.replace(old, new)
    file.write_text(text)
    documents = rendered(copy / size)
    said = yaml.safe_dump_all(documents)
    assert "help.exchange.example" not in said
    assert "exchange-content" not in said
    rules = [rule["host"] for each in documents if each["kind"] == "Ingress" for rule in each["spec"]["rules"]]
    assert sorted(rules) == ["ask.mine.test", "files.mine.test", "live.ask.mine.test"]
