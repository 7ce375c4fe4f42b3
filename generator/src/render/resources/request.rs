//! The request type that a method returns, with a setter for everything optional.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::facts::{
    BodyFacts, FormMethod, KEY_SETTER, MethodFacts, OptionFacts, Payload, SpreadFacts, is_concrete, key_header, range,
};
use super::statics::Statics;
use super::{docs, responses, waiters};
use crate::model::{Codec, Content, Framing};
use crate::render::context::{Context, ident};
use crate::render::deprecation::deprecated;
use crate::render::doc::Doc;
use crate::render::docs::inline_code;
use crate::render::imports::Imports;
use crate::render::rust_type::Argument;
use crate::render::source_file::SourceFile;
use crate::render::types::setter;
use crate::render::xml;

/// The items of a request: the struct, its setters, its output.
pub(crate) fn emit<'a>(file: &mut SourceFile<'a>, facts: &MethodFacts<'a>, statics: &mut Statics<'a>) {
    let request = &facts.operation.request_type;
    let name = ident(request);
    file.export(request);
    let docs = docs::request(file.cx, facts).tokens();
    let call = file.imports.runtime("call", "Call");
    let body = stored_body(file, facts);
    let declaration = quote! {
        #docs
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        pub struct #name { call: #call, #body }
    };
    file.push(request, declaration);
    for former in &facts.operation.former_requests {
        let (old, note) = (ident(former), format!("renamed to `{request}`"));
        let docs = format!(" The former name of [`{request}`].");
        file.export(former);
        file.push(request, quote!(#[doc = #docs] #[deprecated(note = #note)] pub type #old = #name;));
    }
    setters(file, facts, statics);
    let into_call = into_call(file, facts, statics);
    let call = file.imports.runtime("call", "Call");
    file.push_methods(request, quote!(fn into_call(self) -> #call { #into_call }));
    responses::emit(file, facts, &name);
    waiters::emit(file, facts, statics);
}

fn stored_body<'a>(file: &mut SourceFile<'a>, facts: &MethodFacts<'a>) -> TokenStream {
    match &facts.body {
        BodyFacts::None => TokenStream::new(),
        BodyFacts::Spread(spread) => {
            let ty = file.cx.type_of(&spread.schema.ty, &mut file.imports);
            quote!(body: #ty)
        }
        BodyFacts::Argument(payload) if !facts.may_lack_body() => {
            let ty = body_type(file.cx, *payload, &mut file.imports);
            quote!(body: #ty)
        }
        BodyFacts::Argument(payload) | BodyFacts::Option(payload) => {
            let ty = body_type(file.cx, *payload, &mut file.imports);
            quote!(body: Option<#ty>)
        }
    }
}

pub(crate) fn body_type<'a>(cx: &Context<'a>, payload: Payload<'a>, imports: &mut Imports<'_>) -> TokenStream {
    match (payload.content.codec, payload.schema) {
        (Codec::Text, _) => quote!(String),
        (Codec::Bytes, _) => imports.runtime("outgoing", "Upload"),
        (Codec::Json | Codec::Form | Codec::Multipart | Codec::Xml, Some(schema)) => cx.item_type(schema, imports),
        (Codec::Json | Codec::Form | Codec::Multipart | Codec::Xml, None) => imports.name("serde_json", "Value"),
    }
}

/// The argument for a body that is passed as one value.
pub(crate) fn body_argument<'a>(file: &mut SourceFile<'a>, payload: Payload<'a>) -> Argument {
    if let Some(schema) = payload.schema
        && !file.cx.resolve(schema).nullable
    {
        return file.cx.argument(schema, &ident("body"), &mut file.imports);
    }
    let ty = body_type(file.cx, payload, &mut file.imports);
    Argument { ty: quote!(impl Into<#ty>), value: quote!(body.into()) }
}

fn setters<'a>(file: &mut SourceFile<'a>, facts: &MethodFacts<'a>, statics: &mut Statics<'a>) {
    let request = &facts.operation.request_type;
    for option in &facts.options {
        let setter = parameter_setter(file, facts, option, statics);
        file.push_methods(request, setter);
    }
    match &facts.body {
        BodyFacts::None | BodyFacts::Argument(_) => {}
        BodyFacts::Spread(spread) => spread_setters(file, request, spread),
        BodyFacts::Option(payload) => {
            let setter = body_setter(file, *payload);
            file.push_methods(request, setter);
        }
    }
    if facts.can_omit_body() {
        file.push_methods(
            request,
            quote! {
                #[doc = " Sends no body."]
                pub fn without_body(mut self) -> Self {
                    self.call = self.call.without_own_body();
                    self.body = None;
                    self
                }
            },
        );
    }
    if let Some(header) = key_header(facts.operation) {
        file.push_methods(request, key_setter(header));
    }
    if facts.takes_other_bodies() {
        let setter = other_body_setter(file, facts);
        file.push_methods(request, setter);
    }
    for other in &facts.other_bodies {
        if let Some(FormMethod { setter: name, .. }) = &other.method {
            let setter = typed_body_setter(file, facts, name, other.payload, statics);
            file.push_methods(request, setter);
        }
    }
}

fn typed_body_setter<'a>(
    file: &mut SourceFile<'a>,
    facts: &MethodFacts<'a>,
    name: &Ident,
    payload: Payload<'a>,
    statics: &mut Statics<'a>,
) -> TokenStream {
    let argument = body_argument(file, payload);
    let (ty, value) = (argument.ty, argument.value);
    let prepare = match value.to_string().as_str() {
        "body" => TokenStream::new(),
        _ => {
            let own = body_type(file.cx, payload, &mut file.imports);
            quote!(let body: #own = #value;)
        }
    };
    let method = format!("{}_{name}", facts.operation.rust);
    let encodings = encodings(file, payload.content, &method, statics);
    let sent = send(payload.content, &quote!(call), &encodings, &quote!(body));
    quote! {
        pub(crate) fn #name(mut self, body: #ty) -> Self {
            #prepare
            self.call = self.call.instead(|call| #sent);
            self
        }
    }
}

fn key_setter(header: &str) -> TokenStream {
    let docs = Doc::new().paragraph(&format!(
        "Sets the key by which the server recognizes a retry of this request ({}). By default every call generates \
         a key, which all its attempts share.",
        inline_code(header)
    ));
    let (docs, name) = (docs.tokens(), ident(KEY_SETTER));
    quote! {
        #docs
        pub fn #name(mut self, key: &str) -> Self {
            self.call = self.call.header(#header, key);
            self
        }
    }
}

/// The setter for bodies that the method has no type for.
fn other_body_setter(file: &mut SourceFile<'_>, facts: &MethodFacts<'_>) -> TokenStream {
    let upload = file.imports.runtime("outgoing", "Upload");
    let docs = docs::other_bodies(facts).tokens();
    quote! {
        #docs
        pub fn body_as(mut self, media_type: &str, body: impl Into<#upload>) -> Self {
            self.call = self.call.body_as(media_type, body.into());
            self
        }
    }
}

fn parameter_setter<'a>(
    file: &mut SourceFile<'a>,
    facts: &MethodFacts<'a>,
    option: &OptionFacts<'a>,
    statics: &mut Statics<'a>,
) -> TokenStream {
    let parameter = option.parameter;
    let docs = docs::parameter(file.cx, parameter).tokens();
    let deprecated = deprecated(parameter.deprecated, &[parameter.prose()]);
    let name = &option.name;
    let place = statics.parameter(file, parameter, &facts.operation.rust);
    let argument = file.cx.argument(&parameter.schema, name, &mut file.imports);
    let (ty, value) = (argument.ty, argument.value);
    let prepare = if *name == value.to_string() {
        TokenStream::new()
    } else {
        let own = file.cx.type_of(&parameter.schema.ty, &mut file.imports);
        quote!(let #name: #own = #value;)
    };
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: #ty) -> Self {
            #prepare
            self.call = self.call.set(&#place, &#name);
            self
        }
    }
}

fn spread_setters<'a>(file: &mut SourceFile<'a>, request: &str, spread: &SpreadFacts<'a>) {
    for (name, field) in &spread.setters {
        let setter = setter(file, field, name, &quote!(self.body));
        file.push_methods(request, setter);
    }
    let ty = file.cx.type_of(&spread.schema.ty, &mut file.imports);
    let whole = quote! {
        #[doc = " Sets the whole body, replacing properties set before."]
        pub fn body(mut self, body: #ty) -> Self {
            self.body = body;
            self
        }
    };
    file.push_methods(request, whole);
}

fn body_setter<'a>(file: &mut SourceFile<'a>, payload: Payload<'a>) -> TokenStream {
    let argument = body_argument(file, payload);
    let (ty, value) = (argument.ty, argument.value);
    quote! {
        #[doc = " Sets the body; by default none is sent."]
        pub fn body(mut self, body: #ty) -> Self {
            self.body = Some(#value);
            self
        }
    }
}

fn into_call<'a>(file: &mut SourceFile<'a>, facts: &MethodFacts<'a>, statics: &mut Statics<'a>) -> TokenStream {
    let method = &facts.operation.rust;
    let call = quote!(self.call);
    match &facts.body {
        BodyFacts::None => call,
        BodyFacts::Spread(spread) => {
            let call = if spread.is_required { call } else { quote!(self.call.optional_body()) };
            let encodings = encodings(file, spread.content, method, statics);
            send(spread.content, &call, &encodings, &quote!(self.body))
        }
        BodyFacts::Argument(payload) if !facts.may_lack_body() => {
            let encodings = encodings(file, payload.content, method, statics);
            send(payload.content, &call, &encodings, &quote!(self.body))
        }
        BodyFacts::Argument(payload) | BodyFacts::Option(payload) => {
            let encodings = encodings(file, payload.content, method, statics);
            let some = send(payload.content, &call, &encodings, &quote!(body));
            quote! {
                match self.body {
                    Some(body) => #some,
                    None => self.call,
                }
            }
        }
    }
}

/// The encodings that the description has for a body, as an expression.
fn encodings<'a>(
    file: &mut SourceFile<'a>,
    content: &'a Content,
    method: &str,
    statics: &mut Statics<'a>,
) -> TokenStream {
    match (content.codec, &content.schema) {
        (Codec::Xml, Some(schema)) => xml::root(file.cx, schema, &mut file.imports),
        _ => statics.encodings(file, content, method),
    }
}

/// The call with a body: `body` is its expression, `encodings` its encodings.
fn send(content: &Content, call: &TokenStream, encodings: &TokenStream, body: &TokenStream) -> TokenStream {
    let codec = content.codec;
    let media_type = sent_media_type(&content.media_type, codec);
    match codec {
        Codec::Json if content.framing() == Some(Framing::Records) => quote!(#call.json_records(#media_type, &#body)),
        Codec::Json if content.framing().is_some() => quote!(#call.json_lines(#media_type, &#body)),
        Codec::Json if media_type == "application/json" => quote!(#call.json(&#body)),
        Codec::Json => quote!(#call.json_as(#media_type, &#body)),
        Codec::Form => quote!(#call.form(#encodings, &#body)),
        Codec::Multipart if media_type.starts_with("multipart/form-data") => {
            quote!(#call.multipart(#encodings, &#body))
        }
        Codec::Multipart => quote!(#call.multipart_as(#media_type, #encodings, &#body)),
        Codec::Xml => quote!(#call.xml(#media_type, #encodings, &#body)),
        Codec::Text => quote!(#call.upload(#media_type, #body.into())),
        Codec::Bytes => quote!(#call.upload(#media_type, #body)),
    }
}

/// The media type that a body is sent with; a range if callers choose.
pub(crate) fn sent_media_type(media_type: &str, codec: Codec) -> &str {
    if is_concrete(media_type) {
        return media_type;
    }
    range(media_type, codec).unwrap_or(match codec {
        Codec::Json => "application/json",
        Codec::Text => "text/plain",
        Codec::Xml => "application/xml",
        Codec::Form | Codec::Multipart | Codec::Bytes => "application/octet-stream",
    })
}
