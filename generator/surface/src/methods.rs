//! Facts about a method, which are computed before printing.

use foldhash::{HashSet, HashSetExt};

use crate::fields::FieldFacts;
use crate::index::ApiIndex;
use crate::rust_type::{Argument, RustType};
use diag::Origin;
use model::{
    Api, Codec, Content, Framing, HttpMethod, MethodAlias, Operation, Output, Parameter,
    ParameterLocation, RequestBody, Resource, Response, Schema, Several, Status, Stream, Struct,
    SuccessVariant, Type, TypeDef, TypeKind,
};
use naming::{Rename, Scope, ScopeKind, field_name};

/// The setters of the runtime's macro `setters`, in the same order.
pub const UNIVERSAL_SETTERS: [&str; 8] = [
    "extra",
    "timeout",
    "retries",
    "with",
    "anonymous",
    "idempotent",
    "header",
    "query",
];

/// Methods that only requests for paginated lists have.
/// The method of a request that waits until the server has completed the operation.
pub const COMPLETION_METHOD: &str = "wait_until_done";

const PAGING_METHODS: &[&str] = &["pages", "stream"];

/// The setter of the idempotency key.
pub const KEY_SETTER: &str = "idempotency_key";

/// Returns the header of idempotency keys; `None` if a parameter describes it, since that has its
/// own setter.
pub fn key_header(operation: &Operation) -> Option<&str> {
    let name = operation.idempotency.key_header.as_deref()?;
    let is_described = operation.parameters.iter().any(|parameter| {
        parameter.location == ParameterLocation::Header && parameter.wire.eq_ignore_ascii_case(name)
    });
    if is_described { None } else { Some(name) }
}

/// A method of a resource, with the request that it returns.
pub struct MethodFacts<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The resource.
    pub resource: &'a Resource,
    /// Parameters that are arguments of the method: required, and not bound.
    pub arguments: Vec<&'a Parameter>,
    /// Parameters with setters on the request.
    pub options: Vec<OptionFacts<'a>>,
    /// The body.
    pub body: BodyFacts<'a>,
    /// The body in other media types that the request accepts.
    pub other_bodies: Vec<OtherBody<'a>>,
    /// The output of the request.
    pub output: OutputFacts<'a>,
}

/// A parameter with a setter on the request.
pub struct OptionFacts<'a> {
    /// The parameter.
    pub parameter: &'a Parameter,
    /// The name of the setter.
    pub name: String,
}

/// The body, and how callers pass it.
pub enum BodyFacts<'a> {
    /// No body.
    None,
    /// An object without required properties: each has a setter on the request.
    Spread(SpreadFacts<'a>),
    /// An argument of the method.
    Argument(Payload<'a>),
    /// A setter on the request.
    Option(Payload<'a>),
}

/// A body whose properties have setters on the request.
pub struct SpreadFacts<'a> {
    /// The media type.
    pub content: &'a Content,
    /// The schema of the body.
    pub schema: &'a Schema,
    /// Whether a body is sent even if nothing is set.
    pub is_required: bool,
    /// The properties that can be set, with the names of their setters.
    pub setters: Vec<(String, FieldFacts<'a>)>,
}

/// A body that is passed as a single value.
#[derive(Clone, Copy)]
pub struct Payload<'a> {
    /// The media type.
    pub content: &'a Content,
    /// The schema to serialize; `None` for text, bytes, and arbitrary JSON.
    pub schema: Option<&'a Schema>,
}

impl<'a> Payload<'a> {
    fn of(content: &'a Content) -> Self {
        let schema = match content.codec {
            Codec::Text | Codec::Bytes => None,
            _ => content.schema.as_ref(),
        };
        Self { content, schema }
    }

    /// Returns the type of the body.
    pub fn ty(self, index: &ApiIndex<'a>) -> RustType {
        match (self.content.codec, self.schema) {
            (Codec::Text, _) => RustType::STRING,
            (Codec::Bytes, _) => RustType::UPLOAD,
            (Codec::Json | Codec::Form | Codec::Multipart | Codec::Xml, Some(schema)) => {
                index.item_type(schema)
            }
            (Codec::Json | Codec::Form | Codec::Multipart | Codec::Xml, None) => RustType::ANY,
        }
    }

    /// Returns the argument for the body.
    pub fn argument(self, index: &ApiIndex<'a>) -> Argument {
        match self.schema.filter(|schema| !index.resolve(schema).nullable) {
            Some(schema) => index.argument(schema),
            None => Argument::into_type(self.ty(index)),
        }
    }
}

/// A body in another media type than the first one.
pub struct OtherBody<'a> {
    /// The body.
    pub payload: Payload<'a>,
    /// The method that takes the body, if the body has a separate Rust type.
    pub method: Option<FormMethod>,
}

