//! The request type that a method returns, with a setter for everything optional.

use code_format::{Code, Ident, code};

use super::{docs, responses, waiters};
use crate::context::{RenderContext, make_ident};
use crate::deprecation::{deprecated_attribute, former_name};
use crate::doc::Doc;
use crate::docs::inline_code;
use crate::rust_type::{Argument, type_tokens};
use crate::source_file::RustSourceFile;
use crate::types::field_setter;
use crate::xml;
use model::{Codec, Content, Framing};
use surface::{
    BodyFacts, FormMethod, KEY_SETTER, MethodFacts, OptionFacts, Payload, is_sendable_media_type,
    key_header, open_media_range,
};

/// Emits the items of a request: the struct, its setters, its output.
pub(super) fn emit_request<'a>(file: &mut RustSourceFile<'a>, facts: &MethodFacts<'a>) {
    let request = &facts.operation.names.request_type;
    let name = make_ident(request);
    file.export(request);
    let docs = docs::request_docs(file.cx, facts).tokens();
    let body = stored_body(file.cx, facts);
    let declaration = code! {
        #docs
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        pub struct #name { call: crate::runtime::call::Call, #body }
    };
    file.push(request, declaration);
    for former in &facts.operation.names.former_request_types {
        let attributes = former_name(&format!("[`{request}`]"), request);
        let old = make_ident(former);
        file.export(former);
        file.push(request, code!(#attributes pub type #old = #name;));
    }
    for setter in request_setters(file, facts) {
        file.push_methods(request, setter);
    }
    let into_call = into_call(file, facts);
    file.push_methods(
        request,
        code!(fn into_call(self) -> crate::runtime::call::Call { #into_call }),
    );
    responses::emit_request_output(file, facts, &name);
    waiters::emit_waiters(file, facts);
}

fn stored_body<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Code {
    let ty = match &facts.body {
        BodyFacts::None => return Code::new(),
        BodyFacts::Spread(spread) => cx.full_type(&spread.schema.ty),
        BodyFacts::Argument(payload) | BodyFacts::Option(payload) => body_type(cx, *payload),
    };
    if facts.holds_optional_body() {
        code!(body: Option<#ty>)
    } else {
        code!(body: #ty)
    }
}

pub(super) fn body_type<'a>(cx: &RenderContext<'a>, payload: Payload<'a>) -> Code {
    type_tokens(&payload.ty(&cx.index))
}

/// Returns the argument for a body that is passed as a single value.
pub(crate) fn body_argument<'a>(
    cx: &RenderContext<'a>,
    payload: Payload<'a>,
    name: &Ident,
) -> Argument {
    Argument::of(&payload.argument(&cx.index), name)
}

fn request_setters<'a>(file: &mut RustSourceFile<'a>, facts: &MethodFacts<'a>) -> Vec<Code> {
    let mut setters = Vec::new();
    for option in &facts.options {
        setters.push(parameter_setter(file, facts, option));
    }
    setters.extend(body_setters(file.cx, facts));
    setters.extend(key_header(facts.operation).map(|header| key_setter(facts, header)));
    if facts.takes_other_bodies() {
        let docs = docs::other_body_docs(facts).tokens();
        let name = make_ident(&facts.universal_setter("body_as"));
        setters.push(code! {
            #docs
            pub fn #name(mut self, media_type: &str, body: impl Into<crate::runtime::outgoing::Upload>) -> Self {
                self.call = self.call.body_as(media_type, body.into());
                self
            }
        });
    }
    for other in &facts.other_bodies {
        if let Some(FormMethod { setter, .. }) = &other.method {
            let name = make_ident(setter);
            setters.push(typed_body_setter(file, facts, &name, other.payload));
        }
    }
    setters
}

/// Returns the setters for an optional body, or for its properties.
fn body_setters<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Vec<Code> {
    let mut setters = Vec::new();
    match &facts.body {
        BodyFacts::None | BodyFacts::Argument(_) => {}
        BodyFacts::Spread(spread) => {
            setters.extend(
                spread
                    .setters
                    .iter()
                    .map(|(name, field)| field_setter(cx, field, name, &code!(self.body))),
            );
            let ty = cx.full_type(&spread.schema.ty);
            let docs = " Sets the whole body, replacing properties set before.";
            setters.push(body_setter(facts, docs, &ty, &code!(body)));
        }
        BodyFacts::Option(payload) => {
            let Argument { ty, value, .. } = body_argument(cx, *payload, &make_ident("body"));
            let docs = " Sets the body; by default none is sent.";
            setters.push(body_setter(facts, docs, &ty, &code!(Some(#value))));
        }
    }
    if facts.can_omit_body() {
        let name = make_ident(&facts.universal_setter("without_body"));
        setters.push(code! {
            #[doc = " Sends no body."]
            pub fn #name(mut self) -> Self {
                self.call = self.call.without_own_body();
                self.body = None;
                self
            }
        });
    }
    setters
}

fn body_setter(facts: &MethodFacts<'_>, docs: &str, ty: &Code, value: &Code) -> Code {
    let name = make_ident(&facts.universal_setter("body"));
    code! {
        #[doc = #docs]
        pub fn #name(mut self, body: #ty) -> Self {
            self.body = #value;
            self
        }
    }
}

/// Returns the internal setter for the body in another media type.
fn typed_body_setter<'a>(
    file: &mut RustSourceFile<'a>,
    facts: &MethodFacts<'a>,
    name: &Ident,
    payload: Payload<'a>,
) -> Code {
    let body = make_ident("body");
    let argument = body_argument(file.cx, payload, &body);
    let conversion = argument.conversion(&body, &body_type(file.cx, payload));
    let method = format!("{}_{name}", facts.operation.names.method);
    let call = call_with_body(file, payload.content, &method, &code!(call), &code!(body));
    let ty = argument.ty;
    code! {
        pub(crate) fn #name(mut self, body: #ty) -> Self {
            #conversion
            self.call = self.call.instead(|call| #call);
            self
        }
    }
}

fn key_setter(facts: &MethodFacts<'_>, header: &str) -> Code {
    let docs = Doc::new()
        .paragraph(&format!(
            "Sets the key by which the server recognizes a retry of this request ({}). By default every call generates \
             a key, which all its attempts share.",
            inline_code(header)
        ))
        .tokens();
    let name = make_ident(&facts.universal_setter(KEY_SETTER));
    code! {
        #docs
        pub fn #name(mut self, key: &str) -> Self {
            self.call = self.call.header(#header, key);
            self
        }
    }
}

fn parameter_setter<'a>(
    file: &mut RustSourceFile<'a>,
    facts: &MethodFacts<'a>,
    option: &OptionFacts<'a>,
) -> Code {
    let cx = file.cx;
    let parameter = option.parameter;
    let name = make_ident(&option.name);
    let docs = docs::parameter_docs(cx, parameter).tokens();
    let deprecated = deprecated_attribute(parameter.deprecated, &[parameter.prose()]);
    let parameter_static = file.parameter_static(parameter, &facts.operation.names.method);
    let argument = cx.argument(&parameter.schema, &name);
    let conversion = argument.conversion(&name, &cx.full_type(&parameter.schema.ty));
    let ty = argument.ty;
    code! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: #ty) -> Self {
            #conversion
            self.call = self.call.set(&#parameter_static, &#name);
            self
        }
    }
}

