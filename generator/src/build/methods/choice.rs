//! The name of an operation, without regard to the others.

use std::collections::{HashMap, HashSet};

use super::ids::{self, groups};
use super::paths::{self, Segment, is_boilerplate, segments};
use super::plurals::pluralise;
use super::resource_words::is_noise;
use super::shorter::shorten;
use super::words::{
    all_singular, is_action, is_adverb, is_article, is_one_thing, is_only_verb, is_participle, is_plural,
    is_preposition, singular, small_words, spelled_out, verb, without_articles, without_loose_ends,
};
use super::{Shared, apart, own_id, without_ends};
use crate::build::found::Found;
use crate::model::without_names;
use crate::naming::{one_of_many, words};

/// The resource and the method name of an operation.
pub(in crate::build) struct Choice {
    /// The resource, from the client on; empty for the client itself.
    pub(in crate::build) resource: Vec<String>,
    /// The reasons for the resource and the name.
    pub(super) reasons: Vec<String>,
    pub(super) http: &'static str,
    /// The words of the name.
    pub(super) name: Vec<String>,
    /// The words of the id without articles; empty if it has only words of the path.
    pub(super) id: Vec<String>,
    /// The name from an id with only words of the path, if other ids have more words.
    pub(super) path_name: Vec<String>,
    /// The path below the shared prefix.
    pub(super) path: Vec<Segment>,
    /// The whole path.
    pub(super) whole_path: Vec<Segment>,
    /// The words of the resource and of the tag, in the singular.
    pub(super) resource_words: HashSet<String>,
    /// The words of each segment of the resource and of the tag, in the singular.
    pub(super) resource_names: Vec<Vec<String>>,
    /// Whether there is a `GET` of an item: of this path with a parameter appended.
    has_items: bool,
    /// Whether other operations read, change or create this item: then a `POST` to it changes it.
    exists: bool,
}

/// The resource of an operation, before its method has a name.
struct Placement {
    resource: Vec<Vec<String>>,
    reason: &'static str,
    /// The words of the id for the method.
    id: Option<Vec<String>>,
    /// `Some` if all segments of the path are resources; then the last segment, if it is a method instead.
    nested: Option<Option<Vec<String>>>,
}

/// Chooses a resource and a method name for each operation; several operations may choose the same name.
pub(in crate::build) fn choose(found: &[Found]) -> Vec<Choice> {
    let shared = Shared::of(found);
    let tree = Tree::of(&shared, found);
    let mut choices: Vec<Choice> = found.iter().map(|one| choice(&shared, &tree, one)).collect();
    apart::collections(&mut choices);
    shorten(&mut choices);
    pluralise(&mut choices);
    choices
}

/// Untagged operations by their paths.
struct Tree {
    /// Whether all segments are resources, because methods are named by path.
    nests: bool,
    /// Operations by the words of their paths: the HTTP method, and whether the path ends in a parameter.
    at: HashMap<Vec<Vec<String>>, HashSet<(&'static str, bool)>>,
    /// Whether most paths of one word segment begin with a verb and its object.
    has_calls: bool,
    /// Paths that are prefixes of other paths.
    parents: HashSet<Vec<Vec<String>>>,
    /// Paths, without names of parameters, with a `GET` of an item by a parameter.
    items: HashSet<String>,
    /// Paths, without names of parameters, with a `GET`, `PUT` or `PATCH`, and those of items that a `POST` to their
    /// collection creates.
    existing: HashSet<String>,
}

impl Tree {
    fn of(shared: &Shared, found: &[Found]) -> Self {
        let items = found.iter().filter(|one| one.method == "get");
        let items = items.map(|one| nameless(&one.path));
        let items = items.filter_map(|path| path.strip_suffix("/{}").map(str::to_owned)).collect();
        let existing = found.iter().filter_map(|one| match one.method {
            "get" | "put" | "patch" => Some(nameless(&one.path)),
            "post" => Some(nameless(&one.path) + "/{}"),
            _ => None,
        });
        let existing = existing.collect();
        let mut tree =
            Self { nests: false, at: HashMap::new(), parents: HashSet::new(), items, existing, has_calls: false };
        let is_untagged = |one: &&Found| tag(shared, one).is_none() && own_groups(shared, one).is_none();
        let (mut by_shape, mut all) = (0, 0);
        for one in found.iter().filter(is_untagged) {
            let path = paths::below(&shared.path, &paths::without_format(one.method, &one.path));
            let fixed = fixed(&path);
            all += 1;
            by_shape += usize::from(id_words(shared, one, &segments(&one.path)).is_none());
            tree.parents.extend((1..fixed.len()).filter_map(|count| fixed.get(..count)).map(<[_]>::to_vec));
            tree.at.entry(fixed).or_default().insert((one.method, ends_in_parameter(&path)));
        }
        tree.nests = by_shape * 100 >= all * 80;
        let roots = tree.at.keys().filter(|fixed| fixed.len() == 1 && !tree.parents.contains(*fixed));
        let (calls, others): (Vec<_>, Vec<_>) = roots.partition(|fixed| begins_with_verb(fixed));
        tree.has_calls = calls.len() > others.len();
        tree
    }

