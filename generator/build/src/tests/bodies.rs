//! Request bodies: the default media type, files in parts, and `encoding`.

use super::Seen;
use super::see_whole;
use super::with_paths;
use model::{Codec, Coverage, Encoding, EncodingFormat, ParameterStyle, Type, TypeKind};

/// Returns an operation `o` with this content of its request body.
fn with_content(content: &str) -> Seen {
    with_paths(
        &format!(
            "  /t:\n    post:\n      operationId: o\n      requestBody: {{content: {content}}}\n      responses: {{'200': {{description: ok}}}}"
        ),
        "",
    )
}

/// Returns the codec of each media type, in the order of preference.
fn forms(seen: &Seen) -> Vec<(&str, Codec)> {
    let body = seen.operation("o").body.as_ref().unwrap();
    body.contents
        .iter()
        .map(|content| (content.media_type.as_str(), content.codec))
        .collect()
}

#[test]
fn typed_forms_come_first() {
    let seen = with_content(
        "{text/plain: {}, application/xml: {}, application/json-patch+json: {}, application/vnd.x+json: {}, \
         application/merge-patch+json: {}, multipart/form-data: {}, application/x-www-form-urlencoded: {}, \
         application/json: {}}",
    );
    assert_eq!(
        forms(&seen),
        [
            ("application/json", Codec::Json),
            ("application/merge-patch+json", Codec::Json),
            ("application/vnd.x+json", Codec::Json),
            ("application/json-patch+json", Codec::Json),
            ("application/x-www-form-urlencoded", Codec::Form),
            ("multipart/form-data", Codec::Multipart),
            ("text/plain", Codec::Text),
            ("application/xml", Codec::Bytes),
        ]
    );
    assert!(seen.codes.is_empty(), "{:?}", seen.codes);
}

#[test]
fn optional_empty_bodies_of_get_and_delete_are_dropped() {
    let takes_body = |method: &str, required: bool, schema: &str| {
        let body = format!(
            "{{required: {required}, content: {{application/json: {{schema: {schema}}}}}}}"
        );
        let responses = "responses: {'200': {description: ok}}";
        let paths =
            format!("  /t: {{{method}: {{operationId: o, requestBody: {body}, {responses}}}}}\n");
        with_paths(&paths, "").operation("o").body.is_some()
    };
    const EMPTY: &str = "{type: object, properties: {}, additionalProperties: false}";
    assert!(!takes_body("get", false, EMPTY) && !takes_body("delete", false, EMPTY));
    assert!(takes_body("post", false, EMPTY) && takes_body("delete", true, EMPTY));
    assert!(
        takes_body("get", false, "{type: object, properties: {}}")
            && takes_body("get", false, "{type: object}")
    );
}

#[test]
fn schemas_refine_the_codec_of_media_types() {
    for (content, codec, codes) in [
        ("{'*/*': {}}", Codec::Bytes, &[] as &[&str]),
        (
            "{'*/*': {schema: {type: string, format: binary}}}",
            Codec::Bytes,
            &[],
        ),
        ("{'*/*': {schema: {type: string}}}", Codec::Text, &[]),
        ("{'*/*; q=1': {schema: {type: object}}}", Codec::Json, &[]),
        (
            "{application/x-www-form-urlencoded: {schema: {type: string}}}",
            Codec::Bytes,
            &[],
        ),
        (
            "{multipart/form-data: {schema: {type: array, items: {type: string}}}}",
            Codec::Multipart,
            &["multipart-without-names"],
        ),
        (
            "{multipart/form-data: {schema: {}}}",
            Codec::Multipart,
            &["multipart-without-names"],
        ),
        (
            "{multipart/form-data: {}}",
            Codec::Multipart,
            &["multipart-without-names"],
        ),
        (
            "{multipart/form-data: {schema: {type: object}}}",
            Codec::Multipart,
            &["multipart-without-names"],
        ),
        (
            "{multipart/form-data: {schema: {type: object, additionalProperties: {type: string}}}}",
            Codec::Multipart,
            &[],
        ),
        (
            "{application/xml: {schema: {type: object, properties: {a: {type: string}}}}}",
            Codec::Xml,
            &["unnamed-xml"],
        ),
        (
            "{text/xml: {schema: {type: array, items: {type: string}, xml: {name: a}}}}",
            Codec::Xml,
            &[],
        ),
        (
            "{application/soap+xml: {schema: {type: string}}}",
            Codec::Bytes,
            &[],
        ),
        ("{text/xml: {}}", Codec::Text, &[]),
        (
            "{text/csv: {schema: {type: array, items: {type: string}}}}",
            Codec::Text,
            &["raw-body"],
        ),
        ("{text/plain: {schema: {type: string}}}", Codec::Text, &[]),
        (
            "{text/plain; charset=utf-8: {schema: {type: integer}}}",
            Codec::Json,
            &[],
        ),
        ("{text/plain: {schema: {type: boolean}}}", Codec::Json, &[]),
        (
            "{text/plain: {schema: {type: number, nullable: true}}}",
            Codec::Text,
            &["raw-body"],
        ),
        (
            "{text/plain: {schema: {type: string, enum: [a, b]}}}",
            Codec::Text,
            &["raw-body"],
        ),
        (
            "{text/plain: {schema: {type: string, format: date}}}",
            Codec::Text,
            &["raw-body"],
        ),
        (
            "{application/json: {schema: {type: object}}, application/xml: {schema: {type: object}}}",
            Codec::Json,
            &[],
        ),
    ] {
        let seen = with_content(content);
        assert_eq!(forms(&seen)[0].1, codec, "{content}");
        assert_eq!(seen.codes, codes, "{content}");
        let coverage = if codes.is_empty() {
            Coverage::Full
        } else {
            Coverage::Loosened
        };
        assert_eq!(seen.operation("o").coverage, coverage, "{content}");
    }
}

