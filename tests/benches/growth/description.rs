//! Synthetic descriptions of any size, which consist of equal parts under different names:
//! resources with five methods each, and schemas that extend others by `allOf`, refer to the
//! previous part by `$ref`, and form unions by `oneOf`.

use serde_json::{Map, Value, json};

const WORDS: &[&str] = &[
    "account", "branch", "carrier", "depot", "estimate", "freight", "grant", "harbour", "invoice",
    "journey", "key", "ledger", "manifest", "notice", "order", "parcel", "quota", "route",
    "shipment", "tariff", "unit", "voucher", "wharf", "yard", "zone",
];

/// Returns a description of about this many bytes, as indented JSON.
pub(crate) fn description_of_size(bytes: usize) -> String {
    let (mut paths, mut schemas) = (Map::new(), shared_schemas());
    let mut length = 0;
    for index in 0.. {
        let part = Part::new(index);
        let (part_paths, part_schemas) = (part.paths(), part.schemas());
        // The schemas and paths are nested two levels deeper in the final document.
        length += [&part_paths, &part_schemas]
            .map(indented_size)
            .iter()
            .sum::<usize>();
        paths.extend(part_paths);
        schemas.extend(part_schemas);
        if length >= bytes {
            break;
        }
    }
    let description = json!({
        "openapi": "3.0.3",
        "info": {"title": "Freight", "version": "1.0.0", "description": "Ships things from one place to another."},
        "servers": [{"url": "https://api.example.com/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "parameters": shared_parameters(),
            "responses": {"Failure": json_response("Something went wrong.", &schema_reference("Failure"))},
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    });
    format!("{description:#}")
}

fn indented_size(values: &Map<String, Value>) -> usize {
    let text = format!("{:#}", Value::Object(values.clone()));
    text.len() + 2 * text.lines().count()
}

fn shared_schemas() -> Map<String, Value> {
    let shared = [
        (
            "Entity",
            json!({
                "type": "object", "required": ["id", "created_at"], "description": "What everything has.",
                "properties": {
                    "id": {"type": "string", "format": "uuid", "readOnly": true},
                    "created_at": {"type": "string", "format": "date-time", "readOnly": true},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            }),
        ),
        (
            "Failure",
            json!({
                "type": "object", "required": ["code", "message"],
                "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
            }),
        ),
    ];
    shared
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn shared_parameters() -> Value {
    json!({
        "Id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}},
        "Limit": {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
        "Cursor": {"name": "cursor", "in": "query", "description": "Where to go on.", "schema": {"type": "string"}},
    })
}

fn schema_reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

fn query_parameter(name: &str) -> Value {
    json!({"$ref": format!("#/components/parameters/{name}")})
}

fn json_response(description: &str, schema: &Value) -> Value {
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}

fn json_body(schema: &Value) -> Value {
    json!({"required": true, "content": {"application/json": {"schema": schema}}})
}

/// One of the equal parts.
struct Part {
    /// Name in snake case, such as `order_parcel_3`.
    snake: String,
    /// Name in Pascal case, such as `OrderParcel3`.
    pascal: String,
    /// The name of the previous part.
    before: String,
}

impl Part {
    fn new(index: usize) -> Self {
        let snake = word_name(index);
        Self {
            pascal: pascal_case(&snake),
            snake,
            before: pascal_case(&word_name(index.saturating_sub(1))),
        }
    }

    fn paths(&self) -> Map<String, Value> {
        let Self { snake, pascal, .. } = self;
        let item = json_response("The one that was asked for.", &schema_reference(pascal));
        let draft = json_body(&schema_reference(&format!("{pascal}Draft")));
        let events = json!({"type": "array", "items": schema_reference(&format!("{pascal}Event"))});
        let all = json!({
            "get": self.operation("list", self.filters(), None, ("200", json_response("A page of them.", &self.page()))),
                        "post": self.operation("create", json!([]), Some(draft.clone()), ("201", item.clone())),
        });
        let one = json!({
            "parameters": [query_parameter("Id")],
                        "get": self.operation("read", json!([]), None, ("200", item.clone())),
            "patch": self.operation("change", json!([]), Some(draft), ("200", item)),
        });
        let history = json!({
            "parameters": [query_parameter("Id")],
            "get": self.operation("follow", json!([]), None, ("200", json_response("What happened to it.", &events))),
        });
        let base = format!("/{}", snake.replace('_', "-"));
        [
            (base.clone(), all),
            (format!("{base}/{{id}}"), one),
            (format!("{base}/{{id}}/events"), history),
        ]
        .into_iter()
        .collect()
    }

    fn operation(
        &self,
        verb: &str,
        parameters: Value,
        body: Option<Value>,
        (status, response): (&str, Value),
    ) -> Value {
        let fields = [
            ("operationId", Some(format!("{verb}_{}", self.snake).into())),
            ("tags", Some(json!([self.snake]))),
            (
                "summary",
                Some(format!("What `{verb}` does with {}.", self.snake.replace('_', " ")).into()),
            ),
            ("parameters", Some(parameters)),
            ("requestBody", body),
            (
                "responses",
                Some(
                    json!({status: response, "default": {"$ref": "#/components/responses/Failure"}}),
                ),
            ),
        ];
        fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }

    fn filters(&self) -> Value {
        let state = json!({
            "name": format!("{}_state", self.snake), "in": "query", "style": "form", "explode": false,
            "schema": {"type": "array", "items": self.states()},
        });
        json!([query_parameter("Limit"), query_parameter("Cursor"), state])
    }

    fn page(&self) -> Value {
        json!({
            "type": "object", "required": ["items"],
            "properties": {"items": {"type": "array", "items": schema_reference(&self.pascal)}, "next": {"type": "string"}},
        })
    }

    fn schemas(&self) -> Map<String, Value> {
        let Self { pascal, before, .. } = self;
        let schemas = [
            (
                "",
                json!({
                    "description": "Something to ship, with all that is known of it.",
                    "allOf": [schema_reference("Entity"), schema_reference(&format!("{pascal}Draft")), {
                        "type": "object", "required": ["state"],
                        "properties": {"state": self.states(), "last_event": schema_reference(&format!("{pascal}Event"))},
                    }],
                }),
            ),
            ("Draft", self.draft(&schema_reference(before))),
            (
                "Event",
                json!({
                    "oneOf": [schema_reference(&format!("{pascal}Moved")), schema_reference(&format!("{pascal}Closed"))],
                    "discriminator": {"propertyName": "kind", "mapping": {
                        "moved": format!("#/components/schemas/{pascal}Moved"),
                        "closed": format!("#/components/schemas/{pascal}Closed"),
                    }},
                }),
            ),
            (
                "Moved",
                self.event(
                    "moved",
                    json!({"from": {"type": "string"}, "to": {"type": "string"}}),
                ),
            ),
            (
                "Closed",
                self.event(
                    "closed",
                    json!({"reason": {"type": "string", "nullable": true}}),
                ),
            ),
        ];
        schemas
            .into_iter()
            .map(|(ending, schema)| (format!("{pascal}{ending}"), schema))
            .collect()
    }

    fn draft(&self, before: &Value) -> Value {
        let own = format!("{}_reference", self.snake);
        json!({
            "type": "object", "required": ["name"], "description": "What a client says of it.",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 200, "description": "Shown to people."},
                own: {"type": "string", "pattern": "^[A-Z]{2}[0-9]{6}$", "description": "Number on the papers."},
                "weight": {"type": "number", "minimum": 0, "description": "In kilograms."},
                "count": {"type": "integer", "format": "int64", "default": 1},
                "is_fragile": {"type": "boolean", "description": "Whether it must not be thrown."},
                "note": {"type": "string", "nullable": true, "description": "For whoever carries it."},
                "before": before,
                "stops": {"type": "array", "maxItems": 20, "items": {
                    "type": "object", "required": ["place"],
                    "properties": {"place": {"type": "string"}, "at": {"type": "string", "format": "date-time"}},
                }},
            },
        })
    }

    fn event(&self, kind: &str, properties: Value) -> Value {
        json!({"allOf": [
            {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": [kind]}}},
            {"type": "object", "properties": properties, "description": format!("Part of {}.", self.pascal)},
        ]})
    }

    fn states(&self) -> Value {
        json!({"type": "string", "enum": ["open", "on_its_way", "closed", format!("held_by_{}", self.snake)]})
    }
}

/// Returns a name made of words, with a number once all combinations are used.
fn word_name(index: usize) -> String {
    let [first, second] = [index, index / WORDS.len()]
        .map(|index| WORDS.get(index % WORDS.len()).copied().unwrap_or_default());
    match index / WORDS.len() / WORDS.len() {
        0 => format!("{second}_{first}"),
        third => format!("{second}_{first}_{third}"),
    }
}

fn pascal_case(snake: &str) -> String {
    snake
        .split('_')
        .map(|word| {
            let mut letters = word.chars();
            let first: String = letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            first + letters.as_str()
        })
        .collect()
}
