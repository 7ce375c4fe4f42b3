//! The order of operations in examples, the best ones first.
//!
//! Examples should show what can be listed, read, created, updated and deleted, rather than the beginning of the
//! description. The object of these verbs is a resource (`customers().list()`), or a noun in several of its methods
//! (`core_v1().list_pods()`).

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::{Api, Operation, Resource};
use crate::naming::{singular_type_name, words_of_text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Verb {
    List,
    Get,
    Create,
    Update,
    Delete,
}

/// A resource, and a noun in the names of its methods; empty if the methods are only verbs.
type ResourceNoun = (u32, String);

/// An operation, split into the verb and the noun of its method name.
struct Candidate<'a> {
    index: usize,
    operation: &'a Operation,
    noun: ResourceNoun,
    verb: Option<Verb>,
    words: Vec<String>,
}

/// An operation that examples may call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// Its index in [`Api::operations`].
    pub(super) index: usize,
    /// The number of different verbs of the methods with the same noun.
    pub(super) verbs: usize,
}

/// Returns the operations that examples may call, the best ones first.
pub(super) fn rank_operations(api: &Api) -> Vec<Call> {
    let candidates: Vec<Candidate<'_>> = api
        .operations
        .iter()
        .enumerate()
        .filter_map(candidate_of_operation)
        .collect();
    let mut verbs: HashMap<&ResourceNoun, BTreeSet<Verb>> = HashMap::new();
    // An operation that needs special credentials does not work with the client of examples.
    for one in &candidates {
        if are_sufficient(&api.client.credentials, one.operation) {
            verbs.entry(&one.noun).or_default().extend(one.verb);
        }
    }
    let mentions = count_noun_mentions(&candidates);
    let methods = methods_below(api);
    let mut order: Vec<(&Candidate<'_>, usize)> = candidates
        .iter()
        .map(|one| (one, verbs.get(&one.noun).map_or(0, BTreeSet::len)))
        .collect();
    order.sort_by_cached_key(|(one, verbs)| {
        let (resource, noun) = &one.noun;
        let all = if noun.is_empty() {
            methods.get(*resource as usize)
        } else {
            mentions.get(&one.noun)
        };
        let name = api
            .resources
            .get(*resource as usize)
            .map_or("", |resource| resource.type_name.as_str());
        let rank_of_noun = (
            Reverse(*verbs),
            !noun.is_empty(),
            Reverse(all.copied().unwrap_or_default()),
            name,
            noun.clone(),
        );
        let is_open = are_sufficient(&api.client.credentials, one.operation);
        (
            !is_open,
            rank_of_noun,
            one.verb.is_none(),
            one.verb,
            one.index,
        )
    });
    order
        .into_iter()
        .map(|(one, verbs)| Call {
            index: one.index,
            verbs,
        })
        .collect()
}

/// Returns whether a call is the purpose of the API: it creates or sends something, and its tag, unlike other tags, is
/// in the title, as in "Mail Send API".
pub(super) fn is_purpose(api: &Api, operation: &Operation) -> bool {
    let is_act = matches!(operation.rust.split('_').next(), Some("create" | "send"));
    let Some(tag) = operation.tag.as_deref() else {
        return false;
    };
    if !is_act
        || operation.deprecated
        || api
            .operations
            .iter()
            .all(|other| other.tag == operation.tag)
    {
        return false;
    }
    // Here, `GitHub` is one word.
    let title = api.info.title.to_lowercase();
    let title: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .map(singular_type_name)
        .collect();
    let tag = words_of_text(tag);
    !tag.is_empty()
        && tag
            .iter()
            .all(|word| title.contains(&singular_type_name(word)))
}

fn are_sufficient(credentials: &[String], operation: &Operation) -> bool {
    let mut alternatives = operation.security.iter();
    operation.security.is_empty()
        || alternatives.any(|names| names.iter().all(|name| credentials.contains(name)))
}

fn candidate_of_operation((index, operation): (usize, &Operation)) -> Option<Candidate<'_>> {
    if operation.deprecated {
        return None;
    }
    let words: Vec<String> = operation
        .rust
        .split('_')
        .filter(|word| !word.is_empty())
        .map(singular_type_name)
        .collect();
    let verb = words.first().and_then(|word| verb_of_word(word));
    let noun = words
        .get(usize::from(verb.is_some())..)
        .unwrap_or_default()
        .join("_");
    Some(Candidate {
        index,
        operation,
        noun: (operation.resource.0, noun),
        verb,
        words,
    })
}

fn verb_of_word(word: &str) -> Option<Verb> {
    Some(match word {
        "list" => Verb::List,
        "get" | "read" | "retrieve" => Verb::Get,
        "create" => Verb::Create,
        "update" | "modify" | "patch" | "replace" => Verb::Update,
        "delete" => Verb::Delete,
        _ => return None,
    })
}

