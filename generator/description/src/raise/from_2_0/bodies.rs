//! Parameters with `in: body` and `in: formData`, which become the request body.

use super::parameters::take_schema;
use super::reached::is_part_of_body;
use super::references::prefix_references;
use super::rewriter::{MovedPlace, Rewriter};
use super::schemas;
use crate::{has_binary_format, has_required_flag, local_reference};
use diag::{Diagnostic, Origin};
use foldhash::HashSet;
use serde_json::{Map, Value, json};

/// The parameters of an operation that are sent in its body.
#[derive(Clone, Default)]
pub(super) struct BodyParameters {
    body: Option<BodyParameter>,
    fields: Vec<BodyParameter>,
}

#[derive(Clone)]
struct BodyParameter {
    parameter: Map<String, Value>,
    written: Origin,
}

/// A field of a form, as a property of its media types.
struct FormProperty {
    schema: Map<String, Value>,
    /// The encoding; `None` if each item is a separate field or part, which is the default.
    encoding: Option<Value>,
}

impl BodyParameter {
    fn name(&self) -> &str {
        self.parameter
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn is_required(&self) -> bool {
        has_required_flag(&self.parameter)
    }

    fn is_file(&self) -> bool {
        let schema = match self.parameter.get("schema") {
            Some(Value::Object(schema)) => schema,
            _ => &self.parameter,
        };
        let items = schema.get("items").and_then(Value::as_object);
        [Some(schema), items].into_iter().flatten().any(|schema| {
            schema.get("type").is_some_and(|name| name == "file") || has_binary_format(schema)
        })
    }
}

impl BodyParameters {
    /// Keeps a parameter that is sent in the body, or a reference to one; returns any other
    /// parameter.
    pub(super) fn keep_or_return(
        &mut self,
        rewriter: &mut Rewriter<'_>,
        parameter: Value,
        written: &Origin,
    ) -> Option<Value> {
        let parameter = rewriter.without_misplaced_reference(parameter, written)?;
        let text = parameter.get("$ref").and_then(Value::as_str);
        let shared = text.and_then(|text| {
            rewriter
                .reached
                .parameters
                .get(&(rewriter.file, text.to_owned()))
        });
        let body_parameter = match (shared, parameter) {
            (Some(shared), _) => {
                let mut parameter = Value::Object(shared.parameter.clone());
                prefix_references(&mut parameter, &shared.address);
                BodyParameter {
                    parameter: parameter.as_object().cloned().unwrap_or_default(),
                    written: shared.written.clone(),
                }
            }
            (None, Value::Object(parameter)) if is_part_of_body(&parameter) => BodyParameter {
                parameter,
                written: written.clone(),
            },
            (None, other) => return Some(other),
        };
        if body_parameter
            .parameter
            .get("in")
            .is_some_and(|place| place == "formData")
        {
            let mut fields = self.fields.iter();
            match fields.find(|first| first.name() == body_parameter.name()) {
                Some(first) => rewriter.warn_field_twice(&body_parameter, &first.written),
                None => self.fields.push(body_parameter),
            }
        } else if self.body.is_none() {
            self.body = Some(body_parameter);
        } else {
            rewriter.warn_several_bodies(&body_parameter.written);
        }
        None
    }

    pub(super) fn first_written(&self) -> Option<&Origin> {
        let first = self.body.as_ref().or(self.fields.first())?;
        Some(&first.written)
    }

    /// Adds those parameters of the path item that the operation does not replace.
    pub(super) fn inherit(&mut self, inherited: &Self) {
        if self.body.is_none() && self.fields.is_empty() {
            self.body.clone_from(&inherited.body);
        }
        if self.body.is_none() {
            let own: HashSet<String> = self
                .fields
                .iter()
                .map(|own| own.name().to_owned())
                .collect();
            let others = inherited
                .fields
                .iter()
                .filter(|it| !own.contains(it.name()));
            self.fields.extend(others.cloned());
        }
    }
}

impl Rewriter<'_> {
    /// If the `$ref` of a parameter leads to a schema by mistake, moves it into the `schema` of the
    /// parameter. Returns `None` if such a parameter has no `in`.
    fn without_misplaced_reference(
        &mut self,
        mut parameter: Value,
        written: &Origin,
    ) -> Option<Value> {
        let Value::Object(reference) = &mut parameter else {
            return Some(parameter);
        };
        if !self.reached.misplaced.contains(written) {
            return Some(parameter);
        }
        if reference.contains_key("in") {
            let place = MovedPlace::unmoved(written);
            self.wrap_misplaced_reference(reference, "parameter", &place);
            return Some(parameter);
        }
        let warning = self.misplaced_schema_warning("parameter", written);
        self.warnings.push(
            warning
                .instead("the parameter is left out")
                .help("for a body, write `{ name: body, in: body, schema: { $ref: … } }`"),
        );
        None
    }

