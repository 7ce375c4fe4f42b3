//! Names: renames are reported, and names can be configured.

use super::Seen;
use super::built;
use super::see;
use super::with_paths;
use super::with_schemas;
use description::{Document, ReadOptions};
use model::{Api, TypeKind, assign_short_names};

const PETS: &str = "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /pets/{id}:
    get:
      operationId: a
      tags: [pets]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: query, in: query, schema: {type: string}}
        - {name: sortBy, in: query, schema: {type: string}}
        - {name: sort_by, in: query, schema: {type: string}}
      responses: {'204': {description: done}}
    put: {operationId: A, tags: [pets], parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: done}}}
components:
  schemas:
    Pet:
      type: object
      properties: {type: {type: string}, petName: {type: string}, pet_name: {type: string}, extra: {type: string}, 2fa: {type: string}}
    Size: {enum: [s, S, '1.5']}
    Option: {type: object, properties: {a: {type: string}}}
    One: {oneOf: [{title: shape, type: string}, {title: Shape, type: integer}]}
";

fn values(seen: &Seen) -> Vec<String> {
    match &seen.def("Size").kind {
        TypeKind::Enum(body) => body
            .variants
            .iter()
            .map(|variant| variant.rust.clone())
            .collect(),
        other => panic!("{other:?}"),
    }
}

fn parameters(seen: &Seen) -> Vec<&str> {
    seen.operation("a")
        .parameters
        .iter()
        .map(|parameter| parameter.rust.as_str())
        .collect()
}

#[test]
fn parameter_types_of_client_methods_are_named_after_the_method() {
    let seen = see(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /search:
    get:
      parameters: [{name: order, in: query, schema: {enum: [a, b]}}]
      responses: {'204': {description: d}}
",
        "",
    );
    assert_eq!(seen.names(), ["search::Order"]);
}

#[test]
fn keys_that_a_program_made_are_no_names() {
    let seen = see(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /login/access-token:
    post: {operationId: login_login_access_token_post, responses: {'204': {description: d}}}
  /files/{item_id}:
    put: {operationId: upload_files__item_id__put, responses: {'204': {description: d}}}
  /notes:
    post: {operationId: create, responses: {'204': {description: d}}}
components:
  schemas:
    Body_login_login_access_token_post: {type: object, properties: {a: {type: string}}}
    Body_upload_files__item_id__put: {type: object, properties: {b: {type: string}}}
    Body_create: {type: object, properties: {c: {type: string}}}
    Body_other_notes_get: {type: object, properties: {d: {type: string}}}
    UploadBody: {type: object, properties: {e: {type: string}}}
    def-0: {title: Note, type: object, properties: {f: {type: string}}}
    def-1: {title: UploadBody, type: object, properties: {g: {type: string}}}
    def-2: {type: object, properties: {h: {type: string}}}
    Note2: {title: Other, type: object, properties: {i: {type: string}}}
",
        "",
    );
    let mut names = seen.names();
    names.sort_unstable();
    let expected = [
        "BodyCreate",
        "BodyOtherNotesGet",
        "Def1",
        "Def2",
        "LoginBody",
        "Note",
        "Note2",
        "UploadBody",
        "UploadFilesItemIdBody",
    ];
    assert_eq!(names, expected);
    let operation = |path: &str| {
        format!(
            "  /{path}: {{post: {{operationId: login_{path}_post, responses: {{'204': {{description: d}}}}}}}}\n"
        )
    };
    let seen = see(
        &format!(
            "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
{}{}components:
  schemas:
    Body_login_token_post: {{type: object, properties: {{a: {{type: string}}}}}}
    Body_login_cookie_post: {{type: object, properties: {{b: {{type: string}}}}}}
",
            operation("token"),
            operation("cookie")
        ),
        "",
    );
    assert_eq!(seen.names(), ["LoginTokenBody", "LoginCookieBody"]);
}

#[test]
fn a_body_may_be_the_only_member_of_all_of() {
    let reference = "$ref: '#/components/schemas/Body_create'";
    for schema in [
        format!("{{{reference}}}"),
        format!("{{allOf: [{{{reference}}}]}}"),
    ] {
        let seen = see(
            &format!(
                "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths: {{/notes: {{post: {{operationId: create, requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}, responses: {{'204': {{description: d}}}}}}}}}}
components: {{schemas: {{Body_create: {{type: object, properties: {{a: {{type: string}}}}}}}}}}
"
            ),
            "",
        );
        assert_eq!(seen.names(), ["CreateBody"], "{schema}");
    }
}

