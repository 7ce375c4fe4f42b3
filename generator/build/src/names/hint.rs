//! Candidates for the name of an inline type: the name of its property, in the module of the component, body or
//! response that contains it. If names in a module are equal, words of their paths distinguish them.

use std::sync::Arc;

use super::label::Label;
use super::methods::{all_singular, rules, usual_verb, without_loose_ends};
use super::modules::module_within_type;
use super::reasons;
use super::stems::Stem;
use super::type_names::place_name;
use crate::context::BuildContext;
use diag::Origin;
use model::{NameReason, NameRule, Status, last_segment, parent_path};
use naming::{
    self, READABLE, composed_type_name, joined_words, merged_words, path_below, readable_words,
    singularise_last_word, type_name, type_words, without_outer_words,
};

const LONGEST: usize = 60;

#[derive(Clone, Debug, Default)]
pub(crate) struct Hint {
    /// The name with all words on the path from the root to the type.
    pub(crate) full: String,
    /// The path of the component or resource that contains the type.
    pub(crate) root: Arc<str>,
    /// The words of the operation's method, without those of the resource; empty if the type does not belong to an
    /// operation.
    method: Arc<[String]>,
    /// The component, body, response or operation that contains the type.
    owner: Arc<NameOwner>,
    /// The steps from the owner to this type, the outermost first.
    path: Vec<NameStep>,
    /// The name within the root, without intermediate owners: the property, if any, and `Item` or `Value`.
    pub(crate) tail: String,
    /// The names that equal types within the root may share, the best first.
    shared: Vec<String>,
    /// Whether this is the type of a parameter, so that its shared name is that of the parameter.
    is_parameter: bool,
    /// The name from the title of the schema, for equal types of several roots.
    title: Option<String>,
    /// The suffix for one of several media types of a body, such as `Form`.
    form: Option<&'static str>,
    /// Whether this is the type of an error.
    is_failure: bool,
    /// Whether the type is named only after the key of a reference target that is not a component.
    pub(crate) is_bare: bool,
    /// The name of the type in the previous version, and whether the type would get another name without the lock.
    former: Option<(String, bool)>,
    /// The name of the type in the previous version, even if the type need not keep it.
    previous: Option<String>,
}

/// The owner of inline types: a component, a body, a response, or the operation itself.
#[derive(Clone, Debug, Default)]
struct NameOwner {
    module: String,
    names: Vec<String>,
    /// A short form of the first name, for long names.
    short: Option<String>,
    /// The owner after which items are named, if it is not this one.
    stem: Option<Box<NameOwner>>,
    /// Whether the name comes from an `operationId`.
    is_id: bool,
    /// The rule that gives the name; `None` for the rule of parts.
    rule: Option<&'static NameRule>,
}

/// A property, parameter or member in a path.
#[derive(Clone, Debug)]
struct NameStep {
    words: Vec<String>,
    /// The words of the union, if this is a member that is named after its type (`String`). The member's name begins
    /// with them.
    kind_of: Option<Vec<String>>,
    /// Words to add if the name is taken: `Item`, `Value`.
    kinds: Vec<String>,
    /// Whether this is a member of a union, whose label already takes the title into account.
    is_member: bool,
}

/// Returns the words of a title, without words for a role at its end, such as `Params` of `LineItemParams`.
fn words_of_title(title: &str) -> Vec<String> {
    let mut words = type_words(title);
    while words
        .last()
        .is_some_and(|last| matches!(last.as_str(), "param" | "params" | "spec" | "specs"))
    {
        words.pop();
    }
    words
}

impl NameOwner {
    fn named(module: &str, name: &str) -> Self {
        Self {
            module: module.to_owned(),
            names: vec![name.to_owned()],
            ..Self::default()
        }
    }

    fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    fn part(&self, kind: &str) -> Self {
        let long = composed_type_name(self.name(), kind);
        let short = self
            .short
            .as_ref()
            .map(|short| composed_type_name(short, kind));
        let first = if long.chars().count() > READABLE {
            short.clone()
        } else {
            None
        };
        let names = first.into_iter().chain([long]).collect();
        Self {
            module: self.module.clone(),
            names,
            short,
            stem: None,
            is_id: false,
            rule: None,
        }
    }
}

impl Hint {
    fn at(root: &str, owner: NameOwner) -> Self {
        Self {
            full: owner.name().to_owned(),
            root: root.into(),
            owner: Arc::new(owner),
            ..Self::default()
        }
    }