#[test]
fn binary_parts_are_uploads() {
    let seen = with_content(
        "{multipart/form-data: {schema: {title: Parts, type: object, properties: {
          file: {type: string, format: binary, maxLength: 9},
          files: {type: array, items: {type: string, format: binary}},
          either: {oneOf: [{type: string, format: binary}, {type: array, items: {type: string, format: binary}}]},
          inside: {type: object, properties: {data: {type: string, format: binary}}},
          text: {type: string, format: byte}}}}}",
    );
    let body = seen.names()[0].to_owned();
    assert_eq!(
        seen.fields(&body),
        [
            "file: Upload",
            "files: [Upload]",
            "either: t_create::Either",
            "inside: t_create::Inside",
            "text: Base64"
        ]
    );
    assert_eq!(
        seen.shapes("t_create::Either"),
        ["File: Upload", "List: [Upload]"]
    );
    assert_eq!(
        seen.fields("t_create::Inside"),
        ["data: Binary"],
        "JSON has no files"
    );
    assert!(
        seen.structure(&body).properties[0]
            .schema
            .constraints
            .is_empty()
    );
    let json = with_content(
        "{application/json: {schema: {type: object, properties: {a: {type: string, format: binary}}}}}",
    );
    assert_eq!(json.fields(json.names()[0]), ["a: Binary"]);
}

#[test]
fn strings_that_are_files_in_words_are_uploads() {
    let parts = "type: object, properties: {
          file: {type: string, description: Any text.},
          'files[0]': {type: string},
          FILES: {type: array, items: {type: string}},
          letter: {type: string, description: The image file to upload and convert.},
          name: {type: string, description: Name of the file to upload},
          file_id: {type: string},
          other: {type: string, description: A URL for the document to upload.}}";
    let seen = with_content(&format!("{{multipart/form-data: {{schema: {{{parts}}}}}}}"));
    assert_eq!(
        seen.fields(seen.names()[0]),
        [
            "file: Upload",
            "files_0: Upload",
            "files: [Upload]",
            "letter: Upload",
            "name: Plain",
            "file_id: Plain",
            "other: Plain"
        ]
    );
    assert_eq!(seen.codes, ["file-without-format"; 4]);
    for (content, codes) in [
        (
            "schema: {type: object, properties: {file: {type: string, maxLength: 9}}}",
            &[] as &[&str],
        ),
        (
            "schema: {type: object, properties: {file: {type: string, contentMediaType: text/plain}}}",
            &[],
        ),
        (
            "schema: {type: object, properties: {file: {type: string}}}, encoding: {file: {contentType: text/plain}}",
            &[],
        ),
        (
            "schema: {type: object, properties: {file: {type: string}}}, encoding: {file: {contentType: image/png}}",
            &["file-without-format"],
        ),
    ] {
        let seen = with_content(&format!("{{multipart/form-data: {{{content}}}}}"));
        assert_eq!(seen.codes, codes, "{content}");
    }
    let form = with_content(&format!(
        "{{application/x-www-form-urlencoded: {{schema: {{{parts}}}}}}}"
    ));
    assert_eq!(form.codes, [""; 0]);
}

/// Since 3.1, the media type of a part without a schema is `application/octet-stream`; in 3.0, such
/// a part is a file only if a media type is stated.
#[test]
fn untyped_parts_are_files() {
    let body = "multipart/form-data: {schema: {type: object, properties: {a: {}, b: {type: array, items: {}}, c: {}, \
                d: {contentMediaType: image/png}, e: {}, f: {}, g: {type: array, items: {}}, h: {}, \
                i: {$ref: '#/components/schemas/File'}}}, \
                encoding: {c: {contentType: application/json}, e: {contentType: image/png}, \
                f: {contentType: '*/*'}, g: {contentType: '*/*'}, h: {contentType: 'text/*'}, \
                i: {contentType: '*/*'}}}";
    let fields = |version: &str, path: &str| {
        let seen = see_whole(&format!(
            "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths:\n  /t:\n    post:\n      operationId: o\n      \
             requestBody: {{content: {{{path}}}}}\n      responses: {{'204': {{description: d}}}}\ncomponents: {{schemas: {{File: {{}}}}}}\n"
        ));
        seen.fields(seen.names()[0])
    };
    let files = [
        "d: Upload",
        "e: Upload",
        "f: Upload",
        "g: [Upload]",
        "h: Any",
        "i: Upload",
    ];
    assert_eq!(
        fields("3.1.0", body)[..3],
        ["a: Upload", "b: [Upload]", "c: Any"]
    );
    assert_eq!(fields("3.1.0", body)[3..], files);
    assert_eq!(fields("3.0.3", body)[..3], ["a: Any", "b: [Any]", "c: Any"]);
    assert_eq!(fields("3.0.3", body)[4..], files[1..]);
    let json = body.replace("multipart/form-data", "application/json");
    assert_eq!(
        fields("3.1.0", &json),
        [
            "a: Any", "b: [Any]", "c: Any", "d: Any", "e: Any", "f: Any", "g: [Any]", "h: Any",
            "i: Any"
        ]
    );
}

