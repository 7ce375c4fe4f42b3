use crate::Document;
use crate::raise::raise_to_openapi_3;
use diag::{FileId, Origin};
use serde_json::{Value, json};

/// Returns the description as OpenAPI 3.0, and the codes of all warnings.
fn rewritten(text: &str) -> (Value, Vec<&'static str>) {
    let (mut document, mut warnings) =
        Document::from_text("test.yaml", format!("swagger: '2.0'\n{text}")).unwrap();
    warnings.extend(raise_to_openapi_3(&mut document));
    let codes = warnings.iter().map(|warning| warning.code).collect();
    (document.root().clone(), codes)
}

/// Asserts that a description of Swagger 2.0 is rewritten to one of OpenAPI 3.0.
fn assert_rewritten(written: &str, expected: &str) {
    let (root, codes) = rewritten(written);
    let (expected, _) =
        Document::from_text("expected.yaml", format!("openapi: 3.0.3\n{expected}")).unwrap();
    let (found, expected) = (
        serde_json::to_string_pretty(&root).unwrap(),
        serde_json::to_string_pretty(expected.root()).unwrap(),
    );
    assert_eq!(
        serde_json::from_str::<Value>(&found).unwrap(),
        serde_json::from_str::<Value>(&expected).unwrap(),
        "{found}"
    );
    assert_eq!(codes, [""; 0]);
}

#[test]
fn servers_come_from_host_base_path_and_schemes() {
    let rows = [
        (
            "host: a.example\nschemes: [http, https, wss]\nbasePath: /v1/",
            vec!["https://a.example/v1", "http://a.example/v1"],
        ),
        ("host: a.example:8080", vec!["https://a.example:8080"]),
        (
            "host: localhost:1\nschemes: [https, http]",
            vec!["http://localhost:1", "https://localhost:1"],
        ),
        ("host: http://a.example", vec!["http://a.example"]),
        ("basePath: v1", vec!["/v1"]),
        ("basePath: /", vec![]),
        ("schemes: [http]", vec![]),
    ];
    for (text, urls) in rows {
        let (root, _) = rewritten(text);
        let servers: Vec<Value> = urls.iter().map(|url| json!({ "url": url })).collect();
        let found = root.get("servers").cloned().unwrap_or_else(|| json!([]));
        assert_eq!(found, json!(servers), "{text}");
    }
    assert_rewritten(
        "host: a.example
schemes: [https]
paths: {/a: {get: {schemes: [http], responses: {}}, put: {schemes: [https], responses: {}}}}",
        "servers: [{url: https://a.example}]
paths: {/a: {get: {servers: [{url: http://a.example}], responses: {}}, put: {responses: {}}}}",
    );
}

#[test]
fn parameters_and_headers_have_schemas() {
    assert_rewritten(
        "paths:
  /a/{id}:
    parameters:
    - {name: id, in: path, required: true, type: string, format: uuid}
    get:
      parameters:
      - {name: many, in: query, type: array, items: {type: string}, collectionFormat: multi}
      - {name: commas, in: query, type: array, items: {type: string}, minItems: 1}
      - {name: spaces, in: query, type: array, items: {type: string}, collectionFormat: ssv}
      - {name: pipes, in: query, type: array, items: {type: string}, collectionFormat: pipes}
      - {name: tabs, in: query, type: array, items: {type: string}, collectionFormat: tsv}
      - {name: X-List, in: header, type: array, items: {type: integer}, x-go-name: List}
      - {name: X-Pipes, in: header, type: array, items: {type: integer}, collectionFormat: pipes}
      - {name: q, in: query, type: integer, default: 1, x-nullable: true, x-example: 2, allowEmptyValue: true}
      - {$ref: '#/parameters/Limit'}
      responses:
        200: {description: OK, headers: {X-Rate: {type: integer, description: Rate}}}
parameters:
  Limit: {name: limit, in: query, type: integer, maximum: 100}
",
        "paths:
  /a/{id}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
    get:
      parameters:
      - {name: many, in: query, style: form, explode: true, schema: {type: array, items: {type: string}}}
      - {name: commas, in: query, style: form, explode: false, schema: {type: array, items: {type: string}, minItems: 1}}
      - {name: spaces, in: query, style: spaceDelimited, explode: false, schema: {type: array, items: {type: string}}}
      - {name: pipes, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}
      - {name: tabs, in: query, style: tabDelimited, explode: false, schema: {type: array, items: {type: string}}}
      - {name: X-List, in: header, style: simple, explode: false, schema: {type: array, items: {type: integer}}, x-go-name: List}
      - {name: X-Pipes, in: header, style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}}}
      - {name: q, in: query, schema: {type: integer, default: 1, nullable: true}, example: 2, allowEmptyValue: true}
      - {$ref: '#/components/parameters/Limit'}
      responses:
        200: {description: OK, headers: {X-Rate: {schema: {type: integer}, description: Rate}}}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer, maximum: 100}}
",
    );
}

#[test]
fn body_and_form_parameters_become_the_request_body() {
    assert_rewritten(
        "consumes: [application/json, multipart/form-data]
paths:
  /shared:
    parameters:
    - {name: body, in: body, description: A pet, required: true, schema: {$ref: '#/definitions/Pet'}}
    post: {responses: {}}
    put:
      consumes: [application/xml]
      parameters: [{$ref: '#/parameters/Pet'}, {name: q, in: query, type: string}]
      responses: {}
  /form:
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters:
      - {name: name, in: formData, type: string, required: true, description: The name, x-example: Tom}
      - {name: tags, in: formData, type: array, items: {type: string}}
      responses: {}
    put:
      consumes: [application/x-www-form-urlencoded]
      parameters: [{name: file, in: formData, type: file}]
      responses: {}
parameters:
  Pet: {name: pet, in: body, x-example: [], schema: {type: array, items: {$ref: '#/definitions/Pet'}}}
definitions:
  Pet: {type: object, discriminator: kind, properties: {kind: {type: string}, discriminator: {type: string, x-nullable: true}}}
",
        "paths:
  /shared:
    parameters: []
    post:
      responses: {}
      requestBody: {description: A pet, required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
    put:
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses: {}
      requestBody: {content: {application/xml: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}, example: []}}}
  /form:
    post:
      parameters: []
      responses: {}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string, description: The name, example: Tom}
                tags: {type: array, items: {type: string}}
            encoding: {tags: {style: form, explode: false}}
    put:
      parameters: []
      responses: {}
      requestBody:
        content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}}}}}
