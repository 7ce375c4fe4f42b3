//! The page of the book with the codes of `diff`. Below each code, it shows a pair of descriptions
//! of `tests/diff/rows`, or of configurations, whose comparison has a finding with this code.
//! `UPDATE=1 cargo test -p generator --test diff_codes` writes the page.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::Generator;
use sdkwright::diff::{Sides, Version, rules};
use tests::findings::{compare_on_test_day, finding_line};
use tests::pinned::pin_text;
use tests::rows;

/// The longest value that the page shows in full.
const LONGEST_VALUE: usize = 100;

/// Keywords that readers need not know to understand most codes.
const UNCOMMON_KEYWORDS: &[&str] = &[
    "allOf:",
    "anyOf:",
    "patternProperties:",
    "prefixEncoding:",
    "prefixItems:",
    "serializedValue:",
    "x-enumDeprecated:",
    "x-extensible-enum:",
];

/// A change of `generator.yaml`, for a rule that compares settings.
struct ChangedSettings {
    code: &'static str,
    old: &'static str,
    new: &'static str,
}

const SETTINGS: &[ChangedSettings] = &[
    ChangedSettings {
        code: "base-url-variable-changed",
        old: "client: { base_url_env: PETS_URL }",
        new: "client: { base_url_env: PETS_BASE_URL }",
    },
    ChangedSettings {
        code: "binding-changed",
        old: "package: { name: pets }",
        new: "package: { name: pets }\nbind: { id: pet }",
    },
    ChangedSettings {
        code: "client-defaults-changed",
        old: "client: { retries: 3 }",
        new: "client: { retries: 5 }",
    },
    ChangedSettings {
        code: "envelope-changed",
        old: "package: { name: pets }",
        new: "package: { name: pets }\nenvelope: { result: name }",
    },
    ChangedSettings {
        code: "idempotency-changed",
        old: "package: { name: pets }",
        new: "package: { name: pets }\nidempotent: [createPet]",
    },
    ChangedSettings {
        code: "operation-name-changed",
        old: "programs: [cli]",
        new: "programs: [cli]\nresources: { pets: { add_pet: POST /pets } }",
    },
    ChangedSettings {
        code: "package-renamed",
        old: "package: { name: pets }",
        new: "package: { name: animals }",
    },
    ChangedSettings {
        code: "request-id-header-changed",
        old: "client: { request_id_header: cf-ray }",
        new: "client: { request_id_header: x-request-id }",
    },
    ChangedSettings {
        code: "waiter-changed",
        old: "waiters: [{ method: wait_until_named, operation: readPet, field: /name, success: [Miez] }]",
        new: "waiters: [{ method: wait_until_named, operation: readPet, field: /name, success: [Rex] }]",
    },
];

/// A change of the description `bases/pets.yaml`, for a rule that depends on a setting.
struct ChangedDescription {
    code: &'static str,
    config: &'static str,
    line: &'static str,
    added_line: &'static str,
}

const DESCRIPTIONS: &[ChangedDescription] = &[ChangedDescription {
    code: "tool-removed",
    config: "programs: [mcp]",
    line: "      operationId: createPet\n",
    added_line: "      x-speakeasy-mcp: {disabled: true}\n",
}];

/// A case whose descriptions are swapped, for a rule that no case shows as clearly.
struct SwappedCase {
    code: &'static str,
    case: &'static str,
}

const SWAPPED: &[SwappedCase] = &[
    SwappedCase {
        code: "const-removed",
        case: "031-const-added-response",
    },
    SwappedCase {
        code: "discriminator-removed",
        case: "071-discriminator-added",
    },
    SwappedCase {
        code: "header-became-required",
        case: "130-header-became-optional",
    },
    SwappedCase {
        code: "items-relaxed",
        case: "040-min-items-set-response",
    },
    SwappedCase {
        code: "length-relaxed",
        case: "900-limit-of-a-component-with-words-at-its-uses",
    },
    SwappedCase {
        code: "operation-undeprecated",
        case: "142-operation-deprecated",
    },
    SwappedCase {
        code: "parameter-undeprecated",
        case: "104-parameter-deprecated",
    },
    SwappedCase {
        code: "property-count-relaxed",
        case: "900-count-of-properties-beside-limits",
    },
    SwappedCase {
        code: "property-no-longer-read-only",
        case: "045-read-only-set-request",
    },
    SwappedCase {
        code: "property-undeprecated",
        case: "047-property-deprecated-request",
    },
    SwappedCase {
        code: "server-added",
        case: "145-server-removed",
    },
    SwappedCase {
        code: "unique-items-removed",
        case: "042-unique-items-set-request",
    },
];

