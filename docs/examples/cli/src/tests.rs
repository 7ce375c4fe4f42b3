//! Both APIs are test servers on the loopback, which answer from the descriptions.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use clap::Parser as _;
use cloudflare_ai_controls::operations::TestResponse as CloudflareResponse;
use cloudflare_ai_controls::types::{AuthType, ServerCreate};
use pets::operations::TestResponse as PetsResponse;
use serde_json::json;

use super::{Arguments, Clients, run};

struct Servers {
    cloudflare: cloudflare_ai_controls::operations::TestServer,
    pets: pets::operations::TestServer,
}

impl Servers {
    async fn start() -> Result<Self> {
        Ok(Self {
            cloudflare: cloudflare_ai_controls::operations::TestServer::start().await?,
            pets: pets::operations::TestServer::start().await?,
        })
    }

    /// Runs the program, and returns what it prints.
    async fn run(&self, arguments: &[&str]) -> Result<String> {
        let program = ["shelter", "--account", "a1"];
        let arguments = Arguments::try_parse_from(program.iter().chain(arguments))?;
        let clients = Clients {
            cloudflare: self.cloudflare.client(),
            pets: self.pets.client(),
        };
        let mut out = Vec::new();
        run(&arguments, &clients, &mut out).await?;
        Ok(String::from_utf8(out)?)
    }
}

#[tokio::test]
async fn pets_of_all_pages_are_listed() -> Result<()> {
    let servers = Servers::start().await?;
    servers.pets.on("pets.list", |request| {
        let is_second = request.arguments().contains_key("cursor");
        let page = if is_second {
            json!({ "data": [{ "id": "p2", "name": "Rex", "kind": "dog" }] })
        } else {
            json!({ "data": [{ "id": "p1", "name": "Miez", "kind": "cat" }], "next_cursor": "2" })
        };
        PetsResponse::json(page)
    });
    assert_eq!(
        servers.run(&["pets"]).await?,
        "p1\tMiez\tcat\np2\tRex\tdog\n"
    );
    assert_eq!(
        servers.run(&["pets", "--max", "1"]).await?,
        "p1\tMiez\tcat\n"
    );
    servers.run(&["pets", "--kind", "cat"]).await?;
    assert!(
        servers
            .pets
            .calls()
            .iter()
            .any(|call| call.query().contains("kind=cat"))
    );
    Ok(())
}

#[tokio::test]
async fn an_error_says_what_failed() -> Result<()> {
    let servers = Servers::start().await?;
    servers.pets.fail_next(403);
    let error = servers.run(&["pets"]).await.unwrap_err();
    let message = format!("{error:#}");
    assert!(
        message.starts_with("cannot list the pets: GET /pets: 403"),
        "{message}"
    );
    Ok(())
}

#[tokio::test]
async fn a_server_is_registered_and_ready() -> Result<()> {
    let servers = Servers::start().await?;
    let is_known = AtomicBool::new(false);
    servers.cloudflare.on("servers.read", move |_| {
        if is_known.swap(true, Ordering::Relaxed) {
            let server = json!({
                "id": "pets", "auth_type": "unauthenticated", "hostname": "https://mcp.pets.example",
                "name": "pets", "prompts": [], "tools": [{ "name": "list_pets" }], "status": "ready",
            });
            CloudflareResponse::json(json!({ "success": true, "errors": [], "result": server }))
        } else {
            let errors = json!([{ "code": 7002, "message": "Not Found" }]);
            CloudflareResponse::json(json!({ "success": false, "errors": errors })).status(404)
        }
    });
    let printed = servers
        .run(&["publish", "pets", "https://mcp.pets.example"])
        .await?;
    assert_eq!(printed, "pets is registered\npets is ready; tools: 1\n");
    assert!(
        servers.cloudflare.problems().is_empty(),
        "{:?}",
        servers.cloudflare.problems()
    );
    Ok(())
}

#[tokio::test]
async fn the_status_has_both_apis() -> Result<()> {
    let servers = Servers::start().await?;
    servers.pets.on("pets.list", |_| {
        PetsResponse::json(json!({ "data": [{ "id": "p1", "name": "Miez", "kind": "cat" }] }))
    });
    let new = ServerCreate::new(
        "pets",
        AuthType::Unauthenticated,
        "https://mcp.pets.example",
        "pets",
    );
    let account = servers.cloudflare.client().account("a1");
    let registered = account.zero_trust().access().ai_controls().mcp().servers();
    registered.create(new).await?;
    let printed = servers.run(&["status"]).await?;
    assert!(printed.starts_with("pets: 1\npets\t"), "{printed}");
    Ok(())
}
