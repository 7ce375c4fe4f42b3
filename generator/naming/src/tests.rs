use std::collections::HashSet;

use super::*;

/// The longest name in bytes, including the numeric suffix of a scope.
const MAX_NAME: usize = 120;

fn rows(name: fn(&str) -> String, rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(name(text), *expected, "{text:?}");
    }
}

#[test]
fn words_are_split_at_case_and_separators() {
    let table: &[(&str, &str)] = &[
        ("mcp-portals_api", "mcp portals api"),
        ("HTTPServer2", "http server2"),
        ("userIDs", "user ids"),
        ("URLs", "urls"),
        ("iOS", "ios"),
        ("macOS 14", "macos 14"),
        ("mTLS", "mtls"),
        ("OAuth2Token", "oauth2 token"),
        ("IPv4Address", "ipv4 address"),
        ("ipV6", "ip v6"),
        ("DoSomething", "do something"),
        ("GraphQLQuery", "graphql query"),
        ("X509Certificate", "x509 certificate"),
        ("2FA", "2fa"),
        ("3DSecure", "3d secure"),
        ("SHA256", "sha256"),
        ("Base64URL", "base64 url"),
        ("aB", "a b"),
        ("user's name", "users name"),
        ("  a  b  ", "a b"),
        ("a.b[c]/d", "a b c d"),
        ("", ""),
        ("\u{200b}\u{202e}", ""),
    ];
    for (text, expected) in table {
        assert_eq!(words_of_text(text).join(" "), *expected, "{text:?}");
    }
}

#[test]
fn types() {
    rows(
        type_name,
        &[
            ("mcp-portals_api", "McpPortalsApi"),
            ("2fa", "N2fa"),
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("$", "Dollar"),
            ("<=", "LessOrEqual"),
            ("*", "Star"),
            ("_", "Underscore"),
            ("\u{1f600}", "U1f600"),
            ("", "Empty"),
            ("   ", "Empty"),
            ("\u{202e}\u{200b}\u{feff}", "Empty"),
            ("self", "Self_"),
            ("Self", "Self_"),
            ("日本語", "日本語"),
            ("русский текст", "РусскийТекст"),
            ("عربي", "عربي"),
            ("हिन्दी पाठ", "हिन्दीपाठ"),
            ("e\u{301}tat", "\u{c9}tat"),
            ("\u{ff21}\u{ff22}", "Ab"),
            ("\u{fb01}le", "File"),
            ("admin\u{202e}nimda", "Adminnimda"),
            ("Vec<String>", "VecString"),
            ("a\"; fn main() {}", "AFnMain"),
        ],
    );
}

#[test]
fn variants() {
    rows(
        variant_name,
        &[
            ("", "Empty"),
            ("1.5", "N1_5"),
            ("15", "N15"),
            ("v1.2", "V1_2"),
            ("2024-01-31", "N2024_01_31"),
            ("opt_in", "OptIn"),
            ("MCP", "Mcp"),
            ("iOS", "Ios"),
            ("-created", "MinusCreated"),
            ("+created", "PlusCreated"),
            ("--created", "Created"),
            ("-1.5", "Minus1_5"),
            ("Etc/GMT+8", "EtcGmtPlus8"),
            ("Etc/GMT-8", "EtcGmt8"),
            ("reactions-+1", "ReactionsPlus1"),
            ("18+", "N18Plus"),
            ("18-25", "N18_25"),
            (">=5", "GreaterOrEqual5"),
            ("<5", "Less5"),
            ("application/vnd.api+json", "ApplicationVndApiJson"),
            ("!=", "NotEqual"),
            (">", "Greater"),
            ("application/json", "ApplicationJson"),
            ("true", "True"),
        ],
    );
}

#[test]
fn fields_constants_and_modules() {
    rows(
        field_name,
        &[
            ("type", "type_"),
            ("Self", "self_"),
            ("gen", "gen_"),
            ("petId", "pet_id"),
            ("@type", "type_"),
            ("$ref", "ref_"),
            ("+1", "plus_1"),
            ("2fa", "n2fa"),
            ("X-Request-ID", "x_request_id"),
            ("filter[name]", "filter_name"),
            ("日本語", "日本語"),
        ],
    );
    rows(
        constant_name,
        &[
            ("maxItems", "MAX_ITEMS"),
            ("2fa", "N2FA"),
            ("straße", "STRASSE"),
            ("", "EMPTY"),
        ],
    );
    // Without a prefix, names without cased letters would equal the names of variables.
    rows(
        constant_name,
        &[
            ("日本", "CONST_日本"),
            ("اسم", "CONST_اسم"),
            ("日本a", "日本A"),
            ("_1", "N1"),
        ],
    );
    rows(
        module_name,
        &[
            ("mod", "mod_"),
            ("CON", "con_"),
            ("lib", "lib_"),
            ("runtime", "runtime_"),
            ("MCP Portals", "mcp_portals"),
            ("Café Noir", "cafe_noir_h3f0db94b"),
            ("日本語", "m805f5ce7"),
        ],
    );
}

