//! The README part about settings for all requests of a client.

use super::part::{code_block, join_readme_blocks};
use crate::context::RenderContext;
use crate::docs::inline_code;

pub(super) fn settings_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    Some(join_readme_blocks(&[
        "## Client settings",
        &base_url(cx),
        "Some settings apply to all requests of a client: headers and query parameters, which a derived client or a\n\
         single request can remove again, the name of your program in `User-Agent`, and the size limit of a response\n\
         in memory (128 MiB by default).",
        &code_block(cx, include_str!("code/settings.in")),
    ]))
}

fn base_url(cx: &RenderContext<'_>) -> String {
    let mut text = match cx.base_url() {
        "" => "The API's description has no server: set the base URL with `base_url(…)`".to_owned(),
        url if url.contains("://") => {
            let reason = match cx.api.servers.first() {
                Some(first) if !first.url.contains("://") => format!(
                    ", as the description names no host for {}",
                    inline_code(&first.url)
                ),
                _ => String::new(),
            };
            format!(
                "Requests go to {}{reason}; `base_url(…)` changes that",
                inline_code(url)
            )
        }
        url => {
            format!(
                "The API's description has only the path {}: set the base URL with `base_url(…)`",
                inline_code(url)
            )
        }
    };
    if let Some(server) = cx.example_of_other_server() {
        text.push_str(&format!(
            ".\nThe module `servers` has the servers of the description, for example {}",
            inline_code(&format!("base_url({server})"))
        ));
    }
    if let Some(env) = cx.api.client.base_url_env.as_deref() {
        text.push_str(&format!(
            ".\n`Client::from_env()` reads the base URL from the variable {}",
            inline_code(env)
        ));
    }
    text + "."
}
