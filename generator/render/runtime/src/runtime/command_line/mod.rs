//! The command line of an API: a command for each operation of the catalog, below a command for
//! each resource.

pub(crate) mod arguments;
mod curl;
mod download;
mod output;
pub(crate) mod profile;
mod tree;

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::ArgMatches;

use super::api::Api;
use super::catalog::{Catalog, Entry, ValueRequest};
use super::error::Error;
use super::outgoing::BoxFuture;
use output::Printer;
use tree::Command;

/// The command line of an API.
pub struct Program {
    /// The name of the program.
    pub name: &'static str,
    /// The version of the package.
    pub version: &'static str,
    /// The title of the API.
    pub title: &'static str,
    /// The API.
    pub api: &'static Api,
    /// Its operations.
    pub catalog: &'static Catalog,
    /// The commands of other features.
    pub commands: &'static [ExtraCommand],
}

/// A command that is no operation.
pub struct ExtraCommand {
    /// The name.
    pub name: &'static str,
    /// Whether the command sends requests to the API, with the credentials of a profile.
    pub sends_requests: bool,
    /// Creates the command with its flags.
    pub command: fn() -> clap::Command,
    /// Runs the command.
    pub(crate) run: RunCommand,
}

type RunCommand =
    for<'m> fn(&'static Program, &'m ArgMatches) -> BoxFuture<'m, Result<(), Failure>>;

/// Why a command failed, which determines the exit code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments cannot be used.
    Usage(String),
    /// Anything on this computer: a file, the terminal, the profile.
    Local(String),
    /// The request or its response.
    Request(Box<Error>),
    /// The program that reads the output has closed it, because it has what it wants: `| head`.
    ClosedPipe,
}

/// What the exit codes mean, for the help.
const EXIT_CODES: &str = "\
Exit codes:
  0  success, or the program that reads the output has closed it
  1  the server answered with an error or with something else than described, or a file or a port
     cannot be used
  2  the arguments or the settings cannot be used; nothing was sent
  3  no complete answer: no connection, it broke, or it took too long
  4  no credentials, or the server refused them (401, 403)
  5  not found (404, 410)
  6  too many requests (429)";

impl Failure {
    fn exit_code(&self) -> u8 {
        let error = match self {
            Self::Usage(_) => return 2,
            Self::Local(_) => return 1,
            Self::Request(error) => error,
            Self::ClosedPipe => return 0,
        };
        if error.is_connect() || error.is_timeout() || error.is_broken_connection() {
            return 3;
        }
        match error.status().map(|status| status.as_u16()) {
            Some(401 | 403) => 4,
            Some(404 | 410) => 5,
            Some(429) => 6,
            Some(_) => 1,
            None if error.is_invalid_request() || error.is_configuration() => 2,
            None if error.is_missing_credentials() => 4,
            None => 1,
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::ClosedPipe => "the output is closed".to_owned(),
            Self::Usage(message) | Self::Local(message) => message.clone(),
            Self::Request(error) => {
                let id = error.request_id().map(|id| format!(" (request id {id})"));
                message_of(error) + &id.unwrap_or_default()
            }
        }
    }
}

/// Returns the message of an error, with the flag instead of the method of requests.
pub(crate) fn message_of(error: &Error) -> String {
    let mut message = error.to_string().replace("`anonymous()`", "`--anonymous`");
    // The setter of a credential is for programs.
    while let Some((before, after)) = message.split_once("`Client::builder().") {
        let Some((_, after)) = after.split_once("(…)`") else {
            break;
        };
        let after = after.trim_start_matches(", ");
        message = match (before.strip_suffix(" ("), after.strip_prefix(')')) {
            (Some(before), Some(after)) => format!("{before}{after}"),
            _ => format!("{before}{after}"),
        };
    }
    message
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Request(Box::new(error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Local(error.to_string()),
        }
    }
}

impl Program {
    /// Runs the program with the arguments of the process.
    pub fn run(&'static self) -> ExitCode {
        ExitCode::from(self.exit_code(env::args_os()))
    }

    /// Runs the program with these arguments, of which the first is its name, and returns the exit
    /// code.
    pub(crate) fn exit_code(&'static self, words: impl Iterator<Item = OsString>) -> u8 {
        let Err(failure) = texts(words).and_then(|words| self.run_with(words)) else {
            return 0;
        };
        if !matches!(failure, Failure::ClosedPipe) {
            // Standard error may be closed.
            let _ = writeln!(io::stderr(), "error: {}", failure.message());
        }
        failure.exit_code()
    }

