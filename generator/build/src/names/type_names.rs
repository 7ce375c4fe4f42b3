//! Names of types: components keep their names, and inline types are named after where they are
//! used (`inline_types`).

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use serde_json::Value;

use super::modules::{self, ComponentPath};
use super::renames;
use super::renames::{NameChangeReport, ReportedItem};
use crate::context::BuildContext;
use crate::keywords::single_member;
use diag::component_schema_name;
use diag::{FileId, Origin};
use method_names::own_words_of_id;
use model::name_rules as rules;
use model::{HttpMethod, NameReason, NameRule, last_segment, parent_path};
use naming::{
    self, Claim, NameChange, Scope, ScopeKind, composed_type_name, is_type_path, path_below,
    type_name,
};

#[derive(Clone, Debug, Default)]
struct Scopes(HashMap<String, Scope>);

impl Scopes {
    fn of(&mut self, path: &str) -> &mut Scope {
        self.0
            .entry(parent_path(path).to_owned())
            .or_insert_with(|| Scope::new(ScopeKind::Types))
    }

    /// Returns the first of these paths that is free, or else the first one with a suffix.
    fn claim_any(&mut self, candidates: &[String]) -> Claim {
        let expected = candidates.first().map_or("Empty", String::as_str);
        for path in candidates {
            if self.of(path).take(last_segment(path)) {
                let reason = self.of(expected).reason(last_segment(expected));
                return Claim {
                    name: path.clone(),
                    rename: (path != expected).then_some(reason),
                };
            }
        }
        let claim = self.of(expected).claim(last_segment(expected));
        Claim {
            name: path_below(parent_path(expected), &claim.name),
            ..claim
        }
    }
}

/// A name in the configuration.
#[derive(Clone, Debug)]
pub(crate) struct ConfiguredName {
    pub(crate) path: String,
    pub(crate) reason: NameReason,
}

#[derive(Clone, Debug)]
pub(crate) struct TypeNames {
    scopes: Scopes,
    /// The names of resources and requests, which are in other modules.
    handles: Scope,
    configured: HashMap<Origin, ConfiguredName>,
    /// The configured names of inline types, whose modules are not known yet.
    pending: HashMap<Origin, ConfiguredName>,
    components: HashMap<Origin, String>,
    /// The components that have another name because a program made their keys.
    relabelled: HashSet<Origin>,
    /// Reserved names from the previous version, which types may keep.
    former: HashSet<String>,
}

impl TypeNames {
    /// Claims the configured names, then the names of all components; exact names come first.
    pub(crate) fn new(cx: &mut BuildContext<'_>) -> Self {
        let mut names = Self {
            scopes: Scopes::default(),
            handles: Scope::new(ScopeKind::Handles),
            configured: HashMap::new(),
            pending: HashMap::new(),
            components: HashMap::new(),
            relabelled: HashSet::new(),
            former: HashSet::new(),
        };
        let mut components = component_schemas(cx);
        components.sort_by_cached_key(|(_, key)| renames::name_precedence(key, &type_name(key)));
        let labels = component_labels(cx, &components);
        for ((origin, key), label) in components.iter_mut().zip(labels) {
            if let Some(label) = label {
                *key = label;
                names.relabelled.insert(origin.clone());
            }
        }
        let keys: Vec<String> = components.iter().map(|(_, key)| key.clone()).collect();
        let paths = modules::modules_of_components(keys.iter().map(String::as_str));
        let mut modules: HashMap<Origin, String> = HashMap::new();
        for (origin, key) in &components {
            for schema_origin in std::iter::once(origin.clone()).chain(cx.document.target(origin)) {
                modules
                    .entry(named_schema(cx, &schema_origin))
                    .or_insert_with(|| {
                        let path = paths.get(key.as_str());
                        path.map(|path| path.module.clone()).unwrap_or_default()
                    });
            }
        }
        names.name_configured(cx, &modules);
        let targets: Vec<Option<Origin>> = components
            .iter()
            .map(|(origin, _)| cx.document.target(origin))
            .collect();
        let components_with_targets = components.iter().zip(&targets);
        let own: HashSet<&Origin> = components_with_targets
            .clone()
            .filter(|(_, to)| to.is_none())
            .map(|((origin, _), _)| origin)
            .collect();
        for ((origin, key), target) in components_with_targets.clone() {
            let named = target.as_ref().filter(|target| !own.contains(target));
            if target.is_none() || named.is_some() {
                let path = paths.get(key.as_str()).cloned().unwrap_or_default();
                names.name_component(cx, named.unwrap_or(origin), key, &path);
            }
        }
        for ((alias, _), target) in components_with_targets {
            let name = target
                .as_ref()
                .and_then(|target| names.component(target))
                .map(str::to_owned);
            names
                .components
                .extend(name.map(|name| (alias.clone(), name)));
        }
        names.hold_back(cx);
        names
    }

