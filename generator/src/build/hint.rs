//! Where an inline schema stands, as the names that its type may have.
//!
//! It is called like the property that it stands in, in a module of the component, body or response that it belongs to.
//! Where two there want one name, words from the way to them tell them apart.

use std::sync::Arc;

use super::label::Label;
use super::methods::{all_singular, verb, without_loose_ends};
use super::modules::module_of;
use super::names::place_name;
use super::stems::Stem;
use super::{Context, reasons};
use crate::diag::Origin;
use crate::model::{Status, around, last_segment};
use crate::naming::{
    self, READABLE, composed, joined_words, one_of_many, path_below, readable, said_once, type_name, type_words,
    without,
};

/// The longest name that anything has.
const LONGEST: usize = 60;

/// Where an inline schema stands, as the name that its type would get.
#[derive(Clone, Debug)]
pub(crate) struct Hint {
    /// All that is said on the way here.
    full: String,
    /// The component or resource that it belongs to, as a path.
    root: Arc<str>,
    /// The words of the method that it belongs to, if it belongs to one.
    method: Arc<[String]>,
    /// What it belongs to that stands in no other type.
    owner: Arc<Owner>,
    /// The names on the way from there, the outermost first.
    way: Vec<Step>,
    /// What is found there under one name in several places: the property, if it stands in one, and what it holds.
    tail: String,
    /// The names that it may share with equal types of its root, the best first.
    shared: Vec<String>,
    /// What tells it from others of this name.
    form: Option<&'static str>,
    /// Whether it is what a call fails with.
    is_failure: bool,
    /// Whether it says no more than what a reference ends in.
    is_bare: bool,
    /// The name that the type had in the crate before, and keeps; whether it would not have it by itself.
    former: Option<(String, bool)>,
}

/// A component, a body, a response, or the operation itself.
#[derive(Clone, Debug, Default)]
struct Owner {
    /// The module that it stands in.
    room: String,
    /// The names that it may have, the best first.
    names: Vec<String>,
    /// What stands for the first name, where that and what follows would be too long.
    short: Option<String>,
    /// What its items are called after, where that is not its name.
    stem: Option<Box<Owner>>,
}

/// A property, parameter or shape on the way.
#[derive(Clone, Debug)]
struct Step {
    words: Vec<String>,
    /// What it is a shape of, where it is called after its kind.
    kind_of: Option<Vec<String>>,
    /// What it is besides, where the name alone is taken: `Item`, `Value`.
    kinds: Vec<String>,
}

impl Owner {
    fn named(room: &str, name: &str) -> Self {
        Self { room: room.to_owned(), names: vec![name.to_owned()], ..Self::default() }
    }

    fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// What is a part of this by its nature.
    fn part(&self, kind: &str) -> Self {
        let long = composed(self.name(), kind);
        let short = self.short.as_ref().map(|short| composed(short, kind));
        let mut names = vec![long];
        if names.iter().any(|name| name.chars().count() > READABLE) {
            names.splice(0..0, short.clone());
        }
        Self { room: self.room.clone(), names, short, stem: None }
    }
}

impl Hint {
    fn at(root: &str, owner: Owner) -> Self {
        Self {
            full: owner.name().to_owned(),
            root: root.into(),
            method: Arc::new([]),
            owner: Arc::new(owner),
            way: Vec::new(),
            tail: String::new(),
            shared: Vec::new(),
            form: None,
            is_failure: false,
            is_bare: false,
            former: None,
        }
    }

    /// A place with a name of its own.
    pub(crate) fn new(name: &str) -> Self {
        let name = joined_words(&type_words(name));
        Self::at(&name, Owner::named("", &name))
    }

