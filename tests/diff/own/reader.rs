//! Reads documented responses with the clients of several versions. For each client and each file
//! `METHOD.response.json` in the given folders, it prints a line: client, folder, method, and the
//! error, which is empty if the response could be read. `tests/versions` puts this file next to the
//! emitted crates.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde_json::Value;

/// Defines a module for a client. The function `read` of the module decodes a response of the named
/// method.
macro_rules! client {
    ($client:ident) => {
        mod $client {
            use ::$client::resources::account::zero_trust::access::ai_controls::mcp::Mcp;
            use ::$client::testing::MockTransport;
            use ::$client::types::{AuthType, PortalCreate, ServerCreate};
            use ::$client::{Client, Error};
            use serde_json::Value;

            use super::at_once;

            const PORTAL: &str = "my-mcp-portal";
            const SERVER: &str = "my-mcp-server";

            pub(super) fn read(method: &str, response: &Value) -> Result<(), String> {
                at_once(reply_of(method, response.clone())).map_err(|error| error.to_string())
            }

            async fn reply_of(method: &str, response: Value) -> Result<(), Error> {
                let host = "https://example.com/mcp";
                match method {
                    "portals.list" => {
                        call_with(response, |client| mcp(client).portals().list()).await
                    }
                    "portals.create" => {
                        let portal = PortalCreate::new(PORTAL, "example.com", "Portal");
                        call_with(response, |client| {
                            mcp(client).portals().create(portal.clone())
                        })
                        .await
                    }
                    "portals.read" => {
                        call_with(response, |client| mcp(client).portals().read(PORTAL)).await
                    }
                    "portals.update" => {
                        call_with(response, |client| mcp(client).portals().update(PORTAL)).await
                    }
                    "portals.delete" => {
                        call_with(response, |client| mcp(client).portals().delete(PORTAL)).await
                    }
                    "servers.list" => {
                        call_with(response, |client| mcp(client).servers().list()).await
                    }
                    "servers.create" => {
                        let server =
                            ServerCreate::new(SERVER, AuthType::Unauthenticated, host, "Server");
                        call_with(response, |client| {
                            mcp(client).servers().create(server.clone())
                        })
                        .await
                    }
                    "servers.read" => {
                        call_with(response, |client| mcp(client).servers().read(SERVER)).await
                    }
                    "servers.update" => {
                        call_with(response, |client| mcp(client).servers().update(SERVER)).await
                    }
                    "servers.delete" => {
                        call_with(response, |client| mcp(client).servers().delete(SERVER)).await
                    }
                    "servers.sync" => {
                        call_with(response, |client| mcp(client).servers().sync(SERVER)).await
                    }
                    other => panic!("no method is called {other}"),
                }
            }

            fn mcp(client: &Client) -> Mcp {
                client
                    .account("a86a8f5c339544d7bdc89926de14fb8c")
                    .zero_trust()
                    .access()
                    .ai_controls()
                    .mcp()
            }

            async fn call_with<T, R>(
                response: Value,
                call: impl Fn(&Client) -> R,
            ) -> Result<(), Error>
            where
                R: IntoFuture<Output = Result<T, Error>>,
            {
                let mock = MockTransport::new();
                mock.on_any(&call).respond_json(200, response);
                call(&mock.client()).await.map(drop)
            }
        }
    };
}

client!(g);
client!(a);
client!(b1);
client!(c);

/// Reads a response as the response of a method.
type Read = fn(&str, &Value) -> Result<(), String>;

const CLIENTS: [(&str, Read); 4] = [
    ("g", g::read),
    ("a", a::read),
    ("b1", b1::read),
    ("c", c::read),
];

fn main() {
    for folder in std::env::args().skip(1) {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            let Some(method) = file.strip_suffix(".response.json") else {
                continue;
            };
            let response: Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            for (client, read) in CLIENTS {
                println!(
                    "{client}\t{folder}\t{method}\t{}",
                    read(method, &response).err().unwrap_or_default()
                );
            }
        }
    }
}

/// Returns the output of a future that needs no reactor.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            return value;
        }
    }
}