    /// Whether the only word segment is a call, such as `/start-assessment`: it has no items, and it begins with a verb,
    /// or most others like it do.
    fn is_call(&self, fixed: &[Vec<String>]) -> bool {
        let mut shapes = self.at.get(fixed).into_iter().flatten().map(|(_, is_item)| is_item);
        let has_items = shapes.next().is_some_and(|first| shapes.any(|shape| shape != first));
        let is_last = !has_items && !self.parents.contains(fixed);
        fixed.len() == 1 && is_last && (self.has_calls || begins_with_verb(fixed))
    }

    /// Whether the last segment is a method of the segments before it: no path is below it, and it has one HTTP method.
    fn is_method(&self, fixed: &[Vec<String>]) -> bool {
        let Some((_, parent)) = fixed.split_last().filter(|(_, parent)| !parent.is_empty()) else { return false };
        let calls = self.at.get(fixed);
        let is_one = calls
            .is_some_and(|calls| calls.len() == 1 && calls.iter().all(|call| matches!(call, ("get" | "post", false))));
        is_one && !self.parents.contains(fixed) && self.at.contains_key(parent)
    }
}

/// A path without names of parameters, and without the trailing slash that some frameworks add.
fn nameless(path: &str) -> String {
    without_names(path.trim_end_matches('/'))
}

/// Whether the first segment is a verb and its object.
fn begins_with_verb(fixed: &[Vec<String>]) -> bool {
    let is_verb = |word: &String| verb(word).is_some() || is_action(word, "post");
    matches!(fixed.first().map(Vec::as_slice), Some([first, _, ..]) if is_verb(first))
}

fn fixed(path: &[Segment]) -> Vec<Vec<String>> {
    path.iter().filter(|segment| segment.is_word()).map(|segment| segment.words().to_vec()).collect()
}

fn ends_in_parameter(path: &[Segment]) -> bool {
    path.last().is_some_and(|segment| segment.is_parameter)
}

/// The words of the first tag, unless nearly all operations have it, or it has only boilerplate words.
fn tag(shared: &Shared, found: &Found) -> Option<Vec<String>> {
    let tag = words(found.tag.as_deref()?);
    let [front, back] = &shared.tag_ends;
    let own = without_ends(&tag, front, back);
    let kept = without_loose_ends(&without_articles(own));
    (!shared.tags.contains(&tag) && !kept.iter().all(|word| is_boilerplate(word))).then_some(kept)
}

/// The parts of the id after the shared parts, if it has several.
fn own_groups(shared: &Shared, found: &Found) -> Option<Vec<Vec<String>>> {
    let parts = groups(own_id(found)?);
    let below = parts.get(shared.parts.len()..)?;
    (below.len() > 1).then(|| below.to_vec())
}

/// The words of an id, unless it has only those of method and path.
fn id_words(shared: &Shared, found: &Found, path: &[Segment]) -> Option<Vec<String>> {
    let known = path.iter().flat_map(Segment::all_words).chain(words(found.tag.as_deref().unwrap_or_default()));
    let mut known: HashSet<String> = known.collect();
    let id = ids::with_separate_verb(ids::rejoined(shared.id_words(own_id(found)?), &known), &known);
    let id = match ids::may_lack_separators(&id, &known) {
        true => {
            known.extend(words(found.summary.as_deref().unwrap_or_default()));
            known.extend(known.iter().map(|word| singular(word)).collect::<Vec<_>>());
            known.extend(small_words());
            ids::separated(id, &known)
        }
        false => id,
    };
    (!ids::is_made_of_path(found.method, &id, path)).then(|| ids::own_words(found.method, id, path))
}

fn placement(shared: &Shared, tree: &Tree, found: &Found, path: &[Segment]) -> Placement {
    let id = id_words(shared, found, &segments(&found.path));
    let fixed = fixed(path);
    let says_something = |group: &Vec<String>| !group.iter().all(|word| is_boilerplate(word));
    let groups = own_groups(shared, found).and_then(|mut groups| Some((groups.pop()?, groups)));
    match (tag(shared, found), groups) {
        (Some(tag), Some((last, groups)))
            if groups.first().map(|first| all_singular(first)) == Some(all_singular(&tag)) =>
        {
            let below = groups.into_iter().skip(1).filter(says_something);
            let resource = std::iter::once(tag).chain(below).collect();
            Placement { resource, reason: "its tag and the parts of its operationId", id: Some(last), nested: None }
        }
        // If all ids begin with the tag, the parts after it are more specific.
        (Some(tag), Some((last, groups)))
            if shared.parts.iter().any(|part| all_singular(part) == all_singular(&tag)) =>
        {
            let below: Vec<Vec<String>> = groups.into_iter().filter(says_something).collect();
            let resource = if below.is_empty() { vec![tag] } else { below };
            Placement { resource, reason: "the parts of its operationId", id: Some(last), nested: None }
        }
        (Some(tag), _) => Placement { resource: vec![tag], reason: "its first tag", id, nested: None },
        (None, Some((last, groups))) => {
            let resource = groups.into_iter().filter(says_something).collect();
            Placement { resource, reason: "the parts of its operationId", id: Some(last), nested: None }
        }
        (None, None) if fixed.is_empty() => {
            Placement { resource: Vec::new(), reason: "no tag, and no word in its path", id, nested: None }
        }
        (None, None) if tree.is_call(&fixed) => {
            let nested = id.is_none().then(|| fixed.into_iter().next());
            Placement { resource: Vec::new(), reason: "no tag, and its path is a call", id, nested }
        }
        (None, None) if !tree.nests || id.is_some() => {
            let resource = fixed.into_iter().take(1).collect();
            Placement { resource, reason: "the first word of its path", id, nested: None }
        }
        (None, None) => {
            let mut resource = fixed.clone();
            let method = if tree.is_method(&fixed) { resource.pop() } else { None };
            Placement { resource, reason: "the words of its path", id, nested: Some(method) }
        }
    }
}

fn choice(shared: &Shared, tree: &Tree, found: &Found) -> Choice {
    let whole_path = segments(&found.path);
    let path = paths::below(&shared.path, &paths::without_format(found.method, &found.path));
    let placement = placement(shared, tree, found, &path);
    let tag = found.tag.as_deref().map(words).unwrap_or_default();
    let resource_names: Vec<_> = placement.resource.iter().chain([&tag]).map(|words| all_singular(words)).collect();
    let resource_words = resource_names.concat().into_iter().collect();
    let mut choice = Choice {
        resource: placement.resource.iter().map(|words| spelled_out(words.clone()).join("_")).collect(),
        reasons: vec![format!("resource: {}", placement.reason)],
        http: found.method,
        name: Vec::new(),
        id: Vec::new(),
        path_name: Vec::new(),
        path,
        whole_path,
        resource_words,
        resource_names,
        has_items: tree.items.contains(&nameless(&found.path)),
        exists: tree.existing.contains(&nameless(&found.path)),
    };
    let says_more = |id: &&Vec<String>| {
        let skipped = id.iter().take_while(|word| choice.is_resource_word(word)).count();
        !ids::is_posted(id.get(skipped..).unwrap_or_default(), &choice.whole_path)
    };
    let name = match (placement.id.as_ref().filter(says_more), placement.nested) {
        (Some(id), _) => choice.of_id(shared, id),
        (None, nested) => choice.of_shape(nested),
    };
    choice.name = spelled_out(name);
    if placement.id.is_none() && !tree.nests {
        let path_name = own_id(found).map(|id| shared.id_words(id)).unwrap_or_default();
        let left = choice.without_resource_words(&choice.without_parameters(path_name.clone()));
        // `delete project role` of roles does not delete a project.
        choice.path_name = if left.last() == path_name.last() { left } else { Vec::new() };
    }
    choice
}

impl Choice {
    /// The name, if it is free.
    pub(in crate::build) fn wanted(&self) -> String {
        self.name.join("_")
    }