#[test]
fn packages() {
    rows(
        package_name,
        &[
            ("Pet Store", "pet-store"),
            ("test", "test-client"),
            ("std", "std-client"),
            ("type", "type-client"),
            ("Ünïcode", "unicode"),
            ("Café Noir", "cafe-noir"),
            ("Łódź Straße", "lodz-strasse"),
            ("東京 API", "api"),
            ("日本語", "api-client"),
            ("", "api-client"),
            ("1Password Connect", "n1password-connect"),
            ("AI Controls (MCP)", "ai-controls-mcp"),
        ],
    );
}

#[test]
fn methods_from_paths() {
    let table = [
        ("GET", "/pets/{petId}", "get_pets_by_pet_id"),
        ("GET", "/", "get_root"),
        ("delete", "/a/{x}/b/{y}.json", "delete_a_by_x_b_by_y_json"),
        ("POST", "/v2/things:batch", "post_v2_things_batch"),
        ("GET", "/{a}{b}", "get_by_a_by_b"),
    ];
    for (method, path, expected) in table {
        assert_eq!(method_from_path(method, path), expected);
    }
}

#[test]
fn symbols_are_spelled_out() {
    rows(
        symbols::spell_symbols,
        &[
            ("@type", " at type"),
            ("a<=b", "a less or equal b"),
            ("plain", "plain"),
        ],
    );
}

#[test]
fn a_second_candidate_is_claimed_if_the_first_is_taken() {
    let mut fields = Scope::new(ScopeKind::Fields);
    assert_eq!(fields.claim(&field_name("type")).name, "type_");
    let second = fields.claim_any(&[field_name("@type"), field_name("at type")]);
    assert_eq!(
        second,
        Claim {
            name: "at_type".to_owned(),
            rename: Some(Rename::Taken)
        }
    );
}

#[test]
fn composed_names_drop_inner_underscores() {
    let rows = [
        ("Self_", "Item", "SelfItem"),
        ("Crate", "Self_", "CrateSelf"),
        ("", "Self_", "Self_"),
    ];
    for (outer, inner, expected) in rows {
        assert_eq!(composed_type_name(outer, inner), expected);
    }
}

#[test]
fn no_name_is_a_keyword() {
    for word in reserved_words::all_keywords() {
        for name in [
            type_name(word),
            field_name(word),
            variant_name(word),
            constant_name(word),
            module_name(word),
        ] {
            assert!(
                syn::parse_str::<syn::Ident>(&name).is_ok(),
                "{word} → {name}"
            );
            assert!(!reserved_words::is_rust_keyword(&name), "{word} → {name}");
        }
    }
}

#[test]
fn long_names_are_cut_and_stay_distinct() {
    let long = "some long name ".repeat(700);
    let (one, two) = (
        field_name(&format!("{long}1")),
        field_name(&format!("{long}2")),
    );
    assert_ne!(one, two);
    assert!(
        one.starts_with("some_long_name_some_long_name_") && one.len() <= MAX_NAME,
        "{one}"
    );
    assert_eq!(one, field_name(&format!("{long}1")));
    for text in [
        "x".repeat(10_000),
        "ß".repeat(10_000),
        "日".repeat(10_000),
        "aB".repeat(5_000),
        "\u{390}".repeat(99),
    ] {
        for name in [
            type_name(&text),
            field_name(&text),
            constant_name(&text),
            variant_name(&text),
        ] {
            assert!(name.len() <= MAX_NAME, "{name}");
        }
        assert!(module_name(&text).chars().count() <= 80);
        assert!(package_name(&text).len() <= 64);
    }
}

#[test]
fn scopes_make_names_unique() {
    let mut types = Scope::new(ScopeKind::Types);
    let given: Vec<String> = [
        "Pet", "Pet", "Pet", "Pet3", "N1", "N1", "Error", "Option", "Option",
    ]
    .map(|name| types.claim(name).name)
    .into();
    let expected = [
        "Pet",
        "Pet2",
        "Pet3",
        "Pet3_2",
        "N1",
        "N1_2",
        "Error",
        "OptionModel",
        "OptionModel2",
    ];
    assert_eq!(given, expected);

    let mut fields = Scope::new(ScopeKind::Fields);
    let given: Vec<String> = ["a", "a", "type_", "type_", "new", "new"]
        .map(|name| fields.claim(name).name)
        .into();
    assert_eq!(given, ["a", "a_2", "type_", "type_2", "new_", "new_2"]);

    let mut modules = Scope::new(ScopeKind::Modules);
    modules.reserve("Pets");
    let given: Vec<String> = ["pets", "A", "a", "types"]
        .map(|name| modules.claim(name).name)
        .into();
    assert_eq!(given, ["pets_", "A", "a_2", "types_"]);
}

