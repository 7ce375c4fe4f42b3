//! Names of types: components keep theirs, inline schemas are named from their place.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::{Context, alone, renames};
use crate::diag::{Diagnostic, FileId, Origin};
use crate::lock::Lock;
use crate::model::Status;
use crate::naming::{self, Rename, Scope, ScopeKind, composed, is_type_name, type_name};

/// Where an inline schema stands, as the name that its type would get.
#[derive(Clone, Debug)]
pub(crate) struct Hint {
    full: String,
    /// The component or resource that it belongs to.
    root: Arc<str>,
    /// What is found there under one name in several places: the property, if it stands in one, and what it holds.
    tail: String,
    /// The names that it may share with equal types of its root, the best first.
    shared: Vec<String>,
    /// What tells it from others of this name.
    form: Option<&'static str>,
    /// Whether it says no more than what a reference ends in.
    is_bare: bool,
    /// The name that the type had in the crate before, and keeps; whether it would not have it by itself.
    former: Option<(String, bool)>,
}

impl Hint {
    /// A place with a name of its own.
    pub(crate) fn new(name: &str) -> Self {
        let full = type_name(name);
        let root = full.as_str().into();
        Self { root, full, tail: String::new(), shared: Vec::new(), form: None, is_bare: false, former: None }
    }

    /// What a reference ends in, to something that is no component.
    pub(crate) fn of_place(name: &str) -> Self {
        Self { is_bare: true, ..Self::new(name) }
    }

    /// Whether it says no more than what a reference ends in.
    pub(crate) fn is_bare(&self) -> bool {
        self.is_bare
    }

    /// An operation of a resource.
    pub(crate) fn of_method(resource: &str, method: &str) -> Self {
        Self { full: naming::joined(resource, &type_name(method)), ..Self::new(resource) }
    }

    /// What has a name inside of this: a property, a parameter, a shape.
    pub(crate) fn child(&self, name: &str) -> Self {
        let name = type_name(name);
        Self {
            full: composed(&self.full, &name),
            tail: name,
            root: Arc::clone(&self.root),
            shared: Vec::new(),
            form: None,
            is_bare: self.is_bare,
            former: None,
        }
    }

    /// What is a part of this by its nature: the body, a reply.
    pub(crate) fn part(&self, kind: &str) -> Self {
        Self {
            full: composed(&self.full, &type_name(kind)),
            shared: Vec::new(),
            form: None,
            is_bare: false,
            former: None,
            ..self.clone()
        }
    }

    /// One of the forms that this may have, told from the others where they differ: `PetsCreateBodyForm`.
    pub(crate) fn in_form(&self, form: &'static str) -> Self {
        Self { form: Some(form), ..self.clone() }
    }

    /// A failure of this: those of one resource have a name in common.
    pub(crate) fn error(&self, status: Status) -> Self {
        Self { tail: "Error".to_owned(), ..self.part(&format!("error {status}")) }
    }

    /// What belongs to the component or resource as a whole.
    pub(crate) fn of_root(&self) -> Self {
        Self {
            full: self.root.to_string(),
            tail: String::new(),
            root: Arc::clone(&self.root),
            shared: Vec::new(),
            form: None,
            is_bare: self.is_bare,
            former: None,
        }
    }

    /// A response or body that stands by itself, away from the operations that use it: `NotFound` is `NotFoundResponse`.
    pub(crate) fn of_component(cx: &Context<'_>, origin: &Origin, kind: &str) -> Self {
        const SAY_IT: &[&str] = &["body", "error", "errors", "payload", "reply", "request", "response", "result"];
        let name = place_name(cx, origin);
        let says_it = naming::words(&name).last().is_some_and(|word| SAY_IT.contains(&word.as_str()));
        Self::new(&if says_it { name } else { format!("{name} {kind}") })
    }

    /// What this holds many of: items, values.
    pub(crate) fn element(&self, kind: &str) -> Self {
        let kind = type_name(kind);
        let tail = if self.tail.is_empty() { String::new() } else { composed(&self.tail, &kind) };
        Self {
            full: composed(&self.full, &kind),
            tail,
            root: Arc::clone(&self.root),
            shared: Vec::new(),
            form: None,
            is_bare: self.is_bare,
            former: None,
        }
    }

    /// The whole name.
    pub(crate) fn as_str(&self) -> &str {
        &self.full
    }

    /// The component or resource that it belongs to.
    pub(crate) fn root(&self) -> &str {
        &self.root
    }

    /// What is found there under one name: the property, if it stands in one, and what it holds.
    pub(crate) fn tail(&self) -> &str {
        &self.tail
    }

    /// Says that it stands for equal types at all of these places: `Pet` is what requests and replies of `pets` have in
    /// common, `PetsOwner` what they have as `owner`.
    pub(crate) fn share(&mut self, places: &[Self]) {
        if places.iter().all(|place| place.full == self.full) {
            return;
        }
        let mut others = places.iter().filter(|place| place.root != self.root).peekable();
        let root = if others.peek().is_none() { self.root.to_string() } else { self.common_root(others) };
        self.shared = match self.tail.as_str() {
            "" => vec![naming::singular(&root), composed(&root, "Object")],
            tail => vec![composed(&root, tail)],
        };
    }

