//! Fetches files that `$ref`s refer to by URL.
//!
//! This needs the permission of the user, and the feature `remote`, since a TLS stack takes longer
//! to build than the rest of the generator, and few descriptions need it. Only https is allowed, or
//! http to localhost; the same applies to redirects.

use diag::Diagnostic;

pub(super) const IS_BUILT_IN: bool = cfg!(feature = "remote");

/// Returns the error for something that needs the network; the clause `need` says what.
pub(super) fn no_network_error(need: &str) -> Diagnostic {
    Diagnostic::error(
        "no-network",
        format!("{need}, but this generator has no network support"),
    )
    .help("install it with its default features: `cargo install sdkwright`")
}

#[cfg(not(feature = "remote"))]
pub(super) use without::{fetch, joined};

#[cfg(feature = "remote")]
pub(super) use with::{fetch, joined};

#[cfg(not(feature = "remote"))]
mod without {
    use crate::files::{Unreadable, without_secrets};

    /// Without network support, no address is resolved to a URL.
    pub(crate) fn joined(_: Option<&str>, _: &str) -> Option<String> {
        None
    }

    pub(crate) fn fetch(url: &str, _: usize, help: &'static str) -> Result<String, Unreadable> {
        Err(Unreadable::new(
            "remote-reference",
            format!("`{}` is on the network", without_secrets(url)),
            help,
        ))
    }
}

#[cfg(feature = "remote")]
mod with {
    use crate::files::{Unreadable, without_byte_order_mark, without_secrets};
    use std::time::Duration;
    use ureq::Agent;
    use url::{Host, Url};

    /// The maximum number of fetched files.
    const MOST_FETCHED: usize = 200;
    /// The maximum size of a file, in bytes.
    const LARGEST: u64 = 64 << 20;
    /// The maximum number of redirects of one request. Redirects from localhost are not followed.
    const MOST_REDIRECTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_secs(30);

    /// Resolves `address` against `base` to a URL without a fragment.
    pub(crate) fn joined(base: Option<&str>, address: &str) -> Option<String> {
        let mut url = match base {
            Some(base) => Url::parse(base).ok()?.join(address).ok()?,
            None if address.starts_with("//") => Url::parse(&format!("https:{address}")).ok()?,
            None => Url::parse(address).ok()?,
        };
        url.set_fragment(None);
        Some(url.into())
    }

    /// Fetches the text at `url`; `fetched` is the number of files fetched so far, and `help` what
    /// the user can do if the file cannot be fetched.
    pub(crate) fn fetch(
        url: &str,
        fetched: usize,
        help: &'static str,
    ) -> Result<String, Unreadable> {
        let name = without_secrets(url);
        let parsed = Url::parse(url).map_err(|error| {
            remote_reference_error(&name, &format!("is not a URL: {error}"), "correct it")
        })?;
        let is_local = is_this_machine(&parsed);
        if parsed.scheme() != "https" && !(is_local && parsed.scheme() == "http") {
            return Err(remote_reference_error(
                &name,
                "is not an https URL",
                "refer to it by `https://`",
            ));
        }
        if fetched >= MOST_FETCHED {
            let fact = format!("exceeds the maximum of {MOST_FETCHED} fetched files");
            let help = "save the files next to the description";
            return Err(remote_reference_error(&name, &fact, help));
        }
        let mut response = http_agent(is_local)
            .get(url)
            .call()
            .map_err(|error| failed_fetch_error(&name, error, help))?;
        let status = response.status();
        let target = response.headers().get("location");
        if status.is_redirection()
            && let Some(target) = target.and_then(|target| target.to_str().ok())
        {
            let target = joined(Some(url), target).unwrap_or_else(|| target.to_owned());
            let fact = format!("redirects to `{}`", without_secrets(&target));
            return Err(remote_reference_error(&name, &fact, "use that address"));
        }
        if status != 200 {
            let fact = format!("responds with status {}", status.as_u16());
            return Err(remote_reference_error(&name, &fact, help));
        }
        let bytes = response
            .body_mut()
            .with_config()
            .limit(LARGEST)
            .read_to_vec()
            .map_err(|error| failed_fetch_error(&name, error, help))?;
        String::from_utf8(bytes)
            .map(without_byte_order_mark)
            .map_err(|_| {
                Unreadable::new(
                    "not-utf8",
                    format!("`{name}` is not UTF-8"),
                    "save it as UTF-8",
                )
            })
    }

    /// Returns an HTTP client. The one for localhost does not follow redirects, which may lead
    /// elsewhere.
    fn http_agent(is_local: bool) -> Agent {
        Agent::config_builder()
            .https_only(!is_local)
            .max_redirects(if is_local { 0 } else { MOST_REDIRECTS })
            .max_redirects_will_error(true)
            .timeout_global(Some(TIMEOUT))
            .build()
            .into()
    }

    /// Returns the error about a remote file.
    fn remote_reference_error(name: &str, fact: &str, help: &'static str) -> Unreadable {
        Unreadable::new("remote-reference", format!("`{name}` {fact}"), help)
    }

    /// Returns why a remote file cannot be fetched.
    pub(super) fn failed_fetch_error(
        name: &str,
        error: ureq::Error,
        help: &'static str,
    ) -> Unreadable {
        let help = match error {
            ureq::Error::BadUri(_)
            | ureq::Error::StatusCode(404 | 410)
            | ureq::Error::HostNotFound => "check the address",
            ureq::Error::RequireHttpsOnly(_) | ureq::Error::TooManyRedirects => {
                "use the https URL of the file itself"
            }
            _ => help,
        };
        let reason = match error {
            ureq::Error::BadUri(_) => "its address is not valid".to_owned(),
            ureq::Error::StatusCode(status) => format!("the server responds with status {status}"),
            ureq::Error::HostNotFound => "there is no such host".to_owned(),
            ureq::Error::Io(error) => connection_problem(&error.to_string()),
            ureq::Error::Rustls(error) => connection_problem(&error.to_string()),
            // The URL may be the target of a redirect, with a signature in its query.
            ureq::Error::RequireHttpsOnly(target) => {
                let target = without_secrets(&target);
                format!("the server redirects to `{target}`, which is not an https URL")
            }
            ureq::Error::TooManyRedirects => {
                format!("the server redirects more than {MOST_REDIRECTS} times")
            }
            ureq::Error::Timeout(_) => "the server took too long".to_owned(),
            error => error.to_string(),
        };
        remote_reference_error(name, &format!("cannot be fetched: {reason}"), help)
    }

    /// Returns why a connection failed, from the message of the system or of the TLS library.
    fn connection_problem(message: &str) -> String {
        match message.strip_prefix("invalid peer certificate: ") {
            Some(fault) => format!("the certificate of the server is not trusted ({fault})"),
            None => message.to_owned(),
        }
    }

    fn is_this_machine(url: &Url) -> bool {
        match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
    }
}

#[cfg(feature = "remote")]
#[cfg(test)]
mod tests;