#[test]
fn claims_state_the_reason_of_a_rename() {
    let mut methods = Scope::new(ScopeKind::Methods);
    assert_eq!(methods.claim("list").rename, None);
    assert_eq!(methods.claim("list").rename, Some(Rename::Taken));
    assert_eq!(methods.claim("send").rename, Some(Rename::Reserved));
    assert_eq!(methods.claim("send").rename, Some(Rename::Taken));
    assert!(
        methods
            .claim_any(&["query".to_owned(), "query_text".to_owned()])
            .rename
            .is_some()
    );
    assert_eq!(methods.claim_any(&[]).name, "empty");
}

#[test]
fn many_equal_names_are_fast() {
    let mut scope = Scope::new(ScopeKind::Variants);
    let names: HashSet<String> = (0..20_000).map(|_| scope.claim("Same").name).collect();
    assert_eq!(names.len(), 20_000);
}

/// A small generator of pseudo-random text: letters, digits, symbols, other scripts, controls,
/// marks and emoji.
struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % 1_000_003).unwrap() % below
    }

    fn text(&mut self) -> String {
        const COMMON: &[char] = &[
            'a', 'B', 's', 'S', '1', '0', '_', '-', '.', ' ', '+', '$', '\'', '"', '{', 'ß', 'İ',
            'ﬁ',
        ];
        (0..self.next(12))
            .map(|_| match self.next(3) {
                0 => char::from_u32(u32::try_from(self.next(0x11_0000)).unwrap()).unwrap_or('x'),
                1 => char::from_u32(u32::try_from(self.next(0x3000)).unwrap()).unwrap_or('x'),
                _ => COMMON[self.next(COMMON.len())],
            })
            .collect()
    }
}

#[test]
fn random_strings_give_unique_identifiers() {
    let mut noise = Noise(42);
    let kinds = [
        ScopeKind::Types,
        ScopeKind::Fields,
        ScopeKind::Variants,
        ScopeKind::Modules,
    ];
    let casings: [fn(&str) -> String; 4] = [type_name, field_name, variant_name, module_name];
    let mut scopes = kinds.map(Scope::new);
    let mut given = HashSet::new();
    for _ in 0..5_000 {
        let text = noise.text();
        for (index, casing) in casings.iter().enumerate() {
            let wanted = casing(&text);
            assert!(
                wanted
                    .chars()
                    .eq(unicode_normalization::UnicodeNormalization::nfc(
                        wanted.chars()
                    )),
                "{text:?}"
            );
            let name = scopes[index].claim(&wanted).name;
            assert!(
                syn::parse_str::<syn::Ident>(&name).is_ok(),
                "{text:?} → {name:?}"
            );
            assert!(
                !reserved_words::is_rust_keyword(&name) && name != "_",
                "{text:?} → {name:?}"
            );
            assert!(given.insert((index, name)), "{text:?} given twice");
        }
        assert!(
            syn::parse_str::<syn::Ident>(&constant_name(&text)).is_ok(),
            "{text:?}"
        );
        assert!(
            package_name(&text).starts_with(|c: char| c.is_ascii_lowercase()),
            "{text:?}"
        );
    }
}

#[test]
fn products_are_named_without_words_of_every_api() {
    for (title, name) in [
        ("Stripe API", "Stripe"),
        ("SoundCloud Public API Specification", "SoundCloud"),
        ("Airflow API (Stable)", "Airflow"),
        ("Natural Actions API - Beta", "Natural Actions"),
        ("Fulfillment.com APIv2", "Fulfillment.com"),
        ("The Mercure protocol", "Mercure protocol"),
        ("Gotify REST-API.", "Gotify"),
        ("Meilisearch v1.1", "Meilisearch"),
        ("Area 51", "Area 51"),
        ("API v1", "API"),
        ("", ""),
    ] {
        assert_eq!(product_name(title), name);
    }
}

#[test]
fn symbols_are_words_where_texts_differ_only_by_symbols() {
    let rows: [(&[&str], &[&str]); 5] = [
        (
            &["DateSent", "DateSent<", "DateSent>"],
            &["date_sent", "date_sent_lt", "date_sent_gt"],
        ),
        (
            &["Etc/GMT+1", "Etc/GMT-1", "Etc/GMT-2"],
            &["etc_gmt_plus_1", "etc_gmt_minus_1", "etc_gmt_2"],
        ),
        (&["id", "ids", "ids[]"], &["id", "ids", "ids_array"]),
        (&["type", "@type"], &["type_", "at_type"]),
        (
            &["a-b", "a_b", "<", ">"],
            &["a_b", "a_b", "less", "greater"],
        ),
    ];
    for (texts, expected) in rows {
        let names = spell_differences(texts);
        let names: Vec<String> = names.iter().map(|text| field_name(text)).collect();
        assert_eq!(names, expected, "{texts:?}");
    }
}
