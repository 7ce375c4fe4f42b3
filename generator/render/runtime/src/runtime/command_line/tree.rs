//! The commands: a tree of resources, whose leaves are operations.
//!
//! Only the commands on the path that the arguments name have their own commands and flags, so that
//! the help of a large API appears at once.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::iter;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use serde_json::Value;

use super::arguments::{ArgumentSchema, body_properties};
use super::{EXIT_CODES, Failure, Program};
use crate::runtime::api::{Location, Parameter};
use crate::runtime::catalog::{BODY_ARGUMENT, Entry};
use crate::runtime::catalog_check::requires;

/// The ids of flags that all operations have. A flag is called `--cli-NAME` if an argument of the
/// operation has its name.
pub(super) const OUTPUT: &str = "output";
pub(super) const COLUMNS: &str = "columns";
pub(super) const SELECT: &str = "select";
pub(super) const DRY_RUN: &str = "dry-run";
pub(super) const PROFILE: &str = "profile";
pub(super) const BASE_URL: &str = "base-url";
pub(super) const ANONYMOUS: &str = "anonymous";
pub(super) const UNDESCRIBED: &str = "undescribed";
pub(super) const ALL: &str = "all";
pub(super) const MAX_ITEMS: &str = "max-items";
pub(super) const STREAM: &str = "stream";
pub(super) const TO: &str = "to";

/// The id of the arguments that `login` stores.
pub(super) const DEFAULT_ARGUMENT: &str = "default argument";

/// The commands that all programs have in addition to operations.
const BUILTINS: &[&str] = &["login", "completions", "man"];

/// The prefixes of the ids of flags that set arguments, so that they differ from the ids above.
pub(super) const ARGUMENT: &str = "argument ";
pub(super) const PROPERTY: &str = "property ";
/// The id of arguments without a flag.
pub(super) const POSITIONS: &str = "positions";

#[derive(Default)]
struct Node {
    children: BTreeMap<String, Node>,
    entry: Option<&'static Entry>,
}

impl Node {
    fn insert(&mut self, entry: &'static Entry) {
        let mut node = self;
        for segment in entry.name.split('.') {
            node = node.children.entry(kebab_case(segment)).or_default();
        }
        node.entry = Some(entry);
    }

    /// Returns the names of the first commands below the node.
    fn summary(&self) -> String {
        const MAX_NAMES: usize = 6;
        let names = self.children.keys().take(MAX_NAMES).map(String::as_str);
        let more = (self.children.len() > MAX_NAMES).then_some("…");
        names.chain(more).collect::<Vec<_>>().join(", ")
    }

    fn find(&self, path: &[&str]) -> Option<&Self> {
        path.iter()
            .try_fold(self, |node, name| node.children.get(*name))
    }
}

/// The maximum number of commands in a tip.
const MAX_TIPS: usize = 3;

/// Returns the commands that end in the first words after the name of the program, for a user who
/// left out the resources before them: `servers zones list` for `zones list`.
pub(super) fn commands_ending_in(program: &Program, words: &[String]) -> Vec<String> {
    let longest_end = |entry: &Entry| {
        let path: Vec<String> = entry.name.split('.').map(kebab_case).collect();
        let is_end = |length: &usize| {
            let beginning = words.get(1..=*length);
            beginning.is_some_and(|beginning| path.ends_with(beginning))
        };
        let length = (2..=path.len()).rev().find(is_end)?;
        Some((length, format!("{} {}", program.name, path.join(" "))))
    };
    let commands: Vec<(usize, String)> =
        program.catalog.entries().filter_map(longest_end).collect();
    let longest = commands.iter().map(|(length, _)| *length).max();
    commands
        .into_iter()
        .filter(|(length, _)| Some(*length) == longest)
        .map(|(_, command)| command)
        .take(MAX_TIPS)
        .collect()
}

/// Returns a name in the form of commands and flags.
pub(super) fn kebab_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut follows_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && follows_lower {
            text.push('-');
        }
        follows_lower = c.is_lowercase() || c.is_ascii_digit();
        if c.is_alphanumeric() {
            text.extend(c.to_lowercase());
        } else if !text.ends_with('-') && !text.is_empty() {
            text.push('-');
        }
    }
    text.trim_end_matches('-').to_owned()
}

