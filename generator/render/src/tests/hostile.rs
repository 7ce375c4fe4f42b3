//! Text that tries to break out of a comment, a string, a manifest or Markdown.

use serde_json::json;

use super::rendered;
use super::sample::*;
use model::*;

/// Text that must never appear outside of a string or a comment.
const ATTACK: &str = "\" */ --> ``` \n\r #[evil] {evil} `evil` \\\" <script>evil</script> ]]> \u{202e} \u{2028}\n\nfn evil() {}\n";

fn attacked() -> Api {
    let mut api = pets();
    api.info.title = ATTACK.to_owned();
    api.info.version = ATTACK.to_owned();
    api.info.description = Some(ATTACK.to_owned());
    api.package.description = ATTACK.to_owned();
    let mut field = property("x", text());
    field.wire = ATTACK.to_owned();
    field.docs = Some(ATTACK.to_owned());
    field.schema.default = Some(json!(ATTACK).into());
    field.schema.format = Some(ATTACK.to_owned());
    field.schema.constraints.pattern = Some(ATTACK.to_owned());
    let id = add(&mut api, "Evil", object(vec![field]));
    let mut constants = constants(EnumBase::Text, &["x"]);
    if let TypeKind::Enum(constants) = &mut constants {
        constants.variants[0].wire = ATTACK.to_owned();
        constants.variants[0].docs = Some(ATTACK.to_owned());
    }
    add(&mut api, "Constants", constants);
    let operation = &mut api.operations[0];
    for text in [&mut operation.docs.summary, &mut operation.docs.description] {
        *text = Some(ATTACK.to_owned());
    }
    let variable = ServerVariable {
        wire: ATTACK.to_owned(),
        rust: "zone".to_owned(),
        default: ATTACK.to_owned(),
        values: vec![ATTACK.to_owned()],
        docs: Some(ATTACK.to_owned()),
    };
    operation.servers = vec![Server {
        url: ATTACK.to_owned(),
        template: ATTACK.to_owned(),
        variables: vec![variable],
        rust: "elsewhere".to_owned(),
        description: Some(ATTACK.to_owned()),
        name: Some(ATTACK.to_owned()),
        yields_to_https: false,
        origin: at("/x"),
    }];
    operation.id = ATTACK.to_owned();
    operation.permissions = vec![ATTACK.to_owned()];
    operation.parameters[1].docs = Some(ATTACK.to_owned());
    operation.parameters[1].wire = ATTACK.to_owned();
    operation.security = vec![vec![ATTACK.to_owned()]];
    operation.responses[0].docs = Some(ATTACK.to_owned());
    operation.responses[0].contents[0].examples[0].value = json!({ "id": ATTACK, ATTACK: 1 });
    operation.returns.output = Output::Json(schema(Type::Named(id)));
    api.security_schemes = vec![SecurityScheme {
        rust: "evil".to_owned(),
        env: vec![ATTACK.to_owned()],
        docs: Some(ATTACK.to_owned()),
        ..SecurityScheme::new(ATTACK, SchemeKind::Header(ATTACK.to_owned()))
    }];
    api
}

#[test]
fn hostile_text_adds_no_rust_items() {
    for file in rendered(&attacked())
        .files()
        .iter()
        .filter(|file| file.path.ends_with(".rs"))
    {
        let parsed = syn::parse_file(&file.contents)
            .unwrap_or_else(|error| panic!("{}: {error}", file.path));
        let is_evil = |item: &syn::Item| matches!(item, syn::Item::Fn(function) if function.sig.ident == "evil");
        assert!(!parsed.items.iter().any(is_evil), "{}", file.path);
    }
}

#[test]
fn emitted_files_have_no_bidirectional_characters() {
    for file in rendered(&attacked()).files() {
        let strange = file
            .contents
            .chars()
            .find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\r'));
        assert_eq!(strange, None, "{}", file.path);
    }
}

#[test]
fn hostile_text_adds_no_manifest_sections() {
    let mut api = pets();
    api.package.description = "x\"\n[dependencies]\nevil = \"1\"\n#".to_owned();
    let files = rendered(&api);
    let lines = files
        .get("Cargo.toml")
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("[dependencies]") || line.starts_with("evil"));
    assert_eq!(lines.count(), 1);
}
