//! An MCP server: agents call the operations of the catalog as tools.

mod calls;
mod confirmation;
mod defaults;
mod describe;
mod http;
mod outline;
mod redaction;
mod remainders;
mod search;
mod selection;
mod server;
mod tools;

use std::io::stderr;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use rmcp::ServiceExt;
use rmcp::transport::stdio_pipes;
use tokio::io::{AsyncRead, AsyncWrite};

use super::client::Client;
use super::command_line::profile::Profile;
use super::command_line::{ExtraCommand, Failure, Program};
use selection::Selection;
use server::{Server, Settings};

/// The address of `--http` without a value.
const ADDRESS: &str = "127.0.0.1:8000";

/// The command `mcp`.
pub const COMMAND: ExtraCommand = ExtraCommand {
    name: "mcp",
    sends_requests: true,
    command,
    run: |program, matches| Box::pin(run(program, matches)),
};

/// Returns the command `mcp`, with its flags.
fn command() -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    let names = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("RESOURCE_OR_NAME")
            .num_args(1..)
            .value_delimiter(',')
            .action(ArgAction::Append)
            .help(help)
    };
    Command::new("mcp")
        .about("Serve the operations to agents as tools, by the Model Context Protocol")
        .arg(flag(
            "read-only",
            "Offer only operations that change nothing",
        ))
        .arg(names(
            "include",
            "Offer only these operations, such as `pets` or `pets.list`",
        ))
        .arg(names("exclude", "Do not offer these operations"))
        .arg(flag(
            "search",
            "Offer three tools to find and call operations, whatever their number",
        ))
        .arg(flag(
            "confirm",
            "Ask before each call that may destroy or overwrite something",
        ))
        .arg(
            Arg::new("max-bytes")
                .long("max-bytes")
                .value_name("BYTES")
                .default_value("30000")
                .value_parser(value_parser!(u32).range(200..))
                .help("Cut longer results, and let the agent read on by a cursor"),
        )
        .arg(flag(
            "show-secrets",
            "Show the secrets in results, such as a created API key",
        ))
        .arg(
            Arg::new("http")
                .long("http")
                .value_name("ADDRESS")
                .num_args(0..=1)
                .default_missing_value(ADDRESS)
                .help(format!(
                    "Serve HTTP instead of standard input and output [default: {ADDRESS}]"
                )),
        )
        .arg(flag("allow-remote", "Allow an address that other machines reach").requires("http"))
}

/// Runs the server until the client disconnects, or without end by HTTP. `matches` are those of the
/// command [`mcp`](command).
///
/// # Errors
/// A flag is invalid, the address is not available, or the client violates the protocol.
async fn run(program: &'static Program, matches: &ArgMatches) -> Result<(), Failure> {
    let profile = Profile::read(program, matches)?;
    let client = profile.client(program, matches)?;
    let server = server(program, client, profile, matches).map_err(Failure::Usage)?;
    match matches.get_one::<String>("http") {
        Some(address) => {
            let allows_remote = matches.get_flag("allow-remote");
            http::serve(server, address, allows_remote, &mut stderr()).await
        }
        None => serve(server, stdio_pipes()).await.map_err(Failure::Local),
    }
}

/// Creates the server that the flags and the profile describe.
pub(crate) fn server(
    program: &'static Program,
    client: Client,
    profile: Profile,
    matches: &ArgMatches,
) -> Result<Arc<Server>, String> {
    let names = |flag: &str| {
        let values = matches.get_many::<String>(flag).unwrap_or_default();
        values.cloned().collect()
    };
    let selection = Selection {
        is_read_only: matches.get_flag("read-only"),
        included: names("include"),
        excluded: names("exclude"),
    };
    let max_bytes = matches.get_one::<u32>("max-bytes");
    let settings = Settings {
        searches: matches.get_flag("search"),
        confirms: matches.get_flag("confirm"),
        shows_secrets: matches.get_flag("show-secrets"),
        profile,
        max_bytes: max_bytes.map_or(usize::MAX, |bytes| *bytes as usize),
    };
    Server::new(program, client, &selection, settings).map(Arc::new)
}

/// Serves one client, until it disconnects.
pub(crate) async fn serve<R, W>(server: Arc<Server>, streams: (R, W)) -> Result<(), String>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let running = match server.serve(streams).await {
        Ok(running) => running,
        Err(error) => return Err(format!("no MCP client has connected: {error}")),
    };
    let ending = running.waiting().await;
    ending
        .map(|_| ())
        .map_err(|error| format!("the MCP server has failed: {error}"))
}