    fn run_with(&'static self, words: Vec<String>) -> Result<(), Failure> {
        let command = Command::of(self, &words);
        let dotted = arguments::take_dotted_flags(words);
        let matches = match command.clap().try_get_matches_from(&dotted.words) {
            Ok(matches) => matches,
            Err(error) => {
                let code = if error.use_stderr() { 2 } else { 0 };
                // The help may be read by a program that has closed the pipe.
                let _ = error.print();
                if error.kind() == clap::error::ErrorKind::InvalidSubcommand {
                    for command in tree::commands_ending_in(self, &dotted.words) {
                        let _ = writeln!(io::stderr(), "\n  tip: there is '{command}'");
                    }
                }
                std::process::exit(code);
            }
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        runtime.block_on(self.dispatch(&command, &matches, dotted.flags))
    }

    async fn dispatch(
        &'static self,
        command: &Command,
        matches: &ArgMatches,
        dotted: Vec<arguments::DottedFlag>,
    ) -> Result<(), Failure> {
        let (path, leaf) = tree::leaf(matches);
        let builtin = command.builtin(&path);
        if let (Some(name), Some(flag)) = (builtin, dotted.first()) {
            return Err(flag.refusal(name));
        }
        match builtin {
            Some("login") => return profile::log_in(self, leaf),
            Some("completions") => return Ok(tree::print_completions(self, leaf)?),
            Some("man") => return tree::print_man_page(self, leaf),
            Some(name) => {
                let mut commands = self.commands.iter();
                if let Some(command) = commands.find(|command| command.name == name) {
                    return (command.run)(self, leaf).await;
                }
            }
            None => {}
        }
        let Some(entry) = command.entry(&path) else {
            return Err(Failure::Usage("no operation is named".to_owned()));
        };
        let profile = profile::Profile::read(self, leaf)?;
        let docs = self.catalog.documentation(entry);
        let arguments = arguments::read(self, entry, &docs.arguments, leaf, dotted, &profile)?;
        let client = profile.client(self, leaf)?;
        let values = arguments.values.clone();
        let mut request = ValueRequest::new(&client, self.catalog, entry.name, values);
        for flag in &arguments.files {
            request = request.file(&flag.property, flag.upload().await?);
        }
        if tree::is_set(leaf, tree::UNDESCRIBED) {
            request = request.allow_unknown_properties();
        }
        let is_dry_run = tree::is_set(leaf, tree::DRY_RUN);
        let is_saved = tree::text(leaf, tree::TO).is_some();
        if asks_for_stream(entry, leaf) && (is_dry_run || is_saved) {
            request = request.requesting_items();
        }
        if is_dry_run {
            let is_anonymous = tree::is_set(leaf, tree::ANONYMOUS);
            let text = curl::command(self, &client, entry, request, &arguments, is_anonymous)?;
            return print_text(&text).map_err(Failure::from);
        }
        let result = docs.result;
        let is_file = result
            .as_ref()
            .is_some_and(|schema| schema["contentEncoding"] == "base64");
        send(entry, request, is_file, leaf).await
    }
}

/// Sends a request and prints its result; `is_file` if it is bytes.
async fn send(
    entry: &'static Entry,
    request: ValueRequest,
    is_file: bool,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    match tree::text(matches, tree::TO) {
        Some(path) if path == "-" => return download::print(request).await,
        Some(path) => return download::save(request, path).await,
        None => {}
    }
    let has_format = [tree::OUTPUT, tree::SELECT]
        .iter()
        .any(|flag| tree::text(matches, flag).is_some());
    if is_file && !has_format && !is_terminal() {
        return download::print(request).await;
    }
    let mut printer = Printer::new(entry, matches)?;
    let limit = tree::number(matches, tree::MAX_ITEMS);
    let all = tree::is_set(matches, tree::ALL) || limit.is_some();
    let is_list = entry.operation.paging.is_some();
    let streams = match &entry.items {
        Some(_) if is_list => all,
        Some(items) => items.media_type.is_none() || asks_for_stream(entry, matches),
        None => false,
    };
    if !streams {
        return printer.print_result(&request.await?);
    }
    let mut items = request.items().await?;
    let mut count = 0;
    while limit.is_none_or(|limit| count < limit) {
        let Some(item) = items.try_next().await? else {
            break;
        };
        count += 1;
        printer.print_item(item)?;
        if !items.is_next_ready() {
            printer.print_rows()?;
        }
    }
    Ok(printer.finish()?)
}

/// Returns whether the flags choose the stream of an operation that has another form, too.
fn asks_for_stream(entry: &Entry, matches: &ArgMatches) -> bool {
    let has_limit = tree::number(matches, tree::MAX_ITEMS).is_some();
    tree::is_set(matches, tree::STREAM) || has_limit && entry.operation.paging.is_none()
}

/// Returns the arguments of the process as texts.
fn texts(words: impl Iterator<Item = OsString>) -> Result<Vec<String>, Failure> {
    let texts = words.map(|word| {
        word.into_string()
            .map_err(|word| Failure::Usage(format!("`{}` is not UTF-8", word.display())))
    });
    texts.collect()
}

/// Prints text at once.
fn print_text(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Returns whether standard output is a terminal.
fn is_terminal() -> bool {
    io::stdout().is_terminal()
}