    /// Returns the request body of an operation; `consumes` are its media types, if the description
    /// lists any.
    pub(super) fn request_body(
        &mut self,
        parameters: BodyParameters,
        consumes: &[String],
        operation: &MovedPlace,
    ) -> Option<Map<String, Value>> {
        match (parameters.body, parameters.fields) {
            (Some(body), fields) => {
                if let Some(field) = fields.first() {
                    self.warn_several_bodies(&field.written);
                }
                let place = operation.moved("requestBody", &body.written);
                match self.shared_body(&body, consumes) {
                    Some(reference) => {
                        self.record(&place);
                        Some(reference)
                    }
                    None => Some(self.schema_body(body.parameter, consumes, &place)),
                }
            }
            (None, fields) => {
                let first = fields.first()?.written.clone();
                let place = operation.moved("requestBody", &first);
                Some(self.form_body(fields, consumes, &place))
            }
        }
    }

    /// Returns a reference to a body in `components`, so that the operations that share the body
    /// share its type. Returns `None` if the type has a name anyway, or the operation does not
    /// consume the media types of the description.
    fn shared_body(
        &mut self,
        body: &BodyParameter,
        consumes: &[String],
    ) -> Option<Map<String, Value>> {
        if &*body.written.parent()?.pointer != "/parameters" {
            return None;
        }
        body.parameter.get("schema")?.get("properties")?;
        let is_same = body_media_types(consumes) == body_media_types(&self.media_types.consumes);
        if body.written.file != self.file || !is_same {
            return None;
        }
        let name = body.written.last_segment()?;
        let place = MovedPlace {
            pointer: String::new(),
            written: body.written.clone(),
        };
        let bodies = place
            .moved("components", &place.written)
            .moved("requestBodies", &place.written);
        let at = bodies.moved(&name, &place.written);
        if !self.shared_bodies.contains_key(&*name) {
            let shared = self.schema_body(body.parameter.clone(), consumes, &at);
            self.shared_bodies
                .insert(name.into_owned(), Value::Object(shared));
        }
        let reference = Value::from(local_reference(&at.pointer));
        Some(Map::from_iter([("$ref".to_owned(), reference)]))
    }

    fn schema_body(
        &mut self,
        mut parameter: Map<String, Value>,
        consumes: &[String],
        place: &MovedPlace,
    ) -> Map<String, Value> {
        self.record(place);
        let mut schema = match parameter.shift_remove("schema") {
            Some(schema) => schema,
            None => {
                self.warn_missing_key("schema", "any JSON value is accepted", place);
                json!({})
            }
        };
        schemas::rewrite_schemas(&mut schema);
        let examples = parameter.shift_remove("x-examples");
        let example = parameter.shift_remove("x-example");
        let mut content = Map::new();
        for name in body_media_types(consumes) {
            let mut media_type = Map::from_iter([("schema".to_owned(), schema.clone())]);
            let of_this = examples.as_ref().and_then(|examples| examples.get(name));
            if let Some(example) = of_this.or(example.as_ref()) {
                media_type.insert("example".to_owned(), example.clone());
            }
            content.insert(name.to_owned(), Value::Object(media_type));
            let at = self.record_media_type(name, place);
            self.record(&at.child("schema"));
        }
        for key in ["name", "in"] {
            parameter.shift_remove(key);
        }
        parameter.insert("content".to_owned(), Value::Object(content));
        parameter
    }

    fn form_body(
        &mut self,
        fields: Vec<BodyParameter>,
        consumes: &[String],
        place: &MovedPlace,
    ) -> Map<String, Value> {
        self.record(place);
        let media_types = form_media_types(&fields, consumes);
        let places: Vec<MovedPlace> = media_types
            .iter()
            .map(|name| {
                let origin = self.record_media_type(name, place);
                let schema = origin.moved("schema", &origin.written);
                self.record(&schema);
                schema.moved("properties", &origin.written)
            })
            .collect();
        let mut properties = Map::new();
        let mut encoding = Map::new();
        let mut required = Vec::new();
        for field in fields {
            let name = field.name().to_owned();
            self.record_field(&field, &places);
            if field.is_required() {
                required.push(Value::from(name.as_str()));
            }
            let property = self.form_property(field);
            if let Some(style) = property.encoding {
                encoding.insert(name.clone(), style);
            }
            properties.insert(name, Value::Object(property.schema));
        }
        let is_required = !required.is_empty();
        let mut schema = json!({"type": "object", "properties": properties});
        if let Value::Object(schema) = &mut schema
            && is_required
        {
            schema.insert("required".to_owned(), Value::Array(required));
        }
        let mut content = Map::new();
        for name in media_types {
            let mut media_type = json!({ "schema": schema });
            if let Value::Object(media_type) = &mut media_type
                && !encoding.is_empty()
            {
                media_type.insert("encoding".to_owned(), Value::Object(encoding.clone()));
            }
            content.insert(name.to_owned(), media_type);
        }
        let mut body = Map::from_iter([("content".to_owned(), Value::Object(content))]);
        if is_required {
            body.insert("required".to_owned(), Value::Bool(true));
        }
        body
    }

