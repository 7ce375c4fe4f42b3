//! A service that calls two APIs: that of an animal shelter, and that of Cloudflare, where the
//! shelter has its MCP servers.

mod error;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use pets::types::{Kind, ListPetsResponse, Pet};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use error::ServiceError;

/// How long a call may take, with all its attempts: shorter than callers of this service wait.
const DEADLINE: Duration = Duration::from_secs(8);

/// The clients of both APIs; clones share their connections.
#[derive(Clone)]
struct Clients {
    account: Arc<str>,
    cloudflare: cloudflare_ai_controls::Client,
    pets: pets::Client,
}

impl Clients {
    /// Reads the credentials and the account from the environment.
    fn from_env() -> anyhow::Result<Self> {
        let account = std::env::var("CLOUDFLARE_ACCOUNT_ID").context("CLOUDFLARE_ACCOUNT_ID")?;
        let cloudflare = cloudflare_ai_controls::Client::from_env()
            .context("cannot create the client of Cloudflare")?;
        let pets = pets::Client::from_env().context("cannot create the client of the shelter")?;
        Ok(Self {
            account: account.into(),
            cloudflare: cloudflare.with(|options| options.deadline(DEADLINE)),
            pets: pets.with(|options| options.deadline(DEADLINE)),
        })
    }
}

#[derive(Deserialize)]
struct PetQuery {
    kind: Option<String>,
    cursor: Option<String>,
}

/// Returns a page of pets; `next_cursor` of the response is the `cursor` of the next request.
async fn list_pets(
    State(clients): State<Clients>,
    Query(query): Query<PetQuery>,
) -> Result<Json<ListPetsResponse>, ServiceError> {
    let mut request = clients.pets.pets().list().limit(20);
    if let Some(kind) = query.kind {
        request = request.kind(Kind::from(kind.as_str()));
    }
    if let Some(cursor) = query.cursor {
        request = request.cursor(cursor);
    }
    Ok(Json(request.await?))
}

async fn get_pet(
    State(clients): State<Clients>,
    Path(id): Path<String>,
) -> Result<Json<Pet>, ServiceError> {
    Ok(Json(clients.pets.pets().get(id).await?))
}

#[derive(Serialize)]
struct Overview {
    pets: usize,
    servers: Vec<ServerState>,
}

#[derive(Serialize)]
struct ServerState {
    id: String,
    status: Option<String>,
}

/// Asks both APIs at the same time, and reads all pages of both lists.
async fn overview(State(clients): State<Clients>) -> Result<Json<Overview>, ServiceError> {
    let account = clients.cloudflare.account(&*clients.account);
    let servers = account.zero_trust().access().ai_controls().mcp().servers();
    let mut all_pets = clients.pets.pets().list().stream();
    let mut all_servers = servers.list().stream();
    let (pets, servers) = tokio::try_join!(
        async {
            all_pets
                .try_collect(10_000)
                .await
                .map_err(ServiceError::from)
        },
        async {
            all_servers
                .try_collect(1_000)
                .await
                .map_err(ServiceError::from)
        },
    )?;
    let servers = servers.into_iter().map(|server| ServerState {
        id: server.id,
        status: server.status,
    });
    Ok(Json(Overview {
        pets: pets.len(),
        servers: servers.collect(),
    }))
}

fn router(clients: Clients) -> Router {
    Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/overview", get(overview))
        .route("/pets", get(list_pets))
        .route("/pets/{id}", get(get_pet))
        .with_state(clients)
}

/// Waits for Ctrl-C, or for the signal by which containers are stopped.
async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().init();
    let clients = Clients::from_env()?;
    let address = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(&address).await;
    let listener = listener.with_context(|| format!("cannot listen on {address}"))?;
    tracing::info!(%address, "listening");
    // Requests that have arrived are answered before the program ends.
    axum::serve(listener, router(clients))
        .with_graceful_shutdown(stop_signal())
        .await?;
    Ok(())
}
