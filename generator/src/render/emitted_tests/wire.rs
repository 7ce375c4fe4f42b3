//! What a call looks like on the wire, told from the description alone, without the runtime.

use serde_json::Value;

use crate::model::{Content, EncodingFormat, Location, Parameter, SchemeKind, SecurityScheme, Style};
use crate::render::context::Context;
use crate::render::resources::MethodFacts;
use crate::render::values::CallValues;

/// What a test server is to see of a call, besides its body.
#[derive(Default)]
pub(super) struct Wire {
    /// The path, decoded.
    pub(super) path: String,
    /// The query, decoded.
    pub(super) query: Vec<(String, String)>,
    /// Headers, names in lower case; each cookie by itself.
    pub(super) headers: Vec<(String, String)>,
}

/// The credential of a scheme in tests; user name and password for `Basic`.
pub(super) fn credential(scheme: &SecurityScheme) -> Vec<String> {
    match scheme.kind {
        SchemeKind::Basic => vec!["user".to_owned(), "password".to_owned()],
        _ => vec![format!("test-{}", scheme.rust.replace('_', "-"))],
    }
}

/// Leaves out the optional parameters whose form on the wire is not told here; `None` if a required one is among them.
pub(super) fn keep_plain<'a>(mut values: CallValues<'a>) -> Option<CallValues<'a>> {
    let is_plain = |parameter: &Parameter, value: &Value| written(parameter, value).is_some();
    if values.parameters.iter().any(|(parameter, value)| parameter.required && !is_plain(parameter, value)) {
        return None;
    }
    values.parameters.retain(|(parameter, value)| is_plain(parameter, value));
    Some(values)
}

impl Wire {
    /// What a call with these values looks like, besides its credentials.
    pub(super) fn of(facts: &MethodFacts<'_>, values: &CallValues<'_>) -> Option<Self> {
        let operation = facts.operation;
        // A URL ends where its fragment begins.
        let path = operation.path.split('#').next().unwrap_or_default();
        let mut wire = Self { path: path.to_owned(), ..Self::default() };
        for (parameter, value) in &values.parameters {
            let name = &parameter.wire;
            let texts = written(parameter, value)?;
            let pairs = texts.iter().map(|text| (name.clone(), text.clone()));
            match parameter.location {
                Location::Path => wire.path = wire.path.replace(&format!("{{{name}}}"), texts.first()?),
                Location::Query => wire.query.extend(pairs),
                Location::Header => wire.headers.extend(pairs.map(|(name, text)| (name.to_ascii_lowercase(), text))),
                Location::Cookie => wire.headers.extend(pairs.map(cookie)),
            }
        }
        wire.split_path();
        Some(wire)
    }

    /// A path of the description may have a query of its own.
    fn split_path(&mut self) {
        let Some((path, query)) = self.path.split_once('?') else { return };
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let pairs: Vec<(String, String)> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        self.path = path.to_owned();
        self.query.extend(pairs);
    }
}

/// Names and values of parameters or headers.
type Pairs = Vec<(String, String)>;

/// What a request shows of the credentials of these schemes, in query and headers; headers of other schemes are empty.
pub(super) fn sent(cx: &Context<'_>, names: &[String]) -> (Pairs, Pairs) {
    let (mut query, mut headers) = (Pairs::new(), Pairs::new());
    let all = &cx.api.security_schemes;
    for scheme in names.iter().filter_map(|name| all.iter().find(|scheme| scheme.name == *name)) {
        let value = credential(scheme).concat();
        let header = match &scheme.kind {
            SchemeKind::Bearer => ("authorization".to_owned(), format!("Bearer {value}")),
            // `user:password` in base64.
            SchemeKind::Basic => ("authorization".to_owned(), "Basic dXNlcjpwYXNzd29yZA==".to_owned()),
            SchemeKind::Header(name) => (name.to_ascii_lowercase(), value),
            SchemeKind::Cookie(name) => cookie((name.clone(), value)),
            SchemeKind::Query(name) => {
                query.push((name.clone(), value));
                continue;
            }
        };
        push_new(&mut headers, header);
    }
    for scheme in all {
        match &scheme.kind {
            SchemeKind::Bearer | SchemeKind::Basic => {
                push_new(&mut headers, ("authorization".to_owned(), String::new()))
            }
            SchemeKind::Header(name) => push_new(&mut headers, (name.to_ascii_lowercase(), String::new())),
            SchemeKind::Query(_) | SchemeKind::Cookie(_) => {}
        }
    }
    (query, headers)
}

/// Adds a header that is not there yet; cookies stand side by side.
fn push_new(headers: &mut Pairs, header: (String, String)) {
    if header.0 == "cookie" || headers.iter().all(|(known, _)| *known != header.0) {
        headers.push(header);
    }
}

fn cookie((name, value): (String, String)) -> (String, String) {
    ("cookie".to_owned(), format!("{name}={value}"))
}

/// The texts that stand for a value: several for an exploded list. `None` for what is written in fancier ways.
fn written(parameter: &Parameter, value: &Value) -> Option<Vec<String>> {
    if parameter.style == Style::Json {
        return Some(vec![value.to_string()]).filter(|texts| is_plain(parameter, texts));
    }
    let texts: Vec<String> = match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(scalar).collect::<Option<_>>()?;
            if parameter.explode && parameter.location == Location::Query {
                items
            } else {
                vec![items.join(separator(parameter)?)]
            }
        }
        value => vec![scalar(value)?],
    };
    let is_array = value.is_array();
    let texts = match (parameter.style, parameter.location) {
        (Style::Label, _) if !is_array => texts.iter().map(|text| format!(".{text}")).collect(),
        (Style::Matrix, _) if !is_array => texts.iter().map(|text| format!(";{}={text}", parameter.wire)).collect(),
        (Style::Label | Style::Matrix | Style::DeepObject, _) => return None,
        (_, Location::Cookie) if is_array => return None,
        _ => texts,
    };
    is_plain(parameter, &texts).then_some(texts)
}

/// Whether everyone writes these texts alike: headers and cookies have no common way to write other than plain ASCII.
fn is_plain(parameter: &Parameter, texts: &[String]) -> bool {
    let is_ascii = |text: &String| text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b';' | b'%'));
    match parameter.location {
        Location::Path | Location::Query => true,
        Location::Header | Location::Cookie => texts.iter().all(is_ascii),
    }
}

/// A body as a form, if it is as plain as forms are: texts, numbers, booleans and lists of them.
pub(super) fn form(content: &Content, body: &Value) -> Option<String> {
    let is_plain = content.encodings.iter().all(|encoding| match &encoding.format {
        EncodingFormat::Style { style: Style::Form, explode: true, allow_reserved: false } => true,
        EncodingFormat::Style { .. } => !body.get(&encoding.property).is_some_and(|v| v.is_array() || v.is_object()),
        EncodingFormat::MediaType(_) => false,
    });
    if !is_plain {
        return None;
    }
    let mut pairs = Vec::new();
    for (name, value) in body.as_object()? {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            pairs.push(format!("{}={}", percent_encoded(name), percent_encoded(&scalar(value)?)));
        }
    }
    Some(pairs.join("&"))
}

fn percent_encoded(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}

fn separator(parameter: &Parameter) -> Option<&'static str> {
    match parameter.style {
        Style::Simple | Style::Form => Some(","),
        Style::SpaceDelimited => Some(" "),
        Style::PipeDelimited => Some("|"),
        Style::Label | Style::Matrix | Style::DeepObject | Style::Json => None,
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
