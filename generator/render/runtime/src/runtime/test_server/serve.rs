//! The command `serve`: the test server as a program, for clients in any language.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::super::command_line::{ExtraCommand, Failure, Program};
use super::TestServer;

const DEFAULT_PORT: &str = "4010";

/// The command `serve`.
pub const COMMAND: ExtraCommand = ExtraCommand {
    name: "serve",
    sends_requests: false,
    command,
    run: |program, matches| Box::pin(run(program, matches)),
};

/// Returns the command.
fn command() -> Command {
    Command::new("serve")
        .about("Start a server for tests on 127.0.0.1, which answers from the description")
        .long_about(
            "Start a server for tests on 127.0.0.1, which answers from the description of the API \
             until Ctrl-C stops it.\n\nIt prints its base URL, and what is wrong with requests to \
             standard error. What was created is listed and read later. A request with the header \
             `Prefer: code=503` is answered with this status code, with `Prefer: delay=500` after this \
             many milliseconds, and with `Prefer: cut=10` up to this byte. It is no server for production.",
        )
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("NUMBER")
                .value_parser(value_parser!(u16))
                .default_value(DEFAULT_PORT)
                .help("The port; 0 is a free one"),
        )
        .arg(
            Arg::new("stateless")
                .long("stateless")
                .action(ArgAction::SetTrue)
                .help("Forget what was created"),
        )
        .arg(
            Arg::new("allow-unknown")
                .long("allow-unknown")
                .action(ArgAction::SetTrue)
                .help("Accept properties and query parameters that the description does not have"),
        )
}

/// Runs the server until the process is stopped.
async fn run(program: &'static Program, matches: &ArgMatches) -> Result<(), Failure> {
    let port = matches.get_one::<u16>("port").copied().unwrap_or_default();
    let server = TestServer::for_api(program.api, program.catalog, port)
        .await
        .map_err(|error| Failure::Local(error.to_string()))?;
    server.shared.state().is_program = true;
    if matches.get_flag("stateless") {
        server.stateless();
    }
    if matches.get_flag("allow-unknown") {
        server.allow_unknown_properties();
    }
    println!("{}", server.base_url());
    std::future::pending().await
}