/// Two versions of a text, and the findings of their comparison.
struct Pair {
    /// The lines that differ, and the lines that lead to them; each begins with `-`, `+` or a space.
    lines: Vec<String>,
    /// As `tests/diff/rows` has them.
    findings: Vec<String>,
    /// Whether the pair is none of the 155 kinds of change.
    is_special_case: bool,
}

impl Pair {
    fn new(old: &str, new: &str, findings: Vec<String>) -> Self {
        let lines = lines_with_parents(&compare_lines(old, new));
        Self {
            lines,
            findings,
            is_special_case: false,
        }
    }

    /// Returns the findings with this code, without repetitions.
    fn with_code(&self, code: &str) -> BTreeSet<&str> {
        let findings = self.findings.iter().map(String::as_str);
        findings
            .filter(|finding| code_of(finding) == code)
            .collect()
    }

    /// Returns how much else than a change with this code the pair shows.
    fn distraction(&self, code: &str) -> [usize; 6] {
        let codes: BTreeSet<&str> = self.findings.iter().map(|line| code_of(line)).collect();
        let changed = self.lines.iter().filter(|line| !line.starts_with(' '));
        let same = self.findings.iter().filter(|line| code_of(line) == code);
        let is_uncommon = |line: &&String| UNCOMMON_KEYWORDS.iter().any(|word| line.contains(word));
        let uncommon = self.lines.iter().filter(is_uncommon);
        [
            uncommon.count(),
            codes.len(),
            usize::from(self.is_special_case),
            changed.count(),
            self.lines.len(),
            same.count(),
        ]
    }
}

/// Returns the code of a finding.
fn code_of(finding: &str) -> &str {
    finding.split([' ', ':']).next().unwrap_or_default()
}

/// Returns all lines of both texts in order, each with `-`, `+` or a space in front.
fn compare_lines(old: &str, new: &str) -> Vec<String> {
    let before: Vec<&str> = old.lines().collect();
    let after: Vec<&str> = new.lines().collect();
    // How many lines the texts from `i` and `j` on have in common.
    let mut common = vec![vec![0_usize; after.len() + 1]; before.len() + 1];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            common[i][j] = if before[i] == after[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let mut lines = Vec::new();
    let mut i = 0;
    let mut j = 0;
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            lines.push(format!(" {}", before[i]));
            i += 1;
            j += 1;
        } else if j == after.len() || (i < before.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(format!("-{}", before[i]));
            i += 1;
        } else {
            lines.push(format!("+{}", after[j]));
            j += 1;
        }
    }
    lines
}

/// Returns the depth of a line in block style, in which an item may be indented as its array is.
fn depth(line: &str) -> usize {
    let text = line[1..].trim_start();
    let indent = line.len() - 1 - text.len();
    2 * indent + usize::from(text.starts_with("- "))
}

/// Returns the lines that differ, and the keys and items that contain them.
fn lines_with_parents(lines: &[String]) -> Vec<String> {
    let mut shown = BTreeSet::new();
    for (index, line) in lines.iter().enumerate() {
        if line.starts_with(' ') {
            continue;
        }
        shown.insert(index);
        let mut limit = depth(line);
        for (at, earlier) in lines[..index].iter().enumerate().rev() {
            let same_side = earlier.starts_with(' ') || earlier[..1] == line[..1];
            if same_side && depth(earlier) < limit {
                shown.insert(at);
                limit = depth(earlier);
            }
        }
    }
    shown
        .into_iter()
        .map(|index| lines[index].clone())
        .collect()
}

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diff")
}

/// Returns the findings of a comparison.
fn findings_between(old: &Generator, new: &Generator) -> Vec<String> {
    let Sides { old, new } = Version::read_both(old, new);
    let report = compare_on_test_day(&old.unwrap(), &new.unwrap());
    report.findings.iter().map(finding_line).collect()
}

/// Returns the pairs of all cases, by name.
fn pairs_of_cases(folder: &Path) -> Vec<Pair> {
    let cases = rows::all_cases().unwrap();
    let pairs = cases.into_iter().map(|case| {
        let row = case.write(folder).unwrap();
        let [old, new] =
            ["old.yaml", "new.yaml"].map(|name| fs::read_to_string(row.join(name)).unwrap());
        Pair {
            is_special_case: case.name.starts_with("900-"),
            ..Pair::new(&old, &new, case.findings)
        }
    });
    pairs.collect()
}

