//! Chooses the resource of each operation and the name of its method, by the rules of `NAMES.md`,
//! in that order.
//!
//! `model::name_rules` is the table of all rules of names, with reasons and examples. The
//! conditions of the rules for methods are here:
//!
//! 1. `evidence` decides whether names come from the paths, the ids or the tags.
//! 2. Names from paths: `placement` decides which words of the path are resources, and what the
//!    method is. The verb is that of the HTTP method, unless the author chose another one
//!    (`ids::author_verb`). Names from ids and tags: the group is the resource, and the action is
//!    the method.
//! 3. `distinct_names` distinguishes operations that would have the same name.
//!
//! Nothing depends on the order of the description.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod distinct_names;
mod evidence;
mod ids;
mod paths;
mod placement;
mod shares;
mod words;

pub use ids::own_words_of_id;
pub use words::{usual_verb, without_loose_ends};

use foldhash::HashSet;

use ids::OperationIdWords;
use model::name_rules as rules;
use model::{HttpMethod, NameDetail, NameReason, NamesFrom, NamesSource};
use naming::{all_singular, count_occurrences, words_of_text as words_of};
use paths::{Route, Routes};
use placement::{Form, OperationAtPath};
use shares::is_majority;

/// What the rules read of an operation.
#[derive(Clone, Copy, Debug)]
pub struct DescribedOperation<'a> {
    /// The `operationId`, or an id made of method and path.
    pub id: &'a str,
    /// Whether the description has an `operationId`.
    pub has_id: bool,
    /// The HTTP method.
    pub method: &'a HttpMethod,
    /// The path template.
    pub path: &'a str,
    /// The first tag.
    pub tag: Option<&'a str>,
    /// `summary`; empty if there is none.
    pub summary: &'a str,
    /// Whether the operation is deprecated.
    pub is_deprecated: bool,
    /// Whether the success response is a JSON array.
    pub returns_array: bool,
    /// Whether the success response is an object with a page of an array.
    pub returns_page: bool,
}

/// The resource and the method name of an operation.
#[derive(Debug)]
pub struct Choice {
    /// The path of resources, from the client on; empty for the client itself.
    pub resource: Vec<String>,
    /// The words of the method's name.
    name: Vec<String>,
    /// The reasons for the resource and the name.
    reasons: Vec<NameReason>,
    http: HttpMethod,
    /// The words of the id, without articles.
    id: Vec<String>,
    /// Whether inline types are named after the id.
    names_types: bool,
    /// The words of the summary, without articles.
    summary: Vec<String>,
    route: Route,
    /// The name with the verb that the HTTP method implies, if that is another verb.
    implied: Option<Vec<String>>,
    /// The action in the id, including the words of the resource.
    action: Option<Vec<String>>,
    /// Whether the author's verb means a usual verb other than the one that the HTTP method
    /// implies.
    is_author_verb: bool,
    /// Whether the operation is a `POST` that creates nothing.
    only_asks: bool,
    /// Whether the name is the last word of a path that longer paths continue.
    pub is_shared_verb: bool,
    /// The last word of the path, if it says what the parameter after it is: `name` of
    /// `/agents/name/{agent_name}`.
    last_word_of_lookup: Vec<String>,
    /// Whether the operation is deprecated or retired, so that others get the short names.
    is_retired: bool,
}

/// The names of all operations.
#[derive(Debug)]
pub struct Choices {
    /// The choice for each operation, in the order of the operations.
    pub of: Vec<Choice>,
    /// The source of the names: paths, ids or tags.
    pub source: NamesSource,
}

