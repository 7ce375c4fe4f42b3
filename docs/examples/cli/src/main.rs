//! `shelter` shows the pets of an animal shelter, and makes its API known to agents: it registers
//! the MCP server of the API at Cloudflare.

#[cfg(test)]
mod tests;

use std::io::Write;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use cloudflare_ai_controls::types::{AuthType, ServerCreate};
use pets::types::Kind;

/// How long a call may take, with all its attempts: somebody waits for it.
const DEADLINE: Duration = Duration::from_secs(20);

/// How long Cloudflare may take to read the tools of a server.
const SYNC: Duration = Duration::from_secs(120);

/// The pets of a shelter, and the MCP servers by which agents find them.
#[derive(Parser)]
struct Arguments {
    /// The id of the account at Cloudflare.
    #[arg(long, env = "CLOUDFLARE_ACCOUNT_ID")]
    account: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the pets.
    Pets {
        /// Only pets of this kind, such as `cat`.
        #[arg(long)]
        kind: Option<String>,
        /// The largest number of pets.
        #[arg(long, default_value_t = 100)]
        max: usize,
    },
    /// Register an MCP server, unless it is registered already, and wait until its tools are known.
    Publish {
        /// The id that the server gets.
        id: String,
        /// The URL of the server.
        url: String,
    },
    /// Count the pets, and list the MCP servers.
    Status,
}

/// The clients of both APIs.
struct Clients {
    cloudflare: cloudflare_ai_controls::Client,
    pets: pets::Client,
}

impl Clients {
    /// Reads the credentials from the environment.
    fn from_env() -> Result<Self> {
        let cloudflare = cloudflare_ai_controls::Client::from_env()
            .context("cannot create the client of Cloudflare")?;
        let pets = pets::Client::from_env().context("cannot create the client of the shelter")?;
        Ok(Self {
            cloudflare: cloudflare.with(|options| options.deadline(DEADLINE)),
            pets: pets.with(|options| options.deadline(DEADLINE)),
        })
    }
}

async fn run(arguments: &Arguments, clients: &Clients, out: &mut impl Write) -> Result<()> {
    match &arguments.command {
        Command::Pets { kind, max } => list_pets(clients, kind.as_deref(), *max, out).await,
        Command::Publish { id, url } => publish(clients, &arguments.account, id, url, out).await,
        Command::Status => show_status(clients, &arguments.account, out).await,
    }
}

/// Prints pets as they arrive; further pages are fetched as needed.
async fn list_pets(
    clients: &Clients,
    kind: Option<&str>,
    max: usize,
    out: &mut impl Write,
) -> Result<()> {
    let mut request = clients.pets.pets().list();
    if let Some(kind) = kind {
        request = request.kind(Kind::from(kind));
    }
    let mut pets = request.stream().limit(max);
    while let Some(pet) = pets.try_next().await.context("cannot list the pets")? {
        writeln!(out, "{}\t{}\t{}", pet.id, pet.name, pet.kind.as_str())?;
    }
    Ok(())
}

async fn publish(
    clients: &Clients,
    account: &str,
    id: &str,
    url: &str,
    out: &mut impl Write,
) -> Result<()> {
    let account = clients.cloudflare.account(account);
    let servers = account.zero_trust().access().ai_controls().mcp().servers();
    match servers.read(id).await {
        Ok(server) => writeln!(out, "{id} is registered already, as {}", server.name)?,
        Err(error) if error.is_not_found() => {
            let server = ServerCreate::new(id, AuthType::Unauthenticated, url, id);
            let created = servers.create(server).await;
            created.with_context(|| format!("cannot register {id}"))?;
            writeln!(out, "{id} is registered")?;
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read {id}")),
    }
    let ready = servers.sync(id).wait_until_ready(SYNC).await;
    let server = ready.with_context(|| format!("the tools of {id} are not known"))?;
    writeln!(out, "{id} is ready; tools: {}", server.tools.len())?;
    Ok(())
}

/// Asks both APIs at the same time.
async fn show_status(clients: &Clients, account: &str, out: &mut impl Write) -> Result<()> {
    let account = clients.cloudflare.account(account);
    let servers = account.zero_trust().access().ai_controls().mcp().servers();
    let mut all_pets = clients.pets.pets().list().stream();
    let mut all_servers = servers.list().stream();
    let (pets, servers) = tokio::try_join!(
        async {
            all_pets
                .try_collect(10_000)
                .await
                .context("cannot count the pets")
        },
        async {
            all_servers
                .try_collect(1_000)
                .await
                .context("cannot list the MCP servers")
        },
    )?;
    writeln!(out, "pets: {}", pets.len())?;
    for server in servers {
        let status = server.status.as_deref().unwrap_or("unknown");
        writeln!(out, "{}\t{status}", server.id)?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    run(&arguments, &Clients::from_env()?, &mut std::io::stdout()).await
}