components:
  parameters: {}
  schemas:
    Pet:
      type: object
      discriminator: {propertyName: kind}
      properties: {kind: {type: string}, discriminator: {type: string, nullable: true}}
",
    );
}

#[test]
fn responses_have_the_media_types_that_the_operation_produces() {
    assert_rewritten(
        "produces: [application/json]
paths:
  /a:
    get:
      responses:
        200: {description: OK, schema: {type: string}, examples: {application/json: a, text/plain: b}}
        201: {description: OK, schema: {type: file}}
        204: {description: None}
        404: {$ref: '#/responses/Gone'}
    put:
      produces: [text/csv]
      responses:
        200: {description: OK, schema: {type: string}}
        default: {description: Error, schema: {type: object}}
    post:
      produces: []
      responses:
        200: {description: OK, schema: {type: string}, examples: {text/plain: b}}
responses:
  Gone: {description: Gone, schema: {type: object}}
",
        "paths:
  /a:
    get:
      responses:
        200: {description: OK, content: {application/json: {schema: {type: string}, example: a}}}
        201: {description: OK, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
        204: {description: None}
        404: {$ref: '#/components/responses/Gone'}
    put:
      responses:
        200: {description: OK, content: {text/csv: {schema: {type: string}}}}
        default: {description: Error, content: {application/json: {schema: {type: object}}}}
    post:
      responses:
        200: {description: OK, content: {text/plain: {schema: {type: string}, example: b}}}
components:
  responses:
    Gone: {description: Gone, content: {application/json: {schema: {type: object}}}}
",
    );
}

#[test]
fn uploads_of_several_files_are_parts() {
    assert_rewritten(
        "paths:
  /a:
    post:
      parameters: [{name: files, in: formData, type: array, items: {type: file}, collectionFormat: csv}]
      responses: {}
",
        "paths:
  /a:
    post:
      parameters: []
      responses: {}
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {files: {type: array, items: {type: string, format: binary}}}}
",
    );
}