    /// Whether equal types may have this name in common with what stands here.
    pub(crate) fn may_share(&self, name: &str) -> bool {
        let words = naming::words(&self.root);
        let roots =
            (1..=words.len()).map(|count| type_name(&words.iter().take(count).cloned().collect::<Vec<_>>().join("_")));
        let shared = |root: String| match self.tail.as_str() {
            "" => naming::singular(&root) == name || composed(&root, "Object") == name,
            tail => composed(&root, tail) == name,
        };
        roots.chain([self.root.to_string()]).any(shared)
    }

    /// The words that all of these components begin with.
    fn common_root<'h>(&self, others: impl Iterator<Item = &'h Self>) -> String {
        let mut root = naming::words(&self.root);
        for other in others {
            let shared = root.iter().zip(naming::words(&other.root)).take_while(|(a, b)| **a == *b).count();
            root.truncate(shared);
        }
        type_name(&root.join("_"))
    }

    /// Says which name the type had before, and whether it would not have it by itself.
    pub(crate) fn keep(&mut self, former: &str, is_kept: bool) {
        self.former = Some((former.to_owned(), is_kept));
    }

    /// Whether it keeps a name that it would not have by itself.
    pub(crate) fn keeps(&self, name: &str) -> bool {
        self.former.as_ref().is_some_and(|(former, is_kept)| *is_kept && former == name)
    }

    /// The name that the type had before, and keeps.
    pub(crate) fn former(&self) -> Option<&str> {
        self.former.as_ref().map(|(name, _)| name.as_str())
    }

    /// The names that the type may have, the best first.
    pub(crate) fn candidates(&self) -> Vec<String> {
        let in_form = self.form.map(|form| composed(&self.full, form));
        self.former()
            .map(str::to_owned)
            .into_iter()
            .chain(self.shared.iter().cloned())
            .chain([self.full.clone()])
            .chain(in_form)
            .collect()
    }
}

/// All names of types that have been given out.
pub(crate) struct TypeNames {
    scope: Scope,
    /// Those of `generator.yaml`.
    configured: HashMap<Origin, String>,
    components: HashMap<Origin, String>,
    /// Those that the crate before gave to what may keep them.
    former: HashSet<String>,
}

impl TypeNames {
    /// Names what the user named, then all component schemas, so that they keep their plain names: those first that are
    /// called like that.
    pub(crate) fn new(cx: &mut Context<'_>) -> Self {
        let scope = Scope::new(ScopeKind::Types);
        let mut names = Self { scope, configured: HashMap::new(), components: HashMap::new(), former: HashSet::new() };
        names.name_configured(cx);
        let mut components = component_schemas(cx);
        components.sort_by_cached_key(|(_, key)| renames::plainness(key, &type_name(key)));
        let (mut aliases, mut own) = (Vec::new(), HashSet::new());
        for (origin, _) in &components {
            match led_to(cx, origin) {
                Some(target) => aliases.push((origin.clone(), target)),
                None => drop(own.insert(origin.clone())),
            }
        }
        let targets: HashMap<&Origin, &Origin> = aliases.iter().map(|(alias, target)| (alias, target)).collect();
        for (origin, key) in &components {
            match targets.get(origin) {
                None => names.name_component(cx, origin, key),
                Some(target) if own.contains(*target) => {}
                Some(target) => names.name_component(cx, target, key),
            }
        }
        for (alias, target) in aliases {
            names.components.extend(names.component(&target).map(|name| (alias, name.to_owned())));
        }
        names.hold_back(cx);
        names
    }

    /// Nothing else gets a name that the crate before gave to what stood by itself, and that may stand elsewhere now.
    fn hold_back(&mut self, cx: &Context<'_>) {
        let taken: HashSet<&String> = self.components.values().chain(self.configured.values()).collect();
        let former = cx.before.into_iter().flat_map(Lock::own_names).filter(|name| is_type_name(name));
        let free: Vec<&String> = former.filter(|name| !taken.contains(name)).collect();
        self.former = free.into_iter().filter(|name| self.scope.hold_back(name)).cloned().collect();
    }

    /// Hands out a name that was held back.
    pub(crate) fn take_former(&mut self, name: &str) -> Option<String> {
        self.former.take(name)
    }

    /// Whoever wants them may have the names that were held back for nothing.
    pub(crate) fn release_former(&mut self) {
        self.former.drain().for_each(|name| self.scope.release(&name));
    }

    fn name_configured(&mut self, cx: &mut Context<'_>) {
        let config = cx.config;
        for (key, name) in &config.types {
            let Some(origin) = cx.schema_of_key(key) else { continue };
            let origin = bearer(cx, &led_to(cx, &origin).unwrap_or(origin));
            if !self.configured.contains_key(&origin) {
                let name = self.claim(cx, std::slice::from_ref(name), &origin);
                self.configured.insert(origin, name);
            }
        }
    }