    /// A component, by its path.
    pub(crate) fn of_path(path: &str) -> Self {
        Self::at(path, Owner::named(around(path), last_segment(path)))
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
    pub(crate) fn of_method(resource: &str, stem: &Stem) -> Self {
        let method = without(&one_of_many(type_words(resource)), &type_words(&stem.long));
        let hint = Self::at(resource, Owner { short: stem.short.clone(), ..Owner::named("", &stem.long) });
        Self { method: method.into(), ..hint }
    }

    /// What belongs to this and is not yet known to be shared, to fail, or to have had a name.
    fn plain(&self) -> Self {
        Self { shared: Vec::new(), form: None, is_failure: false, former: None, ..self.clone() }
    }

    /// What has a name inside of this: a property, a parameter, a shape.
    pub(crate) fn child(&self, name: &str) -> Self {
        let words = type_words(name);
        let tail = joined_words(&words);
        let mut child = Self { full: composed(&self.full, &type_name(name)), tail, ..self.plain() };
        child.way.push(Step { words, kind_of: None, kinds: Vec::new() });
        child
    }

    /// A shape of this. One that is called after its kind alone has the words of what it is a shape of as well.
    pub(crate) fn shape(&self, label: &Label) -> Self {
        let mut shape = self.child(&label.text);
        if let (true, Some(step)) = (label.is_kind, shape.way.last_mut()) {
            step.kind_of = Some(self.way.last().map(|step| step.words.clone()).unwrap_or_default());
            step.words = said_once(step.kind_of.as_deref().unwrap_or_default(), &step.words);
        }
        shape
    }

    /// What it is called as long as nothing else is.
    pub(crate) fn name(&self) -> &str {
        if self.way.is_empty() { self.owner.name() } else { &self.tail }
    }

    /// What is a part of this by its nature: a response, a result.
    pub(crate) fn part(&self, kind: &str) -> Self {
        if !self.way.is_empty() {
            return self.child(kind);
        }
        let kind = type_name(kind);
        let owner = Arc::new(self.owner.part(&kind));
        Self { full: composed(&self.full, &kind), owner, is_bare: false, ..self.plain() }
    }

    /// The body of an operation, called like that.
    pub(crate) fn body(&self) -> Self {
        let body = self.owner.part("Body");
        let named =
            Owner { names: self.owner.names.iter().chain(&body.names).cloned().collect(), ..Owner::clone(&self.owner) };
        let fitting = self.owner.short.iter().filter(|_| self.owner.name().chars().count() > READABLE).cloned();
        let names = fitting.chain(named.names).collect();
        Self { owner: Arc::new(Owner { names, ..Owner::clone(&self.owner) }), ..self.part("Body") }
    }

    /// The response of an operation; what it holds many of is called after the operation.
    pub(crate) fn response(&self) -> Self {
        let hint = self.part("Response");
        let stem = Some(Box::new(Owner::clone(&self.owner)));
        Self { owner: Arc::new(Owner { stem, ..Owner::clone(&hint.owner) }), ..hint }
    }

    /// One of several successes, by its reason phrase.
    pub(crate) fn success(&self, status: Status) -> Self {
        self.part(&reasons::success(status))
    }

    /// One of the forms that this may have, told from the others where they differ: `PetCreateForm`.
    pub(crate) fn in_form(&self, form: &'static str) -> Self {
        Self { form: Some(form), ..self.clone() }
    }

    /// A failure of this: those of one resource have a name in common.
    pub(crate) fn error(&self, status: Status) -> Self {
        Self { tail: "Error".to_owned(), is_failure: true, ..self.part(&reasons::failure(status)) }
    }

    /// What belongs to the component or resource as a whole.
    pub(crate) fn of_root(&self) -> Self {
        Self { is_bare: self.is_bare, ..Self::of_path(&self.root) }
    }

    /// A response or body that stands by itself, away from the operations that use it: `NotFound` is `NotFoundResponse`.
    pub(crate) fn of_component(cx: &Context<'_>, origin: &Origin, kind: &str) -> Self {
        const SAY_IT: &[&str] = &["body", "error", "errors", "payload", "response", "request", "response", "result"];
        let name = place_name(cx, origin);
        let says_it = naming::words(&name).last().is_some_and(|word| SAY_IT.contains(&word.as_str()));
        Self::new(&if says_it { name } else { format!("{name} {kind}") })
    }

    /// What this holds many of, items or values: called in the singular, and what it is where that is taken.
    pub(crate) fn element(&self, kind: &str) -> Self {
        let kind = type_name(kind);
        let mut hint = Self { full: composed(&self.full, &kind), is_failure: self.is_failure, ..self.plain() };
        match hint.way.last_mut() {
            Some(step) => {
                step.words = match step.kind_of.take() {
                    None => one_of_many(std::mem::take(&mut step.words)),
                    Some(whole) if whole.is_empty() => type_words(&kind),
                    Some(whole) => one_of_many(whole),
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
                let names = stem.iter().flat_map(|stem| stem.names.clone()).chain(own.names.iter().cloned()).collect();
                hint.owner = Arc::new(Owner { names, ..own });
                hint.tail = if self.tail.is_empty() { String::new() } else { composed(&self.tail, &kind) };
            }
        }
        hint
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

    /// Whether it stands in a module of what it belongs to.
    pub(crate) fn is_within(&self) -> bool {
        !self.way.is_empty()
    }

    /// How deep it stands in what it belongs to.
    pub(crate) fn depth(&self) -> usize {
        if self.shared.is_empty() { self.way.len() } else { 0 }
    }

    /// Says that it stands for equal types at all of these places: `Pet` is what requests and responses of `pets` have in
    /// common, `pets::Owner` what they have as `owner`.
    pub(crate) fn share(&mut self, places: &[Self]) {
        if places.iter().all(|place| place.full == self.full) {
            return;
        }
        // Equal types of several components are called after one of them.
        if places.iter().any(|place| place.root != self.root) {
            return;
        }
        let has_methods = self.tail.is_empty() && !self.is_failure && places.iter().all(|one| !one.method.is_empty());
        self.shared = match places.iter().any(|place| matches!(&*place.method, [one] if verb(one).is_some())) {
            false if has_methods => self.common_name(places).into_iter().collect(),
            _ => self.shared_names(),
        };
    }

    /// What methods have in common that do something else than to read or write the resource itself: `Guild` and what they
    /// are about.
    fn common_name(&self, places: &[Self]) -> Option<String> {
        let methods: Vec<Vec<String>> = places.iter().map(|place| all_singular(&place.method)).collect();
        let (first, rest) = methods.split_first()?;
        let in_all = |word: &&String| rest.iter().all(|other| other.contains(*word)) && verb(word).is_none();
        let words = without_loose_ends(&first.iter().filter(in_all).cloned().collect::<Vec<_>>());
        let (room, name) = (around(&self.root), last_segment(&self.root));
        let name = joined_words(&said_once(&one_of_many(type_words(name)), &words));
        (!words.is_empty()).then(|| path_below(room, &name))
    }

    /// What a parameter has is called after the resource, so that the name stays when a second method has it.
    pub(crate) fn of_resource(mut self) -> Self {
        self.shared = self.shared_names();
        self
    }

    /// What equal types of this root are called.
    fn shared_names(&self) -> Vec<String> {
        let (room, name) = (around(&self.root), last_segment(&self.root));
        let words = type_words(name);
        let one = joined_words(&one_of_many(words.clone()));
        let names = match self.tail.as_str() {
            "" => vec![one.clone(), composed(&one, "Object")],
            tail if self.is_failure => vec![joined_words(&said_once(&one_of_many(words), &type_words(tail)))],
            tail => {
                let tail = without(&words, &type_words(tail));
                return vec![path_below(&module_of(room, name), &joined_words(readable(&tail)))];
            }
        };
        names.iter().map(|name| path_below(room, name)).collect()
    }

    /// Whether equal types may have this name in common with what stands here.
    pub(crate) fn may_share(&self, path: &str) -> bool {
        self.shared_names().iter().chain(&self.shared).any(|shared| shared == path)
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

    /// What the module is called after that types within its owner stand in, and the module that this is in.
    pub(crate) fn owner(&self) -> (&str, &str) {
        (&self.owner.room, self.owner.name())
    }

    /// Which rule gives the type this path.
    pub(crate) fn reason(&self, path: &str) -> String {
        let owner = self.owner.name();
        match self.way.last() {
            _ if self.shared.iter().any(|shared| shared == path) => format!("shared within `{}`", self.root),
            Some(_) => format!("its property, parameter or kind, in the module of `{owner}`"),
            None => format!("the operation or component that it belongs to: `{owner}`"),
        }
    }

    /// The paths that the type may have, the best first, where what belongs to its owner stands in `module`.
    pub(crate) fn candidates(&self, module: &str) -> Vec<String> {
        let own = match self.way.is_empty() {
            true => {
                // What nobody would read is cut.
                let long = self.owner.names.iter().filter(|name| name.chars().count() > LONGEST);
                let cut = long.map(|name| joined_words(readable(&type_words(name))));
                let names = self.owner.names.iter().cloned().chain(cut);
                names.map(|name| path_below(&self.owner.room, &name)).collect()
            }
            false => self.names_within(module),
        };
        let all: Vec<String> =
            self.former().map(str::to_owned).into_iter().chain(self.shared.iter().cloned()).chain(own).collect();
        let in_form = |name: &String| self.form.map(|form| composed(name, form));
        let mut found: Vec<String> = Vec::new();
        for path in all.iter().flat_map(|name| std::iter::once(name.clone()).chain(in_form(name))) {
            if !found.contains(&path) {
                found.push(path);
            }
        }
        // What is too long to read gives way to what is not.
        let length = |path: &String| {
            let letters = last_segment(path).chars().count();
            (letters > LONGEST, letters > READABLE)
        };
        found.sort_by_key(length);
        found
    }

    /// Its own words; with those of what is around it, the nearest first; with all of them.
    fn names_within(&self, module: &str) -> Vec<String> {
        let Some((own, outer)) = self.way.split_last() else { return Vec::new() };
        let owner = type_words(self.owner.name());
        let mut names = vec![without(&owner, &own.words), own.words.clone()];
        names.extend(outer.iter().rev().map(|step| said_once(&step.words, &own.words)));
        let mut all = own.words.clone();
        for step in outer.iter().rev() {
            all = said_once(&step.words, &all);
            names.push(all.clone());
        }
        names.push(said_once(&owner, &own.words));
        names.push(said_once(&owner, &all));
        let kinds = own
            .kinds
            .iter()
            .flat_map(|kind| names.iter().map(|words| said_once(words, &type_words(kind))).collect::<Vec<_>>());
        let kinds: Vec<Vec<String>> = kinds.collect();
        names.extend(kinds);
        let short = names.iter().map(|words| joined_words(readable(words)));
        let is_number =
            |name: &String| name.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) && name.starts_with('N');
        let (numbers, named): (Vec<String>, Vec<String>) =
            short.chain(names.iter().map(|words| joined_words(words))).partition(is_number);
        named.into_iter().chain(numbers).map(|name| path_below(module, &name)).collect()
    }
}