    /// Records where a field of a form was written, which becomes a property of each media type;
    /// `places` has their `properties`.
    fn record_field(&mut self, field: &BodyParameter, places: &[MovedPlace]) {
        for properties in places {
            self.record(&properties.moved(field.name(), &field.written));
        }
        for key in field.parameter.keys() {
            for properties in places {
                let schema = properties.moved(field.name(), &field.written);
                self.record(&schema.moved(key, &field.written.child(key)));
            }
        }
    }

    /// Returns a field of a form as a property of its media types.
    fn form_property(&mut self, mut field: BodyParameter) -> FormProperty {
        let is_file = field.is_file();
        let place = MovedPlace::unmoved(&field.written);
        self.note_newer_keys(&field.parameter, &["schema"], &place);
        let is_newer = field.parameter.contains_key("schema");
        let format = field.parameter.shift_remove("collectionFormat");
        let mut schema = take_field_schema(&mut field.parameter);
        // Each file is a separate part.
        let is_joined = !is_file && (!is_newer || format.is_some());
        let mut encoding = None;
        if schema.get("type").is_some_and(|kind| kind == "array") && is_joined {
            let origin = MovedPlace::unmoved(&field.written.child("collectionFormat"));
            let style = self.array_style(format.as_ref(), Some("formData"), &origin);
            if !style.is_exploded_form() {
                encoding = Some(json!({"style": style.style, "explode": style.explode}));
            }
        }
        if let Some(example) = field.parameter.shift_remove("x-example") {
            field.parameter.entry("example").or_insert(example);
        }
        for key in ["description", "example", "deprecated"] {
            if let Some(value) = field.parameter.shift_remove(key) {
                schema.insert(key.to_owned(), value);
            }
        }
        let extensions = field.parameter.into_iter();
        schema.extend(extensions.filter(|(key, _)| key.starts_with("x-")));
        FormProperty { schema, encoding }
    }

    /// Records where a media type below `content` was written.
    pub(super) fn record_media_type(&mut self, name: &str, holder: &MovedPlace) -> MovedPlace {
        let content = holder.moved("content", &holder.written);
        self.record(&content);
        let at = content.moved(name, &holder.written);
        self.record(&at);
        at
    }

    fn warn_field_twice(&mut self, field: &BodyParameter, first: &Origin) {
        let name = field.name();
        let message = format!("parameter `{name}` appears twice in one list, expected once");
        let warning = Diagnostic::warning("duplicate-parameter", message)
            .at(&self.moves.message_origin(&field.written))
            .related("the first one is here", &self.moves.message_origin(first))
            .instead("the first one is used")
            .help("remove one of them");
        self.warnings.push(warning);
    }

    pub(super) fn warn_several_bodies(&mut self, written: &Origin) {
        let at = self.moves.message_origin(written);
        self.warnings.push(
            Diagnostic::warning(
                "several-bodies",
                "found a second body of one operation, expected one parameter with `in: body`, or only `in: formData`",
            )
            .at(&at)
            .instead("it is left out")
            .help("describe the body in one parameter"),
        );
    }
}

/// Takes the schema of a field out of its parameter; a `schema` is written as in OpenAPI 3.
fn take_field_schema(parameter: &mut Map<String, Value>) -> Map<String, Value> {
    let Some(mut schema) = parameter.shift_remove("schema") else {
        return take_schema(parameter);
    };
    schemas::rewrite_schemas(&mut schema);
    match schema {
        // A description has no effect next to `$ref`.
        Value::Object(schema) if schema.contains_key("$ref") => {
            Map::from_iter([("allOf".to_owned(), json!([schema]))])
        }
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// Returns the media types of a body with a schema: JSON by default, and no forms if there are
/// other media types.
fn body_media_types(consumes: &[String]) -> Vec<&str> {
    let mut media_types: Vec<&str> = consumes.iter().map(String::as_str).collect();
    if !media_types.iter().all(|name| is_form(name)) {
        media_types.retain(|name| !is_form(name));
    }
    if media_types.is_empty() {
        media_types.push("application/json");
    }
    media_types
}

/// Returns the media types of a form with these fields; only `multipart/form-data` has files.
fn form_media_types<'c>(fields: &[BodyParameter], consumes: &'c [String]) -> Vec<&'c str> {
    let has_file = fields.iter().any(BodyParameter::is_file);
    let mut media_types: Vec<&str> = consumes
        .iter()
        .map(String::as_str)
        .filter(|name| is_form(name) && !(has_file && is_url_encoded(name)))
        .collect();
    if media_types.is_empty() {
        media_types.push(if has_file {
            "multipart/form-data"
        } else {
            "application/x-www-form-urlencoded"
        });
    }
    media_types
}

fn is_url_encoded(media_type: &str) -> bool {
    media_type.starts_with("application/x-www-form-urlencoded")
}

fn is_form(media_type: &str) -> bool {
    is_url_encoded(media_type) || media_type.starts_with("multipart/")
}