    pub(crate) fn new(name: &str) -> Self {
        let name = joined_words(&type_words(name));
        Self::at(&name, NameOwner::named("", &name))
    }

    pub(crate) fn of_path(path: &str) -> Self {
        Self::at(
            path,
            NameOwner::named(parent_path(path), last_segment(path)),
        )
    }

    /// Returns the hint of a reference target that is not a component.
    pub(crate) fn of_place(name: &str) -> Self {
        Self {
            is_bare: true,
            ..Self::new(name).with_rule(&rules::COMPONENT_PART)
        }
    }

    pub(crate) fn of_method(resource: &str, stem: &Stem) -> Self {
        let resource_words = singularise_last_word(type_words(resource));
        let mut method = without_outer_words(&resource_words, &type_words(&stem.long));
        // If the method consists of a verb and the resource, as `create pet` of pets does, the verb is enough.
        if let [verb, object @ ..] = method.as_slice()
            && all_singular(object) == all_singular(&resource_words)
        {
            method = vec![verb.clone()];
        }
        let hint = Self::at(
            resource,
            NameOwner {
                short: stem.short.clone(),
                is_id: stem.is_id,
                ..NameOwner::named("", &stem.long)
            },
        );
        Self {
            method: method.into(),
            ..hint
        }
    }

    fn plain(&self) -> Self {
        Self {
            shared: Vec::new(),
            title: None,
            form: None,
            is_failure: false,
            former: None,
            previous: None,
            ..self.clone()
        }
    }

    /// Returns the hint for a property, parameter or member of this type.
    pub(crate) fn child(&self, name: &str) -> Self {
        let words = type_words(name);
        let tail = joined_words(&words);
        let mut child = Self {
            full: composed_type_name(&self.full, &type_name(name)),
            tail,
            ..self.plain()
        };
        child.path.push(NameStep {
            words,
            kind_of: None,
            kinds: Vec::new(),
            is_member: false,
        });
        child
    }

    /// Returns the hint for a member of this union. The name of a member that is named after its type (`String`) begins
    /// with the words of the union.
    pub(crate) fn union_member(&self, label: &Label) -> Self {
        let mut member = self.child(&label.text);
        if let Some(step) = member.path.last_mut() {
            step.is_member = true;
            if label.is_kind {
                step.kind_of = Some(
                    self.path
                        .last()
                        .map(|step| step.words.clone())
                        .unwrap_or_default(),
                );
                step.words = merged_words(step.kind_of.as_deref().unwrap_or_default(), &step.words);
            }
        }
        member
    }

    pub(crate) fn name(&self) -> &str {
        if self.path.is_empty() {
            self.owner.name()
        } else {
            &self.tail
        }
    }

    /// Returns the hint for a part of this owner or type, such as the response of an operation.
    pub(crate) fn part(&self, kind: &str) -> Self {
        if !self.path.is_empty() {
            return self.child(kind);
        }
        let kind = type_name(kind);
        let owner = Arc::new(self.owner.part(&kind));
        Self {
            full: composed_type_name(&self.full, &kind),
            owner,
            is_bare: false,
            ..self.plain()
        }
    }

    /// Returns the hint with the rule that gives its name.
    pub(crate) fn with_rule(mut self, rule: &'static NameRule) -> Self {
        Arc::make_mut(&mut self.owner).rule = Some(rule);
        self
    }

    /// Returns the hint for the body of this operation: `CreateMessageRequest` for `createMessage`, otherwise the name
    /// of resource and method.
    pub(crate) fn body(&self) -> Self {
        if self.owner.is_id {
            return self.part("Request").with_rule(&rules::TASK_BODY);
        }
        let fitting = if self.owner.name().chars().count() > READABLE {
            self.owner.short.as_ref()
        } else {
            None
        };
        let names = fitting
            .into_iter()
            .chain(&self.owner.names)
            .chain(&self.owner.part("Body").names)
            .cloned()
            .collect();
        let owner = NameOwner {
            names,
            rule: Some(&rules::METHOD_BODY),
            ..NameOwner::clone(&self.owner)
        };
        Self {
            owner: Arc::new(owner),
            ..self.part("Body")
        }
    }

    /// Returns the hint for the response of this operation, whose items are named after the operation.
    pub(crate) fn response(&self) -> Self {
        let hint = self.part("Response");
        let stem = Some(Box::new(NameOwner::clone(&self.owner)));
        let owner = NameOwner {
            stem,
            rule: Some(&rules::RESPONSE),
            ..NameOwner::clone(&hint.owner)
        };
        Self {
            owner: Arc::new(owner),
            ..hint
        }
    }