#[test]
fn names_of_inner_types_do_not_depend_on_the_order_of_paths() {
    let inner = "{type: object, properties: {copy: {type: object, properties: {note: {type: object, properties: {text: {type: string}}}}}}}";
    let operation = |path: &str, schema: &str| {
        format!(
            "  /{path}: {{get: {{operationId: list_{path}, responses: {{'200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}}}}}}}\n"
        )
    };
    let target =
        "#/paths/~1books/get/responses/200/content/application~1json/schema/properties/copy";
    let copies = operation(
        "copies",
        &format!("{{type: object, properties: {{first: {{$ref: '{target}'}}}}}}"),
    );
    let books = operation("books", inner);
    let sources = operation("a_copy", &format!("{{$ref: '{target}'}}"));
    let orders = [[&copies, &books, &sources], [&sources, &copies, &books]];
    let names = orders.map(|paths| {
        let paths: String = paths.into_iter().map(String::as_str).collect();
        let seen = with_paths(&paths, "");
        let mut names: Vec<String> = seen.names().into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        names
    });
    assert_eq!(names[0], names[1]);
    assert!(
        names[0].iter().any(|name| name.ends_with("::Note")),
        "{names:?}"
    );
}

#[test]
fn a_body_is_named_after_its_only_operation() {
    let operation = |path: &str, tag: &str, id: &str, body: &str| {
        format!(
            "  /{path}: {{post: {{operationId: {id}, tags: [{tag}], requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Body_{body}'}}}}}}}}, responses: {{'204': {{description: d}}}}}}}}\n"
        )
    };
    let names = |paths: &[String], keys: &[&str]| {
        let schemas = keys.iter().map(|key| {
            format!("    Body_{key}: {{type: object, properties: {{{key}: {{type: string}}}}}}\n")
        });
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{}components:\n  schemas:\n{}",
            paths.concat(),
            schemas.collect::<String>(),
        );
        let seen = see(&text, "");
        let mut names: Vec<String> = seen.names().into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        names
    };
    let login = operation(
        "api/v1/login/access-token",
        "login",
        "login-login_access_token",
        "login-login_access_token",
    );
    let id = "login-login_access_token";
    assert_eq!(
        names(
            &[
                login.clone(),
                operation("notes", "notes", "create", "create")
            ],
            &[id, "create"]
        ),
        ["CreateBody", "LoginAccessTokenBody"]
    );
    // Without the tag, this name would equal that of another body.
    assert_eq!(
        names(
            &[
                login.clone(),
                operation(
                    "admin",
                    "admin",
                    "admin-login_access_token",
                    "admin-login_access_token"
                )
            ],
            &[id, "admin-login_access_token"]
        ),
        ["AdminLoginAccessTokenBody", "LoginLoginAccessTokenBody"]
    );
    // The component is the body of several operations; or there is another operation that uses it.
    assert_eq!(
        names(&[login, operation("other", "login", "other", id)], &[id]),
        ["BodyLoginLoginAccessToken"]
    );
    assert_eq!(
        names(
            &[
                operation("other", "login", "other", "create"),
                operation("notes", "notes", "create", "other")
            ],
            &["other", "create"]
        ),
        ["BodyCreate", "BodyOther"]
    );
}

#[test]
fn each_rename_is_reported_once() {
    let seen = see(PETS, "");
    assert_eq!(
        seen.fields("Pet"),
        [
            "type_: Plain",
            "pet_name_2: Plain",
            "pet_name: Plain",
            "extra: Plain",
            "n2fa: Plain"
        ]
    );
    assert_eq!(values(&seen), ["S2", "S", "N1_5"]);
    assert_eq!(parameters(&seen), ["id", "query", "sort_by_2", "sort_by"]);
    assert_eq!(seen.shapes("One"), ["Shape: Plain", "Shape2: Integer"]);
    let mut codes = seen.codes.clone();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "renamed-member",
            "renamed-parameter",
            "renamed-property",
            "renamed-value"
        ]
    );
}

#[test]
fn names_are_taken_from_the_configuration() {
    let config = "names:
  /components/schemas/Pet/properties/pet_name: full_name
  '#/components/schemas/Pet/properties/extra': more
  /components/schemas/Size/enum/S: Small
  /components/schemas/Size/enum/1.5: OneAndAHalf
  /paths/~1pets~1{id}/get/parameters/1: text
  /paths/~1pets~1{id}/get/parameters/3: sort_key
  /components/schemas/One/oneOf/1: Count
types: {/components/schemas/Option: Fault}
resources: {pets: {read: a, write: A}}
";
    let seen = see(PETS, config);
    assert_eq!(seen.problems, [""; 0]);
    assert_eq!(seen.codes, [""; 0]);
    assert_eq!(
        seen.fields("Pet"),
        [
            "type_: Plain",
            "pet_name: Plain",
            "full_name: Plain",
            "more: Plain",
            "n2fa: Plain"
        ]
    );
    assert_eq!(values(&seen), ["S", "Small", "OneAndAHalf"]);
    assert_eq!(parameters(&seen), ["id", "text", "sort_by", "sort_key"]);
    assert_eq!(seen.shapes("One"), ["Shape: Plain", "Count: Integer"]);
    assert_eq!(seen.fields("Fault"), ["a: Plain"]);
    assert_eq!(seen.operation("a").names.method, "read");
    let extensible = PETS.replace("Size: {enum:", "Size: {type: string, x-extensible-enum:");
    let seen = see(
        &extensible,
        "names: {/components/schemas/Size/x-extensible-enum/S: Small}",
    );
    assert_eq!(
        (seen.problems.len(), values(&seen)[1].as_str()),
        (0, "Small")
    );
}

