//! The order of operations in examples, the best ones first.
//!
//! Examples should show what the API is for: the resource that the documentation mentions most,
//! near the client, with most of the verbs list, get, create, update and delete. The object of
//! these verbs is a resource (`customers().list()`), or a noun in several of its methods
//! (`core_v1().list_pods()`).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt, HashSet};

use model::{Api, Operation, Resource, TypeKind};
use naming::{singular_type_name, words_of_text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Verb {
    List,
    Get,
    Create,
    Update,
    Delete,
}

/// A noun in the names of the methods of a resource; empty if the methods are only verbs.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ResourceNoun {
    resource: u32,
    noun: String,
}

/// An operation, split into the verb and the noun of its method name.
struct Candidate<'a> {
    index: usize,
    operation: &'a Operation,
    noun: ResourceNoun,
    verb: Option<Verb>,
}

impl<'a> Candidate<'a> {
    /// Returns an operation as a candidate, unless it is deprecated.
    fn of(index: usize, operation: &'a Operation) -> Option<Self> {
        if operation.deprecated {
            return None;
        }
        let words: Vec<String> = operation
            .names
            .method
            .split('_')
            .filter(|word| !word.is_empty())
            .map(singular_type_name)
            .collect();
        let verb = words.first().and_then(|word| verb_of_word(word));
        let noun = words
            .get(usize::from(verb.is_some())..)
            .unwrap_or_default()
            .join("_");
        Some(Self {
            index,
            operation,
            noun: ResourceNoun {
                resource: operation.resource.0,
                noun,
            },
            verb,
        })
    }
}

/// What the operations with the same noun have in common.
#[derive(Default)]
struct NounFacts {
    /// The number of these operations, and for a resource also of its actions.
    operations: usize,
    /// The verbs of those that work with the client of examples.
    verbs: BTreeSet<Verb>,
}

/// An operation that examples may call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// The index of the operation in [`Api::operations`].
    pub(super) index: usize,
    /// How important the noun of the method is.
    pub(super) weight: u64,
}

/// Returns the operations that examples may call, the best ones first.
pub(super) fn rank_operations(api: &Api) -> Vec<Call> {
    let candidates: Vec<Candidate<'_>> = api
        .operations
        .iter()
        .enumerate()
        .filter_map(|(index, operation)| Candidate::of(index, operation))
        .collect();
    let mut nouns: HashMap<ResourceNoun, NounFacts> = HashMap::new();
    for candidate in &candidates {
        if candidate.verb.is_none() {
            // An action such as `cancel` belongs to its resource.
            let resource = ResourceNoun {
                resource: candidate.noun.resource,
                noun: String::new(),
            };
            nouns.entry(resource).or_default().operations += 1;
        }
        let facts = nouns.entry(candidate.noun.clone()).or_default();
        facts.operations += 1;
        // An operation that needs special credentials does not work with the client of examples.
        if are_sufficient(&api.client.credentials, candidate.operation) {
            facts.verbs.extend(candidate.verb);
        }
    }
    let weights = weigh_nouns(api, &nouns);
    let mut calls: Vec<(&Candidate<'_>, Call)> = candidates
        .iter()
        .map(|candidate| {
            let call = Call {
                index: candidate.index,
                weight: weights.get(&candidate.noun).copied().unwrap_or_default(),
            };
            (candidate, call)
        })
        .collect();
    calls.sort_by_cached_key(|(candidate, call)| {
        let ResourceNoun { resource, noun } = &candidate.noun;
        let handle = api
            .resources
            .get(*resource as usize)
            .and_then(|resource| resource.type_name.as_deref());
        let has_list = nouns
            .get(&candidate.noun)
            .is_some_and(|facts| facts.verbs.contains(&Verb::List));
        (
            !are_sufficient(&api.client.credentials, candidate.operation),
            (Reverse(call.weight), !noun.is_empty()),
            handle,
            noun.clone(),
            candidate.verb.is_none(),
            // What cannot be listed must be created before it can be read.
            has_list || candidate.verb != Some(Verb::Create),
            (candidate.verb, candidate.index),
        )
    });
    calls.into_iter().map(|(_, call)| call).collect()
}

/// Returns the importance of each noun. The importance grows with the texts of the description that
/// mention the noun, with its verbs, and (by each doubling) with the methods of its resource; it
/// falls with the number of accessors before the noun.
fn weigh_nouns<'a>(
    api: &Api,
    nouns: &'a HashMap<ResourceNoun, NounFacts>,
) -> HashMap<&'a ResourceNoun, u64> {
    let words_of_nouns = nouns
        .keys()
        .map(|noun| (noun, words_of_noun(api, noun)))
        .collect();
    let mentions = count_mentions(api, &words_of_nouns);
    let mut weights = HashMap::new();
    for (noun, facts) in nouns {
        let resource = api.resources.get(noun.resource as usize);
        let accessors = resource.map_or(0, |resource| resource.module.len());
        let has_noun = !noun.noun.is_empty();
        let mut methods = facts.operations;
        // The client contains all resources, so only its own methods count.
        if let Some(resource) = resource
            && !has_noun
            && !resource.is_client()
        {
            methods += count_methods_below(api, resource);
        }
        let texts = 1 + mentions.get(noun).copied().unwrap_or_default();
        // Integers give the same order on all platforms: these are quarters of a doubling.
        let quarters = (1 + methods as u64).saturating_pow(4).ilog2();
        let depth = (accessors + usize::from(has_noun)).max(1);
        let product = (texts * (1 + facts.verbs.len())) as u64 * u64::from(quarters);
        weights.insert(noun, product / depth as u64);
    }
    weights
}

