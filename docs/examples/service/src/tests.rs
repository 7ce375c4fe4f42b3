//! Both APIs are test servers on the loopback, which answer from the descriptions.

use anyhow::Result;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use pets::operations::TestResponse;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{Clients, router};

struct Servers {
    cloudflare: cloudflare_ai_controls::operations::TestServer,
    pets: pets::operations::TestServer,
}

/// A response of the service.
struct Answer {
    status: StatusCode,
    retry_after: Option<String>,
    body: Value,
}

impl Servers {
    async fn start() -> Result<Self> {
        Ok(Self {
            cloudflare: cloudflare_ai_controls::operations::TestServer::start().await?,
            pets: pets::operations::TestServer::start().await?,
        })
    }

    /// Gets a path of the service.
    async fn get(&self, path: &str) -> Result<Answer> {
        let clients = Clients {
            account: "a1".into(),
            cloudflare: self.cloudflare.client(),
            pets: self.pets.client().with(|options| options.retries(0)),
        };
        let request = Request::get(path).body(Body::empty())?;
        let response = router(clients).oneshot(request).await?;
        let retry_after = response.headers().get("retry-after");
        Ok(Answer {
            status: response.status(),
            retry_after: retry_after
                .map(|value| value.to_str().map(str::to_owned))
                .transpose()?,
            body: serde_json::from_slice(&to_bytes(response.into_body(), usize::MAX).await?)?,
        })
    }
}

#[tokio::test]
async fn a_page_of_pets_is_passed_on() -> Result<()> {
    let servers = Servers::start().await?;
    let page =
        json!({ "data": [{ "id": "p1", "name": "Miez", "kind": "cat" }], "next_cursor": "2" });
    let sent = page.clone();
    servers
        .pets
        .on("pets.list", move |_| TestResponse::json(&sent));
    let answer = servers.get("/pets?kind=cat&cursor=1").await?;
    assert_eq!((answer.status, answer.body), (StatusCode::OK, page));
    let calls = servers.pets.calls();
    assert_eq!(calls[0].arguments()["kind"], "cat");
    assert_eq!(calls[0].arguments()["cursor"], "1");
    Ok(())
}

#[tokio::test]
async fn failures_are_told_apart() -> Result<()> {
    let servers = Servers::start().await?;
    for (upstream, expected) in [
        (404, StatusCode::NOT_FOUND),
        (403, StatusCode::BAD_GATEWAY),
        (500, StatusCode::BAD_GATEWAY),
    ] {
        servers.pets.fail_next(upstream);
        assert_eq!(
            servers.get("/pets/p1").await?.status,
            expected,
            "{upstream}"
        );
    }
    servers.pets.on("pets.get", |_| {
        TestResponse::json(json!({}))
            .status(429)
            .header("retry-after", "30")
    });
    let answer = servers.get("/pets/p1").await?;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.retry_after.as_deref(), Some("30"));
    Ok(())
}

#[tokio::test]
async fn the_overview_has_both_apis() -> Result<()> {
    let servers = Servers::start().await?;
    servers.pets.on("pets.list", |_| {
        TestResponse::json(json!({ "data": [{ "id": "p1", "name": "Miez", "kind": "cat" }] }))
    });
    let answer = servers.get("/overview").await?;
    assert_eq!(
        (answer.status, &answer.body["pets"]),
        (StatusCode::OK, &json!(1))
    );
    assert!(answer.body["servers"].is_array(), "{}", answer.body);
    Ok(())
}
