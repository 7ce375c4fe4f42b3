//! Environment variables of `Client::from_env`: those in `generator.yaml`, or else variables named
//! after the package.

use std::cmp::Reverse;

use foldhash::HashSet;

use model::{ClientShape, Operation, SchemeKind, SecurityScheme};
use naming::ascii_alphanumeric;

/// Names the variables of the base URL and of each credential, unless they are configured.
pub(crate) fn name_variables(
    package: &str,
    schemes: &mut [SecurityScheme],
    client: &mut ClientShape,
    operations: &[Operation],
) {
    client.has_configured_variables =
        client.base_url_env.is_some() || schemes.iter().any(|scheme| !scheme.env.is_empty());
    let package = package.replace('-', "_").to_uppercase();
    let mut taken: HashSet<String> = schemes
        .iter()
        .flat_map(|scheme| scheme.env.clone())
        .collect();
    let mut order: Vec<&mut SecurityScheme> = schemes
        .iter_mut()
        .filter(|scheme| scheme.env.is_empty())
        .collect();
    // The credentials that most operations accept get the plain names; the order of alternatives
    // has no meaning.
    order.sort_by_cached_key(|scheme| {
        let uses = operations.iter().filter(|operation| {
            let mut schemes = operation.security.iter().flatten();
            schemes.any(|name| *name == scheme.name)
        });
        (Reverse(uses.count()), scheme.name.clone())
    });
    for scheme in order {
        let plain: Vec<String> = variable_suffixes(scheme)
            .iter()
            .map(|suffix| format!("{package}_{suffix}"))
            .collect();
        if plain.iter().any(|variable| taken.contains(variable)) {
            let setter = scheme.rust.trim_matches('_').to_uppercase();
            let own = setter.strip_suffix("_AUTH").unwrap_or(&setter);
            scheme.env = match &scheme.kind {
                SchemeKind::Basic => vec![
                    format!("{package}_{own}_USERNAME"),
                    format!("{package}_{own}_PASSWORD"),
                ],
                _ => {
                    // Two credentials never share a variable, since one of them would be sent to
                    // the wrong place.
                    let mut variable = format!("{package}_{own}");
                    while taken.contains(&variable) {
                        variable.push_str("_KEY");
                    }
                    vec![variable]
                }
            };
        } else {
            scheme.env = plain;
        }
        taken.extend(scheme.env.iter().cloned());
    }
    if client.base_url_env.is_none() && schemes.iter().any(|scheme| !scheme.env.is_empty()) {
        client.base_url_env = Some(format!("{package}_BASE_URL"));
    }
}

/// Returns suffixes for the names of variables, based on how the API calls the credential. A
/// session cookie has none, since it is not a setting.
fn variable_suffixes(scheme: &SecurityScheme) -> &'static [&'static str] {
    let name = ascii_alphanumeric(&scheme.name);
    match &scheme.kind {
        SchemeKind::Basic | SchemeKind::Cookie(_) => {}
        _ if name.contains("apikey") => return &["API_KEY"],
        _ if name.contains("token") => return &["TOKEN"],
        _ => {}
    }
    match &scheme.kind {
        SchemeKind::Bearer | SchemeKind::Prefixed { .. } => &["TOKEN"],
        SchemeKind::Header(name) | SchemeKind::Query(name)
            if ascii_alphanumeric(name).ends_with("token") =>
        {
            &["TOKEN"]
        }
        SchemeKind::Header(_) | SchemeKind::Query(_) => &["API_KEY"],
        SchemeKind::Basic => &["USERNAME", "PASSWORD"],
        SchemeKind::Cookie(_) => &[],
    }
}
