//! The statics of a file: operations, parameters, encodings, envelopes and pagination.

use code_format::{Code, code};

use crate::context::make_ident;
use crate::source_file::RustSourceFile;
use crate::tokens::{duration_tokens, option_tokens};
use crate::words::capitalize_first;
use crate::xml;
use model::{
    Codec, Content, Encoding, EncodingFormat, Envelope, HttpMethod, Next, NextPageLocation,
    PagePlace, Paging, Parameter, ParameterLocation, ParameterStyle, PartKey, SchemeKind,
    TokenEndpoint, Waiter, default_server,
};
use surface::{MethodFacts, SchemeFacts};

impl<'a> RustSourceFile<'a> {
    /// Returns the static of a parameter; `method` distinguishes parameters with the same name.
    pub(crate) fn parameter_static(&mut self, parameter: &'a Parameter, method: &str) -> Code {
        let ty = code!(crate::runtime::api::Parameter);
        let value = ParameterValue {
            name: &parameter.wire,
            location: location_value(parameter),
            style: parameter.style,
            explode: parameter.explode,
            allow_reserved: parameter.allow_reserved,
            checks: self.cx.checks(&parameter.schema),
        };
        self.add_static(
            &[
                parameter.rust.clone(),
                format!("{method}_{}", parameter.rust),
            ],
            &ty,
            &value.tokens(),
        )
    }

    pub(crate) fn operation_static(&mut self, facts: &MethodFacts<'_>) -> Code {
        let operation = facts.operation;
        let ty = code!(crate::runtime::api::Operation);
        let id = &operation.id;
        let path = &operation.path;
        let method = operation.method.as_str();
        let server =
            option_tokens(default_server(operation.servers.iter()).map(|server| &server.url));
        let security = security_value(&operation.security);
        let is_idempotent =
            operation.idempotency.is_configured || is_idempotent_method(&operation.method);
        let idempotency_header = option_tokens(operation.idempotency.key_header.as_ref());
        let accept = facts.accept();
        let redirects = facts.redirects().map(Code::number);
        let envelope = option_tokens(
            operation
                .envelope
                .as_ref()
                .map(|envelope| self.envelope_static(envelope)),
        );
        let success = option_tokens(operation.success.as_ref());
        let paging = option_tokens(
            operation
                .paging
                .as_ref()
                .map(|paging| self.paging_static(paging)),
        );
        let value = code! {
            #ty {
                id: #id,
                method: #method,
                path: #path,
                server: #server,
                security: #security,
                idempotent: #is_idempotent,
                idempotency_header: #idempotency_header,
                accept: #accept,
                redirects: &[#(#redirects),*],
                envelope: #envelope,
                success: #success,
                paging: #paging,
            }
        };
        self.add_static(
            &[
                operation.names.method.clone(),
                format!("{}_operation", operation.names.method),
            ],
            &ty,
            &value,
        )
    }