    pub(crate) fn success(&self, status: Status) -> Self {
        self.part(&reasons::success_name(status))
            .with_rule(&rules::RESPONSE)
    }

    /// Returns the hint for a body in one of several media types, which may have different types: `PetCreateForm`.
    pub(crate) fn in_form(&self, form: &'static str) -> Self {
        Self {
            form: Some(form),
            ..self.clone()
        }
    }

    /// Returns the hint for an error of this operation; errors of one resource may share a name.
    pub(crate) fn error(&self, status: Status) -> Self {
        let part = self
            .part(&reasons::failure_name(status))
            .with_rule(&rules::ERROR);
        Self {
            tail: "Error".to_owned(),
            is_failure: true,
            ..part
        }
    }

    pub(crate) fn of_root(&self) -> Self {
        Self {
            is_bare: self.is_bare,
            ..Self::of_path(&self.root)
        }
    }

    /// Returns the hint for a response or body component: `NotFound` becomes `NotFoundResponse`.
    pub(crate) fn of_component(cx: &BuildContext<'_>, origin: &Origin, kind: &str) -> Self {
        const KINDS: &[&str] = &[
            "body", "error", "errors", "payload", "request", "response", "result",
        ];
        let name = place_name(cx, origin);
        let has_kind = naming::words_of_text(&name)
            .last()
            .is_some_and(|word| KINDS.contains(&word.as_str()));
        Self::new(&if has_kind {
            name
        } else {
            format!("{name} {kind}")
        })
        .with_rule(&rules::COMPONENT_PART)
    }

    /// Returns the hint for items or values. The name is in the singular, with `Item` or `Value` if it is taken.
    pub(crate) fn element(&self, kind: &str) -> Self {
        let kind = type_name(kind);
        let mut hint = Self {
            full: composed_type_name(&self.full, &kind),
            is_failure: self.is_failure,
            ..self.plain()
        };
        match hint.path.last_mut() {
            Some(step) => {
                step.words = match step.kind_of.take() {
                    None => singularise_last_word(std::mem::take(&mut step.words)),
                    Some(whole) if whole.is_empty() => type_words(&kind),
                    Some(whole) => singularise_last_word(whole),
                };
                step.kinds.push(kind);
                hint.tail = joined_words(&step.words);
                if !self.shared.is_empty() {
                    hint.shared = hint.shared_names();
                }
            }
            None => {
                let stem = self.owner.stem.as_deref().map(|stem| stem.part(&kind));
                let own = self.owner.part(&kind);
                let names = stem
                    .iter()
                    .flat_map(|stem| stem.names.clone())
                    .chain(own.names.iter().cloned())
                    .collect();
                hint.owner = Arc::new(NameOwner { names, ..own });
                hint.tail = if self.tail.is_empty() {
                    String::new()
                } else {
                    composed_type_name(&self.tail, &kind)
                };
            }
        }
        hint
    }

    /// Returns whether steps lead from the owner to this type, which is then in the module of the owner.
    pub(crate) fn has_steps(&self) -> bool {
        !self.path.is_empty()
    }

    /// Returns the number of steps from the owner to this type; outer types get their names first. A type with a shared
    /// name is named after its resource, not after outer types, so it need not wait for them.
    pub(crate) fn depth(&self) -> usize {
        if self.shared.is_empty() {
            self.path.len()
        } else {
            0
        }
    }

    /// Makes this the hint for equal types at these locations: `Pet` for requests and responses of `pets`.
    pub(crate) fn share(&mut self, places: &[Self]) {
        // Equal types of several components are named after one of them.
        if places.iter().all(|place| place.full == self.full)
            || places.iter().any(|place| place.root != self.root)
        {
            return;
        }
        let has_methods = self.tail.is_empty()
            && !self.is_failure
            && places.iter().all(|one| !one.method.is_empty());
        let has_usual_verb = places
            .iter()
            .any(|place| matches!(&*place.method, [one] if usual_verb(one).is_some()));
        self.shared = if has_methods && !has_usual_verb {
            self.common_name(places).into_iter().collect()
        } else {
            self.shared_names()
        };
    }