    /// Reserves the names that the previous version took from the description, for types that have
    /// become inline.
    fn hold_back(&mut self, cx: &BuildContext<'_>) {
        let taken: HashSet<&String> = self
            .components
            .values()
            .chain(self.configured.values().map(|name| &name.path))
            .collect();
        let former = cx
            .previous
            .into_iter()
            .flat_map(|previous| previous.lock.own_names())
            .filter(|name| is_type_path(name));
        let free: Vec<&String> = former.filter(|name| !taken.contains(name)).collect();
        self.former = free
            .into_iter()
            .filter(|path| self.scopes.of(path).hold_back(last_segment(path)))
            .cloned()
            .collect();
    }

    pub(crate) fn take_former(&mut self, name: &str) -> Option<String> {
        self.former.take(name)
    }

    /// Frees the reserved names that no type kept.
    pub(crate) fn release_former(&mut self) {
        for path in self.former.drain() {
            self.scopes.of(&path).release(last_segment(&path));
        }
    }

    /// Claims the configured names, except the names of inline types whose modules are not known
    /// yet.
    fn name_configured(&mut self, cx: &mut BuildContext<'_>, modules: &HashMap<Origin, String>) {
        let config = cx.config;
        for (key, name) in &config.types.names {
            let Some(origin) = cx.schema_of_key(key) else {
                continue;
            };
            let origin = named_schema(cx, &cx.document.followed(origin));
            let reason = cx.reason_of_setting(&["types", key]);
            let path = match modules.get(&origin) {
                _ if name.contains("::") => name.clone(),
                Some(module) => path_below(module, name),
                None => {
                    let path = name.clone();
                    let pending = ConfiguredName { path, reason };
                    self.pending.entry(origin).or_insert(pending);
                    continue;
                }
            };
            if !self.configured.contains_key(&origin) {
                self.claim_configured(cx, path, &origin, reason);
            }
        }
    }

    /// Claims the configured name of the inline type at `origin`, whose module has become known;
    /// returns `None` if there is no such name.
    pub(crate) fn claim_pending(
        &mut self,
        cx: &mut BuildContext<'_>,
        module: &str,
        origin: &Origin,
    ) -> Option<ConfiguredName> {
        let ConfiguredName { path, reason } = self.pending.remove(origin)?;
        Some(self.claim_configured(cx, path_below(module, &path), origin, reason))
    }

    /// Claims a configured name; notes that the name in an extension is a keyword.
    fn claim_configured(
        &mut self,
        cx: &mut BuildContext<'_>,
        expected: String,
        origin: &Origin,
        reason: NameReason,
    ) -> ConfiguredName {
        let candidates = [expected];
        let path = self.claim_written_at(cx, &candidates, origin, reason.origin_or(origin));
        let name = last_segment(&path);
        if let NameReason::Extension {
            origin: written, ..
        } = &reason
            && let Some(keyword) = naming::find_name_change(name, name)
        {
            report_name_of_type(cx, name, &path, &keyword, origin, written);
        }
        let claimed = ConfiguredName { path, reason };
        self.configured.insert(origin.clone(), claimed.clone());
        claimed
    }

    pub(crate) fn is_component(&self, path: &str) -> bool {
        self.components.values().any(|name| name == path)
    }

    /// Names the schema at `origin` after a component: the schema itself, or its target.
    fn name_component(
        &mut self,
        cx: &mut BuildContext<'_>,
        origin: &Origin,
        key: &str,
        path: &ComponentPath,
    ) {
        if self.components.contains_key(origin) {
            return;
        }
        let named = named_schema(cx, origin);
        let name = match self.configured.get(&named) {
            Some(name) => name.path.clone(),
            None => {
                let name = self.claim(cx, &[path_below(&path.module, &path.name)], origin);
                if let Some(name_change) =
                    naming::find_name_change(&modules::type_name_in_key(key), &path.name)
                {
                    report_name_of_type(cx, key, &name, &name_change, origin, origin);
                }
                name
            }
        };
        self.components.insert(named, name.clone());
        self.components.insert(origin.clone(), name);
    }

    /// Returns the configured name of the schema at `origin`, or of its target.
    pub(crate) fn at_origin(&self, cx: &BuildContext<'_>, origin: &Origin) -> Option<&str> {
        let named = named_schema(cx, &cx.document.followed(origin.clone()));
        let name = self.configured(&named).or_else(|| self.pending.get(&named));
        name.map(|name| name.path.as_str())
    }

    pub(crate) fn configured(&self, origin: &Origin) -> Option<&ConfiguredName> {
        self.configured.get(origin)
    }