/// Returns the number of methods for each noun within its resource.
fn count_noun_mentions(candidates: &[Candidate<'_>]) -> HashMap<ResourceNoun, usize> {
    let nouns: HashSet<&ResourceNoun> = candidates.iter().map(|one| &one.noun).collect();
    let mut mentions = HashMap::new();
    for one in candidates {
        let starts = (0..one.words.len())
            .flat_map(|start| (start + 1..=one.words.len()).map(move |end| (start, end)));
        let phrases = starts
            .filter_map(|(start, end)| one.words.get(start..end))
            .map(|words| words.join("_"));
        let named: BTreeSet<ResourceNoun> = phrases
            .map(|noun| (one.noun.0, noun))
            .filter(|it| nouns.contains(it))
            .collect();
        for noun in named {
            *mentions.entry(noun).or_default() += 1;
        }
    }
    mentions
}

/// Returns the number of methods of each resource, including those of the resources below it.
fn methods_below(api: &Api) -> Vec<usize> {
    // The client contains all resources, so only its own methods count.
    api.resources
        .iter()
        .map(|resource| {
            if resource.rust.is_empty() {
                resource.operations.len()
            } else {
                count_methods_below(api, resource)
            }
        })
        .collect()
}

/// Returns the number of methods of a resource and of those below it.
fn count_methods_below(api: &Api, resource: &Resource) -> usize {
    let (mut all, mut waiting, mut seen) = (0, vec![resource], 0);
    while seen <= api.resources.len()
        && let Some(one) = waiting.pop()
    {
        seen += 1;
        all += one.operations.len();
        waiting.extend(one.children.iter().filter_map(|child| api.resource(*child)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ResourceId;
    use crate::render::tests::sample::{empty, operation};

    /// Creates an API that has resources with methods, such as `pets: list get`, in this order.
    fn api(resources: &[&str]) -> Api {
        let mut api = empty();
        for line in resources {
            let (name, methods) = line.split_once(": ").unwrap();
            let id = u32::try_from(api.resources.len()).unwrap();
            let first = api.operations.len();
            for method in methods.split(' ') {
                let (method, deprecated) = method
                    .strip_suffix('!')
                    .map_or((method, false), |method| (method, true));
                let operation = operation(method, "GET", &format!("/{name}"));
                api.operations.push(Operation {
                    resource: ResourceId(id),
                    deprecated,
                    ..operation
                });
            }
            api.resources.push(Resource {
                rust: name.to_owned(),
                type_name: name.to_owned(),
                operations: (first..api.operations.len()).collect(),
                ..Resource::default()
            });
        }
        api
    }

    fn ordered(api: &Api) -> Vec<String> {
        let all = rank_operations(api)
            .into_iter()
            .filter_map(|call| api.operations.get(call.index));
        all.map(|one| format!("{}.{}", one.path.trim_start_matches('/'), one.rust))
            .collect()
    }

    #[test]
    fn resources_with_most_standard_methods_come_first() {
        let all = ordered(&api(&[
            "audio: speak",
            "pets: create get list",
            "toys: list",
        ]));
        assert_eq!(
            all,
            [
                "pets.list",
                "pets.get",
                "pets.create",
                "toys.list",
                "audio.speak"
            ]
        );
    }

    #[test]
    fn ties_are_broken_by_method_count_then_by_name() {
        assert_eq!(
            ordered(&api(&["b: list", "a: list", "c: list feed"]))[..3],
            ["c.list", "a.list", "b.list"]
        );
    }

    #[test]
    fn deprecated_methods_do_not_count() {
        assert_eq!(
            ordered(&api(&["a: list! get! create!", "b: get"])),
            ["b.get"]
        );
    }

    #[test]
    fn nouns_of_methods_count_like_resources() {
        let methods = "core: list_nodes read_node list_pods read_pod delete_pod pod_log";
        assert_eq!(
            ordered(&api(&["audio: list", methods]))[..3],
            ["core.list_pods", "core.read_pod", "core.delete_pod"]
        );
        assert_eq!(
            ordered(&api(&[methods, "gists: list get delete"]))[0],
            "gists.list"
        );
    }

    #[test]
    fn methods_with_other_credentials_do_not_count() {
        let mut api = api(&[
            "admin: list get create",
            "pets: list get",
            "toys: get list feed",
        ]);
        for operation in &mut api.operations {
            let name = if operation.path == "/admin" {
                "admin"
            } else {
                "key"
            };
            operation.security = vec![vec![name.to_owned()]];
        }
        api.client.credentials = vec!["key".to_owned()];
        assert_eq!(ordered(&api)[0], "toys.list");
    }
}