/// The commands of a program.
pub(super) struct Command {
    program: &'static Program,
    root: Node,
    words: HashSet<String>,
}

impl Command {
    /// Creates the commands; `words` are the arguments of the process.
    pub(super) fn of(program: &'static Program, words: &[String]) -> Self {
        let mut root = Node::default();
        for entry in program.catalog.entries() {
            root.insert(entry);
        }
        Self {
            program,
            root,
            words: words.iter().cloned().collect(),
        }
    }

    /// Returns the operation with the command at this path.
    pub(super) fn entry(&self, path: &[&str]) -> Option<&'static Entry> {
        self.root.find(path)?.entry
    }

    /// Returns the command that is no operation, if the path leads to one.
    pub(super) fn builtin(&self, path: &[&str]) -> Option<&'static str> {
        let [name] = path else { return None };
        let extra_names = self.program.commands.iter().map(|command| command.name);
        let mut names = BUILTINS.iter().copied().chain(extra_names);
        names.find(|builtin| self.builtin_name(builtin) == *name)
    }

    /// Returns the name of a command that is no operation: with a prefix if a resource has its name.
    fn builtin_name(&self, builtin: &str) -> String {
        if self.root.children.contains_key(builtin) {
            format!("cli-{builtin}")
        } else {
            builtin.to_owned()
        }
    }

    /// Returns the commands for the parser.
    pub(super) fn clap(&self) -> clap::Command {
        let root = clap::Command::new(self.program.name)
            .version(self.program.version)
            .about(format!("The command line of {}", self.program.title))
            .after_help(EXIT_CODES)
            .arg_required_else_help(true)
            .subcommand_required(true)
            .disable_help_subcommand(true);
        let root = self.with_children(root, &self.root, false);
        root.subcommands(self.builtins())
    }

    fn builtins(&self) -> Vec<clap::Command> {
        let login = clap::Command::new(self.builtin_name("login"))
            .about("Store credentials in a profile, which only you can read")
            .arg(
                Arg::new("scheme")
                    .long("scheme")
                    .value_name("NAME")
                    .value_parser(scheme_names(self.program))
                    .help("The security scheme; by default the first one"),
            )
            .arg(
                Arg::new(DEFAULT_ARGUMENT)
                    .long("argument")
                    .value_name("NAME=VALUE")
                    .action(ArgAction::Append)
                    .help("Also store the value of an argument, such as account_id=…, for all commands"),
            )
            .args(profile_flags(&HashSet::new()));
        let completions = clap::Command::new(self.builtin_name("completions"))
            .about("Print completions for a shell")
            .arg(
                Arg::new("shell")
                    .required(true)
                    .value_parser(value_parser!(clap_complete::Shell)),
            );
        let man = clap::Command::new(self.builtin_name("man"))
            .about("Print the manual page of the program, or of a command")
            .arg(Arg::new("command").value_name("COMMAND").num_args(0..));
        let mut commands = vec![login, completions, man];
        for extra in self.program.commands {
            let command = (extra.command)().name(self.builtin_name(extra.name));
            commands.push(if extra.sends_requests {
                command
                    .args(profile_flags(&HashSet::new()))
                    .arg(anonymous_flag(&HashSet::new()))
            } else {
                command
            });
        }
        commands
    }

    /// Adds the commands below a node; only those that the arguments name, or all of them, have
    /// their own commands and flags.
    fn with_children(&self, command: clap::Command, node: &Node, all: bool) -> clap::Command {
        let mut command = command;
        for (name, child) in &node.children {
            let is_named = all || self.words.contains(name);
            let mut subcommand = clap::Command::new(name.clone());
            if !child.children.is_empty() {
                subcommand = subcommand
                    .about(child.summary())
                    .subcommand_required(child.entry.is_none())
                    .arg_required_else_help(child.entry.is_none())
                    .disable_help_subcommand(true);
                if is_named {
                    subcommand = self.with_children(subcommand, child, all);
                }
            }
            if let Some(entry) = child.entry {
                subcommand = if is_named {
                    self.operation_command(subcommand, entry)
                } else {
                    let docs = self.program.catalog.documentation(entry);
                    subcommand.about(first_paragraph(&docs.summary, &docs.description))
                };
            }
            command = command.subcommand(subcommand);
        }
        command
    }

    fn operation_command(&self, command: clap::Command, entry: &'static Entry) -> clap::Command {
        let catalog = self.program.catalog;
        let docs = catalog.documentation(entry);
        let mut command = command
            .about(first_paragraph(&docs.summary, &docs.description))
            .long_about(whole_text(&docs.summary, &docs.description))
            .next_help_heading("Arguments");
        let mut taken = HashSet::new();
        let mut positions = Vec::new();
        let mut example = Example::of(self, entry);
        let mut hint = String::new();
        let arguments = docs.arguments.get("properties").and_then(Value::as_object);
        for (name, schema) in arguments.into_iter().flatten() {
            if name == BODY_ARGUMENT {
                continue;
            }
            let parameter = entry
                .parameters
                .iter()
                .find(|(argument, _)| argument == name);
            let schema = ArgumentSchema::new(catalog, schema);
            let is_required = requires(&docs.arguments, name);
            let is_in_path = parameter.is_some_and(|(_, parameter)| is_in_path(parameter));
            if is_in_path {
                positions.push(name.to_uppercase());
            }
            let flag = unique_name(&kebab_case(name), "argument", &mut taken);
            if is_required {
                example.add(is_in_path, schema.example_words(&flag, is_in_path, None));
            }
            command = command.arg(schema.flag(&format!("{ARGUMENT}{name}"), &flag, is_required));
        }
        if !positions.is_empty() {
            command = command.arg(
                Arg::new(POSITIONS)
                    .num_args(0..=positions.len())
                    .value_names(positions)
                    .help("Path parameters that no flag sets, in this order"),
            );
        }
        if let Some(body) = arguments.and_then(|arguments| arguments.get(BODY_ARGUMENT)) {
            command = command.next_help_heading("Body");
            let switch = entry.items.as_ref().and_then(|items| items.switch);
            let body_example = body.get("examples").and_then(|examples| examples.get(0));
            let requires_body = requires(&docs.arguments, BODY_ARGUMENT);
            let properties = body_properties(catalog, body);
            if requires_body && properties.is_empty() {
                example.add(false, "--body @FILE".to_owned());
            }
            let mut inner_flag = None;
            for property in properties {
                if switch == Some(property.name.as_str()) {
                    continue;
                }
                let flag = unique_name(&kebab_case(&property.name), "body", &mut taken);
                let id = format!("{PROPERTY}{}", property.name);
                inner_flag = inner_flag.or_else(|| {
                    let path = property.schema.inner_path()?;
                    Some(format!("--{}.{path}", kebab_case(&property.name)))
                });
                if requires_body && property.is_required {
                    let value = body_example.and_then(|example| example.get(&property.name));
                    example.add(false, property.schema.example_words(&flag, false, value));
                }
                command = command.arg(property.schema.flag(&id, &flag, property.is_required));
            }
            let inner_flag = inner_flag.or_else(|| {
                let body = ArgumentSchema::new(catalog, body);
                body.items()?;
                Some(format!("--{}", body.inner_path()?))
            });
            let flag = unique_name("body", "whole", &mut taken);
            command = command
                .arg(
                    Arg::new(BODY_ARGUMENT)
                        .long(flag)
                        .value_name("JSON|@FILE|-")
                        .help("The whole body, or the rest of it: JSON, a file, or standard input"),
                )
                .arg(
                    Arg::new(UNDESCRIBED)
                        .long(unique_name(UNDESCRIBED, "cli", &mut taken))
                        .action(ArgAction::SetTrue)
                        .help("Also send properties that the description does not have"),
                );
            if let Some(flag) = inner_flag {
                hint = format!("A property inside of another one has a flag with dots: {flag}. ");
            }
            hint.push_str("JSON and files are read by @FILE, or from standard input by -.");
        }
        command
            .after_help(example.with_hint(&hint))
            .next_help_heading("Output")
            .args(output_flags(entry, &mut taken))
            .args(profile_flags(&taken))
            .arg(anonymous_flag(&taken))
    }
}