#[test]
fn untyped_parts_without_names_are_files() {
    for (content, expected) in [
        (
            "itemSchema: {}, itemEncoding: {contentType: image/jpg}",
            "[Upload]",
        ),
        (
            "itemSchema: {}, itemEncoding: {contentType: '*/*'}",
            "[Upload]",
        ),
        (
            "itemSchema: {}, itemEncoding: {contentType: application/json}",
            "[Any]",
        ),
        (
            "itemSchema: {}, itemEncoding: {contentType: image/png}, prefixEncoding: [{contentType: text/csv}]",
            "[Any]",
        ),
        (
            "schema: {type: array, items: {}}, itemEncoding: {contentType: image/png}",
            "[Upload]",
        ),
        (
            "schema: {type: array, items: {anyOf: [{type: string}, {}]}}, itemEncoding: {contentType: 'text/css, image/*'}",
            "[Upload]",
        ),
        (
            "itemSchema: {}, itemEncoding: {contentType: 'text/css, text/html'}",
            "[Any]",
        ),
        (
            "schema: {prefixItems: [{}], maxItems: 1}, prefixEncoding: [{contentType: image/*}], itemEncoding: {contentType: image/*}",
            "[Upload]",
        ),
    ] {
        let seen = with_content(&format!("{{multipart/mixed: {{{content}}}}}"));
        let body = seen.operation("o").body.as_ref().unwrap();
        let schema = body.contents[0].schema.as_ref().unwrap();
        assert_eq!(seen.short(schema), expected, "{content}");
        assert_eq!(seen.operation("o").coverage, Coverage::Full, "{content}");
    }
    let tuple = "schema: {prefixItems: [{}, {type: string}, {}], items: {}}, \
                 prefixEncoding: [{contentType: image/*}, {}, {contentType: application/json}]";
    let seen = with_content(&format!("{{multipart/mixed: {{{tuple}}}}}"));
    let tuple = seen.api.types.iter().find_map(|(_, def)| match &def.kind {
        TypeKind::Tuple(body) => Some(body),
        _ => None,
    });
    let items = tuple.unwrap().properties.iter();
    assert_eq!(
        items
            .map(|item| seen.short(&item.schema))
            .collect::<Vec<_>>(),
        ["Upload", "Plain", "Any"]
    );
}

#[test]
fn parts_in_parts_and_headers_by_position_are_supported_at_one_level() {
    for (content, coverage, codes) in [
        (
            "multipart/form-data: {schema: {type: object, properties: {a: {type: array, items: {type: string, format: binary}}}}, \
             encoding: {a: {contentType: multipart/mixed, itemEncoding: {contentType: image/png}}}}",
            Coverage::Full,
            vec![],
        ),
        (
            "multipart/mixed: {itemSchema: {type: string}, itemEncoding: {contentType: multipart/mixed, prefixEncoding: []}}",
            Coverage::Loosened,
            vec!["encoding-without-property"],
        ),
        (
            "multipart/mixed: {itemSchema: {type: array, items: {type: array, items: {type: string}}}, \
             itemEncoding: {contentType: multipart/mixed, itemEncoding: {contentType: multipart/mixed}}}",
            Coverage::Loosened,
            vec!["encoding-content-type"],
        ),
        (
            "multipart/related: {itemSchema: {type: string}, itemEncoding: {contentType: text/html, \
             headers: {Content-Location: {required: true, schema: {type: string}}}}}",
            Coverage::Full,
            vec![],
        ),
        (
            "multipart/related: {itemSchema: {type: string}, itemEncoding: {contentType: text/html, \
             headers: {Content-Location: {schema: false}}}}",
            Coverage::Full,
            vec![],
        ),
    ] {
        let seen = with_content(&format!("{{{content}}}"));
        assert_eq!(seen.operation("o").coverage, coverage, "{content}");
        let codes: Vec<&str> = codes;
        assert_eq!(seen.codes, codes, "{content}");
    }
}

