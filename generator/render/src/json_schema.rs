//! Schemas of the model as JSON Schema 2020-12. A named type is a reference to `$defs`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use model::{
    Additional, Api, Bound, Constraints, Enum, EnumBase, Property, PropertyNames, Schema, Struct,
    TextFormat, Type, TypeDef, TypeId, TypeKind, Union,
};

/// Writes schemas, and collects the named types that they refer to.
pub(super) struct SchemaWriter<'a> {
    api: &'a Api,
    definitions: BTreeMap<String, Value>,
    /// Types that are referred to, but not written yet.
    waiting: Vec<TypeId>,
    form: SchemaForm,
    /// The types without a definition around the schema that is being written.
    around: Vec<TypeId>,
}

/// Who reads the schemas.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SchemaForm {
    /// Readers of OpenAPI: each type has a definition, and unions have discriminators.
    OpenApi,
    /// Readers of JSON Schema: only types that implement `schemars::JsonSchema` have definitions.
    JsonSchema,
}

impl<'a> SchemaWriter<'a> {
    pub(super) fn new(api: &'a Api, form: SchemaForm) -> Self {
        Self {
            api,
            definitions: BTreeMap::new(),
            waiting: Vec::new(),
            form,
            around: Vec::new(),
        }
    }

    /// Writes the definition of a type, though no schema may refer to it.
    pub(super) fn define(&mut self, id: TypeId) {
        self.waiting.push(id);
    }

    /// Returns the definitions of all named types that any schema refers to.
    pub(super) fn finish(mut self) -> BTreeMap<String, Value> {
        while let Some(id) = self.waiting.pop() {
            let Some(def) = self.api.types.get(id) else {
                continue;
            };
            let name = definition_name(def);
            if self.definitions.contains_key(&name) {
                continue;
            }
            // A placeholder, so that a recursive type is written once.
            self.definitions.insert(name.clone(), Value::Null);
            let mut schema = with_description(self.kind(&def.kind), def.docs.as_deref());
            if def.deprecated {
                set_keyword(&mut schema, "deprecated", true);
            }
            self.definitions.insert(name, schema);
        }
        self.definitions
    }

    /// Returns a schema at one location.
    pub(super) fn schema(&mut self, schema: &Schema) -> Value {
        let mut written = match &schema.ty {
            Type::Named(id) => self.reference(*id),
            Type::Bool => json!({ "type": "boolean" }),
            Type::Integer | Type::Wide => json!({ "type": "integer" }),
            Type::Float | Type::Number => json!({ "type": "number" }),
            Type::Text(format) => text_schema(*format),
            Type::List(items) => json!({ "type": "array", "items": self.schema(items) }),
            Type::Map(value) => {
                json!({ "type": "object", "additionalProperties": self.schema(value) })
            }
            Type::Any => json!({}),
        };
        let Value::Object(members) = &mut written else {
            return written;
        };
        add_constraints(members, &schema.constraints);
        if let Some(format) = &schema.format
            && !matches!(schema.ty, Type::Named(_) | Type::Any)
        {
            members
                .entry("format")
                .or_insert_with(|| format.as_str().into());
        }
        if let Some(constant) = &schema.constant {
            members.insert("const".to_owned(), (**constant).clone());
        } else if let Some(example) = self.example(schema) {
            members.insert("examples".to_owned(), json!([example]));
        }
        if schema.nullable {
            written = nullable(written);
        }
        if let Some(default) = &schema.default {
            set_keyword(&mut written, "default", (**default).clone());
        }
        written
    }