/// Chooses a resource and a method name for each operation. Several operations of a resource may
/// choose the same name.
pub fn choose_method_names(
    operations: &[DescribedOperation<'_>],
    from: Option<NamesFrom>,
) -> Choices {
    let mut routes = Routes::read(operations, true);
    let have_hashes = evidence::ids_have_hashes(operations);
    let ids: Vec<Option<OperationIdWords>> = operations
        .iter()
        .zip(&routes.of)
        .map(|(operation, route)| OperationIdWords::read(operation, route, have_hashes))
        .collect();
    let source = match from {
        Some(from) => NamesSource {
            from,
            reason: NameReason::Configured,
        },
        None => evidence::choose_source(operations, &ids, &routes),
    };
    if source.from == NamesFrom::Paths {
        routes = Routes::read(operations, false);
    }
    let shared_groups = shared_start(&ids);
    // Names from tags already contain the words of the ids.
    let ids_name_types = source.from != NamesFrom::Tags && ids::are_words(operations, &ids);
    let mut of: Vec<Choice> = Vec::with_capacity(operations.len());
    for ((described, route), id) in operations.iter().zip(&routes.of).zip(&ids) {
        let verb = ids::author_verb(described, id.as_ref(), route);
        let operation = OperationAtPath {
            http: described.method,
            is_retired: is_retired(described),
            returns_array: described.returns_array,
            returns_page: described.returns_page,
            summary: described.summary,
            route,
            routes: &routes,
            id: id.as_ref(),
            verb: verb.as_ref(),
            names_types: ids_name_types && described.has_id,
        };
        let choice = match source.from {
            NamesFrom::Ids => choose_by_id(&operation, &shared_groups),
            NamesFrom::Tags => choose_by_tag(&operation, described),
            NamesFrom::Paths => None,
        };
        of.push(choice.unwrap_or_else(|| choose_by_path(&operation)));
    }
    match source.from {
        NamesFrom::Paths => distinct_names::add_levels(&mut of),
        NamesFrom::Ids | NamesFrom::Tags => use_plain_verbs(&mut of),
    }
    distinct_names::name_collections(&mut of);
    distinct_names::name_lookups(&mut of);
    Choices { of, source }
}

/// Returns the leading groups that two thirds of the ids share, as long as each id keeps one group:
/// `walletobjects` of `walletobjects.issuer.get`.
fn shared_start(ids: &[Option<OperationIdWords>]) -> Vec<Vec<String>> {
    let groups_of_ids: Vec<&[Vec<String>]> = ids
        .iter()
        .flatten()
        .map(|id| id.groups.as_slice())
        .collect();
    let mut shared: Vec<Vec<String>> = Vec::new();
    loop {
        let counts = count_occurrences(
            groups_of_ids
                .iter()
                .filter_map(|groups| groups.strip_prefix(shared.as_slice())?.first()),
        );
        let Some((group, _)) = counts
            .into_iter()
            .find(|(_, count)| is_majority(*count, groups_of_ids.len()))
        else {
            return shared;
        };
        shared.push(group.clone());
        if groups_of_ids.iter().any(|groups| *groups == shared) {
            shared.pop();
            return shared;
        }
    }
}

/// Returns whether an operation is deprecated, or its summary says so.
fn is_retired(operation: &DescribedOperation<'_>) -> bool {
    let summary = words_of(operation.summary);
    operation.is_deprecated
        || summary
            .iter()
            .any(|word| matches!(word.as_str(), "deprecated" | "retired"))
}

/// Chooses the resource and the name that the path implies.
fn choose_by_path(operation: &OperationAtPath<'_>) -> Choice {
    let mut resource: Vec<Vec<String>> = operation
        .words()
        .map(|segment| segment.words.clone())
        .collect();
    let mut reasons = Vec::new();
    let (verb, why) = operation.method_verb();
    let implied = operation.implied_verb();
    let placement = operation.placement();
    let form = placement.form;
    let dropped = operation.route.dropped();
    if !dropped.is_empty() {
        reasons.push(NameReason::words(
            &rules::LEFT_OUT,
            dropped.into_iter().map(str::to_owned).collect(),
        ));
    }
    reasons.push(NameReason::rule(placement.rule));
    let name = operation.method_words(form, &verb);
    match form {
        Form::Verb => {}
        Form::LeadingVerb => {
            if let Some(at) = resource.iter().position(|words| *words == name) {
                resource.remove(at);
            }
        }
        _ => {
            resource.pop();
        }
    }
    if matches!(
        form,
        Form::Verb | Form::VerbAndLastWord | Form::VerbByLastWord
    ) {
        reasons.push(why);
    }
    if form == Form::Client
        || verb != implied && operation.id.is_some_and(|id| id.words.contains(&verb))
    {
        reasons.extend(operation.framework_words());
    }
    let mut choice = operation.choice(resource, name, reasons);
    choice.is_shared_verb = placement.rule.name == rules::SHARED_VERB.name;
    if form == Form::VerbByLastWord {
        choice.last_word_of_lookup = operation.last_word().to_vec();
    }
    if matches!(form, Form::LastWord | Form::LeadingVerb)
        && choice
            .name
            .first()
            .is_none_or(|first| usual_verb(first).is_none())
    {
        // `count_tokens` already has the verb of its author.
        if !choice.only_asks || !choice.name.contains(&verb) {
            choice.implied = Some(operation.method_words(Form::VerbAndLastWord, &verb));
        }
    } else if verb != implied {
        choice.is_author_verb = usual_verb(&verb).is_some();
        let implied = operation.method_words(form, &implied);
        if implied != choice.name {
            choice.implied = Some(implied);
        }
    }
    choice
}

/// Chooses the group of the operationId as the resource, and its action as the name.
fn choose_by_id(operation: &OperationAtPath<'_>, shared: &[Vec<String>]) -> Option<Choice> {
    let id = operation.id.filter(|id| !id.groups.is_empty())?;
    let own = id.groups.strip_prefix(shared).filter(|own| !own.is_empty());
    let mut reasons = vec![NameReason::rule(&rules::GROUP_AND_ACTION)];
    if own.is_some() && !shared.is_empty() {
        let shared = shared.iter().map(|group| group.join("_")).collect();
        reasons.push(NameReason::words(&rules::SHARED_GROUP, shared));
    }
    reasons.extend(operation.framework_words());
    let mut resource = own.unwrap_or(&id.groups).to_vec();
    // `users.user` is one resource; `children.children` means the children of a child.
    resource.dedup_by(|next, group| next != group && all_singular(next) == all_singular(group));
    if let Some(last) = resource.last_mut() {
        *last = ids::group_in_path(last, operation.route);
    }
    let mut action = words::without_articles(&id.action);
    let nouns = ids::nouns_before_verb(&action, operation.route);
    if !nouns.is_empty() {
        action.drain(..nouns.concat().len());
        reasons.push(NameReason::words(
            &rules::NOUNS_BEFORE_VERB,
            nouns.iter().map(|noun| noun.join("_")).collect(),
        ));
        resource.extend(nouns);
    }
    let name = ids::without_resource_words(&action, &resource);
    reasons.extend(said_once_reason(&action, &name));
    Some(Choice {
        action: Some(action),
        ..operation.choice(resource, name, reasons)
    })
}

/// Chooses the tag as the resource, and the operationId without the words of the tag as the name.
fn choose_by_tag(
    operation: &OperationAtPath<'_>,
    found: &DescribedOperation<'_>,
) -> Option<Choice> {
    let mut tag = words::without_articles(&words_of(found.tag?));
    tag.retain(|word| !paths::is_boilerplate(word));
    let resource = if tag.is_empty() {
        Vec::new()
    } else {
        vec![ids::group_in_path(&tag, operation.route)]
    };
    let mut reasons = vec![NameReason::rule(&rules::TAG_AND_ID)];
    let name = match operation.id {
        Some(id) => {
            let words = words::without_articles(&id.words);
            let name = ids::without_resource_words(&words, &resource);
            reasons.extend(said_once_reason(&words, &name));
            reasons.extend(operation.framework_words());
            name
        }
        None if operation.last_word().is_empty() => vec![operation.method_verb().0],
        None => ids::without_resource_words(operation.last_word(), &resource),
    };
    Some(operation.choice(resource, name, reasons))
}

/// Returns the reason for a name from which the words of the resource were removed.
fn said_once_reason(id: &[String], name: &[String]) -> Option<NameReason> {
    let mut words_of_name = name.iter().peekable();
    let left_out: Vec<String> = id
        .iter()
        .filter(|word| words_of_name.next_if_eq(word).is_none())
        .cloned()
        .collect();
    if left_out.is_empty() {
        None
    } else {
        Some(NameReason::words(&rules::SAID_ONCE, left_out))
    }
}

/// Replaces technical verbs, such as `put` or `destroy`, by the usual verbs with the same meaning,
/// where the new name is free.
fn use_plain_verbs(choices: &mut [Choice]) {
    const TECHNICAL: &[&str] = &[
        "del", "destroy", "fetch", "index", "modify", "patch", "post", "put", "retrieve",
    ];
    let taken: HashSet<(Vec<String>, Vec<String>)> = choices
        .iter()
        .map(|choice| (choice.resource.clone(), choice.name.clone()))
        .collect();
    for choice in choices {
        let [only] = choice.name.as_slice() else {
            continue;
        };
        if !TECHNICAL.contains(&only.as_str()) {
            continue;
        }
        let Some(usual) = usual_verb(only) else {
            continue;
        };
        let plain = vec![usual.to_owned()];
        if !taken.contains(&(choice.resource.clone(), plain.clone())) {
            choice
                .reasons
                .push(NameReason::words(&rules::HTTP_WORD, choice.name.clone()));
            choice.name = plain;
        }
    }
}

impl OperationAtPath<'_> {
    fn choice(
        &self,
        resource: Vec<Vec<String>>,
        name: Vec<String>,
        reasons: Vec<NameReason>,
    ) -> Choice {
        Choice {
            resource: resource
                .into_iter()
                .map(|words| words::spell_first_word(words).join("_"))
                .collect(),
            name: words::spell_first_word(name),
            reasons,
            http: self.http.clone(),
            summary: words::without_articles(&words_of(self.summary)),
            implied: None,
            action: None,
            is_author_verb: false,
            only_asks: self.only_asks(),
            is_shared_verb: false,
            last_word_of_lookup: Vec::new(),
            is_retired: self.is_retired,
            names_types: self.names_types,
            id: self
                .id
                .map(|id| words::without_articles(&id.words))
                .unwrap_or_default(),
            route: self.route.clone(),
        }
    }

    /// Returns the reason for a name from which the words of a framework were removed.
    fn framework_words(&self) -> Option<NameReason> {
        if self.id?.is_shortened {
            Some(NameReason::rule(&rules::FRAMEWORK_WORDS))
        } else {
            None
        }
    }
}