#[test]
fn names_of_properties_may_look_like_positions() {
    let seen = with_content(
        "{multipart/form-data: {schema: {type: object, properties: {'[x]': {type: object, properties: {f: {type: string, format: binary}}}, '[0]': {type: string}, '[]': {type: string}}}, \
         encoding: {'[x]': {contentType: multipart/mixed}, \
         '[0]': {headers: {X-A: {schema: {type: integer}}}}, '[]': {headers: {X-A: {schema: {type: integer}}}}}}}",
    );
    let operation = seen.operation("o");
    let content = &operation.body.as_ref().unwrap().contents[0];
    let types = &seen.api.types;
    let body = types.record(content.schema.as_ref().unwrap()).unwrap();
    let nested = types.record(&body.properties[0].schema).unwrap();
    assert_eq!(seen.short(&nested.properties[0].schema), "Upload");
    let headers = operation.parameters.iter().map(|header| header.key());
    assert_eq!(headers.collect::<Vec<_>>(), ["[0]/X-A", "[]/X-A"]);
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn a_part_may_be_a_form() {
    let (formats, codes) = encoded(
        MULTIPART,
        "{type: object, properties: {b: {type: array, items: {type: integer}}}}",
        "{a: {contentType: application/x-www-form-urlencoded, encoding: {b: {style: pipeDelimited, explode: false}}}}",
    );
    let [EncodingFormat::Nested(body)] = formats.as_slice() else {
        panic!("{formats:?}")
    };
    let style = EncodingFormat::Style {
        style: ParameterStyle::PipeDelimited,
        explode: false,
        allow_reserved: false,
    };
    assert_eq!(
        (body.codec, &body.encodings[0].format),
        (Codec::Form, &style)
    );
    assert_eq!(codes, [""; 0]);
}

/// Returns the encodings of a body with this schema and encoding of the property `a`, and the codes
/// of the diagnostics.
fn encoded(
    media_type: &str,
    schema: &str,
    encoding: &str,
) -> (Vec<EncodingFormat>, Vec<&'static str>) {
    let seen = with_content(&format!(
        "{{{media_type}: {{schema: {{type: object, properties: {{a: {schema}}}}}, encoding: {encoding}}}}}"
    ));
    let contents = &seen.operation("o").body.as_ref().unwrap().contents;
    let all = contents
        .iter()
        .flat_map(|content| content.encodings.clone());
    (
        all.map(|Encoding { format, .. }| format).collect(),
        seen.codes,
    )
}

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

#[test]
fn supported_encodings() {
    let style = |style, explode| EncodingFormat::Style {
        style,
        explode,
        allow_reserved: false,
    };
    let media = |media_type: &str| EncodingFormat::MediaType(media_type.to_owned());
    let reserved = EncodingFormat::Style {
        style: ParameterStyle::Form,
        explode: true,
        allow_reserved: true,
    };
    let (object, text, file) = (
        "{type: object}",
        "{type: string}",
        "{type: string, format: binary}",
    );
    let base64 = "{type: string, contentEncoding: base64}";
    let image = "{type: string, contentEncoding: base64, contentMediaType: image/png}";
    for (media_type, schema, encoding, expected) in [
        (
            FORM,
            object,
            "{a: {style: deepObject, explode: true}}",
            Some(style(ParameterStyle::DeepObject, true)),
        ),
        (
            FORM,
            object,
            "{a: {style: form}}",
            Some(style(ParameterStyle::Form, true)),
        ),
        (
            FORM,
            object,
            "{a: {explode: false}}",
            Some(style(ParameterStyle::Form, false)),
        ),
        (
            FORM,
            object,
            "{a: {style: pipeDelimited}}",
            Some(style(ParameterStyle::PipeDelimited, false)),
        ),
        (
            FORM,
            text,
            "{a: {allowReserved: true, contentType: application/json}}",
            Some(reserved),
        ),
        (
            FORM,
            object,
            "{a: {contentType: application/json}}",
            Some(media("application/json")),
        ),
        (FORM, object, "{a: {}}", None),
        (
            MULTIPART,
            object,
            "{a: {style: deepObject}}",
            Some(style(ParameterStyle::DeepObject, true)),
        ),
        (
            MULTIPART,
            file,
            "{a: {style: form, contentType: 'image/*, image/png, image/gif'}}",
            Some(media("image/png")),
        ),
        (
            MULTIPART,
            file,
            "{a: {contentType: 'image/*', headers: {X-A: {}}}}",
            None,
        ),
        (
            MULTIPART,
            text,
            "{a: {contentType: text/csv, headers: {Content-Type: {}}}}",
            Some(media("text/csv")),
        ),
        (
            MULTIPART,
            "{type: array, items: {type: string}}",
            "{a: {contentType: text/csv}}",
            Some(media("text/csv")),
        ),
        (
            MULTIPART,
            object,
            "{a: {contentType: 'application/xml, application/x+json'}}",
            Some(media("application/x+json")),
        ),
        (
            MULTIPART,
            text,
            "{a: {contentType: 'application/xml, text/plain'}}",
            Some(media("text/plain")),
        ),
        (
            MULTIPART,
            text,
            "{a: {headers: {X-A: {schema: {enum: [x]}}}}}",
            Some(EncodingFormat::Usual),
        ),
        (
            MULTIPART,
            text,
            "{a: {headers: {X-A: {schema: {type: string}}}}}",
            None,
        ),
        (
            MULTIPART,
            base64,
            "{}",
            Some(media("application/octet-stream")),
        ),
        (
            MULTIPART,
            "{type: array, items: {type: string, contentEncoding: base64}}",
            "{}",
            Some(media("application/octet-stream")),
        ),
        (MULTIPART, image, "{}", Some(media("image/png"))),
        (
            MULTIPART,
            image,
            "{a: {headers: {X-A: {schema: {enum: [x]}}}}}",
            Some(media("image/png")),
        ),
        (
            MULTIPART,
            base64,
            "{a: {contentType: text/plain}}",
            Some(media("text/plain")),
        ),
        (
            MULTIPART,
            base64,
            "{a: {style: form}}",
            Some(style(ParameterStyle::Form, true)),
        ),
        (FORM, base64, "{}", None),
    ] {
        let (formats, codes) = encoded(media_type, schema, encoding);
        assert_eq!(
            formats,
            expected.into_iter().collect::<Vec<_>>(),
            "{schema} {encoding}"
        );
        assert!(codes.is_empty(), "{encoding}: {codes:?}");
    }
}

#[test]
fn constant_part_headers_are_always_sent() {
    let seen = with_content(
        "{multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {headers: {
          X-A: {schema: {type: string, enum: [x]}}, X-B: {schema: {type: integer, default: 5}}, Content-Type: {schema: {type: string}}}}}}}",
    );
    let encodings = &seen.operation("o").body.as_ref().unwrap().contents[0].encodings;
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(encodings[0].headers, [pair("X-A", "x"), pair("X-B", "5")]);
    assert_eq!(encodings.len(), 1);
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn headers_of_other_parts_are_parameters() {
    let headers = "{headers: {X-A: {required: true, schema: {type: integer}}, X-B: {required: true, schema: {type: string, default: b}}}}";
    let seen = with_content(&format!(
        "{{multipart/form-data: {{schema: {{type: object, required: [a, f], properties: {{
          a: {{type: string}}, b: {{type: string}}, f: {{type: string, format: binary}}}}}},
          encoding: {{a: {headers}, b: {headers}, f: {headers}}}}}}}"
    ));
    let given = seen
        .operation("o")
        .parameters
        .iter()
        .map(|one| (one.rust.as_str(), one.key(), one.required));
    let given: Vec<_> = given.collect();
    assert_eq!(
        given,
        [
            // The body is optional, and so is the part.
            ("a_x_a", "a/X-A".into(), false),
            ("a_x_b", "a/X-B".into(), false),
            ("b_x_a", "b/X-A".into(), false),
            ("b_x_b", "b/X-B".into(), false)
        ]
    );
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn serialized_examples_of_json_are_parsed() {
    let rows = [
        (
            "application/json",
            r#"serializedValue: '{"a": 1}'"#,
            r#"{"a":1}"#,
            "",
        ),
        (
            "application/a+json",
            "serializedValue: '1', dataValue: 2",
            "2",
            "",
        ),
        (
            "application/json",
            "serializedValue: a=1",
            "",
            "example-without-value",
        ),
        ("text/csv", "serializedValue: a", "", "raw-body"),
        (
            "application/json",
            "externalValue: 'https://example.com'",
            "",
            "",
        ),
        (
            "application/json",
            "summary: s",
            "",
            "example-without-value",
        ),
    ];
    for (media_type, example, expected, codes) in rows {
        let seen = with_content(&format!(
            "{{{media_type}: {{schema: {{type: object}}, examples: {{e: {{{example}}}}}}}}}"
        ));
        let body = seen.operation("o").body.as_ref().unwrap();
        let examples = body.contents[0].examples.iter();
        let values: Vec<String> = examples.map(|one| one.value.to_string()).collect();
        assert_eq!(values.join(" "), expected, "{media_type} {example}");
        assert_eq!(seen.codes.join(" "), codes, "{media_type} {example}");
    }
}