#[test]
fn unknown_locations_and_invalid_names_are_rejected() {
    let rows = [
        (
            "/components/schemas/Pet/properties/gone: a",
            "the description has nothing that can be named at `/components/schemas/Pet/properties/gone`",
        ),
        (
            "/components/schemas/Size/enum/XL: A",
            "the description has nothing that can be named at `/components/schemas/Size/enum/XL`",
        ),
        (
            "/components/schemas/Pet: A",
            "the description has nothing that can be named at `/components/schemas/Pet`",
        ),
        (
            "/components/schemas/Pet/properties/type: Kind",
            "`Kind` is not a valid name for this item",
        ),
        (
            "/components/schemas/Size/enum/s: small",
            "`small` is not a valid name for this item",
        ),
    ];
    for (line, problem) in rows {
        assert_eq!(see(PETS, &format!("names: {{{line}}}")).problems, [problem]);
    }
}

#[test]
fn invalid_rust_names_are_notes() {
    let seen = see(PETS, "");
    assert_eq!(
        seen.notes,
        [
            "every generated crate has its own `Option`: this one is called `OptionModel`",
            "`1.5` is not a valid name in Rust: the value is called `N1_5`",
            "`type` is a keyword of Rust: the property is called `type_`",
            "`2fa` is not a valid name in Rust: the property is called `n2fa`",
        ]
    );
    let named = see(
        PETS,
        "names: {/components/schemas/Pet/properties/type: kind}",
    );
    assert_eq!(named.notes.len(), 3);
}

#[test]
fn renamed_resources_and_methods_are_reported() {
    let seen = |resource: &str, method: &str| {
        let paths = format!(
            "  /{resource}/{method}: {{get: {{responses: {{'204': {{description: done}}}}}}}}
  /b: {{get: {{responses: {{'204': {{description: done}}}}}}}}
"
        );
        with_paths(&paths, "")
    };
    let reserved = seen("request", "await");
    assert_eq!(reserved.codes, ["renamed-resource"]);
    assert_eq!(
        reserved.notes,
        ["`await` is a keyword of Rust: the method is called `await_`"]
    );
    let keyword = seen("type", "a");
    assert_eq!(
        keyword.notes,
        ["`type` is a keyword of Rust: the resource is called `type_`"]
    );
    assert_eq!(keyword.codes, [""; 0]);
}

#[test]
fn exact_names_are_claimed_first() {
    let seen = with_schemas(
        "    S: {type: object, properties: {TYPE: {}, Type: {}, type: {}, ' a': {}, a: {}}}",
    );
    let TypeKind::Struct(record) = &seen.def("S").kind else {
        panic!("a struct")
    };
    let names: Vec<(&str, &str)> = record
        .properties
        .iter()
        .map(|property| (property.wire.as_str(), property.rust.as_str()))
        .collect();
    let expected = [
        ("TYPE", "type_3"),
        ("Type", "type_2"),
        ("type", "type_"),
        (" a", "a_2"),
        ("a", "a"),
    ];
    assert_eq!(names, expected);
}

/// Three operations of one resource, one of another, all with the same inline objects.
const INLINE: &str = "  /pets:
    post: {operationId: createPet, tags: [pets], requestBody: {content: {application/json: {schema: PET}}}, responses: {'201': {content: {application/json: {schema: PET}}}, '400': {content: {application/json: {schema: FAULT}}}}}
  /pets/{id}:
    parameters: [{name: view, in: query, schema: {enum: [short, long]}}]
    get: {operationId: readPet, tags: [pets], parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {content: {application/json: {schema: PET}}}, '404': {$ref: '#/components/responses/NotFound'}}}
  /cats:
    get: {operationId: listCats, tags: [cats], parameters: [{$ref: '#/components/parameters/Sort'}], responses: {'200': {content: {application/json: {schema: {type: array, items: PET}}}}, '404': {$ref: '#/components/responses/NotFound'}}}
components:
  parameters: {Sort: {name: sort_by, in: query, schema: {enum: [name, age]}}}
  responses: {NotFound: {content: {application/json: {schema: {type: object, properties: {gone: {type: string}}}}}}}
";

fn inline() -> String {
    let pet = "{type: object, properties: {id: {type: string}, name: {type: string}, owner: {type: object, properties: {email: {type: string}}}}}";
    INLINE.replace("PET", pet).replace(
        "FAULT",
        "{type: object, properties: {reason: {type: string}}}",
    )
}

fn sorted(seen: &Seen) -> Vec<&str> {
    let mut names = seen.names();
    names.sort_unstable();
    names
}

