//! Reads the operations of a raw description by the standard, independently of the generator.

use sdkwright::diag::{FileId, Origin};
use sdkwright::raise::is_loopback;
use sdkwright::source::Document;
use serde_json::Value;

use crate::references::follow_references;

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// The extensions that keep an operation out of the client.
const EXCLUDING_EXTENSIONS: [&str; 4] = [
    "x-internal",
    "x-sdk-exclude",
    "x-fern-ignore",
    "x-speakeasy-ignore",
];

/// An operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// HTTP method, as it is sent.
    pub(crate) method: String,
    /// Path template.
    pub(crate) path: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: Vec<Response>,
    /// Security requirements: alternatives, each with the names of its schemes.
    pub(crate) security: Vec<Vec<String>>,
    /// The server, if the operation or its path item has its own.
    pub(crate) server: Option<Server>,
    pub(crate) origin: Origin,
}

/// The location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
    /// A header of a part of a multipart body.
    Part,
}

/// How a value is serialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// `content` in JSON.
    Json,
    /// A style that the standard does not define, or `content` in another media type.
    Unknown,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) location: Location,
    /// The name; for a header of a part, `part/header`.
    pub(crate) name: String,
    /// For a header of a part, the media type of the body.
    pub(crate) form: Option<String>,
    pub(crate) required: bool,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    /// The schema; `None` if any value is allowed.
    pub(crate) schema: Option<Origin>,
    /// Whether the parameter is in the path, with reserved characters that are not encoded.
    pub(crate) allow_reserved: bool,
    pub(crate) origin: Origin,
}

#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) contents: Vec<Content>,
    pub(crate) origin: Origin,
}

#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) media_type: String,
    pub(crate) schema: Option<Origin>,
    pub(crate) encodings: Vec<(String, Encoding)>,
}

/// The `encoding` of a property.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encoding {
    pub(crate) style: Option<Style>,
    pub(crate) explode: Option<bool>,
    pub(crate) allow_reserved: Option<bool>,
    pub(crate) content_type: Option<String>,
    /// Headers with a constant or default, and whether that is the only valid value.
    pub(crate) constants: Vec<(String, Value, bool)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// `200`, `2XX` or `default`, as written.
    pub(crate) status: String,
    pub(crate) contents: Vec<Content>,
    pub(crate) headers: Vec<Header>,
    pub(crate) origin: Origin,
}

/// A header of a response.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) schema: Option<Origin>,
    /// Whether its `content` is JSON.
    pub(crate) is_json: bool,
    pub(crate) explode: bool,
    pub(crate) origin: Origin,
}

/// A security scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Bearer,
    Basic,
    /// Another HTTP scheme: the credential is the whole value of `authorization`.
    Other,
    Key(Location, String),
    /// A scheme that adds nothing to the request, such as mutual TLS.
    Silent,
}

/// The server of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Server {
    /// Scheme, host and port, if the URL is absolute and valid.
    pub(crate) host: Option<String>,
    /// The path, with or without a trailing slash.
    pub(crate) path: String,
    /// Whether there is no usable URL: the host has an unresolved variable.
    pub(crate) is_none: bool,
}

impl Server {
    /// Returns whether this is a public server without TLS, and the other one the same with TLS.
    fn has_https_twin(&self, other: &Self) -> bool {
        let [own, other_authority] = [(self, "http://"), (other, "https://")]
            .map(|(server, scheme)| server.host.as_deref()?.strip_prefix(scheme));
        own.is_some_and(|authority| !is_loopback(authority))
            && own == other_authority
            && self.path.trim_end_matches('/') == other.path.trim_end_matches('/')
    }
}

/// Returns the key of a parameter in a question to the program.
pub(crate) fn raw_parameter_key(location: &str, name: &str) -> String {
    // Header names are case-insensitive.
    if location == "header" {
        format!("header/{}", name.to_lowercase())
    } else {
        format!("{location}/{name}")
    }
}

impl Parameter {
    pub(crate) fn key(&self) -> String {
        raw_parameter_key(self.location.word(), &self.name)
    }
}