/// Returns the pair of a case, swapped.
fn swapped_pair(folder: &Path, name: &str) -> Pair {
    let row = rows::case_named(name).unwrap().write(folder).unwrap();
    let paths = ["new.yaml", "old.yaml"].map(|file| row.join(file));
    let [old, new] = paths.clone().map(|path| fs::read_to_string(path).unwrap());
    let config = tests_folder().join("generator.yaml");
    let [before, after] =
        paths.map(|path| Generator::new(path).package("pets").config(config.clone()));
    Pair::new(&old, &new, findings_between(&before, &after))
}

/// Returns the pair of a changed `generator.yaml`, for the description `bases/pets.yaml`.
fn pair_of_settings(folder: &Path, changed: &ChangedSettings) -> Pair {
    let configs = [("old", changed.old), ("new", changed.new)].map(|(name, text)| {
        let config = folder.join(format!("{name}-{}.yaml", changed.code));
        fs::write(&config, text).unwrap();
        Generator::new(tests_folder().join("bases/pets.yaml")).config(config)
    });
    let [old, new] = &configs;
    Pair::new(changed.old, changed.new, findings_between(old, new))
}

/// Returns the pair of a line that is added to the description `bases/pets.yaml`.
fn pair_of_descriptions(folder: &Path, changed: &ChangedDescription) -> Pair {
    let config = folder.join(format!("{}.yaml", changed.code));
    fs::write(&config, changed.config).unwrap();
    let old = fs::read_to_string(tests_folder().join("bases/pets.yaml")).unwrap();
    let new = old.replacen(
        changed.line,
        &format!("{}{}", changed.line, changed.added_line),
        1,
    );
    let [before, after] = [("old", &old), ("new", &new)].map(|(name, text)| {
        let path = folder.join(format!("{name}-{}-description.yaml", changed.code));
        fs::write(&path, text).unwrap();
        Generator::new(path).config(config.clone())
    });
    Pair::new(&old, &new, findings_between(&before, &after))
}

/// Returns a value as code, without its end if it is long.
fn shown_value(value: &str) -> String {
    let mut text: String = value.chars().take(LONGEST_VALUE).collect();
    if text.len() < value.len() {
        text.push('…');
    }
    let fence = if text.contains('`') { "``" } else { "`" };
    format!("{fence}{text}{fence}")
}

/// Returns the verdicts of a finding as the page shows them.
fn shown_verdicts(finding: &str) -> String {
    let (head, rest) = finding.split_once(": ").unwrap();
    let direction = head
        .split_once(" (")
        .map_or(String::new(), |(_, direction)| {
            format!("In {}s: ", direction.trim_end_matches(')'))
        });
    let (verdicts, witness) = rest.split_once("; ").unwrap_or((rest, ""));
    let (wire, source) = verdicts.split_once(", ").unwrap();
    let source = source.replace(", behaviour", ", behaviour: changed");
    let witness = witness
        .split_once(": ")
        .map_or(String::new(), |(what, value)| {
            format!("; {what}: {}", shown_value(value))
        });
    format!("- {direction}`wire: {wire}, source: {source}`{witness}\n")
}

/// Returns the clearest pair that has a finding with this code.
fn shown_pair<'p>(code: &str, own: &'p [(&str, Pair)], pairs: &'p [Pair]) -> Option<&'p Pair> {
    if let Some((_, pair)) = own.iter().find(|(known, _)| *known == code) {
        return Some(pair);
    }
    let fitting = pairs.iter().filter(|pair| !pair.with_code(code).is_empty());
    fitting.min_by_key(|pair| pair.distraction(code))
}

#[test]
fn the_codes_are_shown_with_examples() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = pairs_of_cases(folder.path());
    let settings = SETTINGS
        .iter()
        .map(|changed| (changed.code, pair_of_settings(folder.path(), changed)));
    let swapped = SWAPPED
        .iter()
        .map(|swapped| (swapped.code, swapped_pair(folder.path(), swapped.case)));
    let descriptions = DESCRIPTIONS
        .iter()
        .map(|changed| (changed.code, pair_of_descriptions(folder.path(), changed)));
    let own: Vec<(&str, Pair)> = settings.chain(swapped).chain(descriptions).collect();

    let docs = rules::codes_page();
    let mut sections = docs.split("\n## `");
    let mut page = sections.next().unwrap().to_owned();
    for section in sections {
        let code = section.split('`').next().unwrap();
        let pair = shown_pair(code, &own, &pairs).unwrap_or_else(|| panic!("no pair shows {code}"));
        let findings = pair.with_code(code);
        assert!(!findings.is_empty(), "{code}: {:?}", pair.findings);
        let verdicts: String = findings.into_iter().map(shown_verdicts).collect();
        let lines = pair.lines.join("\n");
        page += &format!("\n## `{section}\n```diff\n{lines}\n```\n\n{verdicts}");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/reference/diff-codes.md");
    pin_text(&path, &page).unwrap();
}
