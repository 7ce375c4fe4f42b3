//! The README part about settings for all requests of a client.

use super::part::{code_block, join_readme_blocks};
use crate::render::context::RenderContext;
use crate::render::docs::inline_code;
use crate::render::scheme_facts::security_scheme_facts;

pub(super) fn settings_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let settings = join_readme_blocks(&[
        "## Client settings",
        &base_url(cx),
        "Some settings apply to all requests of a client: headers and query parameters, which a derived client or a\n\
         single request can remove again, the name of your program in `User-Agent`, and the size limit of a response\n\
         in memory (128 MiB by default).",
        &code_block(cx, include_str!("code/settings.in")),
    ]);
    Some(
        std::iter::once(settings)
            .chain(token_source_section(cx))
            .collect::<Vec<_>>()
            .join("\n\n"),
    )
}

fn base_url(cx: &RenderContext<'_>) -> String {
    let own = match cx.base_url() {
        "" => "The API's description has no server: set the base URL with `base_url(…)`".to_owned(),
        url if url.contains("://") => {
            let first = cx.api.servers.first().filter(|first| first.url != url);
            let why = first.map(|first| {
                format!(
                    ", as the description names no host for {}",
                    inline_code(&first.url)
                )
            });
            format!(
                "Requests go to {}{}; `base_url(…)` changes that",
                inline_code(url),
                why.unwrap_or_default()
            )
        }
        url => {
            format!(
                "The API's description has only the path {}: set the base URL with `base_url(…)`",
                inline_code(url)
            )
        }
    };
    match cx.api.client.base_url_env.as_deref() {
        Some(env) => format!(
            "{own}.\n`Client::from_env()` reads the base URL from the variable {}.",
            inline_code(env)
        ),
        None => format!("{own}."),
    }
}

fn token_source_section(cx: &RenderContext<'_>) -> Option<String> {
    let all = security_scheme_facts(cx.api);
    let setter = all.iter().find_map(|facts| facts.source.as_ref())?;
    let code = include_str!("code/tokens.in").replace("SOURCE", &setter.to_string());
    Some(join_readme_blocks(&[
        "For tokens that expire, implement `TokenSource`. It is called before each attempt, so it should cache a\n\
         valid token, and once more if the server rejects the token.",
        &code_block(cx, &code),
    ]))
}
