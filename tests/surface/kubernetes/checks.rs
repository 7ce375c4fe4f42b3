//! Checks what the programs send and read.

use kubernetes::testing::MockTransport;
use kubernetes::types::apps::v1::Deployment;
use kubernetes::types::core::v1::{HttpGetAction, Probe, Service, ServicePort};
use serde_json::{Value, json};

use super::*;

/// Returns a pod as a cluster sends it.
fn pod_json(name: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "uid": "0b1c", "resourceVersion": "4711",
            "generateName": "web-",
            "creationTimestamp": "2024-05-01T12:00:00Z", "labels": {"app": "web", "pod-template-hash": "5d4f"}},
        "spec": {"nodeName": "node-1", "restartPolicy": "Always", "containers": [{"name": "web", "image": "nginx:1.27",
            "ports": [{"name": "http", "containerPort": 80, "protocol": "TCP"}],
            "livenessProbe": {"httpGet": {"path": "/", "port": "http", "scheme": "HTTP"}, "periodSeconds": 10}}]},
        "status": {"phase": "Running", "podIP": "10.1.0.7", "qosClass": "BestEffort"}
    })
}

fn deployment_json() -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "default", "generation": 1,
            "creationTimestamp": "2024-05-01T12:00:00Z"},
        "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "web"}}, "revisionHistoryLimit": 10,
            "template": {"metadata": {"creationTimestamp": null, "labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "nginx:1.27", "resources": {}}]}},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": 1}}},
        "status": {}
    })
}

#[tokio::test]
async fn pods_of_a_namespace() {
    let mock = MockTransport::new();
    let list = json!({"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "4712"},
        "items": [pod_json("web-0"), pod_json("web-1")]});
    let all = |client: &Client| {
        client
            .namespaces()
            .pods()
            .list("default")
            .label_selector("app=web")
    };
    mock.on_exactly(all)
        .respond_json(200, list.clone())
        .times(2);
    pods(&mock.client()).await.unwrap();
    let response = all(&mock.client()).send_raw().await.unwrap();
    assert!(
        response.deviations().is_empty(),
        "{:?}",
        response.deviations()
    );
    let read = response.into_value();
    assert_eq!(
        serde_json::to_value(&read).unwrap(),
        list,
        "nothing is lost"
    );
    let pod = &read.items[0];
    let metadata = pod.metadata.as_ref().unwrap();
    assert_eq!(metadata.name.as_deref(), Some("web-0"));
    assert_eq!(metadata.labels.as_ref().unwrap()["app"], "web");
    let container = &pod.spec.as_ref().unwrap().containers[0];
    assert_eq!(container.ports.as_ref().unwrap()[0].container_port, 80);
    let probe = container
        .liveness_probe
        .as_ref()
        .and_then(|probe| probe.http_get.as_ref())
        .unwrap();
    assert_eq!(probe.port.as_text(), Some("http"));
    mock.verify();
    let call = &mock.calls()[0];
    assert_eq!(
        (call.method.as_str(), call.path.as_str()),
        ("GET", "/api/v1/namespaces/default/pods")
    );
    assert_eq!(
        call.query,
        [("labelSelector".to_owned(), "app=web".to_owned())]
    );
    assert_eq!(call.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_deployment_is_created() {
    let mock = MockTransport::new();
    let any = |client: &Client| client.apps().namespaces().deployments().create("default");
    mock.on_any(any)
        .respond_json(201, deployment_json())
        .times(2);
    deploy(&mock.client()).await.unwrap();
    let call = &mock.calls()[0];
    assert_eq!(
        (call.method.as_str(), call.path.as_str()),
        ("POST", "/apis/apps/v1/namespaces/default/deployments")
    );
    assert_eq!(call.header("content-type"), Some("application/json"));
    assert_eq!(
        call.json(),
        json!({
            "metadata": {"name": "web", "labels": {"app": "web"}},
            "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "web"}}, "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "nginx:1.27", "ports": [{"containerPort": 80}]}]}}}
        })
    );
    let response = any(&mock.client()).send_raw().await.unwrap();
    assert!(
        response.deviations().is_empty(),
        "{:?}",
        response.deviations()
    );
    let read: Deployment = response.into_value();
    assert_eq!(
        serde_json::to_value(&read).unwrap()["spec"]["strategy"],
        deployment_json()["spec"]["strategy"]
    );
    assert_eq!(read.spec.unwrap().replicas, Some(3));
    mock.verify();
}

