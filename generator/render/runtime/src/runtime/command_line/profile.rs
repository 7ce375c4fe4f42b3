//! Profiles: credentials, the base URL and arguments, in a file that only its owner can read.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::{Map, Value};

use super::arguments::ArgumentSchema;
use super::tree::{ANONYMOUS, BASE_URL, DEFAULT_ARGUMENT, PROFILE, is_set, text};
use super::{Failure, Program};
use crate::runtime::api::Scheme;
use crate::runtime::catalog::quoted_names;
use crate::runtime::client::Client;

/// The part of the file with this profile; empty if there is none.
#[derive(Default)]
pub(crate) struct Profile {
    credentials: BTreeMap<String, String>,
    base_url: Option<String>,
    pub(crate) arguments: Map<String, Value>,
}

impl Profile {
    /// Reads the profile that the flags name.
    ///
    /// # Errors
    /// The file cannot be used, or has no such profile.
    pub(crate) fn read(program: &Program, matches: &ArgMatches) -> Result<Self, Failure> {
        let Some(name) = text(matches, PROFILE) else {
            return Ok(Self::default());
        };
        let Some(path) = profile_path(program) else {
            return Ok(Self::default());
        };
        let profiles = read_profiles(&path)?;
        let Some(profile) = profiles.get(name) else {
            if name == "default" {
                return Ok(Self::default());
            }
            let message = format!("`{}` has no profile `{name}`", path.display());
            return Err(Failure::Usage(message));
        };
        let credentials = profile["credentials"].as_object().into_iter().flatten();
        let credentials: BTreeMap<String, String> = credentials
            .filter_map(|(scheme, value)| Some((scheme.clone(), value.as_str()?.to_owned())))
            .collect();
        let schemes = program.api.schemes.iter().map(|scheme| scheme.name);
        for scheme in credentials.keys() {
            if !schemes.clone().any(|name| name == scheme) {
                let expected = match quoted_names(schemes) {
                    names if names.is_empty() => "none".to_owned(),
                    names => names,
                };
                return Err(Failure::Usage(format!(
                    "the profile `{name}` of `{}` has a credential `{scheme}`, expected {expected}",
                    path.display()
                )));
            }
        }
        Ok(Self {
            credentials,
            base_url: profile["base_url"].as_str().map(str::to_owned),
            arguments: profile["arguments"]
                .as_object()
                .cloned()
                .unwrap_or_default(),
        })
    }

    /// Returns the value of an argument, if the profile has one.
    ///
    /// # Errors
    /// The value is not valid JSON, or the file that it names cannot be read.
    pub(crate) fn argument(
        &self,
        name: &str,
        schema: &ArgumentSchema<'_>,
    ) -> Result<Option<Value>, Failure> {
        match self.arguments.get(name) {
            Some(Value::String(text)) => schema.value(text).map(Some),
            value => Ok(value.cloned()),
        }
    }

    /// Returns a client with the credentials of the environment, or else of the profile.
    ///
    /// # Errors
    /// A credential or the base URL cannot be used.
    pub(crate) fn client(
        &self,
        program: &'static Program,
        matches: &ArgMatches,
    ) -> Result<Client, Failure> {
        let mut builder = Client::builder_for(program.api);
        for scheme in program.api.schemes {
            let is_set = scheme
                .env
                .iter()
                .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
            if let (false, Some(value)) = (is_set, self.credentials.get(scheme.name)) {
                builder = builder.credential(scheme.name, value);
            }
        }
        builder = builder.env();
        if is_set(matches, ANONYMOUS) {
            builder = builder.anonymous();
        }
        let flag = text(matches, BASE_URL);
        let variable = program.api.base_url_env.and_then(env::var_os);
        match (flag, variable, &self.base_url) {
            (Some(url), _, _) | (None, None, Some(url)) => builder = builder.base_url(url),
            _ => {}
        }
        Ok(builder.build()?)
    }
}

/// Returns the path of the file with all profiles; `None` if the environment names no home folder.
fn profile_path(program: &Program) -> Option<PathBuf> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let folder = match (variable("XDG_CONFIG_HOME"), variable("APPDATA")) {
        (Some(folder), _) => PathBuf::from(folder),
        (None, Some(folder)) if cfg!(windows) => PathBuf::from(folder),
        _ => PathBuf::from(variable("HOME")?).join(".config"),
    };
    Some(folder.join(program.name).join("profiles.json"))
}

fn read_profiles(path: &Path) -> Result<Map<String, Value>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Map::new()),
        Err(error) => {
            let message = format!("cannot read `{}`: {error}", path.display());
            return Err(Failure::Local(message));
        }
    };
    refuse_shared_file(path)?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::Local(format!(
            "`{}` is not a JSON object: {error}",
            path.display()
        ))
    })
}