impl Choice {
    /// Returns the `operationId`, if inline types are named after it, which requires several words.
    pub fn type_stem(&self) -> Option<String> {
        if self.names_types && self.id.len() > 1 {
            Some(self.id.join("_"))
        } else {
            None
        }
    }

    /// Returns the name that the method gets if it is free.
    pub fn preferred_name(&self) -> String {
        self.name.join("_")
    }

    /// Returns the reasons for the `chosen` name, and why each candidate before it is not
    /// available. `holder` returns the index of the operation that has a name.
    pub fn naming(
        &self,
        candidates: &[String],
        chosen: &str,
        holder: impl Fn(&str) -> Option<usize>,
    ) -> Vec<NameReason> {
        let mut reasons = self.reasons.clone();
        for name in candidates.iter().take_while(|name| *name != chosen) {
            reasons.push(match holder(name) {
                Some(by) => NameReason::Rule(
                    &rules::TAKEN,
                    NameDetail::Taken {
                        name: name.clone(),
                        by,
                    },
                ),
                None => NameReason::words(&rules::RESERVED, vec![name.clone()]),
            });
        }
        reasons
    }

    /// Returns the key by which operations are sorted before they claim names. Deprecated
    /// operations come last. Verbs that the HTTP method implies come before verbs that authors
    /// wrote: `GET /podcasts/{id}` becomes `get` rather than `POST /podcasts` with the id
    /// `getPodcastsInBatch`. Then short paths come first.
    pub fn rank<'f>(&self, operation: &DescribedOperation<'f>) -> impl Ord + use<'f> {
        let length = self.route.segments.len();
        (
            self.is_retired,
            self.is_author_verb,
            length,
            operation.path,
            operation.method,
        )
    }
}