#[test]
fn items_are_encoded_by_their_positions() {
    let array = "type: array, items: {type: string, format: binary}";
    let tuple = format!(
        "{array}, prefixItems: [{{type: object, properties: {{a: {{type: string}}}}}}, {{type: string}}], minItems: 2"
    );
    let mixed =
        |schema: &str, rest: &str| format!("{{multipart/mixed: {{schema: {{{schema}}}, {rest}}}}}");
    let rows = [
        (
            mixed(array, "itemEncoding: {contentType: image/png, headers: {X-A: {schema: {const: x}}}}"),
            "[] image/png X-A",
            "",
        ),
        (mixed(array, "example: [a]"), "", ""),
        (
            mixed(&tuple, "prefixEncoding: [{contentType: application/vnd.a+json}, {contentType: 'text/csv, text/plain'}], itemEncoding: {}"),
            "[0] application/vnd.a+json, [1] text/csv",
            "",
        ),
        (
            mixed(&tuple, "prefixEncoding: [{contentType: text/csv}, 1], encoding: {a: {}}"),
            "",
            "encoding-content-type encoding-without-property unusable-encoding",
        ),
        (
            mixed(&tuple, "itemEncoding: {contentType: application/json}, prefixEncoding: [{headers: {X-A: {schema: {type: string}}}}]"),
            "[0] , [1] application/json, [] application/json",
            "",
        ),
        (
            mixed("type: array, items: {type: string, contentEncoding: base64}", "prefixEncoding: [{contentType: text/plain}]"),
            "[0] text/plain, [] application/octet-stream",
            "",
        ),
        (
            "{multipart/form-data: {schema: {type: array}, itemEncoding: {}}}".to_owned(),
            "",
            "encoding-without-property multipart-without-names",
        ),
        (
            "{multipart/x-parts: {itemSchema: {type: integer}, itemEncoding: {contentType: text/plain}}}".to_owned(),
            "[] text/plain",
            "",
        ),
        (
            mixed("type: object", "itemEncoding: {}, prefixEncoding: []"),
            "",
            "encoding-without-property encoding-without-property multipart-without-names",
        ),
        (
            "{application/json: {schema: {type: array}, itemEncoding: {}}}".to_owned(),
            "",
            "encoding-without-property",
        ),
    ];
    for (content, expected, codes) in rows {
        let seen = with_content(&content);
        let body = seen.operation("o").body.as_ref().unwrap();
        let encodings = body.contents[0].encodings.iter().map(|one| {
            let media_type = match &one.format {
                EncodingFormat::MediaType(media_type) => media_type.as_str(),
                _ => "",
            };
            let headers: String = one
                .headers
                .iter()
                .map(|(name, _)| format!(" {name}"))
                .collect();
            format!("{} {media_type}{headers}", one.part)
        });
        assert_eq!(
            encodings.collect::<Vec<_>>().join(", "),
            expected,
            "{content}"
        );
        let mut found = seen.codes.clone();
        found.sort_unstable();
        let found: Vec<_> = found
            .into_iter()
            .filter(|code| *code != "earlier-version")
            .collect();
        assert_eq!(found.join(" "), codes, "{content}");
    }
}

