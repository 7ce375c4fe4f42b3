//! The README part that names the docs of further subjects.

use super::part::join_readme_blocks;
use crate::context::RenderContext;
use crate::doc::Doc;
use model::Publish;
use surface::security_scheme_facts;

pub(super) fn documentation_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let intro = documentation_sentence(cx);
    let mut lines = vec![
        format!(
            "{} sees every request and response of a client, and may change them or respond itself",
            item_link(cx, "Middleware", "trait.Middleware.html")
        ),
        format!(
            "{}: proxy, certificates and other settings of the built-in transport, `reqwest`",
            item_link(cx, "ClientBuilder", "struct.ClientBuilder.html")
        ),
        format!(
            "{}: another HTTP client, with an example",
            item_link(cx, "transport", "transport/index.html")
        ),
    ];
    let schemes = security_scheme_facts(cx.api);
    if let Some(setter) = schemes
        .iter()
        .find_map(|facts| facts.source_setter.as_ref())
    {
        let page = format!("struct.ClientBuilder.html#method.{setter}");
        let setter = item_link(cx, &format!("{setter}(…)"), &page);
        lines.push(format!(
            "{setter} of the builder: tokens that expire, with an example"
        ));
    }
    lines.extend([
        format!(
            "{} calls endpoints that the API's description lacks; `header(…)`, `query(…)` and `extra(…)` of a request \
             send headers, parameters and properties that it lacks",
            item_link(cx, "client.request(…)", "struct.Client.html#method.request")
        ),
        format!(
            "{}: which redirects are followed",
            item_link(cx, "max_redirects(…)", "struct.Options.html#method.max_redirects")
        ),
        format!(
            "{}: matching of requests, responses, failures, lists, and recordings of real responses",
            item_link(cx, "testing", "testing/index.html")
        ),
        format!(
            "{}: programs without async, and logging with the feature `tracing`",
            item_link(cx, &cx.crate_name(), "index.html")
        ),
    ]);
    let list = Doc::new().list(&lines).text();
    Some(join_readme_blocks(&["## Documentation", &intro, &list]))
}

/// Returns the sentence that says where the documentation of all items is.
pub(crate) fn documentation_sentence(cx: &RenderContext<'_>) -> String {
    let own_url = cx.api.package.documentation.clone();
    match own_url.or_else(|| docs_rs_url(cx)) {
        Some(url) => format!("The [documentation]({url}) describes all items."),
        None => "`cargo doc --open` shows the documentation of all items.".to_owned(),
    }
}

/// Returns a name as code, with a link to its page if the docs are on docs.rs.
pub(super) fn item_link(cx: &RenderContext<'_>, name: &str, page: &str) -> String {
    match docs_rs_url(cx) {
        Some(url) => format!("[`{name}`]({url}{page})"),
        None => format!("`{name}`"),
    }
}

/// Returns the URL of the docs of this version on docs.rs, if the package is on crates.io and has
/// no other docs.
fn docs_rs_url(cx: &RenderContext<'_>) -> Option<String> {
    let package = &cx.api.package;
    if package.publish != Publish::CratesIo || package.documentation.is_some() {
        return None;
    }
    Some(format!(
        "https://docs.rs/{}/{}/{}/",
        package.name,
        package.version,
        cx.crate_name()
    ))
}