    /// Returns the example of a string, number or boolean, unless it is long.
    fn example(&self, schema: &Schema) -> Option<&'a Value> {
        const LONGEST: usize = 100;
        if self.form == SchemaForm::JsonSchema {
            return None;
        }
        let example = self.api.examples.get(&schema.origin)?;
        let fits = match (&schema.ty, example) {
            (Type::Text(TextFormat::Upload | TextFormat::Base64), _) => false,
            (Type::Text(_), Value::String(text)) => text.len() <= LONGEST,
            (Type::Bool, value) => value.is_boolean(),
            (Type::Integer | Type::Wide, value) => value.is_i64() || value.is_u64(),
            (Type::Float | Type::Number, value) => value.is_number(),
            _ => false,
        };
        fits.then_some(example)
    }

    fn reference(&mut self, id: TypeId) -> Value {
        let Some(def) = self.api.types.get(id) else {
            return json!({});
        };
        if self.form == SchemaForm::JsonSchema && !def.added.has_json_schema() {
            return self.inline(id, def);
        }
        self.waiting.push(id);
        json!({ "$ref": format!("#/$defs/{}", definition_name(def)) })
    }

    /// Writes the schema of a type without a definition, which inside of itself is any value.
    fn inline(&mut self, id: TypeId, def: &'a TypeDef) -> Value {
        if self.around.contains(&id) {
            return json!({});
        }
        self.around.push(id);
        let schema = self.kind(&def.kind);
        self.around.pop();
        with_description(schema, def.docs.as_deref())
    }

    fn kind(&mut self, kind: &TypeKind) -> Value {
        match kind.in_json() {
            TypeKind::Struct(record) => self.object(record),
            TypeKind::Tuple(tuple) => self.tuple(tuple),
            TypeKind::Enum(constants) => enum_schema(constants),
            TypeKind::Union(union) => self.union(union),
            TypeKind::Alias(schema) => self.schema(schema),
            // `in_json` returns the kind that it replaces.
            TypeKind::Replaced(_) => json!({}),
        }
    }

    fn object(&mut self, record: &Struct) -> Value {
        let properties: Map<String, Value> = record
            .properties
            .iter()
            .map(|property| (property.wire.clone(), self.property(property)))
            .collect();
        let required: Vec<&str> = record
            .properties
            .iter()
            .filter(|property| property.required)
            .map(|property| property.wire.as_str())
            .collect();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        schema.insert("properties".to_owned(), properties.into());
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        if let Additional::Typed(additional) = &record.additional {
            let additional = self.schema(additional);
            schema.insert("additionalProperties".to_owned(), additional);
        }
        add_constraints(&mut schema, &record.constraints);
        if let Some(alternatives) = &record.required_sets {
            let keyword = if alternatives.is_exclusive {
                "oneOf"
            } else {
                "anyOf"
            };
            let sets = alternatives.sets.iter();
            let members = sets.map(|names| json!({ "required": names }));
            schema.insert(keyword.to_owned(), members.collect());
        }
        schema.into()
    }

    fn property(&mut self, property: &Property) -> Value {
        let mut schema = with_description(self.schema(&property.schema), property.docs.as_deref());
        for (key, is_set) in [
            ("readOnly", property.read_only),
            ("writeOnly", property.write_only),
            ("deprecated", property.deprecated),
        ] {
            if is_set {
                set_keyword(&mut schema, key, true);
            }
        }
        schema
    }

    fn tuple(&mut self, tuple: &Struct) -> Value {
        let items: Vec<Value> = tuple
            .properties
            .iter()
            .map(|item| self.schema(&item.schema))
            .collect();
        let required = tuple.properties.iter().filter(|item| item.required).count();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "array".into());
        schema.insert("prefixItems".to_owned(), items.into());
        if required > 0 {
            schema.insert("minItems".to_owned(), required.into());
        }
        if let Additional::Typed(additional) = &tuple.additional {
            let additional = self.schema(additional);
            schema.insert("items".to_owned(), additional);
        }
        add_constraints(&mut schema, &tuple.constraints);
        schema.into()
    }

    fn union(&mut self, union: &Union) -> Value {
        let members: Vec<Value> = union
            .variants
            .iter()
            .map(|variant| with_description(self.schema(&variant.schema), variant.docs.as_deref()))
            .collect();
        let mut schema = json!({ "anyOf": members });
        if self.form == SchemaForm::OpenApi
            && let Some(discriminator) = &union.discriminator
        {
            let mapping: Map<String, Value> = discriminator
                .mapping
                .iter()
                .filter_map(|(value, index)| {
                    let reference = members.get(*index)?.get("$ref")?;
                    Some((value.clone(), reference.clone()))
                })
                .collect();
            if mapping.len() == discriminator.mapping.len() {
                let property = &discriminator.property;
                let object = json!({ "propertyName": property, "mapping": mapping });
                set_keyword(&mut schema, "discriminator", object);
            }
        }
        schema
    }
}