/// The maximum number of characters of a line of an example.
const MAX_EXAMPLE_LINE: usize = 76;

/// An example of a command: the required arguments, those without a flag first.
struct Example {
    command: Vec<String>,
    positions: Vec<String>,
    flags: Vec<String>,
}

impl Example {
    fn of(command: &Command, entry: &Entry) -> Self {
        let names = entry.name.split('.').map(kebab_case);
        Self {
            command: iter::once(command.program.name.to_owned())
                .chain(names)
                .collect(),
            positions: Vec::new(),
            flags: Vec::new(),
        }
    }

    fn add(&mut self, is_position: bool, words: String) {
        if is_position {
            self.positions.push(words);
        } else {
            self.flags.push(words);
        }
    }

    /// Returns the text below the flags; without required arguments, there is no example.
    fn with_hint(self, hint: &str) -> String {
        if self.positions.is_empty() && self.flags.is_empty() {
            return hint.to_owned();
        }
        let command = [self.command, self.positions].concat().join(" ");
        // The help would be wrapped inside of a line that is too long, which a shell cannot read.
        let words = [vec![command], self.flags].concat();
        let mut call = words.join(" ");
        if call.chars().count() > MAX_EXAMPLE_LINE {
            call = words.join(" \\\n    ");
        }
        let example = format!("Example:\n  {call}\n\n{hint}");
        example.trim_end().to_owned()
    }
}