    pub(crate) fn component(&self, origin: &Origin) -> Option<&str> {
        self.components.get(origin).map(String::as_str)
    }

    /// Returns the rule that gives a component its name.
    pub(crate) fn rule_of_component(&self, origin: &Origin) -> &'static NameRule {
        let key = origin
            .last_segment()
            .map(|key| modules::type_name_in_key(&key) != key);
        match key {
            _ if self.relabelled.contains(origin) => &rules::MADE_KEY,
            Some(true) => &rules::COMPONENT_MODULE,
            _ => &rules::COMPONENT,
        }
    }

    /// Returns the name that the description or the configuration gives the type at `origin`.
    pub(crate) fn own(&self, origin: &Origin) -> Option<&str> {
        let configured = self.configured(origin).map(|name| name.path.as_str());
        self.component(origin).or(configured)
    }

    /// Returns the name of the component schema that contains a location.
    pub(crate) fn enclosing_component(&self, origin: &Origin) -> Option<&str> {
        let key = component_schema_name(origin)?;
        self.component(&Origin::new(origin.file, "/components/schemas").child(&key))
    }

    /// Claims the first of these names that is free; reports if all are taken.
    pub(crate) fn claim(
        &mut self,
        cx: &mut BuildContext<'_>,
        candidates: &[String],
        origin: &Origin,
    ) -> String {
        self.claim_written_at(cx, candidates, origin, origin)
    }

    /// Like [`Self::claim`]; `written` is where the first name is written, if not at `origin`.
    fn claim_written_at(
        &mut self,
        cx: &mut BuildContext<'_>,
        candidates: &[String],
        origin: &Origin,
        written: &Origin,
    ) -> String {
        // A word is a better suffix than a number.
        let others = candidates
            .first()
            .into_iter()
            .flat_map(|path| ["Model", "Schema"].map(|word| composed_type_name(path, word)));
        let names: Vec<String> = candidates.iter().cloned().chain(others).collect();
        let claim = self.scopes.claim_any(&names);
        if let (Some(rename), Some(expected)) = (claim.rename, candidates.first())
            && !candidates.contains(&claim.name)
        {
            let problem = renames::report_rename(rename, ReportedItem::TYPE, "", "crate", expected);
            cx.note_chosen_name(true, origin, &claim.name);
            let instead = format!("this one is called `{}`", claim.name);
            let problem = problem.at(written).instead(instead);
            cx.warn(problem.help(format!(
                "name it in `generator.yaml`: types: {{ '{}': {expected}Data }}",
                cx.key(origin)
            )));
        }
        claim.name
    }

    /// Claims a name for a type without a schema.
    pub(crate) fn claim_any(&mut self, candidates: &[String]) -> String {
        self.scopes.claim_any(candidates).name
    }

    /// Claims a name for a resource or a request.
    pub(crate) fn claim_handle(&mut self, candidates: &[String]) -> String {
        self.handles.claim_any(candidates).name
    }
}

/// Reports that the type of the schema at `origin` has another name than the text at `written`.
fn report_name_of_type(
    cx: &mut BuildContext<'_>,
    text: &str,
    name: &str,
    name_change: &NameChange,
    origin: &Origin,
    written: &Origin,
) {
    let key = renames::quote_yaml_key(&cx.key(origin));
    let report = NameChangeReport {
        item: ReportedItem::TYPE,
        text,
        name,
        name_change,
        origin: written,
        config_line: &format!("types: {{ {key}: NewName }}"),
    };
    renames::report_name_change(cx, &report);
}

/// Returns the name of an object outside of `components/schemas`: its key, or the name of the file
/// if the object is the whole file.
pub(crate) fn location_name(cx: &BuildContext<'_>, origin: &Origin) -> String {
    match origin.last_segment() {
        Some(key) if !key.is_empty() => key.into_owned(),
        _ => {
            let file = cx.document.file_name(origin.file);
            let name = file.rsplit('/').next().unwrap_or(file);
            name.split('.').next().unwrap_or(name).to_owned()
        }
    }
}

/// Returns the schema that a name for `origin` applies to: if the schema is a union with a single
/// member, that member.
fn named_schema(cx: &BuildContext<'_>, origin: &Origin) -> Origin {
    let inner = single_member::innermost_member(cx, origin);
    let is_reference = cx
        .document
        .value(&inner)
        .is_some_and(|schema| schema.get("$ref").is_some());
    if is_reference { origin.clone() } else { inner }
}