#[test]
fn shared_inline_types_are_named_after_the_resource() {
    let seen = with_paths(&inline(), "");
    let expected = [
        "CreatePetBadRequest",
        "ListCatsItem",
        "NotFoundResponse",
        "Pet",
        "Sort",
        "list_cats_item::Owner",
        "pets::Owner",
        "pets::View",
    ];
    assert_eq!(sorted(&seen), expected);
    assert_eq!(seen.codes, [""; 0]);
    let taken = with_paths(
        &format!(
            "{}  schemas: {{Pet: {{type: object, properties: {{x: {{type: string}}}}}}}}\n",
            inline()
        ),
        "",
    );
    assert!(sorted(&taken).contains(&"PetObject"), "{:?}", taken.names());
}

#[test]
fn shared_types_of_other_methods_are_named_after_their_common_words() {
    let rule = "{type: object, properties: {id: {type: string}, name: {type: string}, on: {type: boolean}}}";
    let answers = |schema: &str| {
        format!(
            "responses: {{'200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}}}"
        )
    };
    let one = answers(rule);
    let many = answers(&format!("{{type: array, items: {rule}}}"));
    let seen = with_paths(
        &format!(
            "  /guilds/{{id}}/rules:
    get: {{operationId: list_auto_rules, tags: [guilds], {many}}}
    post: {{operationId: create_auto_rule, tags: [guilds], {one}}}
"
        ),
        "",
    );
    assert_eq!(sorted(&seen), ["GuildsAutoRule"]);
}

#[test]
fn the_common_response_of_a_deletion_is_not_the_resource() {
    let answer = "{type: object, properties: {result: {type: boolean}, status: {type: string}, time: {type: number}}}";
    let content = format!("{{application/json: {{schema: {answer}}}}}");
    let answers = |id: &str| {
        format!(
            "{{operationId: {id}, responses: {{'200': {{description: d, content: {content}}}}}}}"
        )
    };
    let paths = |get: &str| {
        format!(
            "  /pets/{{id}}: {{put: {}, delete: {}{get}}}\n",
            answers("updatePet"),
            answers("deletePet")
        )
    };
    assert_eq!(sorted(&with_paths(&paths(""), "")), ["PetResponse"]);
    let get = format!(", get: {}", answers("getPet"));
    assert_eq!(sorted(&with_paths(&paths(&get), "")), ["Pet"]);
}

#[test]
fn names_of_merged_types_do_not_depend_on_an_order() {
    let show = |path: &str, id: &str| {
        let rule = "{type: object, properties: {id: {type: string}, name: {type: string}, on: {type: boolean}}}";
        let one = format!("{{application/json: {{schema: {rule}}}}}");
        format!(
            "  {path}: {{get: {{operationId: {id}, tags: [apps], responses: {{'200': {{description: d, content: {one}}}}}}}}}\n"
        )
    };
    let (one, other) = (
        show("/apps/b/{id}", "show_team_repo"),
        show("/apps/d/{id}", "show_repo_of_team"),
    );
    let tags = "naming: {from: tags}";
    let seen = with_paths(&format!("{one}{other}"), tags);
    assert_eq!(sorted(&seen), ["AppTeamRepo"]);
    assert_eq!(
        sorted(&with_paths(&format!("{other}{one}"), tags)),
        sorted(&seen)
    );
    let add = |path: &str, required: &str| {
        let item = "type: object, properties: {id: {type: string}, owner: {type: string}, repo: {type: string}}";
        let body = format!("{{{item}, oneOf: [{{required: [id]}}, {{required: [{required}]}}]}}");
        format!(
            "  {path}: {{post: {{requestBody: {{content: {{application/json: {{schema: {body}}}}}}}, tags: [items], responses: {{'204': {{description: d}}}}}}}}\n"
        )
    };
    let seen = with_paths(
        &format!(
            "{}{}",
            add("/items/a", "owner, repo"),
            add("/items/b", "repo, owner")
        ),
        tags,
    );
    assert_eq!(seen.names().len(), 1, "{:?}", seen.names());
}

#[test]
fn a_schema_in_several_conjunctions_has_the_best_name() {
    let of = |name: &str| {
        format!(
            "    {name}: {{allOf: [{{$ref: '#/components/schemas/Middle'}}, {{properties: {{{name}: {{type: string}}}}}}]}}\n"
        )
    };
    let inside = "    Ox: {properties: {it: {allOf: [{$ref: '#/components/schemas/Middle'}, {properties: {a: {type: string}}}]}}}\n";
    let schemas = [of("Cats"), of("ListOfDogs"), inside.to_owned()];
    let pages = "count: {type: integer}, total: {type: integer}";
    for (base, added) in [
        (
            format!("type: object, properties: {{{pages}}}"),
            "count: {example: 1}",
        ),
        ("type: [object, string]".to_owned(), pages),
        (
            format!("type: object, properties: {{list: {{properties: {{{pages}}}}}}}"),
            "list: {example: {}}",
        ),
    ] {
        let names = |order: [usize; 2]| {
            let components = order.map(|at| schemas[at].as_str()).concat();
            let base = format!(
                "    Base: {{type: object, properties: {{page: {{{base}}}}}}}
    Middle: {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{properties: {{page: {{properties: {{{added}}}}}}}}}]}}\n"
            );
            let paths = format!("  {{}}\ncomponents:\n  schemas:\n{components}{base}");
            let seen = with_paths(&paths, "");
            let names = sorted(&seen).into_iter().map(str::to_owned);
            names.collect::<Vec<_>>()
        };
        for [first, second] in [[0, 1], [1, 2], [0, 2]] {
            assert_eq!(names([first, second]), names([second, first]), "{base}");
        }
    }
}