/// Returns whether a parameter is in the path, so that its value needs no flag.
pub(super) fn is_in_path(parameter: &Parameter) -> bool {
    matches!(
        parameter.location,
        Location::Path | Location::PossiblyEmptyPath
    )
}

/// Returns a name that no other flag of the command has.
fn unique_name(name: &str, prefix: &str, taken: &mut HashSet<String>) -> String {
    let mut unique = name.to_owned();
    while unique == "help" || !taken.insert(unique.clone()) {
        unique = format!("{prefix}-{unique}");
    }
    unique
}

/// Returns the first paragraph of the documentation of an operation, on a line.
fn first_paragraph(summary: &str, description: &str) -> String {
    let text = if summary.trim().is_empty() {
        description
    } else {
        summary
    };
    let lines = text.trim().lines().map(str::trim);
    let paragraph: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    paragraph.join(" ")
}

/// Returns the documentation of an operation. Many descriptions begin with their summary.
fn whole_text(summary: &str, description: &str) -> String {
    if description.trim().starts_with(summary.trim()) {
        description.trim().to_owned()
    } else {
        format!("{}\n\n{description}", summary.trim())
            .trim()
            .to_owned()
    }
}

fn output_flags(entry: &Entry, taken: &mut HashSet<String>) -> Vec<Arg> {
    let mut name = |flag: &str| unique_name(flag, "cli", taken);
    let mut flags = vec![
        Arg::new(OUTPUT)
            .long(name(OUTPUT))
            .value_name("FORMAT")
            .value_parser(["table", "json", "ndjson", "yaml"])
            .help(if entry.operation.paging.is_some() {
                "By default, a table in a terminal, or else JSON: a line for each item with --all"
            } else {
                "By default, a table for lists in a terminal, text as it is, or else JSON"
            }),
        Arg::new(COLUMNS)
            .long(name(COLUMNS))
            .value_name("NAMES")
            .value_delimiter(',')
            .help("Print a table with these columns, such as id,owner.name"),
        Arg::new(SELECT)
            .long(name(SELECT))
            .value_name("JSONPATH")
            .help(if entry.operation.paging.is_some() {
                "Print only these values, such as $[*].id, or with --all of each item: $.id; strings without quotes"
            } else {
                "Print only these values, such as $[*].id; strings without quotes"
            }),
        Arg::new(DRY_RUN)
            .long(name(DRY_RUN))
            .action(ArgAction::SetTrue)
            .help("Print the request as a command of curl, without secrets, and send nothing"),
    ];
    let is_list = entry.operation.paging.is_some();
    if is_list {
        flags.push(
            Arg::new(ALL)
                .long(name(ALL))
                .action(ArgAction::SetTrue)
                .help("Print the items of all pages"),
        );
    }
    if entry.items.is_some() {
        flags.push(
            Arg::new(MAX_ITEMS)
                .long(name(MAX_ITEMS))
                .value_name("COUNT")
                .value_parser(value_parser!(u64))
                .help("Print the items, or the parts of a stream, and stop after this many"),
        );
    }
    let has_other_form = entry
        .items
        .as_ref()
        .is_some_and(|items| items.media_type.is_some());
    if has_other_form && !is_list {
        flags.push(
            Arg::new(STREAM)
                .long(name(STREAM))
                .action(ArgAction::SetTrue)
                .help("Print the parts of the response as they arrive"),
        );
    }
    // The bytes of a response are saved as they are: flags that choose what is printed would be lost.
    let printing = [OUTPUT, COLUMNS, SELECT, ALL, MAX_ITEMS];
    let ids: Vec<clap::Id> = flags.iter().map(|flag| flag.get_id().clone()).collect();
    let conflicts = ids.into_iter().filter(|id| printing.contains(&id.as_str()));
    flags.push(
        Arg::new(TO)
            .long(name(TO))
            .value_name("FILE")
            .conflicts_with_all(conflicts)
            .help(
                "Save the response as it is in a file, or print its bytes with -; a saved part of the file is not \
                 fetched again",
            ),
    );
    flags
}