#[test]
fn unnamed_files_become_a_map_of_uploads() {
    for schema in [
        "{type: string, format: binary}",
        "{type: array, items: {type: string, format: binary}}",
    ] {
        let seen = with_content(&format!("{{multipart/form-data: {{schema: {schema}}}}}"));
        let content = &seen.operation("o").body.as_ref().unwrap().contents[0];
        assert_eq!(
            seen.short(content.schema.as_ref().unwrap()),
            "{Upload}",
            "{schema}"
        );
        assert_eq!(seen.codes, ["multipart-without-names"]);
    }
}

#[test]
fn file_headers_are_sent_or_documented() {
    let headers = "{headers: {X-A: {required: true, schema: {type: string, enum: [fix]}}, X-B: {required: true, schema: {type: string}}}}";
    let seen = with_content(&format!(
        "{{multipart/form-data: {{schema: {{type: object, properties: {{f: {{type: string, format: binary}}}}}}, encoding: {{f: {headers}}}}}}}"
    ));
    let content = &seen.operation("o").body.as_ref().unwrap().contents[0];
    assert_eq!(
        content.encodings[0].headers,
        [("X-A".to_owned(), "fix".to_owned())]
    );
    let Some(Type::Named(id)) = content.schema.as_ref().map(|schema| &schema.ty) else {
        panic!("{content:?}")
    };
    let TypeKind::Struct(body) = &seen.api.types.get(*id).unwrap().kind else {
        panic!("a struct")
    };
    assert_eq!(
        body.properties[0].docs.as_deref(),
        Some("Headers of its part, set on the `Upload`: `X-B`.")
    );
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn headers_of_files_by_position_are_documented() {
    let seen = with_content(
        "{multipart/mixed: {schema: {type: array, prefixItems: [{type: string}, {}]}, prefixEncoding: [{contentType: text/plain}, {contentType: image/png, headers: {X-A: {required: true, schema: {type: integer}}}}]}}",
    );
    let body = seen.operation("o").body.as_ref().unwrap();
    let Some(Type::Named(id)) = body.contents[0].schema.as_ref().map(|schema| &schema.ty) else {
        panic!("{body:?}")
    };
    let TypeKind::Tuple(items) = &seen.api.types.get(*id).unwrap().kind else {
        panic!("a tuple")
    };
    assert_eq!(
        items.properties[1].docs.as_deref(),
        Some("Headers of its part, set on the `Upload`: `X-A`.")
    );
}

#[test]
fn part_headers_of_other_forms_are_not_parameters() {
    let parts = "multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {headers: {X-A: {schema: {type: integer}}}}}}";
    let seen = with_content(&format!(
        "{{application/json: {{schema: {{type: object, properties: {{b: {{type: string}}}}}}}}, {parts}}}"
    ));
    assert_eq!(
        (seen.operation("o").parameters.len(), seen.codes),
        (0, vec!["encoding-headers"])
    );
}

#[test]
fn unsupported_encodings_are_reported() {
    let object = "{type: object, properties: {b: {type: string}}}";
    for (media_type, schema, encoding, code) in [
        (FORM, object, "{a: {style: simple}}", "unknown-style"),
        (
            MULTIPART,
            object,
            "{a: {contentType: application/xml}}",
            "unnamed-xml",
        ),
        (
            MULTIPART,
            "{type: array, items: {type: object}}",
            "{a: {contentType: text/csv}}",
            "encoding-content-type",
        ),
        (
            MULTIPART,
            "{oneOf: [{type: string}, {type: object}]}",
            "{a: {contentType: text/csv}}",
            "encoding-content-type",
        ),
        (
            MULTIPART,
            "{oneOf: [{type: string, format: binary}, {type: object}]}",
            "{a: {contentType: image/png}}",
            "encoding-content-type",
        ),
        (
            MULTIPART,
            "{type: string}",
            "{a: {headers: {X-A: {}}}}",
            "parameter-without-schema",
        ),
        (
            MULTIPART,
            "{type: string}",
            "{a: {headers: {'X A': {schema: {default: x}}}}}",
            "encoding-headers",
        ),
        (
            MULTIPART,
            "{type: string}",
            "{a: {headers: {X-A: {schema: {default: \"a\\nb\"}}}}}",
            "encoding-headers",
        ),
        (
            MULTIPART,
            object,
            "{b: {style: form}}",
            "encoding-without-property",
        ),
        (FORM, object, "{a: form}", "unusable-encoding"),
        (
            MULTIPART,
            "{type: string}",
            "{a: {contentType: \"image/*, text/plain\\r\\nX: y\"}}",
            "unknown-media-type",
        ),
        (
            FORM,
            "{type: string}",
            "{a: {contentType: text}}",
            "unknown-media-type",
        ),
    ] {
        assert_eq!(
            encoded(media_type, schema, encoding).1,
            [code],
            "{encoding}"
        );
    }
}

#[test]
fn objects_in_unsupported_media_types_become_strings() {
    let object = "{type: object, properties: {b: {type: string}}}";
    let seen = with_content(&format!(
        "{{multipart/form-data: {{schema: {{type: object, properties: {{a: {object}, c: {{type: array, items: {object}}}}}}}, encoding: {{a: {{contentType: text/csv}}, c: {{contentType: text/csv}}}}}}}}"
    ));
    let content = &seen.operation("o").body.as_ref().unwrap().contents[0];
    let Some(Type::Named(id)) = content.schema.as_ref().map(|schema| &schema.ty) else {
        panic!("{content:?}")
    };
    let body = seen.api.types.get(*id).unwrap().name.clone();
    assert_eq!(seen.fields(&body), ["a: Plain", "c: [Plain]"]);
    for encoding in &content.encodings {
        assert_eq!(
            encoding.format,
            EncodingFormat::MediaType("text/csv".to_owned())
        );
    }
    assert_eq!(seen.codes, ["encoding-content-type"; 2]);
}

#[test]
fn unsupported_parts_of_unions_are_reported() {
    let object = |name: &str| {
        format!("{{type: object, required: [{name}], properties: {{{name}: {{type: string}}}}}}")
    };
    let (one, two) = (object("one"), object("two"));
    let body = |a: &str, b: &str| {
        format!(
            "{{oneOf: [{{type: object, required: [a, c], properties: {{a: {a}, c: {{type: string}}}}}}, {{type: object, required: [a, d], properties: {{a: {b}, d: {{type: string}}}}}}]}}"
        )
    };
    let map = format!("{{type: object, additionalProperties: {one}}}");
    for (form, schema, media_type, codes) in [
        (
            MULTIPART,
            body(&one, &one),
            "text/csv",
            vec!["encoding-content-type"],
        ),
        (
            FORM,
            body(&one, "{type: string}"),
            "text/csv",
            vec!["encoding-content-type"],
        ),
        (MULTIPART, map, "text/csv", vec!["encoding-content-type"]),
        // The schema of the part is ambiguous.
        (
            MULTIPART,
            body(&one, &two),
            "application/xml",
            vec!["encoding-content-type"],
        ),
        (
            MULTIPART,
            body("{type: string}", "{type: string}"),
            "text/csv",
            vec![],
        ),
        (MULTIPART, body(&one, &two), "application/json", vec![]),
    ] {
        let seen = with_content(&format!(
            "{{{form}: {{schema: {schema}, encoding: {{a: {{contentType: {media_type}}}}}}}}}"
        ));
        assert_eq!(seen.codes, codes, "{schema}: {media_type}");
    }
}

#[test]
fn encoding_selects_xml_for_objects_and_arrays() {
    let seen = with_paths(
        "  /o: {post: {operationId: o, requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {
          a: {$ref: '#/components/schemas/A'}, b: {type: array, items: {$ref: '#/components/schemas/A'}},
          c: {type: object, xml: {name: c, prefix: p}, properties: {d: {type: string}}}}},
          encoding: {a: {contentType: text/xml}, b: {contentType: 'image/*, application/a+xml'}, c: {contentType: application/xml}}}}},
          responses: {'204': {description: d}}}}