#[test]
fn bodies_of_singular_and_plural_resources_have_different_names() {
    let post = |name: &str| {
        let body = format!("{{type: object, properties: {{{name}: {{type: string}}}}}}");
        format!(
            "{{post: {{requestBody: {{content: {{application/json: {{schema: {body}}}}}}}, responses: {{'204': {{description: d}}}}}}}}"
        )
    };
    let seen = with_paths(
        &format!("  /account: {}\n  /accounts: {}\n", post("a"), post("b")),
        "",
    );
    assert_eq!(sorted(&seen), ["AccountCreate", "AccountsCreate"]);
}

#[test]
fn unrelated_items_do_not_rename_inline_types() {
    let lines: Vec<String> = inline().lines().map(str::to_owned).collect();
    let (paths, components) = lines.split_at(7);
    let (pets, cats) = paths.split_at(5);
    let components = components.join("\n");
    let turned = format!("{}\n{}\n{components}\n", cats.join("\n"), pets.join("\n"));
    let before = with_paths(&inline(), "");
    assert_eq!(
        sorted(&with_paths(&turned, "")),
        sorted(&before),
        "the order of paths"
    );
    // There is another resource before the others, with the same objects.
    let more = cats
        .join("\n")
        .replace("/cats", "/ants")
        .replace("Cats", "Ants")
        .replace("[cats]", "[ants]");
    let more = with_paths(&format!("{more}\n{}", inline()), "");
    let kept: Vec<&str> = sorted(&more)
        .into_iter()
        .filter(|name| !name.to_lowercase().contains("ants"))
        .collect();
    assert_eq!(kept, sorted(&before));
}

#[test]
fn large_equal_types_are_merged_across_components_with_a_common_prefix() {
    let user = "{type: object, properties: {a: {type: string}, b: {type: string}, c: {type: string}, d: {type: string}, e: {type: string}}}";
    let component =
        |name: &str| format!("    {name}: {{type: object, properties: {{user: {user}}}}}\n");
    let names = ["HookIssueOpened", "HookIssueClosed", "Other"];
    let seen = with_schemas(&names.map(component).concat());
    assert_eq!(
        seen.fields("HookIssueOpened"),
        ["user: hook_issue_closed::User"]
    );
    assert_eq!(
        seen.fields("HookIssueClosed"),
        ["user: hook_issue_closed::User"]
    );
    assert_eq!(seen.fields("Other"), ["user: other::User"]);
}

#[test]
fn members_are_named_after_distinctive_properties() {
    let seen = with_schemas(
        "    Event:
      oneOf:
        - {type: object, properties: {event: {const: run.created}, data: {type: string}}}
        - {type: object, properties: {event: {const: run.done}, data: {type: integer}}}
    Source:
      anyOf:
        - {type: object, required: [url], properties: {id: {type: string}, url: {type: string}}}
        - {type: object, required: [file], properties: {id: {type: string}, file: {type: string}}}
    Lists: {oneOf: [{type: array, items: {type: string}}, {type: array, items: {$ref: '#/components/schemas/Event'}}]}
    Open: {anyOf: [{allOf: [{$ref: '#/components/schemas/Event'}]}, {type: object}]}
",
    );
    assert_eq!(
        seen.shapes("Event"),
        ["RunCreated: event::RunCreated", "RunDone: event::RunDone"]
    );
    assert_eq!(
        seen.shapes("Source"),
        ["Url: source::Url", "File: source::File"]
    );
    assert_eq!(
        seen.shapes("Lists"),
        ["TextList: [Plain]", "EventList: [Event]"]
    );
    assert_eq!(seen.shapes("Open"), ["Event: Event", "Object: {Any}"]);
}