    /// Returns the encodings of a form or a multipart body, as an expression.
    pub(crate) fn encodings_static(&mut self, content: &Content, method: &str) -> Code {
        if content.encodings.is_empty() {
            return code!(&[]);
        }
        let values = content.encodings.iter().map(encoding_value);
        let names = [format!("{method}_encodings")];
        self.add_static(
            &names,
            &code!(&[crate::runtime::form::Encoding]),
            &code!(&[#(#values),*]),
        )
    }

    pub(super) fn waiter_static(&mut self, waiter: &Waiter, polled: &MethodFacts<'_>) -> Code {
        let operation = self.operation_static(polled);
        let ty = code!(crate::runtime::wait::Waiter);
        let Waiter {
            field,
            success,
            failure,
            ..
        } = waiter;
        let [interval, longest] = [waiter.interval, waiter.longest].map(duration_tokens);
        let value = code! {
            #ty {
                operation: &#operation,
                field: #field,
                success: &[#(#success),*],
                failure: &[#(#failure),*],
                interval: #interval,
                longest: #longest,
            }
        };
        self.add_static(std::slice::from_ref(&waiter.rust), &ty, &value)
    }

    fn envelope_static(&mut self, envelope: &Envelope) -> Code {
        let ty = code!(crate::runtime::api::Envelope);
        let name = self.add_static(
            &["envelope".to_owned()],
            &ty,
            &envelope_value(&ty, envelope),
        );
        code!(&#name)
    }

    fn paging_static(&mut self, paging: &Paging) -> Code {
        let ty = code!(crate::runtime::api::Paging);
        let next = next_page_value(&paging.next);
        let Paging {
            items,
            optional: is_optional,
            ..
        } = paging;
        let [total_pages, total_items, more] =
            [&paging.total_pages, &paging.total_items, &paging.more]
                .map(|text| option_tokens(text.as_ref()));
        let value = code! {
            #ty {
                items: &[#(#items),*],
                optional: #is_optional,
                next: #next,
                total_pages: #total_pages,
                total_items: #total_items,
                more: #more,
            }
        };
        let name = self.add_static(&["paging".to_owned()], &ty, &value);
        code!(&#name)
    }
}

/// Returns whether all requests with a method are idempotent: RFC 9110, 9.2.2; RFC 10008 for
/// `QUERY`.
fn is_idempotent_method(method: &HttpMethod) -> bool {
    matches!(
        method,
        HttpMethod::Get
            | HttpMethod::Head
            | HttpMethod::Query
            | HttpMethod::Put
            | HttpMethod::Delete
            | HttpMethod::Options
            | HttpMethod::Trace
    )
}

fn next_page_value(next: &Next) -> Code {
    let value = match next {
        Next::Number {
            parameter,
            place,
            first,
        } => {
            let place = place_value(*place);
            let first = Code::number(*first);
            code!(Number { parameter: #parameter, place: #place, first: #first })
        }
        Next::StatedNumber {
            parameter,
            place,
            current,
        } => {
            let place = place_value(*place);
            code!(StatedNumber { parameter: #parameter, place: #place, current: #current })
        }
        Next::Offset { parameter, place } => {
            let place = place_value(*place);
            code!(Offset { parameter: #parameter, place: #place })
        }
        Next::Token {
            parameter,
            place,
            source,
            end,
        } => {
            let place = place_value(*place);
            let source = source_value(source);
            let end = option_tokens(end.as_ref());
            code!(Token { parameter: #parameter, place: #place, source: #source, end: #end })
        }
        Next::After {
            parameter,
            before,
            property,
        } => {
            let before = option_tokens(before.as_ref());
            code!(After { parameter: #parameter, before: #before, property: #property })
        }
        Next::Link { source, starts } => {
            let source = source_value(source);
            code!(Link { source: #source, starts: &[#(#starts),*] })
        }
    };
    code!(crate::runtime::api::NextPage::#value)
}

fn place_value(place: PagePlace) -> Code {
    let place = match place {
        PagePlace::Query => code!(Query),
        PagePlace::Header => code!(Header),
        PagePlace::Body => code!(Body),
    };
    code!(crate::runtime::api::PagePlace::#place)
}

fn source_value(source: &NextPageLocation) -> Code {
    let value = match source {
        NextPageLocation::Body(pointer) => code!(Body(#pointer)),
        NextPageLocation::Header(name) => code!(Header(#name)),
        NextPageLocation::Link => code!(Link),
    };
    code!(crate::runtime::api::Source::#value)
}

fn location_value(parameter: &Parameter) -> Code {
    let name = make_ident(&capitalize_first(parameter.location.as_str()));
    let location = code!(crate::runtime::api::Location::#name);
    match parameter.location {
        ParameterLocation::Path if parameter.may_be_empty => {
            code!(crate::runtime::api::Location::PossiblyEmptyPath)
        }
        ParameterLocation::Part => {
            let part = parameter
                .part
                .as_ref()
                .map(PartKey::to_string)
                .unwrap_or_default();
            code!(#location(#part))
        }
        ParameterLocation::Querystring => {
            let properties = parameter.encodings.iter().filter_map(query_property_value);
            code!(#location(&[#(#properties),*]))
        }
        _ => location,
    }
}

/// Returns a property of a query as a parameter, if it has a style.
fn query_property_value(encoding: &Encoding) -> Option<Code> {
    let EncodingFormat::Style {
        style,
        explode,
        allow_reserved,
    } = &encoding.format
    else {
        return None;
    };
    let value = ParameterValue {
        name: &encoding.part.to_string(),
        location: code!(crate::runtime::api::Location::Query),
        style: *style,
        explode: *explode,
        allow_reserved: *allow_reserved,
        checks: Vec::new(),
    };
    Some(value.tokens())
}

/// The fields of a parameter of the runtime.
struct ParameterValue<'p> {
    name: &'p str,
    location: Code,
    style: ParameterStyle,
    explode: bool,
    allow_reserved: bool,
    checks: Vec<Code>,
}

impl ParameterValue<'_> {
    fn tokens(&self) -> Code {
        let Self {
            name,
            location,
            style,
            explode,
            allow_reserved,
            checks,
        } = self;
        let style = make_ident(&capitalize_first(style.as_str()));
        code! {
            crate::runtime::api::Parameter {
                name: #name,
                location: #location,
                style: crate::runtime::api::Style::#style,
                explode: #explode,
                allow_reserved: #allow_reserved,
                checks: &[#(#checks),*],
            }
        }
    }
}

fn encoding_value(encoding: &Encoding) -> Code {
    let name = encoding.part.to_string();
    let headers = if encoding.headers.is_empty() {
        Code::new()
    } else {
        let pairs = encoding
            .headers
            .iter()
            .map(|(name, value)| code!((#name, #value)));
        code!(.headers(&[#(#pairs),*]))
    };
    let value = match &encoding.format {
        EncodingFormat::Usual => code!(usual(#name)),
        EncodingFormat::Style {
            style,
            explode,
            allow_reserved,
        } => {
            let style = make_ident(&capitalize_first(style.as_str()));
            let reserved = allow_reserved.then(|| code!(.allow_reserved()));
            code!(style(#name, crate::runtime::api::Style::#style, #explode) #reserved)
        }
        EncodingFormat::MediaType(media_type) => code!(media(#name, #media_type)),
        EncodingFormat::Xml { media_type, part } => {
            let write = xml::xml_part_serializer(part);
            code!(written(#name, #media_type, #write))
        }
        EncodingFormat::Nested(body) => {
            let media_type = &body.media_type;
            let is_whole = body.is_whole;
            let encodings = body.encodings.iter().map(encoding_value);
            match body.codec {
                Codec::Form => {
                    code!(written(#name, #media_type, |part| crate::runtime::form::to_form_text(&[#(#encodings),*], part)))
                }
                _ => code!(parts(#name, #media_type, &[#(#encodings),*], #is_whole)),
            }
        }
    };
    code!(crate::runtime::form::Encoding::#value #headers)
}

pub(crate) fn envelope_value(ty: &Code, envelope: &Envelope) -> Code {
    let result = &envelope.result;
    let success = option_tokens(envelope.success.as_ref());
    let errors = option_tokens(envelope.errors.as_ref());
    code!(#ty { result: #result, success: #success, errors: #errors })
}

pub(crate) fn security_value(alternatives: &[Vec<String>]) -> Code {
    let alternatives = alternatives.iter().map(|names| code!(&[#(#names),*]));
    code!(&[#(#alternatives),*])
}

pub(crate) fn scheme_value(facts: &SchemeFacts<'_>) -> Code {
    let SchemeFacts { scheme, setter, .. } = facts;
    let kind = match &scheme.kind {
        SchemeKind::Bearer => match &scheme.token_endpoint {
            Some(TokenEndpoint {
                url, refresh_url, ..
            }) => code!(OAuth2 { token_url: #url, refresh_url: #refresh_url }),
            None => code!(Bearer),
        },
        SchemeKind::Basic => code!(Basic),
        SchemeKind::Header(name) => code!(Header(#name)),
        SchemeKind::Prefixed { header, prefix } => code!(Prefixed(#header, #prefix)),
        SchemeKind::Query(name) => code!(Query(#name)),
        SchemeKind::Cookie(name) => code!(Cookie(#name)),
    };
    let name = &scheme.name;
    let env = &scheme.env;
    code!(crate::runtime::api::Scheme { name: #name, setter: #setter, kind: crate::runtime::api::SchemeKind::#kind, env: &[#(#env),*] })
}