    /// The reasons for the `chosen` name, including the candidates that are taken.
    pub(in crate::build) fn naming(&self, candidates: &[String], chosen: &str) -> Vec<String> {
        let lost: Vec<String> =
            candidates.iter().take_while(|name| *name != chosen).map(|name| format!("`{name}`")).collect();
        let taken = (!lost.is_empty()).then(|| format!("taken by others, or reserved: {}", lost.join(", ")));
        self.reasons.iter().cloned().chain(taken).collect()
    }

    /// The order of claims: short paths first, then ids that begin with the verb: `ImageList` becomes `list` rather
    /// than `ImageGetAll`.
    pub(in crate::build) fn rank<'f>(&self, found: &'f Found) -> (usize, bool, &'f str, &'static str) {
        let is_other_verb = self.http == "get" && self.id.first() != self.name.first();
        (self.whole_path.len(), is_other_verb, &found.path, found.method)
    }

    pub(super) fn is_resource_word(&self, word: &str) -> bool {
        self.resource_words.contains(&singular(word))
    }

    /// Whether the resource or the path has the word, in the singular or plural.
    fn has_word(&self, word: &str) -> bool {
        let word = singular(word);
        self.is_resource_word(&word)
            || self.whole_path.iter().any(|segment| all_singular(segment.words()).contains(&word))
    }