/// Refuses a file that other users can read.
#[cfg(unix)]
fn refuse_shared_file(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let shown_path = path.display();
    Err(Failure::Local(format!(
        "`{shown_path}` has the mode {mode:o}, so others can read your credentials: run `chmod 600 {shown_path}`"
    )))
}

#[cfg(not(unix))]
fn refuse_shared_file(_: &Path) -> Result<(), Failure> {
    Ok(())
}

/// Reads credentials from the terminal or standard input, and stores them in a profile.
pub(super) fn log_in(program: &'static Program, matches: &ArgMatches) -> Result<(), Failure> {
    let chosen_name = matches.get_one::<String>("scheme");
    let mut schemes = program.api.schemes.iter();
    let scheme = schemes.find(|scheme| chosen_name.is_none_or(|name| name == scheme.name));
    let is_of_settings = [BASE_URL, DEFAULT_ARGUMENT]
        .iter()
        .any(|flag| matches.contains_id(flag));
    if scheme.is_none() && !is_of_settings {
        let message =
            "the API has no security schemes, so there is only --base-url and --argument to store";
        return Err(Failure::Usage(message.to_owned()));
    }
    let path = profile_path(program)
        .ok_or_else(|| Failure::Local("the environment variable HOME is not set".to_owned()))?;
    if let Some(url) = text(matches, BASE_URL) {
        Client::builder_for(program.api)
            .anonymous()
            .base_url(url)
            .build()?;
    }
    let credential = match scheme {
        Some(scheme) => read_credential(program, scheme)?.map(|value| (scheme.name, value)),
        None => None,
    };
    if credential.is_none() && !is_of_settings {
        return Err(Failure::Usage("the credential is empty".to_owned()));
    }
    let mut profiles = read_profiles(&path)?;
    let default_name = "default".to_owned();
    let name = matches.get_one::<String>(PROFILE).unwrap_or(&default_name);
    let profile = object_at(&mut profiles, name, &path)?;
    if let Some((scheme, value)) = &credential {
        let credentials = object_at(profile, "credentials", &path)?;
        credentials.insert((*scheme).to_owned(), value.as_str().into());
    }
    if let Some(url) = text(matches, BASE_URL) {
        profile.insert("base_url".to_owned(), url.as_str().into());
    }
    for argument in matches
        .get_many::<String>(DEFAULT_ARGUMENT)
        .into_iter()
        .flatten()
    {
        let (name, value) = argument
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("`{argument}` is not NAME=VALUE")))?;
        let mut parameters = program.catalog.entries().flat_map(|entry| entry.parameters);
        if !parameters.any(|(argument, _)| *argument == name) {
            let message = format!("no operation has the argument `{name}`");
            return Err(Failure::Usage(message));
        }
        object_at(profile, "arguments", &path)?.insert(name.to_owned(), value.into());
    }
    write_private(&path, &format!("{:#}\n", Value::Object(profiles)))?;
    let stored = credential.map_or("settings", |(scheme, _)| scheme);
    super::print_text(&format!("stored `{stored}` in {}\n", path.display()))?;
    Ok(())
}

/// Reads a credential that the client accepts: control characters are refused, for example. `None`
/// if it is empty.
fn read_credential(program: &'static Program, scheme: &Scheme) -> Result<Option<String>, Failure> {
    let credential = read_secret(scheme.name)?;
    if credential.is_empty() {
        return Ok(None);
    }
    Client::builder_for(program.api)
        .credential(scheme.name, &credential)
        .build()?;
    Ok(Some(credential))
}

/// Returns the object with a name, which is created if it is missing.
fn object_at<'m>(
    members: &'m mut Map<String, Value>,
    name: &str,
    path: &Path,
) -> Result<&'m mut Map<String, Value>, Failure> {
    let member = members.entry(name).or_insert_with(|| Map::new().into());
    member
        .as_object_mut()
        .ok_or_else(|| Failure::Local(format!("`{name}` in `{}` is not an object", path.display())))
}

fn read_secret(name: &str) -> io::Result<String> {
    if io::stdin().is_terminal() {
        let terminal = console::Term::stderr();
        terminal.write_str(&format!("{name}: "))?;
        return terminal.read_secure_line();
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

/// Writes a file that only its owner can read, in one step.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = path.with_extension("json.new");
    // An older file could have another mode.
    super::download::remove_if_present(&unfinished)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(&unfinished)?.write_all(text.as_bytes())?;
    fs::rename(unfinished, path)
}