fn into_call<'a>(file: &mut RustSourceFile<'a>, facts: &MethodFacts<'a>) -> Code {
    let Some(content) = facts.content() else {
        return code!(self.call);
    };
    let method = &facts.operation.names.method;
    if facts.holds_optional_body() {
        let call = call_with_body(file, content, method, &code!(self.call), &code!(body));
        return code! {
            match self.body {
                Some(body) => #call,
                None => self.call,
            }
        };
    }
    let call = if facts.omits_empty_body() {
        code!(self.call.optional_body())
    } else {
        code!(self.call)
    };
    call_with_body(file, content, method, &call, &code!(self.body))
}

/// Returns the call with a body; `body` is the expression for its value.
pub(crate) fn call_with_body<'a>(
    file: &mut RustSourceFile<'a>,
    content: &'a Content,
    method: &str,
    call: &Code,
    body: &Code,
) -> Code {
    let encodings = match (content.codec, &content.schema) {
        (Codec::Xml, Some(schema)) => xml::xml_root_form(file.cx, schema),
        _ => file.encodings_static(content, method),
    };
    let codec = content.codec;
    let media_type = sent_media_type(&content.media_type, codec);
    match codec {
        Codec::Json if content.framing() == Some(Framing::Records) => {
            code!(#call.json_records(#media_type, &#body))
        }
        Codec::Json if content.framing() == Some(Framing::EventData) => {
            code!(#call.events(#media_type, &#body))
        }
        Codec::Json if content.framing().is_some() => code!(#call.json_lines(#media_type, &#body)),
        Codec::Json if media_type == "application/json" => code!(#call.json(&#body)),
        Codec::Json => code!(#call.json_as(#media_type, &#body)),
        Codec::Form => code!(#call.form(#encodings, &#body)),
        Codec::Multipart if media_type.starts_with("multipart/form-data") => {
            code!(#call.multipart(#encodings, &#body))
        }
        Codec::Multipart => code!(#call.multipart_as(#media_type, #encodings, &#body)),
        Codec::Xml => code!(#call.xml(#media_type, #encodings, &#body)),
        Codec::Text => code!(#call.upload(#media_type, #body.into())),
        Codec::Bytes => code!(#call.upload(#media_type, #body)),
    }
}

/// Returns the media type with which a body is sent; a range if callers choose it.
pub(crate) fn sent_media_type(media_type: &str, codec: Codec) -> &str {
    if is_sendable_media_type(media_type) {
        return media_type;
    }
    open_media_range(media_type, codec).unwrap_or(match codec {
        Codec::Json => "application/json",
        Codec::Text => "text/plain",
        Codec::Xml => "application/xml",
        Codec::Form | Codec::Multipart | Codec::Bytes => "application/octet-stream",
    })
}
