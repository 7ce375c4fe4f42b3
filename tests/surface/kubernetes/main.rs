//! Kubernetes: names from the paths (`/api/v1/namespaces/{namespace}/pods`), dotted type names,
//! int-or-string, logs, watch.
use kubernetes::types::{
    Container, ContainerPort, DeploymentSpec, LabelSelector, ObjectMeta, Pod, PodSpec,
    PodTemplateSpec,
};
use kubernetes::{Client, Error, WatchEvent};

async fn pods(client: &Client) -> Result<(), Error> {
    for pod in client
        .namespaces()
        .pods()
        .list("default")
        .label_selector("app=web")
        .await?
        .items
    {
        println!("{:?}", pod.metadata.and_then(|metadata| metadata.name));
    }
    Ok(())
}

async fn deploy(client: &Client) -> Result<(), Error> {
    let labels = [("app", "web")];
    let container = Container::new("web")
        .image("nginx:1.27")
        .ports([ContainerPort::new(80)]);
    let template = PodTemplateSpec::new()
        .metadata(ObjectMeta::new().labels(labels))
        .spec(PodSpec::new([container]));
    client
        .apps()
        .namespaces()
        .deployments()
        .create("default")
        .metadata(ObjectMeta::new().name("web").labels(labels))
        .spec(DeploymentSpec::new(LabelSelector::new().match_labels(labels), template).replicas(3))
        .await?;
    Ok(())
}

fn ports() {
    // `format: int-or-string`: responses and requests have integers and strings.
    let service = r#"{"ports":[{"port":80,"targetPort":8080},{"port":443,"targetPort":"https"}]}"#;
    let spec: kubernetes::types::ServiceSpec = serde_json::from_str(service).unwrap();
    println!("{spec:?}");
}

async fn logs(client: &Client) -> Result<(), Error> {
    let text: String = client
        .namespaces()
        .pods()
        .log("default", "web-0")
        .tail_lines(100)
        .await?;
    println!("{text}");
    let mut lines = client
        .namespaces()
        .pods()
        .log("default", "web-0")
        .follow(true)
        .download()
        .await?;
    while let Some(piece) = lines.try_next().await? {
        print!("{}", String::from_utf8_lossy(&piece));
    }
    Ok(())
}

fn name_of(pod: Pod) -> Option<String> {
    pod.metadata.and_then(|metadata| metadata.name)
}

async fn watch(client: &Client) -> Result<(), Error> {
    let mut events = client
        .namespaces()
        .pods()
        .watch("default")
        .label_selector("app=web")
        .resource_version("4711")
        .await?;
    while let Some(event) = events.try_next().await? {
        match event {
            WatchEvent::Added(pod) => println!("added: {:?}", name_of(pod)),
            WatchEvent::Modified(pod) => println!("modified: {:?}", name_of(pod)),
            WatchEvent::Deleted(pod) => println!("deleted: {:?}", name_of(pod)),
            WatchEvent::Error(status) => println!("failed: {:?}", status.message),
            other => println!("{other:?}"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod checks;