/// A method that sends the body in another media type.
pub struct FormMethod {
    /// The name of the method.
    pub name: String,
    /// Name of the internal method that sets the body of the request.
    pub setter: String,
}

impl FormMethod {
    /// Claims the names for a body in another media type: that of the method from `methods`, that
    /// of the setter from `setters`.
    fn claim(
        operation: &Operation,
        content: &Content,
        methods: &mut Scope,
        setters: &mut Scope,
    ) -> Self {
        let form = match content.codec {
            Codec::Form => "form".to_owned(),
            Codec::Multipart if content.media_type.starts_with("multipart/form-data") => {
                "multipart".to_owned()
            }
            _ => {
                let essence = media_type_without_parameters(&content.media_type);
                field_name(match essence.split_once('/').unwrap_or_default() {
                    ("*", _) => "other",
                    (main_type, "*") => main_type,
                    (_, subtype) => subtype,
                })
            }
        };
        let stem = operation.names.method.trim_end_matches('_');
        let name = methods
            .claim_any(&[format!("{stem}_{form}"), format!("{stem}_body_as_{form}")])
            .name;
        Self {
            name,
            setter: setters.claim(&format!("body_as_{form}")).name,
        }
    }
}

/// The output of a request.
pub enum OutputFacts<'a> {
    /// Nothing.
    Empty,
    /// The whole response.
    Raw,
    /// The text of the body.
    Text,
    /// The bytes of the body.
    Bytes,
    /// A value in JSON.
    Json(&'a Schema),
    /// A value in XML.
    Xml(&'a Schema),
    /// A paginated list; the schema is that of its items.
    Pages(&'a Schema),
    /// A stream.
    Stream(&'a Stream),
    /// An enum of several outcomes.
    Several(&'a Several),
}

/// Returns the name of the request method that asks for a stream instead of a value.
pub fn stream_method(framing: Framing) -> &'static str {
    match framing {
        Framing::EventData | Framing::EventObjects => "stream_events",
        Framing::Lines | Framing::Results | Framing::Records | Framing::Parts => "stream_values",
    }
}

impl<'a> ApiIndex<'a> {
    /// Returns the method of an operation; `None` if no resource has it.
    pub fn method(&self, operation: &'a Operation) -> Option<MethodFacts<'a>> {
        let resource = self.api.resource(operation.resource)?;
        let arguments = self.api.arguments(operation).collect();
        let mut scope = Scope::new(ScopeKind::Requests);
        if operation.paging.is_some() {
            for name in PAGING_METHODS {
                scope.reserve(name);
            }
        }
        for waiter in &operation.waiting.waiters {
            scope.reserve(&waiter.rust);
        }
        if operation.waiting.completion.is_some() {
            scope.reserve(COMPLETION_METHOD);
        }
        let options = operation
            .parameters
            .iter()
            .filter(|parameter| !parameter.required)
            .map(|parameter| OptionFacts {
                parameter,
                name: scope.claim(&parameter.rust).name,
            })
            .collect();
        let mut body_facts = BodyFacts::None;
        let mut other_bodies = Vec::new();
        if let Some(body) = &operation.body {
            body_facts = self.body_facts(body, &mut scope);
            other_bodies = self.other_bodies(operation, resource, body, &mut scope);
        }
        Some(MethodFacts {
            operation,
            resource,
            arguments,
            options,
            body: body_facts,
            other_bodies,
            output: self.output_facts(operation),
        })
    }

    fn body_facts(&self, body: &'a RequestBody, scope: &mut Scope) -> BodyFacts<'a> {
        let Some(content) = body.contents.first() else {
            return BodyFacts::None;
        };
        let payload = Payload::of(content);
        let schema = payload.schema;
        if let Some(schema) = schema
            && let Some((def, record)) = self.as_struct(schema)
            && !self.resolve(schema).nullable
        {
            return match self.spread_setters(def, record, scope) {
                Some(setters) => BodyFacts::Spread(SpreadFacts {
                    content,
                    schema,
                    is_required: body.required,
                    setters,
                }),
                // Required properties imply a required body; authors often forget `required` of the
                // body.
                None => BodyFacts::Argument(payload),
            };
        }
        let mut schemas = body.contents.iter().map(|content| content.schema.as_ref());
        if body.required
            || content.codec == Codec::Bytes
            || schemas
                .all(|schema| schema.is_some_and(|schema| self.requires_properties(schema, 0)))
        {
            BodyFacts::Argument(payload)
        } else {
            BodyFacts::Option(payload)
        }
    }

    /// Returns whether each value is an object with required properties, so that a body with this
    /// schema is unlikely to be optional.
    fn requires_properties(&self, schema: &Schema, depth: usize) -> bool {
        const DEEPEST: usize = 8;
        let resolved = self.resolve(schema);
        if resolved.nullable || depth > DEEPEST {
            return false;
        }
        let Type::Named(id) = resolved.ty else {
            return false;
        };
        match self.def(*id) {
            Some(
                def @ TypeDef {
                    kind: TypeKind::Struct(record),
                    ..
                },
            ) => record
                .properties
                .iter()
                .any(|property| self.api.types.is_asked_for(def, property)),
            Some(TypeDef {
                kind: TypeKind::Union(union),
                ..
            }) => {
                !union.variants.is_empty()
                    && union
                        .variants
                        .iter()
                        .all(|variant| self.requires_properties(&variant.schema, depth + 1))
            }
            _ => false,
        }
    }

    /// Returns the setters of a body, if none of its properties is required.
    fn spread_setters(
        &self,
        def: &'a TypeDef,
        record: &'a Struct,
        scope: &mut Scope,
    ) -> Option<Vec<(String, FieldFacts<'a>)>> {
        let fields = self.fields(def, record);
        if fields.iter().any(|field| field.is_asked_for) {
            return None;
        }
        let mut setters = Vec::new();
        for field in fields {
            if !field.is_settable || field.is_required() {
                continue;
            }
            let name = &field.property.rust;
            let claim = match scope.reason(name) {
                Rename::Reserved => scope.claim(name),
                Rename::Taken => scope.claim_any(&[name.clone(), format!("body_{name}")]),
            };
            setters.push((claim.name, field));
        }
        for (setter, field) in &mut setters {
            field.name_null_setter(setter, scope);
        }
        Some(setters)
    }

    fn output_facts(&self, operation: &'a Operation) -> OutputFacts<'a> {
        match &operation.returns.output {
            Output::Empty => OutputFacts::Empty,
            Output::Raw => OutputFacts::Raw,
            Output::Text => OutputFacts::Text,
            Output::Bytes => OutputFacts::Bytes,
            Output::Xml(schema) => OutputFacts::Xml(schema),
            Output::Stream(stream) => OutputFacts::Stream(stream),
            Output::Several(several) => OutputFacts::Several(several),
            Output::Json(schema) => match self.resolve(schema).ty {
                Type::List(item)
                    if operation
                        .paging
                        .as_ref()
                        .is_some_and(|paging| paging.items.is_empty()) =>
                {
                    OutputFacts::Pages(item)
                }
                _ => OutputFacts::Json(schema),
            },
        }
    }

    /// Returns the media types of a body after the first. A media type with a separate Rust type
    /// has a method: `create_edit_multipart`.
    fn other_bodies(
        &self,
        operation: &Operation,
        resource: &'a Resource,
        body: &'a RequestBody,
        scope: &mut Scope,
    ) -> Vec<OtherBody<'a>> {
        let mut methods = Scope::new(ScopeKind::Resource);
        for sibling in self.operations(resource) {
            for name in sibling
                .names
                .former_methods
                .iter()
                .chain([&sibling.names.method])
            {
                methods.reserve(name);
            }
        }
        for alias in &resource.aliases {
            methods.reserve(&alias.rust);
        }
        for child in self.children(resource) {
            methods.reserve(&child.rust);
        }
        let mut others = Vec::new();
        for (index, content) in body.contents.iter().enumerate().skip(1) {
            let method = if body.others.contains(&index) {
                Some(FormMethod::claim(operation, content, &mut methods, scope))
            } else {
                None
            };
            others.push(OtherBody {
                payload: Payload::of(content),
                method,
            });
        }
        others
    }
}

impl<'a> MethodFacts<'a> {
    /// Returns whether a parameter or property has a setter of this name.
    fn has_own_setter(&self, name: &str) -> bool {
        let property_setters = match &self.body {
            BodyFacts::Spread(spread) => spread.setters.as_slice(),
            _ => &[],
        };
        self.options.iter().any(|option| option.name == name)
            || property_setters
                .iter()
                .any(|(setter, field)| setter == name || field.null_setter.as_deref() == Some(name))
    }

    /// Returns the name of a setter that every request has; it differs from `name` if a parameter
    /// or property has that name.
    pub fn universal_setter(&self, name: &str) -> String {
        let mut setter = name.to_owned();
        while self.has_own_setter(&setter) {
            setter = format!("request_{setter}");
        }
        setter
    }

    /// Returns the name of the argument for the body.
    pub fn body_argument_name(&self) -> String {
        match &self.operation.body {
            Some(body) => body.rust.clone(),
            None => "body".to_owned(),
        }
    }

    /// Returns the setters of every request that are renamed here, since a parameter or property
    /// has their name.
    pub fn renamed_setters(&self) -> Vec<String> {
        let mut setters = UNIVERSAL_SETTERS.to_vec();
        if matches!(self.body, BodyFacts::Spread(_) | BodyFacts::Option(_)) {
            setters.push("body");
        }
        if self.takes_other_bodies() {
            setters.push("body_as");
        }
        if self.can_omit_body() {
            setters.push("without_body");
        }
        if key_header(self.operation).is_some() {
            setters.push(KEY_SETTER);
        }
        setters.retain(|name| self.has_own_setter(name));
        setters
            .into_iter()
            .map(|name| self.universal_setter(name))
            .collect()
    }

    /// Returns the setters that are not named like their parameter or property.
    pub fn diverted_setters(&self) -> Vec<&str> {
        let mut setters: Vec<&str> = self
            .options
            .iter()
            .filter(|option| option.name != option.parameter.rust)
            .map(|option| option.name.as_str())
            .collect();
        if let BodyFacts::Spread(spread) = &self.body {
            setters.extend(
                spread
                    .setters
                    .iter()
                    .filter(|(name, field)| *name != field.property.rust)
                    .map(|(name, _)| name.as_str()),
            );
        }
        setters
    }

    /// Returns whether the request accepts raw bodies of other media types.
    pub fn takes_other_bodies(&self) -> bool {
        !self.other_bodies.is_empty()
            || self
                .content()
                .is_some_and(|content| content.codec == Codec::Xml)
    }

    /// Returns whether the request may send no body, although its method takes one.
    pub fn can_omit_body(&self) -> bool {
        let is_optional = self
            .operation
            .body
            .as_ref()
            .is_some_and(|body| !body.required);
        is_optional && matches!(self.body, BodyFacts::Argument(_))
    }

    /// Returns whether a request may lack the body that its method takes: the body is optional, or
    /// other methods send it in other media types.
    pub fn may_lack_body(&self) -> bool {
        self.other_bodies.iter().any(|other| other.method.is_some()) || self.can_omit_body()
    }

    /// Returns whether a request holds its body as an `Option`.
    pub fn holds_optional_body(&self) -> bool {
        match &self.body {
            BodyFacts::Argument(_) => self.may_lack_body(),
            BodyFacts::Option(_) => true,
            BodyFacts::None | BodyFacts::Spread(_) => false,
        }
    }

    /// Returns the schema of the items of a paginated list, whether a page is an array or an object
    /// that contains one.
    pub fn paged_item(&self) -> Option<&'a Schema> {
        match &self.output {
            OutputFacts::Pages(item) => Some(item),
            OutputFacts::Json(_) => self.operation.paging.as_ref().map(|paging| &paging.item),
            _ => None,
        }
    }

    /// Returns whether the description has an example of the body.
    pub fn has_documented_body(&self) -> bool {
        self.content()
            .is_some_and(|content| !content.examples.is_empty())
    }

    /// Returns the media type of the body.
    pub fn content(&self) -> Option<&'a Content> {
        self.payload().map(|payload| payload.content)
    }

    /// Returns whether the body, if there is one, is JSON.
    pub fn sends_json(&self) -> bool {
        self.content()
            .is_some_and(|content| content.codec == Codec::Json)
    }

    /// Returns the schema of the value that is serialized as the body, if any.
    pub fn body_schema(&self) -> Option<&'a Schema> {
        self.payload()?.schema
    }

    fn payload(&self) -> Option<Payload<'a>> {
        match &self.body {
            BodyFacts::None => None,
            BodyFacts::Spread(spread) => Some(Payload {
                content: spread.content,
                schema: Some(spread.schema),
            }),
            BodyFacts::Argument(payload) | BodyFacts::Option(payload) => Some(*payload),
        }
    }

    /// Returns whether no body is sent if nothing is set.
    pub fn omits_empty_body(&self) -> bool {
        matches!(&self.body, BodyFacts::Spread(spread) if !spread.is_required)
    }

    /// Returns the success responses; `default` if there are no others.
    fn successes(&self) -> impl Iterator<Item = &Response> {
        let responses = &self.operation.responses;
        let has_success = responses.iter().any(|response| response.is_success);
        responses.iter().filter(move |response| {
            if has_success {
                response.is_success
            } else {
                response.status == Status::Default
            }
        })
    }

    /// Returns whether a success response is a redirect.
    pub fn is_redirect(&self) -> bool {
        self.redirects().next().is_some()
    }

    /// Returns whether the body of the response can be read in chunks.
    pub fn can_download(&self) -> bool {
        match self.output {
            OutputFacts::Raw | OutputFacts::Text | OutputFacts::Bytes => true,
            OutputFacts::Empty => self.is_redirect() && self.operation.method == HttpMethod::Get,
            _ => self.leads_to_file(),
        }
    }

    /// Returns whether a `GET` that returns JSON may also return the file that the JSON describes:
    /// the operation has a redirect, and its docs mention a download.
    pub fn leads_to_file(&self) -> bool {
        let operation = self.operation;
        if operation.method != HttpMethod::Get || !matches!(self.output, OutputFacts::Json(_)) {
            return false;
        }
        let has_redirect = operation
            .responses
            .iter()
            .any(|response| matches!(response.status, Status::Code(302 | 303 | 307)));
        let has_success = self
            .successes()
            .any(|response| matches!(response.status, Status::Code(200..300)));
        let mentions_download = operation
            .docs
            .texts()
            .flat_map(str::split_whitespace)
            .any(|word| word.eq_ignore_ascii_case("download"));
        has_redirect && has_success && mentions_download
    }

    /// Returns the media type of the file that the JSON describes: the first `application/…` in the
    /// operation's `description` that no success response has, or else `application/octet-stream`.
    pub fn file_media_type(&self) -> String {
        let described: Vec<&str> = self
            .successes()
            .flat_map(|response| &response.contents)
            .map(|content| content.media_type.as_str())
            .collect();
        self.operation
            .docs
            .description
            .iter()
            .flat_map(|text| text.split(|c: char| c.is_whitespace() || c == '`'))
            .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
            .find(|word| {
                word.starts_with("application/")
                    && *word != "application/json"
                    && !described.contains(word)
            })
            .unwrap_or("application/octet-stream")
            .to_owned()
    }

    /// Returns the redirects that the method returns rather than follows.
    pub fn redirects(&self) -> impl Iterator<Item = u16> {
        self.successes()
            .flat_map(|response| response.status.redirects())
    }

    /// Returns the media types that the method accepts, the preferred one first.
    pub fn accept(&self) -> String {
        if let OutputFacts::Stream(stream) = &self.output {
            return stream.media_type.clone();
        }
        let mut types: Vec<&str> = Vec::new();
        for response in self.successes() {
            types.extend(self.accepted_media_types(response));
        }
        types.sort_by_key(|name| *name != "application/json");
        let mut seen = HashSet::new();
        types.retain(|name| seen.insert(media_type_without_parameters(name)));
        if types.is_empty() {
            return self.default_accept();
        }
        let weighted: Vec<String> = types
            .iter()
            .zip(0..)
            .map(|(name, rank)| match rank {
                0 => (*name).to_owned(),
                1..=8 => format!("{name};q=0.{}", 10 - rank),
                _ => format!("{name};q=0.1"),
            })
            .collect();
        weighted.join(", ")
    }

    /// Returns the media types of a response that the method accepts.
    fn accepted_media_types<'r>(&'r self, response: &'r Response) -> Vec<&'r str> {
        let operation = self.operation;
        let contents = response
            .contents
            .iter()
            .filter(|content| content.stream_framing().is_none());
        let has_json = contents.clone().any(|content| content.codec == Codec::Json);
        if has_json && let Some(content) = operation.asked_for(response) {
            match content.output() {
                // Some servers reject an `accept` header that has only one media type.
                Output::Text => return vec![&content.media_type, "*/*"],
                Output::Bytes => {
                    return contents
                        .filter(|content| matches!(content.output(), Output::Bytes))
                        .map(|content| content.media_type.as_str())
                        .chain(["*/*"])
                        .collect();
                }
                _ => {}
            }
        }
        contents
            .filter(|content| !has_json || content.codec == Codec::Json)
            .map(|content| content.media_type.as_str())
            .filter(|name| {
                let is_alternative = operation
                    .returns
                    .alternatives
                    .iter()
                    .any(|alternative| alternative.media_type == *name);
                !is_alternative && is_accept_media_type(name)
            })
            .collect()
    }

    /// Returns what the method accepts if no success response has content.
    fn default_accept(&self) -> String {
        let failures = self.xml_failure_media_type().unwrap_or("application/json");
        match self.output {
            OutputFacts::Text | OutputFacts::Bytes => "*/*".to_owned(),
            OutputFacts::Raw => format!("{failures}, */*;q=0.9"),
            _ => failures.to_owned(),
        }
    }

    /// Returns the media type of failures, if all are in XML.
    fn xml_failure_media_type(&self) -> Option<&str> {
        let operation = self.operation;
        let mut contents = operation
            .failures()
            .filter_map(|failure| operation.failure(failure))
            .map(|(content, _)| content);
        let first = contents.next().filter(|content| {
            content.codec == Codec::Xml && is_accept_media_type(&content.media_type)
        })?;
        if contents.all(|content| content.codec == Codec::Xml) {
            Some(&first.media_type)
        } else {
            None
        }
    }
}

impl<'a> ApiIndex<'a> {
    /// Returns the type in a variant of a success response; `None` if it has no content.
    pub fn outcome_type(&self, outcome: &'a SuccessVariant) -> Option<RustType> {
        match &outcome.output {
            Output::Json(schema) | Output::Xml(schema) => Some(self.item_type(schema)),
            Output::Text => Some(RustType::STRING),
            Output::Bytes => Some(RustType::BYTES),
            Output::Empty | Output::Raw | Output::Stream(_) | Output::Several(_) => None,
        }
    }

    /// Returns the feature that an alias needs in addition to the feature of its resource.
    pub fn feature_of_alias(&self, resource: &Resource, alias: &MethodAlias) -> Option<&'a str> {
        let api = self.api;
        let target = api.resource(api.operations.get(alias.operation)?.resource)?;
        let target_feature = api.features.around(&target.module)?;
        let own_feature = api.features.around(&resource.module);
        Some(target_feature).filter(|_| own_feature != Some(target_feature))
    }
}