/// Sets a keyword of a schema, which is an object.
pub(super) fn set_keyword(schema: &mut Value, keyword: &str, value: impl Into<Value>) {
    if let Value::Object(members) = schema {
        members.insert(keyword.to_owned(), value.into());
    }
}

/// Returns the name of the schema of a type.
pub(super) fn definition_name(def: &TypeDef) -> String {
    def.name.replace("::", ".")
}

/// Sets the description of a schema, unless the text is blank.
pub(super) fn with_description(mut schema: Value, text: Option<&str>) -> Value {
    if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
        set_keyword(&mut schema, "description", text);
    }
    schema
}

/// Returns a JSON object with a line for each property.
pub(super) fn object_of_lines<'n>(members: impl IntoIterator<Item = (&'n str, Value)>) -> String {
    let lines: Vec<String> = members
        .into_iter()
        .map(|(name, value)| format!("{}: {value}", Value::from(name)))
        .collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

fn text_schema(format: TextFormat) -> Value {
    match format {
        TextFormat::Base64 => json!({ "type": "string", "contentEncoding": "base64" }),
        TextFormat::Upload => {
            json!({ "type": "string", "format": "binary", "contentEncoding": "base64" })
        }
        TextFormat::Plain
        | TextFormat::DateTime
        | TextFormat::Date
        | TextFormat::Uuid
        | TextFormat::Binary
        | TextFormat::Bytes => json!({ "type": "string" }),
    }
}

/// Returns the schema of an enum. An open one has its values as examples.
fn enum_schema(constants: &Enum) -> Value {
    let values = constants.variants.iter().filter(|variant| !variant.former);
    let (ty, values): (&str, Vec<Value>) = match constants.base {
        EnumBase::Text => (
            "string",
            values.map(|value| value.wire.as_str().into()).collect(),
        ),
        EnumBase::Integer => (
            "integer",
            values
                .filter_map(|value| value.wire.parse::<i64>().ok())
                .map(Value::from)
                .collect(),
        ),
    };
    let key = if constants.open { "examples" } else { "enum" };
    json!({ "type": ty, key: values })
}

/// Returns a schema that also accepts `null`.
fn nullable(schema: Value) -> Value {
    match schema.get("type") {
        Some(Value::String(ty)) if schema.get("const").is_none() => {
            let types = json!([ty, "null"]);
            let mut schema = schema;
            set_keyword(&mut schema, "type", types);
            schema
        }
        None if schema.as_object().is_some_and(Map::is_empty) => schema,
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

fn add_constraints(schema: &mut Map<String, Value>, constraints: &Constraints) {
    for (key, count) in [
        ("minLength", constraints.min_length),
        ("maxLength", constraints.max_length),
        ("minItems", constraints.min_items),
        ("maxItems", constraints.max_items),
        ("minProperties", constraints.min_properties),
        ("maxProperties", constraints.max_properties),
    ] {
        schema.extend(count.map(|count| (key.to_owned(), count.into())));
    }
    let pattern = constraints.pattern.as_deref();
    schema.extend(pattern.map(|pattern| ("pattern".to_owned(), pattern.into())));
    let bounds = [
        (&constraints.minimum, "minimum", "exclusiveMinimum"),
        (&constraints.maximum, "maximum", "exclusiveMaximum"),
    ];
    for (bound, inclusive, exclusive) in bounds {
        schema.extend(bound.as_ref().map(|bound: &Bound| {
            let key = if bound.exclusive {
                exclusive
            } else {
                inclusive
            };
            (key.to_owned(), Value::Number(bound.value.clone()))
        }));
    }
    if let Some(step) = &constraints.multiple_of {
        schema.insert("multipleOf".to_owned(), Value::Number(step.clone()));
    }
    if constraints.unique_items {
        schema.insert("uniqueItems".to_owned(), true.into());
    }
    if let Some(names) = &constraints.names {
        schema.insert("propertyNames".to_owned(), names_schema(names));
    }
}

fn names_schema(names: &PropertyNames) -> Value {
    let mut schema = Map::new();
    add_constraints(&mut schema, &names.text);
    if !names.listed.is_empty() {
        schema.insert("enum".to_owned(), names.listed.clone().into());
    }
    schema.into()
}