    /// Returns the words of the resource, followed by the words that all methods share, without usual verbs such as
    /// `get`; `None` if the methods share no other words.
    fn common_name(&self, places: &[Self]) -> Option<String> {
        let methods: Vec<Vec<String>> = places
            .iter()
            .map(|place| all_singular(&place.method))
            .collect();
        let mut common = all_singular(&self.method);
        common.retain(|word| {
            usual_verb(word).is_none() && methods.iter().all(|method| method.contains(word))
        });
        let words = without_loose_ends(&common);
        let (module, name) = (parent_path(&self.root), last_segment(&self.root));
        let mut resource = singularise_last_word(type_words(name));
        if resource.len() > 1 && resource.last() == words.last() {
            resource.pop();
        }
        let name = joined_words(&merged_words(&resource, &words));
        if words.is_empty() {
            None
        } else {
            Some(path_below(module, &name))
        }
    }

    /// Names the type after the resource, so that the name does not change when a second method has the parameter.
    pub(crate) fn of_resource(mut self) -> Self {
        self.shared = self.shared_names();
        self.is_parameter = true;
        self
    }

    /// Returns names made from the resource; none for methods of the client, which have no resource.
    fn shared_names(&self) -> Vec<String> {
        if self.root.is_empty() {
            return Vec::new();
        }
        let (module, name) = (parent_path(&self.root), last_segment(&self.root));
        let words = type_words(name);
        let one = joined_words(&singularise_last_word(words.clone()));
        let names = match self.tail.as_str() {
            "" => vec![one.clone(), composed_type_name(&one, "Object")],
            tail if self.is_failure => {
                vec![joined_words(&merged_words(
                    &singularise_last_word(words),
                    &type_words(tail),
                ))]
            }
            tail => {
                let tail = without_outer_words(&words, &type_words(tail));
                return vec![path_below(
                    &module_within_type(module, name),
                    &joined_words(readable_words(&tail)),
                )];
            }
        };
        names.iter().map(|name| path_below(module, name)).collect()
    }

    pub(crate) fn may_share(&self, path: &str) -> bool {
        self.shared_names()
            .iter()
            .chain(&self.shared)
            .chain(&self.title)
            .any(|shared| shared == path)
    }

    /// Remembers the title of the schema, unless it is a sentence.
    pub(crate) fn titled(mut self, title: Option<&str>) -> Self {
        let name = title
            .map(str::trim)
            .filter(|title| {
                title.starts_with(char::is_alphabetic)
                    && title
                        .chars()
                        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'))
                    && title.split(' ').count() <= 3
            })
            .map(|title| joined_words(&type_words(title)));
        self.title = name.filter(|name| name.chars().count() <= READABLE);
        self
    }

    /// Replaces this hint by a better one for the same schema, whose title stays.
    pub(crate) fn improve(&mut self, better: &Self) {
        let title = self.title.take();
        *self = Self {
            title,
            ..better.clone()
        };
    }

    pub(crate) fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Returns the title, unless the type has another name in the previous version.
    pub(crate) fn free_title(&self) -> Option<&str> {
        self.title().filter(|title| {
            self.previous
                .as_deref()
                .is_none_or(|previous| previous == *title)
        })
    }

    pub(crate) fn set_previous(&mut self, name: &str) {
        self.previous = Some(name.to_owned());
    }

    /// Returns the hint for a type that is named by this title, outside of the module of its owner.
    pub(crate) fn named_by(&self, title: &str) -> Self {
        let names = [title, self.full.as_str()].map(str::to_owned).to_vec();
        let owner = NameOwner {
            names,
            ..NameOwner::default()
        };
        Self {
            title: self.title.clone(),
            former: self.former.clone(),
            ..Self::at(title, owner)
        }
    }

    /// Returns the new hint for a type inside of `outer`, after the hint of `outer` was replaced by `moved`. Returns
    /// `None` if the type is not inside of `outer`.
    pub(crate) fn moved(&self, outer: &Self, moved: &Self) -> Option<Self> {
        let is_inside = self.owner.names == outer.owner.names
            && self.path.len() > outer.path.len()
            && self
                .path
                .iter()
                .zip(&outer.path)
                .all(|(own, outer)| own.words == outer.words);
        if !is_inside {
            return None;
        }
        let path = self.path.get(outer.path.len()..)?.to_vec();
        let full = path.iter().fold(moved.full.clone(), |full, step| {
            composed_type_name(&full, &joined_words(&step.words))
        });
        Some(Self {
            full,
            root: moved.root.clone(),
            owner: moved.owner.clone(),
            path,
            shared: Vec::new(),
            ..self.clone()
        })
    }

    pub(crate) fn keep(&mut self, former: &str, is_kept: bool) {
        self.former = Some((former.to_owned(), is_kept));
    }

