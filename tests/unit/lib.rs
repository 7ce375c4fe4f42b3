//! A user's crate: functions over the client, with tests that need no network. The crate uses the
//! client without `reqwest`, so that no request could reach the network.

use cloudflare_ai_controls::types::Portal;
use cloudflare_ai_controls::{Client, Error};

const ACCOUNT: &str = "a86a8f5c339544d7bdc89926de14fb8c";

/// Returns the host names of all portals.
pub async fn host_names(client: &Client) -> Result<Vec<String>, Error> {
    let portals = client
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp()
        .portals();
    let mut all = portals.list().per_page(2).stream();
    let mut names = Vec::new();
    while let Some(portal) = all.try_next().await? {
        names.push(portal.hostname);
    }
    Ok(names)
}

/// Renames a portal; `None` if it does not exist.
pub async fn rename(client: &Client, id: &str, name: &str) -> Result<Option<Portal>, Error> {
    let portals = client
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp()
        .portals();
    match portals.update(id).name(name).await {
        Ok(portal) => Ok(Some(portal)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use cloudflare_ai_controls::Client;
    use cloudflare_ai_controls::resources::account::zero_trust::access::ai_controls::mcp::portals::Portals;
    use cloudflare_ai_controls::testing::{Failure, MockTransport};
    use serde_json::json;

    use super::{ACCOUNT, host_names, rename};

    fn portals(client: &Client) -> Portals {
        client
            .account(ACCOUNT)
            .zero_trust()
            .access()
            .ai_controls()
            .mcp()
            .portals()
    }

    fn portal(id: &str) -> serde_json::Value {
        json!({"id": id, "hostname": format!("{id}.example.com"), "name": "New", "servers": []})
    }

    #[tokio::test]
    async fn a_portal_is_renamed_despite_a_busy_server() {
        let mock = MockTransport::new();
        mock.on_exactly(|client| portals(client).update("p1").name("New"))
            .respond_status(429)
            .header("retry-after", "20")
            .fail(Failure::Connect)
            .respond_value(portal("p1"));
        let renamed = rename(&mock.client(), "p1", "New").await.unwrap();
        assert_eq!(renamed.unwrap().hostname, "p1.example.com");
        assert_eq!(mock.waits()[0], Duration::from_secs(20));
        assert_eq!(mock.calls()[2].json(), json!({"name": "New"}));
        mock.verify();
    }

    #[tokio::test]
    async fn a_missing_portal_is_no_error() {
        let mock = MockTransport::new();
        mock.on_any(|client| portals(client).update("any"))
            .respond_error(404, 7002, "Not Found");
        assert!(rename(&mock.client(), "p1", "New").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_truncated_response_is_requested_again() {
        let mock = MockTransport::new();
        mock.on(|client| portals(client).update("p1"))
            .respond_body(200, "application/json", "{\"result\":{\"id\"")
            .cut(Failure::Broken)
            .respond_value(portal("p1"));
        rename(&mock.client(), "p1", "New").await.unwrap();
        mock.verify();
    }

    #[tokio::test]
    async fn all_pages_are_read() {
        let mock = MockTransport::new();
        let read = |id: &str| serde_json::from_value(portal(id)).unwrap();
        mock.on(|client| portals(client).list().per_page(2))
            .respond_pages([vec![read("a"), read("b")], vec![read("c")]]);
        assert_eq!(
            host_names(&mock.client()).await.unwrap(),
            ["a.example.com", "b.example.com", "c.example.com"]
        );
        mock.verify();
    }

    #[tokio::test]
    async fn recorded_responses_are_replayed() {
        let mock = MockTransport::new().replay("recorded.json").unwrap();
        assert_eq!(
            host_names(&mock.client()).await.unwrap(),
            ["one.example.com"]
        );
        mock.verify();
    }

    #[tokio::test]
    #[should_panic(expected = "body at `$.name`: expected \"New\", found \"Newer\"")]
    async fn an_unexpected_request_is_reported() {
        let mock = MockTransport::new();
        mock.on(|client| portals(client).update("p1").name("New"))
            .respond_value(portal("p1"));
        drop(rename(&mock.client(), "p1", "Newer").await);
    }
}
