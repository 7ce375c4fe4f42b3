//! The README part about settings for all requests of a client.

use super::{Part, credential, fenced, part};
use crate::render::client_rs::schemes;
use crate::render::context::Context;
use crate::render::docs::inline_code;

pub(super) fn settings<'a>(cx: &'a Context<'a>) -> Part {
    let root = cx.crate_name();
    let credential = credential(cx, "\n        ");
    let code = format!(
        "use {root}::{{Client, Error}};\n\n\
         fn clients() -> Result<[Client; 2], Error> {{\n    \
         let client = Client::builder(){credential}\n        \
         .base_url(\"https://gateway.example/api\")\n        \
         .header(\"x-team\", \"search\")\n        \
         .user_agent(\"my-app/1.2\")\n        \
         .with(|options| options.body_limit(16 * 1024 * 1024))\n        \
         .build()?;\n    \
         let other = client.with(|options| options.without_header(\"x-team\"));\n    \
         Ok([client, other])\n}}"
    );
    let settings = part(&[
        "## Client settings",
        &base_url(cx),
        "Some settings apply to all requests of a client: headers and query parameters, which a derived client or a\n\
         single request can remove again, the name of your program in `User-Agent`, and the size limit of a response\n\
         in memory (128 MiB by default).",
        &fenced("rust,no_run", &code),
    ])?;
    Some(std::iter::once(settings).chain(tokens(cx)).collect::<Vec<_>>().join("\n\n"))
}

fn base_url(cx: &Context<'_>) -> String {
    let own = match cx.base_url() {
        "" => "The API's description has no server: set the base URL with `base_url(…)`".to_owned(),
        url if url.contains("://") => format!("Requests go to {}; `base_url(…)` changes that", inline_code(url)),
        url => {
            format!("The API's description has only the path {}: set the base URL with `base_url(…)`", inline_code(url))
        }
    };
    match cx.api.client.base_url_env.as_deref() {
        Some(env) => format!("{own}.\n`Client::from_env()` reads the base URL from the variable {}.", inline_code(env)),
        None => format!("{own}."),
    }
}

fn tokens(cx: &Context<'_>) -> Part {
    let all = schemes(cx.api);
    let setter = all.iter().find_map(|facts| facts.source.as_ref())?;
    let root = cx.crate_name();
    let code = format!(
        "use {root}::transport::BoxFuture;\nuse {root}::{{Client, Error, TokenError, TokenSource}};\n{LOGIN}\n\n\
         fn client() -> Result<Client, Error> {{\n    Client::builder().{setter}(Login).build()\n}}"
    );
    part(&[
        "For tokens that expire, implement `TokenSource`. It is called before each attempt, so it should cache a\n\
         valid token, and once more if the server rejects the token.",
        &fenced("rust,no_run", &code),
    ])
}

const LOGIN: &str = r#"
struct Login;

impl TokenSource for Login {
    fn token<'a>(&'a self, refused: Option<&'a str>) -> BoxFuture<'a, Result<String, TokenError>> {
        Box::pin(async move {
            if refused.is_some() {
                // … log in again …
            }
            Ok("a token".to_owned())
        })
    }
}"#;