    /// Returns whether the type has this name only because of the lock.
    pub(crate) fn keeps(&self, name: &str) -> bool {
        self.former
            .as_ref()
            .is_some_and(|(former, is_kept)| *is_kept && former == name)
    }

    pub(crate) fn former(&self) -> Option<&str> {
        self.former.as_ref().map(|(name, _)| name.as_str())
    }

    pub(crate) fn owner(&self) -> (&str, &str) {
        (&self.owner.module, self.owner.name())
    }

    /// Returns why the type has this path.
    pub(crate) fn reason(&self, path: &str) -> NameReason {
        let is_shared = self.shared.iter().any(|shared| shared == path);
        NameReason::rule(match self.path.last() {
            _ if is_shared && self.is_parameter => &rules::PARAMETER,
            _ if is_shared => &rules::SHARED_TYPE,
            None if self.title() == Some(self.owner.name()) => &rules::COMMON_TITLE,
            None => self.owner.rule.unwrap_or(&rules::PART),
            Some(step) => match self.title_beyond(step) {
                Some(title) if joined_words(&title) == last_segment(path) => &rules::PROPERTY_TITLE,
                _ => &rules::PROPERTY,
            },
        })
    }

    /// Returns the paths that the type may have, the best first; `module` is that of the owner.
    pub(crate) fn candidates(&self, module: &str) -> Vec<String> {
        let own = if self.path.is_empty() {
            // Very long names also have a shortened form as a candidate.
            let long = self
                .owner
                .names
                .iter()
                .filter(|name| name.chars().count() > LONGEST);
            let cut = long.map(|name| joined_words(readable_words(&type_words(name))));
            let names = self.owner.names.iter().cloned().chain(cut);
            names
                .map(|name| path_below(&self.owner.module, &name))
                .collect()
        } else {
            self.names_within(module)
        };
        let all: Vec<String> = self
            .former()
            .map(str::to_owned)
            .into_iter()
            .chain(self.shared.iter().cloned())
            .chain(own)
            .collect();
        let mut found: Vec<String> = Vec::new();
        for name in all {
            let in_form = self.form.map(|form| composed_type_name(&name, form));
            for path in std::iter::once(name).chain(in_form) {
                if !found.contains(&path) {
                    found.push(path);
                }
            }
        }
        // Long names come last.
        found.sort_by_key(|path| {
            let length = last_segment(path).chars().count();
            (length > LONGEST, length > READABLE)
        });
        found
    }

    /// Returns the words of the title, if they contain all words of the step, and more.
    fn title_beyond(&self, own: &NameStep) -> Option<Vec<String>> {
        let title = words_of_title(self.title()?);
        let (in_title, of_property) = (all_singular(&title), all_singular(&own.words));
        let says_more =
            title.len() > own.words.len() && of_property.iter().all(|word| in_title.contains(word));
        if says_more && !own.is_member && title != type_words(self.owner.name()) {
            Some(title)
        } else {
            None
        }
    }

    /// Returns the names that the type may have in the module of its owner, the best first: the words of the title, if
    /// it has more words than the last step; the words of the last step alone; these words after those of one outer
    /// step, the nearest first; the words of several steps; and any of these after the words of the owner.
    fn names_within(&self, module: &str) -> Vec<String> {
        let Some((own, outer)) = self.path.split_last() else {
            return Vec::new();
        };
        let owner = type_words(self.owner.name());
        let mut names = vec![without_outer_words(&owner, &own.words), own.words.clone()];
        names.splice(0..0, self.title_beyond(own));
        names.extend(
            outer
                .iter()
                .rev()
                .map(|step| merged_words(&step.words, &own.words)),
        );
        let mut all = own.words.clone();
        for step in outer.iter().rev() {
            all = merged_words(&step.words, &all);
            names.push(all.clone());
        }
        names.push(merged_words(&owner, &own.words));
        names.push(merged_words(&owner, &all));
        let plain = names.clone();
        for kind in &own.kinds {
            names.extend(
                plain
                    .iter()
                    .map(|words| merged_words(words, &type_words(kind))),
            );
        }
        let short = names
            .iter()
            .map(|words| joined_words(readable_words(words)));
        let (numbers, named): (Vec<String>, Vec<String>) = short
            .chain(names.iter().map(|words| joined_words(words)))
            .partition(|name| {
                name.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) && name.starts_with('N')
            });
        named
            .into_iter()
            .chain(numbers)
            .map(|name| path_below(module, &name))
            .collect()
    }
}