impl Location {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Part => "part",
        }
    }

    fn of(text: &str) -> Option<Self> {
        [Self::Path, Self::Query, Self::Header, Self::Cookie]
            .into_iter()
            .find(|location| location.word() == text)
    }
}

impl Style {
    fn of(text: &str) -> Self {
        match text {
            "simple" => Self::Simple,
            "label" => Self::Label,
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "deepObject" => Self::DeepObject,
            _ => Self::Unknown,
        }
    }
}

/// A parsed description.
pub(crate) struct Raw<'d> {
    pub(crate) document: &'d Document,
}

impl<'d> Raw<'d> {
    /// Returns the location of the child `key` of `origin`, after following references.
    fn child(&self, origin: &Origin, key: &str) -> Option<Origin> {
        follow_references(self.document, &origin.child(key))
    }

    fn value(&self, origin: &Origin) -> &'d Value {
        self.document.value(origin).unwrap_or(&Value::Null)
    }

    fn text(&self, origin: &Origin, key: &str) -> Option<&'d str> {
        self.value(origin).get(key)?.as_str()
    }

    fn flag(&self, origin: &Origin, key: &str) -> Option<bool> {
        self.value(origin).get(key)?.as_bool()
    }

    /// Returns the members of the object at `key` of `origin`, each with its location after
    /// following references.
    fn entries(&self, origin: &Origin, key: &str) -> Vec<(&'d str, Origin)> {
        let place = origin.child(key);
        let names = self.value(&place).as_object().into_iter().flatten();
        names
            .filter_map(|(name, _)| Some((name.as_str(), self.child(&place, name)?)))
            .collect()
    }

    /// Returns all operations that the client has, in the order of the description.
    pub(crate) fn operations(&self) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in self.entries(&Origin::new(FileId(0), ""), "paths") {
            for method in METHODS {
                let Some(origin) = self
                    .child(&item, method)
                    .filter(|origin| self.value(origin).is_object())
                else {
                    continue;
                };
                operations.push(self.operation(path, &method.to_uppercase(), &item, origin));
            }
            for (method, origin) in self.entries(&item, "additionalOperations") {
                operations.push(self.operation(path, method, &item, origin));
            }
        }
        operations.retain(|operation| !self.is_excluded(&operation.origin));
        operations
    }

    fn is_excluded(&self, operation: &Origin) -> bool {
        EXCLUDING_EXTENSIONS
            .iter()
            .any(|extension| self.flag(operation, extension) == Some(true))
    }

    fn operation(&self, path: &str, method: &str, item: &Origin, origin: Origin) -> Operation {
        let body = self.child(&origin, "requestBody").map(|place| Body {
            required: self.flag(&place, "required") == Some(true),
            contents: self.contents(&place),
            origin: place,
        });
        let responses = self
            .entries(&origin, "responses")
            .into_iter()
            .map(|(status, place)| Response {
                status: status.to_owned(),
                contents: self.contents(&place),
                headers: self.headers(&place),
                origin: place,
            });
        let root = Origin::new(FileId(0), "");
        let security = if self.value(&origin).get("security").is_some() {
            &origin
        } else {
            &root
        };
        let mut parameters = self.parameters(path, item, &origin);
        parameters.extend(body.iter().flat_map(|body| self.part_headers(&body.origin)));
        Operation {
            method: method.to_owned(),
            path: path.to_owned(),
            parameters,
            body,
            responses: responses.collect(),
            security: self.security(security),
            server: self.server_of(&origin).or_else(|| self.server_of(item)),
            origin,
        }
    }

    /// Returns the parameters of the operation, and the parameters of the path item that it does
    /// not override.
    fn parameters(&self, path: &str, item: &Origin, operation: &Origin) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for owner in [operation, item] {
            let place = owner.child("parameters");
            let own: Vec<Parameter> = (0..self.value(&place).as_array().map_or(0, Vec::len))
                .filter_map(|index| {
                    self.parameter(&follow_references(self.document, &place.item(index))?)
                })
                .collect();
            for parameter in own {
                let is_new = parameters
                    .iter()
                    .all(|known| known.key() != parameter.key());
                let is_meant = match parameter.location {
                    // The standard says that header parameters with these names are ignored.
                    Location::Header => !["accept", "content-type", "authorization"]
                        .contains(&parameter.name.to_lowercase().as_str()),
                    Location::Path => path.contains(&format!("{{{}}}", parameter.name)),
                    Location::Query | Location::Cookie | Location::Part => true,
                };
                if is_new && is_meant {
                    parameters.push(parameter);
                }
            }
        }
        for name in path_placeholders(path) {
            if parameters
                .iter()
                .all(|known| known.key() != raw_parameter_key("path", name))
            {
                parameters.push(undescribed_path_parameter(name, operation));
            }
        }
        parameters
    }

    fn parameter(&self, origin: &Origin) -> Option<Parameter> {
        let location = Location::of(self.text(origin, "in")?)?;
        let name = self.text(origin, "name")?.to_owned();
        Some(self.described(origin, location, name))
    }

    /// Returns the common fields of parameters and headers.
    fn described(&self, origin: &Origin, location: Location, name: String) -> Parameter {
        let usual = if matches!(location, Location::Query | Location::Cookie) {
            Style::Form
        } else {
            Style::Simple
        };
        let mut style = self.text(origin, "style").map_or(usual, Style::of);
        let mut schema = self
            .value(origin)
            .get("schema")
            .map(|_| origin.child("schema"));
        if let Some(content) = self.contents(origin).into_iter().next()
            && schema.is_none()
        {
            style = if is_json(&content.media_type) {
                Style::Json
            } else {
                Style::Unknown
            };
            schema = content.schema;
        }
        Parameter {
            location,
            name,
            form: None,
            required: location == Location::Path || self.flag(origin, "required") == Some(true),
            style,
            explode: self.flag(origin, "explode").unwrap_or(style == Style::Form),
            schema,
            allow_reserved: location == Location::Path && self.keeps_slashes(origin),
            origin: origin.clone(),
        }
    }

    /// Returns whether slashes in a path parameter are not encoded: by `allowReserved` or
    /// `x-ms-skip-url-encoding`, or since the description was converted from Google's discovery
    /// format.
    fn keeps_slashes(&self, parameter: &Origin) -> bool {
        let origins = self.document.root().pointer("/info/x-origin");
        let mut formats = origins.and_then(Value::as_array).into_iter().flatten();
        ["allowReserved", "x-ms-skip-url-encoding"]
            .iter()
            .any(|key| self.flag(parameter, key) == Some(true))
            || formats.any(|origin| {
                origin
                    .get("format")
                    .is_some_and(|format| format == "google")
            })
    }

    /// Returns the headers of parts that callers pass. Files carry their own headers, and constants
    /// need no argument.
    fn part_headers(&self, body: &Origin) -> Vec<Parameter> {
        let mut all = Vec::new();
        for (media_type, content) in self.entries(body, "content") {
            for (part, encoding) in self.entries(&content, "encoding") {
                let constants = self.constants(&encoding);
                let headers = self.entries(&encoding, "headers").into_iter();
                let headers = headers.filter(|(name, _)| {
                    !is_usual(name)
                        && !constants
                            .iter()
                            .any(|(known, _, only)| known == name && *only)
                        && !self.is_file(&content, part)
                });
                all.extend(headers.map(|(name, place)| Parameter {
                    form: Some(media_type.to_owned()),
                    ..self.described(&place, Location::Part, format!("{part}/{name}"))
                }));
            }
        }
        all
    }

    /// Returns whether a property of a body is a file, or an array of files.
    fn is_file(&self, content: &Origin, property: &str) -> bool {
        self.parts(content)
            .iter()
            .filter(|(name, _)| *name == property)
            .any(|(_, schema)| {
                self.text(schema, "format") == Some("binary")
                    || self.text(schema, "contentMediaType").is_some()
                        && self.text(schema, "contentEncoding").is_none()
            })
    }

    /// Returns the parts of a body by name, each with its schema, or that of its items if it is an
    /// array.
    fn parts(&self, content: &Origin) -> Vec<(&'d str, Origin)> {
        let Some(body) = self.child(content, "schema") else {
            return Vec::new();
        };
        let members = (0..self
            .value(&body.child("allOf"))
            .as_array()
            .map_or(0, Vec::len))
            .filter_map(|index| follow_references(self.document, &body.child("allOf").item(index)));
        let places: Vec<Origin> = std::iter::once(body.clone()).chain(members).collect();
        let schemas = places
            .iter()
            .flat_map(|place| self.entries(place, "properties"));
        schemas
            .map(|(name, schema)| (name, self.child(&schema, "items").unwrap_or(schema)))
            .collect()
    }

    /// Returns the headers of an encoding whose schemas have a constant or a default.
    fn constants(&self, encoding: &Origin) -> Vec<(String, Value, bool)> {
        let headers = self
            .entries(encoding, "headers")
            .into_iter()
            .filter(|(name, _)| !is_usual(name));
        let constants = headers.filter_map(|(name, place)| {
            let schema = self.value(&self.child(&place, "schema")?);
            let listed = schema
                .get("enum")
                .and_then(Value::as_array)
                .filter(|values| values.len() == 1);
            let only = schema
                .get("const")
                .or(listed.and_then(|values| values.first()));
            Some((
                name.to_owned(),
                only.or(schema.get("default"))?.clone(),
                only.is_some(),
            ))
        });
        constants.collect()
    }

    fn contents(&self, origin: &Origin) -> Vec<Content> {
        let contents = self
            .entries(origin, "content")
            .into_iter()
            .map(|(media_type, place)| Content {
                media_type: media_type.to_owned(),
                schema: self
                    .value(&place)
                    .get("schema")
                    .map(|_| place.child("schema")),
                encodings: self.encodings(media_type, &place),
            });
        contents.collect()
    }

    /// Returns the headers of a response; the standard ignores `content-type` among them.
    fn headers(&self, origin: &Origin) -> Vec<Header> {
        let mut headers: Vec<Header> = Vec::new();
        for (name, place) in self.entries(origin, "headers") {
            let is_new = headers
                .iter()
                .all(|known| !known.name.eq_ignore_ascii_case(name));
            if name.eq_ignore_ascii_case("content-type") || !is_new {
                continue;
            }
            let (schema, is_json) = if self.value(&place).get("schema").is_some() {
                (Some(place.child("schema")), false)
            } else if let Some(content) = self.contents(&place).into_iter().next() {
                (content.schema, is_json(&content.media_type))
            } else {
                (None, false)
            };
            let explode = self.flag(&place, "explode").unwrap_or(false);
            headers.push(Header {
                name: name.to_owned(),
                schema,
                is_json,
                explode,
                origin: place,
            });
        }
        headers
    }

    fn encodings(&self, media_type: &str, origin: &Origin) -> Vec<(String, Encoding)> {
        let encodings = self
            .entries(origin, "encoding")
            .into_iter()
            .map(|(property, place)| {
                let encoding = Encoding {
                    style: self.text(&place, "style").map(Style::of),
                    explode: self.flag(&place, "explode"),
                    allow_reserved: self.flag(&place, "allowReserved"),
                    content_type: self.text(&place, "contentType").map(str::to_owned),
                    constants: self.constants(&place),
                };
                (property.to_owned(), encoding)
            });
        let mut encodings: Vec<(String, Encoding)> = encodings.collect();
        if !media_type.starts_with("multipart/") {
            return encodings;
        }
        // A string with `contentEncoding` is binary, unless the encoding states another media type.
        for (name, schema) in self.parts(origin) {
            if self.text(&schema, "contentEncoding").is_none() {
                continue;
            }
            let implied = self
                .text(&schema, "contentMediaType")
                .unwrap_or("application/octet-stream")
                .to_owned();
            match encodings.iter_mut().find(|(known, _)| known == name) {
                Some((_, encoding)) => {
                    encoding.content_type = encoding.content_type.take().or(Some(implied))
                }
                None => {
                    let encoding = Encoding {
                        content_type: Some(implied),
                        ..Encoding::default()
                    };
                    encodings.push((name.to_owned(), encoding));
                }
            }
        }
        encodings
    }

    /// Returns the security requirements at `origin`.
    fn security(&self, origin: &Origin) -> Vec<Vec<String>> {
        let requirements = self
            .value(origin)
            .get("security")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        requirements
            .filter_map(Value::as_object)
            .map(|names| names.keys().cloned().collect())
            .collect()
    }

    /// Returns all security schemes by name; `None` for those that the standard does not define.
    pub(crate) fn schemes(&self) -> Vec<(String, Option<Scheme>)> {
        let components = Origin::new(FileId(0), "/components");
        let schemes = self.entries(&components, "securitySchemes").into_iter();
        schemes
            .map(|(name, place)| (name.to_owned(), self.scheme(name, &place)))
            .collect()
    }

    fn scheme(&self, name: &str, origin: &Origin) -> Option<Scheme> {
        match self.text(origin, "type")? {
            "http" => Some(match self.text(origin, "scheme")?.to_lowercase().as_str() {
                "basic" => Scheme::Basic,
                "bearer" => Scheme::Bearer,
                _ => Scheme::Other,
            }),
            "oauth2" | "openIdConnect" => Some(Scheme::Bearer),
            "apiKey" => {
                let location = Location::of(self.text(origin, "in")?)
                    .filter(|place| *place != Location::Path)?;
                let key = self.text(origin, "name")?;
                let hints = [Some(name), self.text(origin, "description")]
                    .into_iter()
                    .flatten();
                let says_bearer = hints
                    .map(str::to_lowercase)
                    .any(|text| text.contains("bearer"))
                    || self.text(origin, "bearerFormat").is_some();
                let is_authorization =
                    location == Location::Header && key.eq_ignore_ascii_case("authorization");
                if is_authorization && says_bearer {
                    return Some(Scheme::Bearer);
                }
                Some(Scheme::Key(location, key.to_owned()))
            }
            "mutualTLS" => Some(Scheme::Silent),
            _ => None,
        }
    }

    /// Returns the first server of the description.
    pub(crate) fn server(&self) -> Server {
        self.server_of(&Origin::new(FileId(0), ""))
            .unwrap_or_default()
    }

    /// Returns the server that requests go to by default: the first of the `servers` at `origin`,
    /// or the same URL with `https` if that is listed, too.
    fn server_of(&self, origin: &Origin) -> Option<Server> {
        let list = origin.child("servers");
        let count = self.value(&list).as_array()?.len();
        let first = self.server_at(&list.item(0))?;
        let https = (1..count)
            .filter_map(|index| self.server_at(&list.item(index)))
            .find(|server| first.has_https_twin(server));
        Some(https.unwrap_or(first))
    }

    /// Returns the server at `server`, with defaults for its variables.
    fn server_at(&self, server: &Origin) -> Option<Server> {
        let mut url = self.text(server, "url")?.trim().to_owned();
        let mut is_left_open = false;
        for (name, variable) in self.entries(server, "variables") {
            let default = match self.value(&variable).get("default") {
                Some(Value::String(text)) => text.clone(),
                Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
                _ => continue,
            };
            is_left_open |= default.contains(['{', '}']);
            url = url.replace(&format!("{{{name}}}"), &default);
        }
        // A URL without a scheme is resolved to https.
        let url = if url.starts_with("//") {
            format!("https:{url}")
        } else {
            url
        };
        let Some((scheme, rest)) = url.split_once("://") else {
            // A relative URL, resolved against the location of the description, which is unknown:
            // any base is correct.
            let path = if url.is_empty() || url.starts_with('/') {
                url
            } else {
                format!("/{}", url.trim_start_matches("./"))
            };
            return Some(Server {
                host: None,
                path,
                is_none: false,
            });
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_plain = rest
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"?#@{}%\\^`|<>\"".contains(&byte));
        let is_known = matches!(scheme, "http" | "https") && !authority.is_empty() && is_plain;
        let host = is_known.then(|| format!("{scheme}://{authority}"));
        Some(Server {
            host,
            path: path.to_owned(),
            is_none: is_left_open && authority.contains(['{', '}']),
        })
    }
}