/// Returns names for components whose keys were made by a program: `Body_login_token_post`, the
/// body of the operation `login_token_post`, becomes a login body, and `def-0` gets its title. Each
/// name is unique.
fn component_labels(cx: &BuildContext<'_>, components: &[(Origin, String)]) -> Vec<Option<String>> {
    let has_bodies = components.iter().any(|(_, key)| key.starts_with(BODY));
    let bodies = if has_bodies {
        body_labels(cx)
    } else {
        HashMap::new()
    };
    let mut labels: Vec<Vec<String>> = Vec::with_capacity(components.len());
    for (origin, key) in components {
        labels.push(match bodies.get(key) {
            Some([short, long]) if type_name(short) == type_name(long) => vec![short.clone()],
            Some(names) => names.to_vec(),
            None => title_of_number(cx, origin, key).into_iter().collect(),
        });
    }
    let mut uses: HashMap<String, usize> = HashMap::new();
    for name in components
        .iter()
        .map(|(_, key)| key)
        .chain(labels.iter().flatten())
    {
        *uses.entry(type_name(name)).or_default() += 1;
    }
    labels
        .into_iter()
        .map(|names| {
            names
                .into_iter()
                .find(|label| uses.get(&type_name(label)) == Some(&1))
        })
        .collect()
}

/// The prefix of the key of a body; the id of its operation follows (FastAPI).
const BODY: &str = "Body_";

/// Returns two names for each body component, by its key. The first is the operation id without the
/// words that frameworks append. The second is used if another body has the first: it keeps these
/// words, except for the HTTP method. If a framework added only a tag (`users-create_user`) or
/// nothing to the id, the component gets names only if no other operation uses it as its body.
fn body_labels(cx: &BuildContext<'_>) -> HashMap<String, [String; 2]> {
    let paths = Origin::new(FileId(0), "/paths");
    let mut labels = HashMap::new();
    let mut users: HashMap<Origin, usize> = HashMap::new();
    let mut spelt: Vec<(&str, Origin, HashSet<Origin>)> = Vec::new();
    for path in cx.keys(&paths) {
        for method in HttpMethod::KEYS_OF_PATH_ITEMS {
            let key = method.to_lowercase();
            let operation = paths.child(path).child(&key);
            let bodies = body_components(cx, &operation);
            for body in &bodies {
                *users.entry(body.clone()).or_default() += 1;
            }
            let Some(id) = cx.text(&operation, "operationId") else {
                continue;
            };
            match own_words_of_id(&method, id, path) {
                Some(words) => {
                    let with_path = id.strip_suffix(&key).unwrap_or(id);
                    let names = [words.join(" "), with_path.to_owned()];
                    labels.insert(
                        format!("{BODY}{id}"),
                        names.map(|name| format!("{name} body")),
                    );
                }
                None => spelt.push((id, operation, bodies)),
            }
        }
    }
    for (id, operation, bodies) in spelt {
        let key = format!("{BODY}{id}");
        let component = Origin::new(FileId(0), "/components/schemas").child(&key);
        if users.get(&component) == Some(&1) && bodies.contains(&component) {
            let tag = cx
                .document
                .value(&operation.child("tags").item(0))
                .and_then(Value::as_str)
                .unwrap_or_default();
            let own = id.strip_prefix(tag).and_then(|id| id.strip_prefix('-'));
            labels.insert(
                key,
                [own.unwrap_or(id), id].map(|name| format!("{name} body")),
            );
        }
    }
    labels
}

/// Returns the components that the body of an operation refers to.
fn body_components(cx: &BuildContext<'_>, operation: &Origin) -> HashSet<Origin> {
    let content = operation.child("requestBody").child("content");
    cx.keys(&content)
        .filter_map(|media_type| {
            let content = cx.document.followed(content.child(media_type));
            single_member::referenced_schema(cx, &content.child("schema"))
        })
        .collect()
}

/// Returns the title of a component whose key is just a number: `def-0`, `schema1`.
fn title_of_number(cx: &BuildContext<'_>, origin: &Origin, key: &str) -> Option<String> {
    const NOUNS: &[&str] = &["def", "definition", "model", "object", "schema", "type"];
    let noun = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_number = noun.len() < key.len()
        && NOUNS.contains(&noun.trim_end_matches(['-', '_']).to_lowercase().as_str());
    if !is_number {
        return None;
    }
    let title = cx.annotations(origin).title()?;
    let is_name = title.starts_with(char::is_alphabetic)
        && title
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'));
    if !is_name {
        return None;
    }
    Some(title.to_owned())
}

/// Returns the locations and keys of `components/schemas` of the root file.
pub(crate) fn component_schemas(cx: &BuildContext<'_>) -> Vec<(Origin, String)> {
    let origin = Origin::new(FileId(0), "/components/schemas");
    cx.keys(&origin)
        .map(|key| (origin.child(key), key.clone()))
        .collect()
}