#[test]
fn keys_in_other_files_begin_with_the_file_name() {
    const ROOT: &str = "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {/t: {get: {responses: {'204': {description: d}}}}}
components: {schemas: {S: {type: object, properties: {a: {$ref: 'types/more.yaml#/A'}}}}}
";
    const MORE: &str =
        "A: {type: object, properties: {b: {type: object, properties: {c: {type: string}}}}}\n";
    let folder = std::env::temp_dir().join(format!("names-in-files-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("types")).unwrap();
    std::fs::write(folder.join("root.yaml"), ROOT).unwrap();
    std::fs::write(folder.join("types/more.yaml"), MORE).unwrap();
    let seen = |config: &str| {
        let (document, _) =
            Document::load(&folder.join("root.yaml"), &ReadOptions::default()).unwrap();
        built(document, Vec::new(), config)
    };
    let config =
        "types: {'types/more.yaml#/A': Other}\nnames: {'types/more.yaml#/A/properties/b': inner}\n";
    let named = seen(config);
    assert_eq!(named.problems, [""; 0]);
    assert_eq!(named.fields("S"), ["a: Other"]);
    assert_eq!(named.fields("Other"), ["inner: other::B"]);
    let wrong = seen("types: {'types/gone.yaml#/A': Other, /A: Other}\n");
    assert_eq!(wrong.problems.len(), 2, "{:?}", wrong.problems);
    std::fs::remove_dir_all(folder).unwrap();
}

/// In split descriptions, each component is a `$ref` to a file that refers to the others.
#[test]
fn components_that_are_references_name_their_target() {
    const ROOT: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
paths: {/t: {get: {responses: {'204': {description: d}}}}}
components:
  schemas:
    Pet: {$ref: 'types/Pet.yaml'}
    Toy: {$ref: 'types/all.yaml#/Thing'}
    Animal: {$ref: 'types/Pet.yaml'}
    Own: {type: object, properties: {a: {$ref: '#/components/schemas/Same'}}}
    Same: {$ref: '#/components/schemas/Own'}
";
    let files = [
        ("root.yaml", ROOT),
        (
            "types/Pet.yaml",
            "type: object\nproperties: {toys: {type: array, items: {$ref: 'all.yaml#/Thing'}}}\n",
        ),
        (
            "types/all.yaml",
            "Thing: {type: object, properties: {of: {$ref: Pet.yaml}}}\n",
        ),
    ];
    let folder = std::env::temp_dir().join(format!("names-given-away-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("types")).unwrap();
    files
        .iter()
        .for_each(|(name, text)| std::fs::write(folder.join(name), text).unwrap());
    let seen = |config: &str| {
        let (document, _) =
            Document::load(&folder.join("root.yaml"), &ReadOptions::default()).unwrap();
        let seen = built(document, Vec::new(), config);
        assert_eq!(
            (&seen.codes, &seen.problems),
            (&Vec::new(), &Vec::new()),
            "{config}"
        );
        let mut names: Vec<String> = seen.names().into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(seen(""), ["Animal", "Own", "Toy"]);
    assert_eq!(
        seen("types: {'types/Pet.yaml#': Pet}"),
        ["Own", "Pet", "Toy"]
    );
    assert_eq!(
        seen("types: {/components/schemas/Pet: Cat, 'types/all.yaml#/Thing': Pet}"),
        ["Cat", "Own", "Pet"]
    );
    std::fs::remove_dir_all(folder).unwrap();
}

/// A union with a single member has no separate type, so the name of its component, or its
/// configured name, is that of the member.
#[test]
fn single_member_unions_name_their_member() {
    const SCHEMAS: &str = "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {/t: {get: {responses: {'204': {description: d}}}}}
components:
  schemas:
    Pet: {anyOf: [{type: object, properties: {owner: {oneOf: [{type: 'null'}, {type: object, properties: {a: {}}}]}}}, {type: 'null'}]}
    Toy: {type: object, oneOf: [{type: object, properties: {b: {}}}], description: D}
    Either: {oneOf: [{type: object, anyOf: [{$ref: '#/components/schemas/Toy'}, {type: 'null'}]}, {type: boolean}]}
    Friend: {anyOf: [{$ref: '#/components/schemas/Pet'}, {type: 'null'}]}
";
    let sorted = |config: &str| {
        let seen = see(SCHEMAS, config);
        assert_eq!(
            (&seen.codes, &seen.problems),
            (&Vec::new(), &Vec::new()),
            "{config}"
        );
        assert_eq!(seen.shapes("Either"), ["Toy: Toy", "Bool: Bool"]);
        let mut names: Vec<String> = seen.names().into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(sorted(""), ["Either", "Pet", "Toy", "pet::Owner"]);
    let owner = "/components/schemas/Pet/anyOf/0/properties/owner";
    let config =
        format!("types: {{/components/schemas/Pet: Cat, {owner}: Human, {owner}/oneOf/1: Unused}}");
    assert_eq!(sorted(&config), ["Cat", "Either", "Toy", "cat::Human"]);
    assert_eq!(
        sorted(&format!("types: {{{owner}/oneOf/1: Human}}")),
        ["Either", "Pet", "Toy", "pet::Human"]
    );
    assert_eq!(
        sorted("types: {/components/schemas/Pet: zoo::Cat}"),
        ["Either", "Toy", "zoo::Cat", "zoo::cat::Owner"]
    );
    let wrong = see(SCHEMAS, "types: {/components/schemas/Pet: Zoo::cat}");
    assert_eq!(wrong.problems, ["`Zoo::cat` cannot be the name of a type"]);
}

#[test]
fn configured_names_take_precedence_or_are_rejected() {
    let seen = see(PETS, "types: {/components/schemas/Pet: Option}");
    assert_eq!(seen.problems, [""; 0]);
    assert_eq!(
        seen.def("OptionModel").origin.pointer,
        "/components/schemas/Pet".into()
    );
    let seen = see(PETS, "types: {/components/schemas/Size: Pet}");
    assert_eq!(seen.names(), ["PetModel", "Pet", "OptionModel", "One"]);
    let problem = "the description has no schema at `Pot`";
    assert_eq!(see(PETS, "types: {Pot: Cat}").problems, [problem]);
    let problem =
        "the schema at `/components/schemas/Pet/properties/type` does not become a separate type";
    assert_eq!(
        see(
            PETS,
            "types: {/components/schemas/Pet/properties/type: Kind}"
        )
        .problems,
        [problem]
    );
}

#[test]
fn bodies_of_one_word_ids_have_the_name_of_the_method() {
    let seen = with_paths(
        "  /up: {post: {operationId: up, requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {'204': {description: done}}}}
",
        "",
    );
    assert_eq!(
        (
            seen.names(),
            seen.operation("up").names.request_type.as_str()
        ),
        (vec!["UpCreate"], "UpCreateRequest")
    );
}

/// If several items claim a name, the one that has exactly that name gets it, or else the first by
/// name.
#[test]
fn names_do_not_depend_on_the_order_of_the_description() {
    let schemas = [
        "    Base: {type: object, properties: {kind: {enum: [x, y], default: x}, aB: {type: string}, a-b: {type: string}}}\n",
        "    Heir: {type: object, properties: {it: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {z: {type: string}}}]}}}\n",
        "    heir: {type: object, properties: {it: {type: string}}}\n",
        "    Other: {type: object, properties: {own: {$ref: '#/components/schemas/Heir/properties/it'}}}\n",
    ];
    let named = |order: [usize; 4]| {
        let seen = with_schemas(&order.map(|at| schemas[at]).concat());
        let mut names: Vec<String> = seen.names().into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        let kind = |name: &str| {
            let property = seen
                .structure(name)
                .properties
                .iter()
                .find(|property| property.wire == "kind")
                .unwrap();
            (
                seen.short(&property.schema),
                property.schema.default.clone(),
            )
        };
        let kinds = [kind("Base"), kind("heir::It")];
        assert_eq!(kinds[0], kinds[1]);
        (names, kinds, seen.fields("Base"))
    };
    let expected = named([0, 1, 2, 3]);
    assert_eq!(
        expected.0,
        [
            "Base",
            "Heir",
            "HeirModel",
            "Other",
            "base::Kind",
            "heir::It"
        ]
    );
    for order in [[1, 0, 2, 3], [2, 1, 0, 3], [3, 2, 1, 0]] {
        assert_eq!(named(order), expected, "{order:?}");
    }
}

/// Dotted components are in modules, and inline types in the module of their owner.
#[test]
fn dotted_components_and_inline_types_are_in_modules() {
    let seen = with_schemas(
        "    io.k8s.api.core.v1.Pod: {type: object, properties: {
      spec: {type: object, properties: {pod_kind: {enum: [a, b]}, ports: {type: array, items: {type: object, properties: {n: {type: integer}}}}}},
      status: {type: object, properties: {kind: {enum: [c, d]}}},
      kind: {enum: [e, f]},
      meta: {$ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'}}}
    io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta: {type: object, properties: {name: {type: string}}}
",
    );
    let mut names = seen.names();
    names.sort_unstable();
    let expected = [
        "core::v1::Pod",
        "core::v1::pod::Kind",
        "core::v1::pod::PodKind",
        "core::v1::pod::Port",
        "core::v1::pod::Spec",
        "core::v1::pod::Status",
        "core::v1::pod::StatusKind",
        "meta::v1::ObjectMeta",
    ];
    assert_eq!(names, expected);
    assert_eq!(seen.codes, [""; 0]);
}

/// Bodies are named after resource and method, types of parameters after the resource, types of
/// errors after the reason phrase, and variants without the words of the union.
#[test]
fn operations_and_variants_have_short_names() {
    let seen = with_paths(
        "  /pets: {post: {operationId: create, tags: [pets], parameters: [{name: sort, in: query, schema: {enum: [a, b]}}],
    requestBody: {content: {application/json: {schema: {type: object, properties: {tag: {type: object, properties: {x: {type: string}}}}}}}},
    responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {way: {oneOf: [{$ref: '#/components/schemas/WayByAir'}, {$ref: '#/components/schemas/WayByRoad'}]}}}}}},
     '404': {description: d, content: {application/json: {schema: {type: object, properties: {why: {type: string}}}}}}}}}
components:
  schemas:
    WayByAir: {type: object, properties: {n: {type: integer}}}
    WayByRoad: {type: object, properties: {m: {type: integer}}}
",
        "",
    );
    let mut names = seen.names();
    names.sort_unstable();
    let expected = [
        "PetCreate",
        "PetCreateNotFound",
        "PetCreateResponse",
        "WayByAir",
        "WayByRoad",
        "pet_create::Tag",
        "pet_create_response::Way",
        "pets::Sort",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        seen.shapes("pet_create_response::Way"),
        ["Air: WayByAir", "Road: WayByRoad"]
    );
}