/// Headers that every part has, independently of `encoding`.
pub(crate) fn is_usual(header: &str) -> bool {
    ["content-type", "content-disposition"].contains(&header.to_ascii_lowercase().as_str())
}

/// Returns whether a media type is JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = super::recorder::media_type_essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// Returns whether a media type is XML.
pub(crate) fn is_xml(media_type: &str) -> bool {
    let essence = super::recorder::media_type_essence(media_type);
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Returns whether a media type is a sequence of JSON texts.
pub(crate) fn is_lines(media_type: &str) -> bool {
    let essence = super::recorder::media_type_essence(media_type);
    const NAMES: [&str; 6] = [
        "x-ndjson",
        "ndjson",
        "jsonl",
        "x-jsonlines",
        "stream+json",
        "json-seq",
    ];
    essence
        .strip_prefix("application/")
        .is_some_and(|name| NAMES.contains(&name))
}

/// Returns the names in braces in a path template.
pub(crate) fn path_placeholders(path: &str) -> Vec<&str> {
    let pieces = path.split('{').skip(1);
    pieces
        .filter_map(|piece| piece.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

fn undescribed_path_parameter(name: &str, operation: &Origin) -> Parameter {
    Parameter {
        location: Location::Path,
        name: name.to_owned(),
        form: None,
        required: true,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        schema: None,
        origin: operation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_urls_are_parsed() {
        for (url, host, path) in [
            (
                "https://{host}.example/v1/",
                Some("https://h.example"),
                "/v1/",
            ),
            ("https://a.example", Some("https://a.example"), ""),
            (
                "http://a.example:81/x/y",
                Some("http://a.example:81"),
                "/x/y",
            ),
            ("//a.example/v2", Some("https://a.example"), "/v2"),
            ("https://a.example:{port}", Some("https://a.example:81"), ""),
            ("wss://a.example/v2", None, "/v2"),
            ("https://{gone}.example/v2", None, "/v2"),
            ("/v3", None, "/v3"),
            ("./v4", None, "/v4"),
            ("a.example", None, "/a.example"),
            ("", None, ""),
        ] {
            let text = format!(
                r#"{{ "openapi": "3.0.3", "info": {{ "title": "t", "version": "1" }}, "paths": {{}}, "servers": [
                    {{ "url": "{url}", "variables": {{ "host": {{ "default": "h" }}, "port": {{ "default": 81 }} }} }}
                ] }}"#
            );
            let (document, _) = Document::from_text("a.json", text).unwrap();
            let expected = Server {
                host: host.map(str::to_owned),
                path: path.to_owned(),
                is_none: false,
            };
            assert_eq!(
                Raw {
                    document: &document
                }
                .server(),
                expected,
                "{url}"
            );
        }
    }

    #[test]
    fn servers_with_tls_are_preferred() {
        for (first, second, host) in [
            (
                "http://a.example/v1",
                "https://a.example/v1/",
                "https://a.example",
            ),
            (
                "http://a.example/v1",
                "https://a.example/v2",
                "http://a.example",
            ),
            (
                "http://localhost:80/v1",
                "https://localhost:80/v1",
                "http://localhost:80",
            ),
        ] {
            let text = format!(
                r#"{{ "openapi": "3.0.3", "info": {{ "title": "t", "version": "1" }}, "paths": {{}}, "servers": [
                    {{ "url": "{first}" }}, {{ "url": "{second}" }}
                ] }}"#
            );
            let (document, _) = Document::from_text("a.json", text).unwrap();
            let raw = Raw {
                document: &document,
            };
            assert_eq!(raw.server().host.as_deref(), Some(host), "{first}");
        }
    }
}