/// Returns the words of a resource and of the noun of its methods, in the singular.
fn words_of_noun(api: &Api, noun: &ResourceNoun) -> Vec<String> {
    let accessor = api
        .resources
        .get(noun.resource as usize)
        .map_or("", |resource| resource.rust.as_str());
    accessor
        .split('_')
        .chain(noun.noun.split('_'))
        .filter(|word| !word.is_empty())
        .map(singular_type_name)
        .collect()
}

/// Returns, for each noun, the number of different texts of the description that contain all of its
/// words.
fn count_mentions<'a>(
    api: &Api,
    words_of_nouns: &HashMap<&'a ResourceNoun, Vec<String>>,
) -> HashMap<&'a ResourceNoun, usize> {
    let mut indexes: HashMap<&str, usize> = HashMap::new();
    for word in words_of_nouns.values().flatten() {
        let next = indexes.len();
        indexes.entry(word).or_insert(next);
    }
    // The texts that contain each word, in ascending order.
    let mut texts_by_word: Vec<Vec<usize>> = vec![Vec::new(); indexes.len()];
    let mut indexes_of_forms: HashMap<&str, Option<usize>> = HashMap::new();
    for (index, text) in collect_documentation(api).into_iter().enumerate() {
        for word in split_words(text) {
            let word_index = *indexes_of_forms.entry(word).or_insert_with(|| {
                let singular = singular_type_name(&word.to_lowercase());
                indexes.get(singular.as_str()).copied()
            });
            if let Some(texts) = word_index.and_then(|word| texts_by_word.get_mut(word))
                && texts.last() != Some(&index)
            {
                texts.push(index);
            }
        }
    }
    let mut mentions = HashMap::new();
    for (noun, words) in words_of_nouns {
        let texts: Vec<&Vec<usize>> = words
            .iter()
            .filter_map(|word| texts_by_word.get(*indexes.get(word.as_str())?))
            .collect();
        let count = match texts.split_first() {
            Some((first, others)) => first
                .iter()
                .filter(|text| {
                    let mut others = others.iter();
                    others.all(|texts| texts.binary_search(text).is_ok())
                })
                .count(),
            None => 0,
        };
        mentions.insert(*noun, count);
    }
    mentions
}

/// Returns the different texts about operations, parameters and types.
fn collect_documentation(api: &Api) -> HashSet<&str> {
    let operations = api.operations.iter().flat_map(|operation| {
        let docs = &operation.docs;
        let parameters = operation.parameters.iter().map(|parameter| &parameter.docs);
        [&docs.summary, &docs.description]
            .into_iter()
            .chain(parameters)
    });
    let types = api.types.iter().flat_map(|(_, def)| {
        let properties = match &def.kind {
            TypeKind::Struct(record) => record.properties.as_slice(),
            _ => &[],
        };
        std::iter::once(&def.docs).chain(properties.iter().map(|property| &property.docs))
    });
    operations
        .chain(types)
        .flatten()
        .map(String::as_str)
        .collect()
}

/// Splits a text into words; here, `GitHub` is one word.
fn split_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}

/// Returns whether the method of an operation creates something.
pub(super) fn is_creation(operation: &Operation) -> bool {
    operation.names.method.split('_').next() == Some("create")
}

/// Returns whether a call is the purpose of the API: it creates or sends something, and its tag,
/// unlike other tags, is in the title, as in "Mail Send API".
pub(super) fn is_purpose(api: &Api, operation: &Operation) -> bool {
    let is_act = is_creation(operation) || operation.names.method.split('_').next() == Some("send");
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
    let title_words: Vec<String> = split_words(&api.info.title.to_lowercase())
        .map(singular_type_name)
        .collect();
    let tag_words = words_of_text(tag);
    !tag_words.is_empty()
        && tag_words
            .iter()
            .all(|word| title_words.contains(&singular_type_name(word)))
}

fn are_sufficient(credentials: &[String], operation: &Operation) -> bool {
    let mut alternatives = operation.security.iter();
    operation.security.is_empty()
        || alternatives.any(|names| names.iter().all(|name| credentials.contains(name)))
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

/// Returns the number of methods of the resources below a resource.
fn count_methods_below(api: &Api, resource: &Resource) -> usize {
    let mut method_count = 0;
    let mut pending = resource.children.clone();
    let mut seen_count = 0;
    while seen_count <= api.resources.len()
        && let Some(child) = pending.pop()
    {
        seen_count += 1;
        if let Some(child) = api.resource(child) {
            method_count += child.operations.len();
            pending.extend(&child.children);
        }
    }
    method_count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample::{empty, operation};
    use model::ResourceId;

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
                type_name: Some(name.to_owned()),
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
        all.map(|one| format!("{}.{}", one.path.trim_start_matches('/'), one.names.method))
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
    fn the_resource_that_texts_mention_most_comes_first() {
        let mut api = api(&["gists: list get create", "pull_requests: list get"]);
        for text in [
            "Merges a pull request.",
            "Pull requests of a user",
            "A request",
        ] {
            let mut operation = operation("x", "GET", "/x");
            operation.resource = ResourceId(2);
            operation.docs.description = Some(text.to_owned());
            api.operations.push(operation);
        }
        assert_eq!(ordered(&api)[0], "pull_requests.list");
        // A text that repeats counts once.
        for operation in &mut api.operations {
            operation.docs.description = Some("Pull requests of a user".to_owned());
        }
        assert_eq!(ordered(&api)[0], "pull_requests.list");
        api.operations[0].docs.description = Some("A gist".to_owned());
        assert_eq!(ordered(&api)[0], "gists.list");
    }

    #[test]
    fn what_cannot_be_listed_is_created_first() {
        assert_eq!(
            ordered(&api(&["messages: get create delete"]))[0],
            "messages.create"
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