#[test]
fn titles_that_say_more_than_the_property_are_names() {
    let seen = with_schemas(
        "    Pull:
      properties:
        branch: {title: Pull request branch, properties: {a: {}}}
        base: {title: Base, properties: {b: {}}}
        user: {title: Simple account, properties: {c: {}}}
        line: {title: LineItemParams, properties: {d: {}}}
",
    );
    let mut names = seen.names();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "Pull",
            "pull::Base",
            "pull::LineItem",
            "pull::PullRequestBranch",
            "pull::User"
        ]
    );
}

#[test]
fn types_with_a_unique_last_name_have_a_short_one() {
    let seen = with_schemas(
        "    Pet: {properties: {owner: {properties: {a: {}}}, kind: {enum: [cat, dog]}}}
    House: {properties: {owner: {properties: {b: {}}}, roof: {properties: {c: {}}}}}
    Kind: {properties: {d: {}}}
",
    );
    let short = |api: &Api| -> Vec<String> {
        let all = api.types.iter().filter(|(_, def)| def.has_short_name);
        all.map(|(_, def)| def.name.clone()).collect()
    };
    assert_eq!(short(&seen.api), ["house::Roof"]);
    let mut api = seen.api.clone();
    assign_short_names(&mut api, &["pet::Owner".to_owned(), "Pet".to_owned()]);
    let mut kept = short(&api);
    kept.sort_unstable();
    assert_eq!(
        kept,
        ["house::Roof", "pet::Owner"],
        "the previous crate had only one `Owner`"
    );
}