    /// Gives a component's name to the schema at `origin`: the component itself, or what it leads to.
    fn name_component(&mut self, cx: &mut Context<'_>, origin: &Origin, key: &str) {
        if self.components.contains_key(origin) {
            return;
        }
        let bearer = bearer(cx, origin);
        let name = match self.configured.get(&bearer) {
            Some(name) => name.clone(),
            None => {
                let wanted = type_name(key);
                let name = self.claim(cx, std::slice::from_ref(&wanted), origin);
                if let Some(twist) = naming::twist(key, &wanted) {
                    let steer = format!("types: {{ {}: AName }}", renames::in_yaml(&cx.key(origin).to_string()));
                    renames::tell_twist(cx, ("renamed-type", "type", &steer), (key, &name), &twist, origin);
                }
                name
            }
        };
        self.components.insert(bearer, name.clone());
        self.components.insert(origin.clone(), name);
    }

    /// The name that the user gives what stands at `origin`, or what that leads to.
    pub(crate) fn of_place(&self, cx: &Context<'_>, origin: &Origin) -> Option<&str> {
        self.configured(&bearer(cx, led_to(cx, origin).as_ref().unwrap_or(origin)))
    }

    /// The name that the user gives the type at `origin`.
    pub(crate) fn configured(&self, origin: &Origin) -> Option<&str> {
        self.configured.get(origin).map(String::as_str)
    }

    /// The name of a component schema.
    pub(crate) fn component(&self, origin: &Origin) -> Option<&str> {
        self.components.get(origin).map(String::as_str)
    }

    /// The name that the description or the user gives the type at `origin`.
    pub(crate) fn own(&self, origin: &Origin) -> Option<&str> {
        self.component(origin).or_else(|| self.configured(origin))
    }

    /// The name of the component schema inside of which a place is.
    pub(crate) fn home(&self, origin: &Origin) -> Option<&str> {
        let rest = origin.pointer.strip_prefix("/components/schemas/")?;
        let key = rest.split('/').next()?;
        self.component(&Origin::new(origin.file, format!("/components/schemas/{key}").as_str()))
    }

    /// Hands out the first of these names that is free; says so if none is, because other types have them.
    pub(crate) fn claim(&mut self, cx: &mut Context<'_>, candidates: &[String], origin: &Origin) -> String {
        let claim = self.scope.claim_any(candidates);
        let rename = claim.rename.filter(|_| !candidates.contains(&claim.name));
        if let (Some(rename), Some(wanted)) = (rename, candidates.first()) {
            let fact = match rename {
                Rename::Taken => format!("another type is called `{wanted}`"),
                Rename::Reserved => format!("`{wanted}` is a name that clients have already"),
            };
            cx.warn(
                Diagnostic::warning("renamed-type", fact)
                    .at(origin)
                    .instead(format!("this one is called `{}`", claim.name))
                    .help(format!("name it in `generator.yaml`: types: {{ '{}': {wanted}… }}", cx.key(origin))),
            );
        }
        claim.name
    }

    /// Hands out a name for something that is no schema.
    pub(crate) fn claim_any(&mut self, candidates: &[String]) -> String {
        self.scope.claim_any(candidates).name
    }
}

/// The name of what stands outside of `components/schemas`: its key, or the file that holds nothing else.
pub(crate) fn place_name(cx: &Context<'_>, origin: &Origin) -> String {
    match origin.pointer.rsplit('/').next() {
        Some(key) if !key.is_empty() => key.replace("~1", "/").replace("~0", "~"),
        _ => {
            let file = cx.document.file_name(origin.file);
            let name = file.rsplit('/').next().unwrap_or(file);
            name.split('.').next().unwrap_or(name).to_owned()
        }
    }
}

/// What a component leads to that is nothing but a `$ref`: such a component has no type of its own, only a name to give.
fn led_to(cx: &Context<'_>, origin: &Origin) -> Option<Origin> {
    let reference = cx.document.value(origin)?.get("$ref")?.as_str()?;
    cx.document.resolve(origin, reference).ok()
}

/// What a name for the schema at `origin` is given to: where that is a list of one, the schema in it has the type.
fn bearer(cx: &Context<'_>, origin: &Origin) -> Origin {
    let inner = alone::innermost(cx, origin);
    let is_reference = cx.document.value(&inner).is_some_and(|schema| schema.get("$ref").is_some());
    if is_reference { origin.clone() } else { inner }
}

/// Places and keys of `components/schemas` of the root file.
pub(crate) fn component_schemas(cx: &Context<'_>) -> Vec<(Origin, String)> {
    let origin = Origin::new(FileId(0), "/components/schemas");
    match cx.document.value(&origin) {
        Some(Value::Object(schemas)) => schemas.keys().map(|key| (origin.child(key), key.clone())).collect(),
        _ => Vec::new(),
    }
}