    /// The last segment that is neither a parameter nor boilerplate.
    fn last_word(&self) -> Option<&Segment> {
        self.path.iter().rfind(|segment| segment.is_word())
    }

    /// Whether the path is that of an item of the resource: `/groups/{id}` of groups.
    fn is_item_of_resource(&self) -> bool {
        self.path.last().is_some_and(|last| last.is_parameter && last.words().is_empty())
            && self.last_word().is_some_and(|last| last.words().iter().all(|word| self.is_resource_word(word)))
    }

    /// Whether a noun denotes the item itself: `details`, or a word of its parameter.
    fn is_item(&self, word: &str) -> bool {
        const ITEM: &[&str] = &["detail", "details", "info", "information"];
        ITEM.contains(&word) || self.parameter_words().any(|one| one == singular(word))
    }

    /// The usual verb for the HTTP method and path.
    pub(super) fn usual_verb(&self) -> &'static str {
        let is_item = ends_in_parameter(&self.path);
        let last = self.path.last().and_then(|segment| segment.words().last());
        let is_one = |word: &String| !is_plural(word) || is_one_thing(word);
        match self.http {
            "get" if is_item || last.is_some_and(is_one) && !self.has_items => "get",
            "get" => "list",
            "post" if is_item && self.exists => "update",
            "post" => "create",
            "put" => "replace",
            "patch" => "update",
            other => other,
        }
    }

    /// The name of the operation from its HTTP method and path.
    fn of_shape(&mut self, nested: Option<Option<Vec<String>>>) -> Vec<String> {
        let usual = self.usual_verb();
        let is_item = ends_in_parameter(&self.path);
        let fixed = self.path.iter().filter(|segment| segment.is_word());
        let (count, last) = fixed.fold((0, &[] as &[String]), |(count, _), segment| (count + 1, segment.words()));
        let is_many = last.last().is_some_and(|word| is_plural(word));
        let is_new_action = |word: &String| is_action(word, self.http) && (count > 1 || !self.is_resource_word(word));
        let begins_with_action = last.first().is_some_and(is_new_action);
        let named = self.names_resource(last);
        let is_left = |at: usize, word: &String| {
            let is_named = named.get(at) == Some(&true);
            at == 0 && begins_with_action || !is_named && (!self.is_resource_word(word) || self.is_other_noun(last, at))
        };
        let remaining = last.iter().enumerate().filter(|(at, word)| is_left(*at, word));
        let remaining: Vec<String> = remaining.map(|(_, word)| word.clone()).collect();
        let action = match &nested {
            Some(None) => None,
            Some(Some(last)) => Some(self.without_later_resource_words(last)),
            None if self.http == "post" && !is_item && count > 1 => Some(remaining.clone()),
            None if begins_with_action && !is_item => Some(remaining.clone()),
            None => None,
        };
        let is_action = |action: &Vec<String>| !action.is_empty() && (!is_many || begins_with_action);
        if let Some(action) = action.filter(is_action) {
            self.reasons.push("method: the last word of its path is an action".to_owned());
            return [action, self.item_of_action()].concat();
        }
        self.reasons.push(format!("method: {} on this path is `{usual}`", self.http.to_uppercase()));
        let rest = match nested {
            Some(None) => Vec::new(),
            Some(Some(last)) if usual == "list" => last,
            Some(Some(last)) => one_of_many(last),
            None if is_item || usual == "create" => one_of_many(remaining),
            None => remaining,
        };
        [vec![usual.to_owned()], rest].concat()
    }

    /// The item that the last word of the path acts on, unless the resource names it: `participant` of
    /// `/participants/{id}/activate`.
    fn item_of_action(&self) -> Vec<String> {
        match self.path.as_slice() {
            [.., items, parameter, _] if items.is_word() && parameter.is_parameter => {
                let is_named = items.words().iter().any(|word| self.is_resource_word(word));
                if is_named { Vec::new() } else { one_of_many(items.words().to_vec()) }
            }
            _ => Vec::new(),
        }
    }

    /// The words without those of the resource, except the first word, which is always kept.
    fn without_later_resource_words(&self, words: &[String]) -> Vec<String> {
        let is_kept = |(at, word): &(usize, &String)| *at == 0 || !self.is_resource_word(word);
        words.iter().enumerate().filter(is_kept).map(|(_, word)| word.clone()).collect()
    }

    /// The name from the id, without the words of the resource and boilerplate words.
    fn of_id(&mut self, shared: &Shared, id: &[String]) -> Vec<String> {
        let own = id.strip_prefix(shared.id.as_slice()).filter(|rest| !rest.is_empty()).unwrap_or(id);
        let is_spoken = |(at, word): &(usize, &String)| !is_noise(own, *at, word);
        let spoken: Vec<String> = own.iter().enumerate().filter(is_spoken).map(|(_, word)| word.clone()).collect();
        let spoken = without_articles(if spoken.is_empty() { own } else { &spoken });
        self.id.clone_from(&spoken);
        // `get list pets` lists pets, unless there are lists.
        let spoken = match spoken.as_slice() {
            [get, list, next, ..] if get == "get" && list == "list" && next != "of" && !self.has_word(list) => {
                spoken.get(1..).unwrap_or_default().to_vec()
            }
            _ => spoken,
        };
        // If the id has the whole name of the resource, such as `storage v1`, the version is not boilerplate.
        let named = self.names_resource(own);
        let says_something = |at: usize, word: &String| !is_noise(own, at, word) && !is_article(word);
        let is_left = |(at, word): &(usize, &String)| named.get(*at) == Some(&true) || says_something(*at, word);
        let spoken = match named.contains(&true) {
            true => own.iter().enumerate().filter(is_left).map(|(_, word)| word.clone()).collect(),
            false => spoken,
        };
        let spoken = self.without_parameters(self.verb_first(shared, spoken));
        let name = match spoken.as_slice() {
            // `tag resource` of tags tags a resource.
            [first, rest @ ..] if shared.verbs_lead && self.is_verb_equal_to_resource(first, rest) => {
                [std::slice::from_ref(first), self.without_resource_words(rest).as_slice()].concat()
            }
            _ => self.without_resource_words(&spoken),
        };
        let dropped: Vec<&str> = id.iter().filter(|word| !name.contains(word)).map(String::as_str).collect();
        self.reasons.push(format!("method: its operationId, `{}`", id.join("_")));
        if !dropped.is_empty() {
            self.reasons.push(format!(
                "without the words of the resource and words without meaning: `{}`",
                dropped.join("`, `")
            ));
        }
        let usual = self.usual(&name);
        if usual != name {
            self.reasons.push(format!("`{}` is usually called `{}`", name.join("_"), usual.join("_")));
        }
        self.id = self.verb_first(shared, self.id.clone());
        usual
    }

    /// Moves the verb to the front: `pets_list` becomes `list_pets`, `namespace_get_script` becomes
    /// `get_namespace_script`, `creditors_retrieve` becomes `retrieve_creditor`. Words before the verb are a group, unless
    /// most ids begin with their verbs.
    fn verb_first(&self, shared: &Shared, words: Vec<String>) -> Vec<String> {
        // The `list` of `list get members` is a noun.
        let is_noun =
            |at: usize, word: &String| words.get(at + 1).is_some_and(|next| is_only_verb(next)) && self.has_word(word);
        let mut numbered = words.iter().enumerate();
        let Some(at) = numbered.position(|(at, word)| self.is_verb(word) && !is_noun(at, word)) else { return words };
        let (before, rest) = words.split_at(at);
        let Some((verb, after)) = rest.split_first() else { return words };
        let adverbs = before.iter().rev().take_while(|word| is_adverb(word)).count();
        let (group, adverbs) = before.split_at(before.len() - adverbs);
        // The `list` of `content list` in a path is a noun.
        let is_in_path = || self.whole_path.iter().any(|segment| segment.words().contains(verb));
        let is_clear = after.is_empty() || is_only_verb(verb) && !is_in_path() || self.http == verb;
        let is_id = |word: &String| word == "id" && ends_in_parameter(&self.path);
        let is_repeated = group.iter().all(|word| self.is_resource_word(word) || is_id(word));
        let is_collection = after.is_empty() && self.is_collection(group);
        if is_collection && adverbs.is_empty() && (ends_in_parameter(&self.path) || verb == "create") {
            return [std::slice::from_ref(verb), &one_of_many(group.to_vec())].concat();
        }
        let is_group = is_repeated || is_clear && !shared.verbs_lead || is_collection;
        if group.iter().any(|word| is_preposition(word)) || !is_group {
            return words;
        }
        let is_again = |at: usize, word: &String| {
            let others = after.iter().chain(group.iter().take(at));
            !self.is_resource_word(word) && others.into_iter().any(|other| singular(other) == singular(word))
        };
        let kept = group.iter().enumerate().filter(|(at, word)| !is_id(word) && !is_again(*at, word));
        let group = kept.map(|(_, word)| word);
        adverbs.iter().chain([verb]).chain(group).chain(after).cloned().collect()
    }

    /// Whether the words are a plural at the end of the path, and not the resource: `creditors` of payments.
    fn is_collection(&self, words: &[String]) -> bool {
        let own = words.iter().filter(|word| !self.is_resource_word(word));
        self.last_word().is_some_and(|last| last.words().iter().eq(own))
            && words.last().is_some_and(|last| is_plural(last) && !self.is_resource_word(last))
    }

    /// Leaves out parameters: `get_by_pet_id` becomes `get` if the path has that parameter; `top_by_browser` becomes
    /// `top_browser` if the path ends in `browser`.
    fn without_parameters(&self, words: Vec<String>) -> Vec<String> {
        let Some(at) = words.iter().rposition(|word| word == "by").filter(|at| *at > 0) else { return words };
        let (before, after) = words.split_at(at);
        let after = after.get(1..).unwrap_or_default();
        let last = self.last_word().map(|segment| all_singular(segment.words()));
        let is_last = |word: &String| last.as_ref().is_some_and(|last| last.contains(&singular(word)));
        // `get_topic_by_external_id` has a parameter, and `by` of `/spaces/by/creator_ids` is a word of the path.
        let has_by = self.whole_path.iter().any(|segment| segment.words() == ["by"]);
        let is_called = ends_in_parameter(&self.path) || has_by;
        // The `by` of `owned by user` does not begin a parameter.
        let is_passive = before.last().is_some_and(|word| is_participle(word));
        if ids::name_parameters(after, &self.whole_path) && !is_passive {
            before.to_vec()
        } else if !is_called && !after.is_empty() && after.iter().all(is_last) {
            [before, after].concat()
        } else {
            words.clone()
        }
    }

    /// Whether the first word of an id is a verb that equals the resource, such as `tag`.
    fn is_verb_equal_to_resource(&self, first: &str, rest: &[String]) -> bool {
        let is_plain = |word: &String| !is_preposition(word) && !self.is_resource_word(word);
        let is_alone = !rest.iter().any(|word| self.is_verb(word)) && rest.first().is_some_and(is_plain);
        matches!(self.http, "post" | "put")
            && self.is_resource_word(first)
            && !is_plural(first)
            && !self.is_verb(first)
            && is_alone
    }

    /// Whether a word is a verb here: `list` and `post` may be nouns, such as the list that an operation deletes.
    pub(super) fn is_verb(&self, word: &str) -> bool {
        let is_noun = match word {
            "list" => !matches!(self.http, "get" | "post"),
            "post" => self.http == "get",
            _ => false,
        };
        verb(word).is_some() && !is_noun
    }

    /// The name with the usual verb: `post` becomes `create`, `retrieve pet` becomes `get pet`.
    fn usual(&self, name: &[String]) -> Vec<String> {
        // `getPets` returns several pets; in `pets/get`, the plural is only the name of the resource.
        let after_verb: Vec<&String> = self.id.iter().skip_while(|word| verb(word).is_none()).collect();
        // `get actions permissions` does not return several actions.
        let is_noun =
            |at: usize| after_verb.get(at + 1).is_none_or(|next| is_preposition(next) || self.is_resource_word(next));
        let is_many = |(at, word): (usize, &&String)| {
            is_plural(word) && !is_one_thing(word) && self.is_resource_word(word) && is_noun(at)
        };
        let last = self.whole_path.last().and_then(|segment| segment.words().last());
        let is_of_items = self.has_items && last.is_some_and(|word| is_plural(word));
        let says_many = || is_of_items || after_verb.iter().enumerate().any(is_many);
        let one = |verb: &str| vec![verb.to_owned()];
        let is_action_first = |words: &[String]| {
            words.first().is_some_and(|word| is_action(word, self.http) && !self.is_resource_word(word))
        };
        match name {
            [word] => match (word.as_str(), verb(word), self.http) {
                ("post", _, "post") => one(self.usual_verb()),
                ("create" | "new", ..) => one("create"),
                ("all", _, "get") => one("list"),
                ("one", _, "get") => one("get"),
                (_, Some("get"), "get" | "post") if says_many() && !ends_in_parameter(&self.path) => one("list"),
                (_, Some("create"), http) if http != "post" => name.to_vec(),
                ("remove", _, http) if http != "delete" => name.to_vec(),
                ("index", _, http) if http != "get" => name.to_vec(),
                (_, Some(usual), _) => one(usual),
                (_, None, http) if self.is_resource_word(word) && (http != "post" || is_plural(word)) => {
                    one(self.usual_verb())
                }
                (_, None, "get") if self.is_item_of_resource() && self.is_item(word) => one("get"),
                (_, None, _) => name.to_vec(),
            },
            [first, all] if all == "all" && matches!(verb(first), Some("get" | "list")) => one("list"),
            [first, only] if only == "one" && verb(first).is_some() => self.usual(&one(first)),
            [first, rest @ ..] if verb(first) == Some("get") && says_many() && self.usual_verb() == "list" => {
                let of_them = rest.strip_prefix(&["list".to_owned(), "of".to_owned()]).unwrap_or(rest);
                [&one("list"), of_them].concat()
            }
            [first, rest @ ..] if matches!(first.as_str(), "post" | "put") && is_action_first(rest) => rest.to_vec(),
            [first, rest @ ..] if first == "post" => [&one("create"), rest].concat(),
            [first, rest @ ..] if first == "put" => [&one("replace"), rest].concat(),
            [first, rest @ ..] if matches!(first.as_str(), "retrieve" | "fetch") && self.http == "get" => {
                [&one("get"), rest].concat()
            }
            [first, rest @ ..] if first == "destroy" && self.http == "delete" => [&one("delete"), rest].concat(),
            [first, rest @ ..] if first == "modify" && self.http != "get" => [&one("update"), rest].concat(),
            _ => name.to_vec(),
        }
    }
}