/// Some authors put parameters and responses below `definitions`.
#[test]
fn references_may_lead_to_other_kinds_of_definitions() {
    assert_rewritten(
        "paths:
  /a:
    get:
      parameters: [{$ref: '#/definitions/Limit'}]
      responses: {200: {$ref: '#/definitions/Found'}}
definitions:
  Limit: {name: limit, in: query, type: integer}
  Found: {description: Found, schema: {type: string}}
",
        "paths:
  /a:
    get:
      parameters: [{$ref: '#/components/schemas/Limit'}]
      responses: {200: {$ref: '#/components/schemas/Found'}}
components:
  schemas:
    Limit: {name: limit, in: query, schema: {type: integer}}
    Found: {description: Found, content: {application/json: {schema: {type: string}}}}
",
    );
}

#[test]
fn security_definitions_become_security_schemes() {
    assert_rewritten(
        "securityDefinitions:
  basic: {type: basic, description: User}
  key: {type: apiKey, name: X-Key, in: header}
  code: {type: oauth2, flow: accessCode, authorizationUrl: https://a/auth, tokenUrl: https://a/token, scopes: {read: Read}}
  app: {type: oauth2, flow: application, tokenUrl: https://a/token}
security: [{key: []}]
",
        "security: [{key: []}]
components:
  securitySchemes:
    basic: {type: http, scheme: basic, description: User}
    key: {type: apiKey, name: X-Key, in: header}
    code:
      type: oauth2
      flows: {authorizationCode: {authorizationUrl: https://a/auth, tokenUrl: https://a/token, scopes: {read: Read}}}
    app: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://a/token, scopes: {}}}}
",
    );
}

#[test]
fn references_into_moved_values_are_found() {
    let (mut document, _) = Document::from_text(
        "test.yaml",
        "swagger: '2.0'
paths:
  /a:
    post:
      parameters: [{name: q, in: query, type: string}, {name: b, in: body, schema: {properties: {c: {type: integer}}}}]
      responses: {200: {description: OK, schema: {$ref: '#/paths/~1a/post/parameters/1/schema/properties/c'}}}
    put:
      parameters: [{$ref: '#/paths/~1a/post/parameters/1'}]
      responses: {200: {description: OK, schema: {$ref: '#/definitions/A%20b/items'}}}
definitions: {A b: {type: array, items: {type: string}}}
"
        .to_owned(),
    )
    .unwrap();
    raise_to_openapi_3(&mut document);
    let types = ["post", "put"].map(|method| {
        let schema = Origin::new(
            FileId(0),
            format!("/paths/~1a/{method}/responses/200/content/application~1json/schema"),
        );
        let target = document.target(&schema).unwrap();
        document.value(&target).unwrap()["type"].clone()
    });
    assert_eq!(types, [json!("integer"), json!("string")]);
    let body = Origin::new(
        FileId(0),
        "/paths/~1a/put/requestBody/content/application~1json/schema/properties/c",
    );
    assert_eq!(document.value(&body), Some(&json!({"type": "integer"})));
    assert_eq!(
        document.written_at(&body).pointer.as_ref(),
        "/paths/~1a/post/parameters/1/schema/properties/c"
    );
    let location = document.locate(&body).unwrap();
    assert_eq!((location.line, location.column), (5, 98));
}

#[test]
fn what_cannot_be_read_is_reported() {
    let (root, codes) = rewritten(
        "components: {schemas: {A: {type: string}}}
definitions: {B: {type: string}}
paths:
  /a:
    get:
      parameters:
      - {name: tabs, in: query, type: array, items: {type: string}, collectionFormat: tsv}
      - {name: Tabs, in: header, type: array, items: {type: string}, collectionFormat: multi}
      - {name: b, in: body, schema: {type: string}}
      - {name: c, in: body, schema: {type: integer}}
      - {name: d, in: formData, type: string}
      responses: {200: {description: OK, headers: {X-Ids: {type: array, items: {type: integer}, collectionFormat: ssv}}}}
    put:
      parameters: [{name: n, in: query, type: array, items: {type: array, collectionFormat: pipes, items: {type: string}}}]
      requestBody: {content: {text/plain: {schema: {type: string}}}}
      responses: {200: {description: OK, content: {text/plain: {schema: {type: string}}}}}
",
    );
    assert_eq!(
        codes,
        [
            "unknown-style",
            "several-bodies",
            "several-bodies",
            "unknown-style",
            "unknown-style",
            "mixed-versions",
        ]
    );
    assert_eq!(
        root["components"]["schemas"],
        json!({"A": {"type": "string"}, "B": {"type": "string"}})
    );
    let styles = ["tabDelimited", "simple"].map(|style| json!(style));
    for (index, style) in styles.iter().enumerate() {
        assert_eq!(
            root["paths"]["/a"]["get"]["parameters"][index]["style"],
            *style
        );
    }
    assert_eq!(
        root["paths"]["/a"]["get"]["requestBody"]["content"],
        json!({"application/json": {"schema": {"type": "string"}}})
    );
    assert_eq!(
        root["paths"]["/a"]["get"]["responses"]["200"]["headers"]["X-Ids"],
        json!({"content": {"text/plain": {"schema": {"type": "string"}}}})
    );
    assert!(root["paths"]["/a"]["put"]["responses"]["200"]["content"]["text/plain"].is_object());
}

/// Values of the wrong type are kept, and later checks report them.
#[test]
fn values_of_any_type_are_read() {
    let values = [
        "1",
        "null",
        "[]",
        "[1, {}]",
        "{}",
        "{a: 1}",
        "text",
        "{$ref: '#/definitions'}",
        "{$ref: 1}",
    ];
    let places = [
        "host: V",
        "schemes: V",
        "consumes: V",
        "definitions: V",
        "definitions: {a: V}",
        "parameters: V",
        "parameters: {a: V}",
        "responses: {a: V}",
        "securityDefinitions: {a: V}",
        "paths: V",
        "paths: {/a: V}",
        "paths: {/a: {parameters: V}}",
        "paths: {/a: {get: V}}",
        "paths: {/a: {get: {parameters: V}}}",
        "paths: {/a: {get: {parameters: [V]}}}",
        "paths: {/a: {get: {consumes: V, responses: V}}}",
        "paths: {/a: {get: {responses: {200: V}}}}",
        "paths: {/a: {get: {responses: {200: {schema: V, headers: V, examples: V}}}}}",
        "paths: {/a: {get: {parameters: [{in: body, schema: V, name: V}, {in: formData, name: V, type: V, items: V}]}}}",
        "components: V",
    ];
    for place in places {
        for value in values {
            rewritten(&place.replace('V', value));
        }
    }
}

#[test]
fn shared_responses_have_the_media_types_of_the_operations_that_use_them() {
    assert_rewritten(
        "produces: [application/json, text/html]
paths:
  /a:
    get: {produces: [application/json], responses: {200: {$ref: '#/responses/Pet'}, 404: {$ref: '#/responses/Gone'}}}
    put: {produces: [application/xml], responses: {200: {$ref: '#/responses/Pet'}}}
    post: {produces: [text/csv], responses: {404: {$ref: '#/responses/Gone'}}}
    delete: {responses: {404: {$ref: '#/responses/Both'}}}
responses:
  Pet: {description: OK, schema: {type: object}}
  Gone: {description: Gone, schema: {type: object}}
  Both: {description: Gone, schema: {type: object}}
",
        "paths:
  /a:
    get: {responses: {200: {$ref: '#/components/responses/Pet'}, 404: {$ref: '#/components/responses/Gone'}}}
    put: {responses: {200: {$ref: '#/components/responses/Pet'}}}
    post: {responses: {404: {$ref: '#/components/responses/Gone'}}}
    delete: {responses: {404: {$ref: '#/components/responses/Both'}}}
components:
  responses:
    Pet: {description: OK, content: {application/json: {schema: {type: object}}, application/xml: {schema: {type: object}}}}
    Gone: {description: Gone, content: {application/json: {schema: {type: object}}}}
    Both: {description: Gone, content: {application/json: {schema: {type: object}}, text/html: {schema: {type: object}}}}
",
    );
}

#[test]
fn operations_with_the_same_body_share_its_type() {
    assert_rewritten(
        "paths:
  /a:
    post: {parameters: [{$ref: '#/parameters/Pet'}], responses: {}}
    put: {consumes: [application/json], parameters: [{$ref: '#/parameters/Pet'}], responses: {}}
    patch: {consumes: [text/xml], parameters: [{$ref: '#/parameters/Pet'}], responses: {}}
parameters:
  Pet: {name: pet, in: body, schema: {properties: {name: {$ref: '#/definitions/Name'}}}}
definitions: {Name: {type: string}}
",
        "paths:
  /a:
    post: {parameters: [], responses: {}, requestBody: {$ref: '#/components/requestBodies/Pet'}}
    put: {parameters: [], responses: {}, requestBody: {$ref: '#/components/requestBodies/Pet'}}
    patch:
      parameters: []
      responses: {}
      requestBody: {content: {text/xml: {schema: {properties: {name: {$ref: '#/components/schemas/Name'}}}}}}
components:
  parameters: {}
  schemas: {Name: {type: string}}
  requestBodies:
    Pet: {content: {application/json: {schema: {properties: {name: {$ref: '#/components/schemas/Name'}}}}}}
",
    );
}

#[test]
fn arrays_with_separators_of_swagger_are_strings_for_other_programs() {
    let array = |kind: &str| json!({"type": "array", "items": {"type": kind}});
    let mut root = json!({
        "parameters": [
            {"name": "a", "in": "query", "style": "tabDelimited", "explode": false, "schema": array("string")},
            {"name": "b", "in": "query", "style": "pipeDelimited", "explode": false, "schema": array("string")},
            {"name": "d", "in": "path", "style": "pipeDelimited", "explode": false, "schema": array("string")},
        ],
        "form": {
            "schema": {"properties": {"c": array("integer")}},
            "encoding": {"c": {"style": "tabDelimited", "explode": false}},
        },
    });
    let notes = super::describe_arrays_as_strings(&mut root);
    let expected = json!({
        "parameters": [
            {"name": "a", "in": "query", "schema": {"type": "string"}},
            {"name": "b", "in": "query", "style": "pipeDelimited", "explode": false, "schema": array("string")},
            {"name": "d", "in": "path", "schema": {"type": "string"}},
        ],
        "form": {"schema": {"properties": {"c": {"type": "string"}}}},
    });
    assert_eq!(root, expected);
    let places = notes.iter().filter_map(|note| note.origin.as_ref());
    let places: Vec<&str> = places.map(|place| place.pointer.as_ref()).collect();
    assert_eq!(
        places,
        [
            "/parameters/0",
            "/parameters/2",
            "/form/schema/properties/c"
        ]
    );
    let messages = notes.iter().map(|note| note.message.as_ref());
    let expected = ["tsv", "pipes", "tsv"]
        .map(|format| format!("`collectionFormat: {format}` has no counterpart in OpenAPI 3 here"));
    assert_eq!(messages.collect::<Vec<&str>>(), expected);
}

#[test]
fn openapi_3_may_have_keys_of_swagger() {
    let text = "openapi: 3.1.0
definitions:
  Cat: {type: object, properties: {kind: {type: string}}}
  Pet: {oneOf: [{$ref: '#/definitions/Cat'}], discriminator: {propertyName: kind, mapping: {c: '#/definitions/Cat'}}}
components: {schemas: {Cat: {type: string}, Dog: {type: object}}}
";
    let (mut document, _) = Document::from_text("test.yaml", text.to_owned()).unwrap();
    let warnings = raise_to_openapi_3(&mut document);
    let found: Vec<&str> = warnings.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        found,
        [
            "found `Cat` both in `definitions` and in `components/schemas`",
            "found OpenAPI 3, but keys of Swagger 2.0: definitions",
        ]
    );
    let root = document.root();
    assert_eq!(root["openapi"], "3.1.0");
    let schemas = &root["components"]["schemas"];
    assert_eq!(schemas["Cat"]["type"], "object");
    assert_eq!(schemas["Dog"]["type"], "object");
    assert_eq!(
        schemas["Pet"]["discriminator"]["mapping"]["c"],
        "#/components/schemas/Cat"
    );
}

#[test]
fn references_to_schemas_instead_of_parameters_leave_the_schemas_unchanged() {
    let (root, codes) = rewritten(
        "paths:
  /a:
    post:
      parameters: [{in: body, name: b, $ref: '#/definitions/M'}]
      responses:
        200: {description: OK, headers: {X-A: {$ref: '#/definitions/Id'}}}
        400: {$ref: '#/definitions/M'}
    get:
      parameters: [{$ref: '#/definitions/M'}, {in: query, name: id, $ref: '#/definitions/Id'}]
      responses: {200: {description: OK, schema: {$ref: '#/definitions/M'}}}
definitions:
  Id: {type: integer}
  M: {type: object, properties: {a: {type: string}}}
",
    );
    assert_eq!(codes, ["misplaced-schema"; 5]);
    assert_eq!(
        root["components"]["schemas"],
        json!({"Id": {"type": "integer"}, "M": {"type": "object", "properties": {"a": {"type": "string"}}}})
    );
    let [m, id] = ["M", "Id"].map(|name| json!({"$ref": format!("#/components/schemas/{name}")}));
    let content = json!({"application/json": {"schema": m}});
    let (post, get) = (&root["paths"]["/a"]["post"], &root["paths"]["/a"]["get"]);
    assert_eq!(post["requestBody"]["content"], content);
    assert_eq!(post["responses"]["400"]["content"], content);
    assert_eq!(post["responses"]["200"]["headers"]["X-A"]["schema"], id);
    assert_eq!(
        get["parameters"],
        json!([{"in": "query", "name": "id", "schema": id}])
    );
}

#[test]
fn fields_of_forms_may_have_a_schema() {
    let (root, codes) = rewritten(
        "paths:
  /a:
    post:
      consumes: [multipart/form-data]
      parameters:
      - {name: meta, in: formData, required: true, description: About, schema: {$ref: '#/definitions/M'}}
      - {name: list, in: formData, schema: {type: array, items: {type: integer}}}
      responses: {}
definitions: {M: {type: object}}
",
    );
    assert_eq!(codes, ["mixed-versions"]);
    assert_eq!(
        root["paths"]["/a"]["post"]["requestBody"]["content"],
        json!({"multipart/form-data": {"schema": {
            "type": "object",
            "required": ["meta"],
            "properties": {
                "meta": {"allOf": [{"$ref": "#/components/schemas/M"}], "description": "About"},
                "list": {"type": "array", "items": {"type": "integer"}},
            },
        }}})
    );
}

#[test]
fn openapi_3_may_have_parameters_and_responses_of_swagger() {
    let text = "openapi: 3.0.3
paths:
  /a:
    get:
      parameters:
      - {name: ids, in: query, type: array, items: {type: string}}
      - {name: valid, in: query, schema: {type: integer}, x-a: {type: b}}
      - {$ref: '#/components/parameters/Size'}
      responses:
        200: {description: OK, schema: {$ref: '#/components/schemas/A'}, headers: {X-A: {type: integer}}}
        400: {description: No, content: {text/plain: {example: {schema: {type: string}}}}, schema: {}}
        500: {$ref: '#/components/responses/Bad'}
    post:
      parameters: [{$ref: '#/components/parameters/Body'}]
      responses: {}
    put:
      parameters: [{in: formData, name: b, type: integer}]
      requestBody: {content: {}}
      responses: {}
components:
  parameters:
    Size: {name: size, in: query, type: integer}
    Body: {name: b, in: body, schema: {$ref: '#/components/schemas/A'}}
  responses:
    Bad: {description: No, schema: {type: object}}
  schemas: {A: {type: object, x-nullable: true}}
";
    let (mut document, _) = Document::from_text("test.yaml", text.to_owned()).unwrap();
    let warnings = raise_to_openapi_3(&mut document);
    let found: Vec<&str> = warnings.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        found,
        [
            "found a second body of one operation, expected one parameter with `in: body`, or only `in: formData`",
            "found OpenAPI 3, but keys of Swagger 2.0: type in parameters, schema in responses, in: formData, in: body",
        ]
    );
    let place = document.written_at(warnings[1].origin.as_ref().unwrap());
    assert_eq!(&*place.pointer, "/paths/~1a/get/parameters/0/type");
    let expected = "openapi: 3.0.3
paths:
  /a:
    get:
      parameters:
      - {name: ids, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}}
      - {name: valid, in: query, schema: {type: integer}, x-a: {type: b}}
      - {$ref: '#/components/parameters/Size'}
      responses:
        200:
          description: OK
          headers: {X-A: {schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
        400: {description: No, content: {text/plain: {example: {schema: {type: string}}}}, schema: {}}
        500: {$ref: '#/components/responses/Bad'}
    post:
      parameters: []
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses: {}
    put: {parameters: [], requestBody: {content: {}}, responses: {}}
components:
  parameters: {Size: {name: size, in: query, schema: {type: integer}}}
  responses: {Bad: {description: No, content: {application/json: {schema: {type: object}}}}}
  schemas: {A: {type: object, x-nullable: true}}
";
    let (expected, _) = Document::from_text("expected.yaml", expected.to_owned()).unwrap();
    assert_eq!(document.root(), expected.root());
}

#[test]
fn valid_parameters_and_responses_of_openapi_3_are_unchanged() {
    let text = "openapi: 3.1.0
x-parameters: [{in: body, name: a, type: string}]
paths:
  x-schema: {get: {responses: {200: {schema: {type: string}}}}}
  /a:
    get:
      parameters: [{$ref: '#/components/schemas/A'}, {name: a, in: query, schema: {type: array}}]
      responses:
        200: {description: OK, x-b: {schema: {}}, content: {a/b: {examples: {schema: {value: {in: body}}}}}}
components:
  schemas: {A: {type: string}}
  examples: {schema: {value: {in: body, schema: {type: string}}}}
";
    let (mut document, _) = Document::from_text("test.yaml", text.to_owned()).unwrap();
    let before = document.root().to_string();
    assert!(raise_to_openapi_3(&mut document).is_empty());
    assert_eq!(document.root().to_string(), before);
}

#[test]
fn values_of_the_wrong_type_are_reported() {
    let (root, codes) = rewritten(
        "host: a.example
schemes: http
consumes: application/xml
produces: [text/csv, 1]
paths:
  /a:
    put: {consumes: {a: b}, parameters: [{in: body, name: b, schema: {type: string}}], responses: {}}
    get:
      produces: text/plain
      parameters: [{in: query, name: q, type: array, items: {type: string}, collectionFormat: 3}]
      responses: {200: {description: OK, schema: {type: string, x-nullable: 'yes'}}}
securityDefinitions: {o: {type: oauth2, flow: nope, tokenUrl: https://a}}
",
    );
    assert_eq!(codes, ["unexpected-kind"; 8]);
    assert_eq!(root["servers"], json!([{"url": "http://a.example"}]));
    let item = &root["paths"]["/a"];
    assert!(item["put"]["requestBody"]["content"]["application/xml"].is_object());
    assert!(item["get"]["responses"]["200"]["content"]["text/plain"].is_object());
    assert_eq!(
        root["components"]["securitySchemes"]["o"],
        json!({"type": "oauth2", "flows": {}})
    );
}