fn profile_flags(taken: &HashSet<String>) -> Vec<Arg> {
    let mut taken = taken.clone();
    let mut name = |flag: &str| unique_name(flag, "cli", &mut taken);
    vec![
        Arg::new(PROFILE)
            .long(name(PROFILE))
            .value_name("NAME")
            .default_value("default")
            .help("The profile with credentials, base URL and arguments"),
        Arg::new(BASE_URL)
            .long(name(BASE_URL))
            .value_name("URL")
            .help("The base URL of the API"),
    ]
}

fn anonymous_flag(taken: &HashSet<String>) -> Arg {
    Arg::new(ANONYMOUS)
        .long(unique_name(ANONYMOUS, "cli", &mut taken.clone()))
        .action(ArgAction::SetTrue)
        .help("Send no credentials")
}

fn scheme_names(program: &Program) -> Vec<&'static str> {
    program
        .api
        .schemes
        .iter()
        .map(|scheme| scheme.name)
        .collect()
}

/// Returns whether a flag without a value is set; `false` if the command has no such flag.
pub(super) fn is_set(matches: &ArgMatches, id: &str) -> bool {
    let value = matches.try_get_one::<bool>(id).ok().flatten();
    value.copied().unwrap_or_default()
}

/// Returns the value of a flag, if the command has it.
pub(super) fn text<'m>(matches: &'m ArgMatches, id: &str) -> Option<&'m String> {
    matches.try_get_one::<String>(id).ok().flatten()
}

/// Returns the number of a flag, if the command has it.
pub(super) fn number(matches: &ArgMatches, id: &str) -> Option<u64> {
    matches.try_get_one::<u64>(id).ok().flatten().copied()
}

/// Returns the names of the innermost command, and its arguments.
pub(super) fn leaf(matches: &ArgMatches) -> (Vec<&str>, &ArgMatches) {
    let mut path = Vec::new();
    let mut leaf = matches;
    while let Some((name, inner)) = leaf.subcommand() {
        path.push(name);
        leaf = inner;
    }
    (path, leaf)
}

/// Returns all commands with all flags.
fn complete(program: &'static Program) -> clap::Command {
    let command = Command::of(program, &[]);
    let root = clap::Command::new(program.name)
        .version(program.version)
        .about(format!("The command line of {}", program.title))
        .after_help(EXIT_CODES)
        .disable_help_subcommand(true);
    let root = command.with_children(root, &command.root, true);
    root.subcommands(command.builtins())
}

/// Prints completions for a shell.
pub(super) fn print_completions(program: &'static Program, matches: &ArgMatches) -> io::Result<()> {
    let mut text = Vec::new();
    if let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") {
        clap_complete::generate(*shell, &mut complete(program), program.name, &mut text);
    }
    // `clap_complete` spells the label of a command in two ways for Bash, if the name of the program
    // has a hyphen: https://github.com/clap-rs/clap/issues/6421.
    let label = |hyphen| program.name.replace('-', hyphen) + "__subcmd__";
    let text = String::from_utf8_lossy(&text).replace(&label("__subcmd__"), &label("__"));
    super::print_text(&text)
}

/// Prints the manual page of the program, or of the command that the arguments name.
pub(super) fn print_man_page(
    program: &'static Program,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let mut root = complete(program);
    root.build();
    let mut command = &root;
    for name in matches.get_many::<String>("command").into_iter().flatten() {
        command = command.find_subcommand(name).ok_or_else(|| {
            let parent = command.get_bin_name().unwrap_or(program.name);
            Failure::Usage(format!("there is no command `{parent} {name}`"))
        })?;
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    Ok(super::print_text(&String::from_utf8_lossy(&text))?)
}