#[test]
fn ports_are_numbers_or_names() {
    ports();
    let sent = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {
        "clusterIP": "10.0.0.1", "type": "ClusterIP", "selector": {"app": "web"}, "sessionAffinity": "None",
        "ports": [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080},
            {"port": 443, "targetPort": "https"}]}});
    let service: Service = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(serde_json::to_value(&service).unwrap(), sent);
    let ports = service.spec.unwrap().ports.unwrap();
    assert_eq!(
        ports[0]
            .target_port
            .as_ref()
            .and_then(|port| port.as_integer()),
        Some(8080)
    );
    assert_eq!(
        ports[1]
            .target_port
            .as_ref()
            .and_then(|port| port.as_text()),
        Some("https")
    );
}

#[tokio::test]
async fn logs_are_text() {
    let mock = MockTransport::new();
    let log = |client: &Client| client.namespaces().pods().log("default", "web-0");
    mock.on_exactly(|client| log(client).tail_lines(100))
        .respond_body(200, "text/plain", "one\n\"two\"\n")
        .times(2);
    mock.on_exactly(|client| log(client).follow(true))
        .respond_body(200, "text/plain", "one\ntwo\n")
        .in_pieces(3);
    logs(&mock.client()).await.unwrap();
    assert_eq!(
        log(&mock.client()).tail_lines(100).await.unwrap(),
        "one\n\"two\"\n"
    );
    mock.verify();
    let calls = mock.calls();
    assert_eq!(calls[0].path, "/api/v1/namespaces/default/pods/web-0/log");
    assert_eq!(
        (
            calls[0].query_value("tailLines"),
            calls[1].query_value("follow")
        ),
        (Some("100"), Some("true"))
    );
    assert_eq!(calls[0].header("accept"), Some("text/plain, */*;q=0.9"));
}

#[tokio::test]
async fn a_watch_is_a_stream_of_events() {
    let status = json!({"kind": "Status", "code": 410, "reason": "Expired", "message": "too old"});
    let bookmark = json!({"kind": "Pod", "metadata": {"resourceVersion": "4800"}});
    let sent = [
        ("ADDED", pod_json("web-0")),
        ("MODIFIED", pod_json("web-0")),
        ("DELETED", pod_json("web-1")),
        ("BOOKMARK", bookmark),
        ("PAUSED", json!({})),
        ("ERROR", status),
    ];
    let lines = sent.map(|(kind, object)| format!("{}\n", json!({"type": kind, "object": object})));
    let mock = MockTransport::new();
    let all = |client: &Client| client.namespaces().pods().watch("default");
    // A cluster calls it JSON, but sends one value on each line.
    mock.on(all)
        .respond_body(200, "application/json", lines.concat())
        .in_pieces(100)
        .times(2);
    watch(&mock.client()).await.unwrap();
    let mut events = all(&mock.client()).await.unwrap();
    let mut seen = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        seen.push(event);
    }
    let [
        WatchEvent::Added(added),
        WatchEvent::Modified(_),
        WatchEvent::Deleted(deleted),
        bookmark,
        WatchEvent::Unknown(_),
        WatchEvent::Error(status),
    ] = seen.as_slice()
    else {
        panic!("{seen:?}");
    };
    assert_eq!(serde_json::to_value(added).unwrap(), pod_json("web-0"));
    assert_eq!(name_of(deleted.clone()).as_deref(), Some("web-1"));
    assert_eq!(bookmark.resource_version(), Some("4800"));
    assert_eq!(status.code, Some(410));
    mock.verify();
    let call = &mock.calls()[0];
    assert_eq!(call.path, "/api/v1/namespaces/default/pods");
    let query = [
        ("watch", "true"),
        ("labelSelector", "app=web"),
        ("resourceVersion", "4711"),
    ];
    assert_eq!(
        call.query,
        query.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(call.header("accept"), Some("application/json;stream=watch"));
}

#[test]
fn guesses() {
    let metadata = ObjectMeta::new().labels([("app", "web")]);
    assert_eq!(
        serde_json::to_value(&metadata).unwrap(),
        json!({"labels": {"app": "web"}})
    );
    let spec = DeploymentSpec::new(LabelSelector::new(), PodTemplateSpec::new()).replicas(3);
    assert_eq!(
        serde_json::to_value(&spec).unwrap(),
        json!({"selector": {}, "template": {}, "replicas": 3})
    );
    let container = Container::new("web").ports([ContainerPort::new(80)]);
    assert_eq!(
        serde_json::to_value(&container).unwrap(),
        json!({"name": "web", "ports": [{"containerPort": 80}]})
    );
    let port = ServicePort::new(80).target_port(8080);
    assert_eq!(
        serde_json::to_value(&port).unwrap(),
        json!({"port": 80, "targetPort": 8080})
    );
    let port = ServicePort::new(443).target_port("https");
    assert_eq!(
        serde_json::to_value(&port).unwrap(),
        json!({"port": 443, "targetPort": "https"})
    );
    let probe = Probe::new().http_get(HttpGetAction::new(8080));
    assert_eq!(
        serde_json::to_value(&probe).unwrap(),
        json!({"httpGet": {"port": 8080}})
    );
}