#[test]
fn pointers_into_swagger_may_be_those_of_either_version() {
    for pointer in ["/definitions/Pet", "/components/schemas/Pet"] {
        let seen = see(
            "swagger: '2.0'
info: {title: T, version: '1'}
paths: {/pets: {get: {responses: {200: {description: OK, schema: {$ref: '#/definitions/Pet'}}}}}}
definitions: {Pet: {type: object, properties: {name: {type: string}}}}
",
            &format!("types: {{{pointer}: Animal}}\nnames: {{{pointer}/properties/name: title}}"),
        );
        assert_eq!(seen.problems, [""; 0], "{pointer}");
        let names: Vec<&str> = seen
            .api
            .types
            .iter()
            .map(|(_, def)| def.name.as_str())
            .collect();
        assert_eq!(names, ["Animal"], "{pointer}");
    }
}

#[test]
fn arguments_for_bodies_have_configured_names() {
    let paths = "  /pets/{id}:
    put:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {$ref: '#/components/requestBodies/Pet'}
      responses: {'204': {description: done}}
components:
  requestBodies:
    Pet: {required: true, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string}}}}}}
";
    for (key, name, problems) in [
        ("/components/requestBodies/Pet", "pet", Vec::new()),
        (
            "/components/requestBodies/Pet",
            "id",
            vec!["another argument of the method is already called `id`"],
        ),
        (
            "/paths/~1pets~1{id}/put/requestBody",
            "pet",
            vec![
                "the description has nothing that can be named at `/paths/~1pets~1{id}/put/requestBody`",
            ],
        ),
    ] {
        let seen = with_paths(paths, &format!("names: {{'{key}': {name}}}"));
        assert_eq!(seen.problems, problems, "{key}: {name}");
        let body = seen.api.operations[0].body.as_ref().unwrap();
        let expected = if problems.is_empty() { name } else { "body" };
        assert_eq!(body.rust, expected, "{key}: {name}");
    }
}

#[test]
fn keys_name_locations_in_the_text() {
    let text = "openapi: 3.0.3
info: {title: T, version: '1'}
paths: {/t: {get: {responses: {'204': {description: d}}}}}
components:
  schemas:
    S: {nullable: true, allOf: [{type: object, properties: {a: {type: object, properties: {b: {type: string}}}}}]}
";
    let config = "types: {/components/schemas/S/allOf/0/properties/a: Other}";
    let seen = see(text, config);
    assert_eq!(seen.problems, [""; 0]);
    assert_eq!(seen.fields("S"), ["a: s::Other"]);
}

#[test]
fn targets_of_references_in_operations_are_named_alone() {
    let response = |schema: &str| {
        format!(
            "{{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{properties: {{ship: {schema}}}}}}}}}}}}}}}"
        )
    };
    let ship = "{properties: {id: {type: string}, engine: {properties: {power: {type: integer}}}}}";
    let target =
        "'#/paths/~1register/post/responses/200/content/application~1json/schema/properties/ship'";
    let seen = with_paths(
        &format!(
            "  /register: {{post: {}}}\n  /dock: {{post: {}}}\n",
            response(ship),
            response(&format!("{{$ref: {target}}}"))
        ),
        "",
    );
    let mut names = seen.names();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "DockCreateResponse",
            "RegisterResponse",
            "Ship",
            "ship::Engine"
        ]
    );
}