components: {schemas: {A: {type: object, properties: {d: {type: string, xml: {attribute: true}}}}}}",
        "",
    );
    let encodings = &seen.operation("o").body.as_ref().unwrap().contents[0].encodings;
    let parts = encodings.iter().map(|one| match &one.format {
        EncodingFormat::Xml { media_type, part } => {
            (media_type.as_str(), part.root.name.as_deref())
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(
        parts.collect::<Vec<_>>(),
        [
            ("text/xml", Some("A")),
            ("application/a+xml", Some("A")),
            ("application/xml", Some("c"))
        ]
    );
    let usage = seen
        .api
        .types
        .iter()
        .find(|(_, def)| def.name == "A")
        .unwrap()
        .1
        .usage;
    assert!(usage.xml && usage.request);
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn components_used_by_one_body_only_are_not_copied() {
    let fields = |more: &str| {
        let path = |path: &str| {
            format!(
                "  {path}: {{post: {{requestBody: {{$ref: '#/components/requestBodies/B'}}, responses: {{'204': {{description: d}}}}}}}}\n"
            )
        };
        let seen = with_paths(
            &format!(
                "{}{}components:
  requestBodies:
    B: {{content: {{multipart/form-data: {{schema: {{$ref: '#/components/schemas/S'}}, encoding: {{a: {{contentType: text/csv}}}}}}}}}}
  schemas:
    S: {{type: object, properties: {{a: {{type: object, properties: {{b: {{type: string}}}}}}}}}}
{more}",
                path("/a"),
                path("/b"),
            ),
            "",
        );
        assert_eq!(seen.codes, ["encoding-content-type"], "{more}");
        let sent = seen.api.operations.iter().map(|operation| {
            let content = &operation.body.as_ref().unwrap().contents[0];
            let body = seen.short(content.schema.as_ref().unwrap());
            (seen.fields(&body), body)
        });
        let sent: Vec<_> = sent.collect();
        assert_eq!(sent[0], sent[1]);
        (seen.fields("S"), sent[0].clone())
    };
    let text = || vec!["a: Plain".to_owned()];
    assert_eq!(fields(""), (text(), (text(), "S".to_owned())));
    let used = "    T: {type: object, properties: {s: {$ref: '#/components/schemas/S'}}}";
    assert_eq!(
        fields(used),
        (vec!["a: s::A".to_owned()], (text(), "SParts".to_owned())),
        "the other user keeps its type"
    );
}

#[test]
fn sequential_json_bodies_are_arrays() {
    for (content, codec, ty) in [
        (
            "{application/x-ndjson: {schema: {type: object, additionalProperties: {type: integer}}}}",
            Codec::Json,
            "[{Integer}]",
        ),
        (
            "{application/json-seq: {schema: {type: array, items: {type: integer}}}}",
            Codec::Json,
            "[Integer]",
        ),
        (
            "{text/x-ndjson: {schema: {type: integer}}}",
            Codec::Json,
            "[Integer]",
        ),
        (
            "{application/jsonl: {schema: {type: string}}}",
            Codec::Bytes,
            "",
        ),
        ("{application/jsonl: {}}", Codec::Bytes, ""),
        (
            "{multipart/mixed: {schema: {type: object, additionalProperties: {type: string}}}}",
            Codec::Multipart,
            "{Plain}",
        ),
        (
            "{multipart/related: {schema: {type: string}}}",
            Codec::Bytes,
            "Plain",
        ),
    ] {
        let seen = with_content(content);
        let found = &seen.operation("o").body.as_ref().unwrap().contents[0];
        assert_eq!(found.codec, codec, "{content}");
        assert_eq!(
            found
                .schema
                .as_ref()
                .map_or(String::new(), |schema| seen.short(schema)),
            ty,
            "{content}"
        );
        assert!(seen.codes.is_empty(), "{content}: {:?}", seen.codes);
    }
}

/// Returns the default content of a body, and the contents with a separate setter.
fn offered(content: &str) -> (String, Vec<String>, Seen) {
    let seen = with_content(content);
    let body = seen.operation("o").body.clone().unwrap();
    let name = |index: usize| {
        let content = &body.contents[index];
        format!(
            "{}: {}",
            content.media_type,
            content
                .schema
                .as_ref()
                .map_or(String::new(), |schema| seen.short(schema))
        )
    };
    (
        name(0),
        body.others.iter().map(|index| name(*index)).collect(),
        seen,
    )
}

#[test]
fn each_form_with_a_separate_type_has_a_setter() {
    const A: &str = "{schema: {type: object, properties: {a: {type: string}}}}";
    const FILE: &str =
        "{schema: {type: object, properties: {file: {type: string, format: binary}}}}";
    let (sent, others, seen) = offered(&format!("{{{FORM}: {A}, {MULTIPART}: {FILE}}}"));
    assert_eq!(
        sent, "multipart/form-data: TCreateParts",
        "files go before what cannot hold them"
    );
    assert_eq!(others, ["application/x-www-form-urlencoded: TCreate"]);
    assert_eq!(seen.codes, [""; 0]);
    let (sent, others, seen) = offered(&format!(
        "{{{MULTIPART}: {A}, application/json: {A}, {FORM}: {A}}}"
    ));
    assert_eq!(
        (sent.as_str(), others.len()),
        ("application/json: TCreate", 0),
        "one type, one way to send it"
    );
    assert_eq!(seen.names(), ["TCreate"]);
    let (sent, others, seen) = offered(&format!("{{{MULTIPART}: {FILE}, application/json: {A}}}"));
    assert_eq!(sent, "application/json: TCreate");
    assert_eq!(others, ["multipart/form-data: TCreateParts"]);
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn forms_with_the_same_schema_are_offered_once() {
    const A: &str = "{schema: {type: object, properties: {a: {type: string}}}}";
    const TEXT: &str = "{schema: {type: string}}";
    let (sent, others, seen) = offered(&format!(
        "{{{MULTIPART}: {A}, application/sdp: {TEXT}, text/plain: {TEXT}, application/octet-stream: {{}}, image/png: {{}}}}"
    ));
    assert_eq!(sent, "multipart/form-data: TCreate");
    assert_eq!(others, ["text/plain: Plain", "application/octet-stream: "]);
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn unsupported_second_forms_are_reported_and_untyped() {
    let (sent, others, seen) = offered(
        "{application/json: {schema: {type: object, properties: {a: {type: string}}}}, application/xml: {schema: {type: object, properties: {b: {type: string}}}}}",
    );
    assert_eq!(
        (sent.as_str(), others.len()),
        ("application/json: TCreate", 0)
    );
    assert_eq!(seen.codes, ["raw-body"]);
    assert_eq!(seen.names(), ["TCreate"]);
    assert_eq!(seen.operation("o").coverage, Coverage::Loosened);
}