/// Returns the locations of the bodies that methods take as an argument; other bodies have setters
/// on the request.
pub fn bodies_as_arguments(api: &Api) -> HashSet<&Origin> {
    let index = ApiIndex::of(api);
    let mut origins = HashSet::new();
    for operation in &api.operations {
        let facts = index.method(operation);
        if let Some(body) = &operation.body
            && facts.is_some_and(|facts| matches!(facts.body, BodyFacts::Argument(_)))
        {
            origins.insert(&body.origin);
        }
    }
    origins
}

/// Returns whether a string is valid in an `accept` header.
fn is_accept_media_type(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains(',');
    let Some((main_type, subtype)) = media_type_without_parameters(text).split_once('/') else {
        return false;
    };
    is_plain && is_token(main_type) && is_token(subtype)
}

/// Returns whether a text is a token of a header.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| matches!(byte, b'!'..=b'~') && !b"(),/:<=>?@[\\]{}\"".contains(&byte))
}

fn media_type_without_parameters(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Returns the media range of a body for which callers choose the media type: `image/*`.
pub fn open_media_range(media_type: &str, codec: Codec) -> Option<&str> {
    let class = media_type.split(';').next()?.trim().strip_suffix("/*")?;
    let is_named = !class.is_empty() && is_sendable_media_type(class) && class != "application";
    if codec == Codec::Bytes && is_named {
        Some(media_type)
    } else {
        None
    }
}

/// Returns whether a media type can be sent unchanged.
pub fn is_sendable_media_type(media_type: &str) -> bool {
    !media_type.is_empty()
        && !media_type.contains('*')
        && media_type.bytes().all(|b| matches!(b, b' '..=b'~'))
}

/// Returns the path of the module that contains a resource.
pub fn module_path(resource: &Resource) -> String {
    let mut path = "crate::resources".to_owned();
    for name in &resource.module {
        path.push_str("::");
        path.push_str(name);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use naming::free_functions;

    #[test]
    fn methods_of_every_request_are_reserved() {
        let mut scope = Scope::new(ScopeKind::Requests);
        for name in PAGING_METHODS {
            scope.reserve(name);
        }
        for (module, first) in [
            (
                include_str!("../../render/runtime/src/runtime/requests.rs"),
                "macro_rules! request",
            ),
            (
                include_str!("../../render/runtime/src/runtime/page.rs"),
                "macro_rules! pages",
            ),
            (
                include_str!("../../render/runtime/src/runtime/events.rs"),
                "macro_rules! stream",
            ),
        ] {
            let source = module.split_once(first).unwrap().1;
            assert_eq!(free_functions(&mut scope, source), [""; 0]);
        }
    }
}
