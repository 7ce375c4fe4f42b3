//! Reads an `operationId`: a group, an action, and the verb that the author chose.

use foldhash::HashSet;

use super::DescribedOperation;
use super::paths::{Route, is_boilerplate};
use super::words::{
    is_article, is_preposition, is_verb, is_verb_for, usual_verb, without_articles,
    without_loose_ends,
};
use model::HttpMethod;
use naming::{all_singular, singular_word, words_of_text};

/// An `operationId` without the words that its framework added.
pub(super) struct OperationIdWords {
    /// All words.
    pub(super) words: Vec<String>,
    /// The names of the resource, the outermost first: `issues` of `issues/list-for-repo`. Empty if
    /// the id has no group.
    pub(super) groups: Vec<Vec<String>>,
    /// The words after the groups.
    pub(super) action: Vec<String>,
    /// Whether words of a framework were removed.
    pub(super) is_shortened: bool,
    /// Whether the group is a service of gRPC.
    is_of_service: bool,
}

impl OperationIdWords {
    /// Reads the id of an operation. Returns `None` if the operation has no id, or the id does not
    /// consist of words. `have_hashes` means that ids may end in a hash.
    pub(super) fn read(
        operation: &DescribedOperation<'_>,
        route: &Route,
        have_hashes: bool,
    ) -> Option<Self> {
        let digits = operation.id.chars().filter(char::is_ascii_digit).count();
        if !operation.has_id || digits * 2 >= operation.id.chars().count() {
            return None;
        }
        let stem = if have_hashes {
            split_hash(operation.id)
        } else {
            None
        };
        let has_hash = stem.is_some();
        let id = stem.map_or(operation.id, |(stem, _)| stem);
        // NestJS puts the class and the method of the program into the id.
        if let Some((_, action)) = id
            .split_once("Controller_")
            .or_else(|| id.split_once("Controller."))
        {
            let words = without_framework_words(operation.method, words_of_text(action), route);
            return Some(Self {
                action: words.clone(),
                words,
                groups: Vec::new(),
                is_of_service: false,
                is_shortened: true,
            });
        }
        let parts = separated_parts(id);
        let words_of_id = words_of_text(id);
        let count = words_of_id.len();
        let own = without_framework_words(operation.method, words_of_id, route);
        let is_shortened = has_hash || own.len() < count;
        // The underscores of `Text_to_speech_v1_text_to_speech__voice_id__post` only separate
        // words.
        let are_words = own.len() < count && !id.contains(['/', '.']);
        if parts.len() > 1 && !are_words {
            // The action of `apps_list_instanceSizes` begins with a verb. In an id with dots, the
            // action is the last part: `list` of `drives.list.ListItems` is a noun.
            let verb = if id.contains('.') {
                None
            } else {
                parts.iter().position(
                    |part| matches!(part.as_slice(), [word] if usual_verb(word).is_some()),
                )
            };
            let (groups, action) = parts.split_at(verb.unwrap_or(parts.len() - 1));
            let service = service_group(id, groups);
            return Some(Self {
                is_of_service: service.is_some(),
                groups: service.unwrap_or_else(|| groups.to_vec()),
                action: action.concat(),
                words: own,
                is_shortened: has_hash,
            });
        }
        let count = group_length(&own, operation, route);
        let groups = if count == 0 {
            Vec::new()
        } else {
            vec![own.iter().take(count).cloned().collect()]
        };
        Some(Self {
            action: own.iter().skip(count).cloned().collect(),
            groups,
            is_of_service: false,
            words: own,
            is_shortened,
        })
    }

    /// Returns whether the action repeats the name of the group, as in `zones-list-zones`. Services
    /// of gRPC are groups even so, since most of their methods repeat the name of the service
    /// (`InvoiceService.GetInvoice`).
    pub(super) fn repeats_group(&self) -> bool {
        if self.is_of_service {
            return false;
        }
        let group: HashSet<String> = self
            .groups
            .last()
            .into_iter()
            .flatten()
            .map(|word| singular_word(word))
            .collect();
        self.action
            .iter()
            .any(|word| group.contains(&singular_word(word)))
    }
}

/// Returns the group of an id of gRPC: `invoice` of `billing.v1.InvoiceService.GetInvoice`, whose
/// package and version are no groups.
fn service_group(id: &str, groups: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
    let [_, .., service] = groups else {
        return None;
    };
    let is_service = id.rsplit('.').nth(1)?.ends_with("Service");
    let [name @ .., _] = service.as_slice() else {
        return None;
    };
    if is_service && !name.is_empty() {
        Some(vec![name.to_vec()])
    } else {
        None
    }
}

/// Splits the hash off an id that ends in four hexadecimal digits: `51c2` of
/// `issues.Get.Count-51c2`.
pub(super) fn split_hash(id: &str) -> Option<(&str, &str)> {
    let (stem, hash) = id.rsplit_once('-')?;
    let is_hexadecimal = hash.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    if hash.len() == 4 && is_hexadecimal && !stem.is_empty() {
        Some((stem, hash))
    } else {
        None
    }
}

/// Splits ids such as `users.messages.list`, `issues/list-for-repo` and `VirtualMachines_List`.
/// Other ids have one part, and so do ids that look like paths.
fn separated_parts(id: &str) -> Vec<Vec<String>> {
    let is_like_path = id.starts_with('/') || id.contains("-/") || id.contains('{');
    let has_capitals = id.contains(char::is_uppercase);
    let separator = match id {
        _ if is_like_path => return Vec::new(),
        _ if id.contains('/') => '/',
        _ if id.contains('.') => '.',
        _ if has_capitals => '_',
        _ => return Vec::new(),
    };
    let parts: Vec<Vec<String>> = id
        .split(separator)
        .map(words_of_text)
        .filter(|part| !part.is_empty())
        .collect();
    // `List_Vendors_GET` has no group.
    let is_action = parts
        .first()
        .and_then(|part| part.first())
        .is_some_and(|first| usual_verb(first).is_some());
    // The underscores of `Text_to_speech` only separate words.
    let is_phrase = separator == '_' && parts.concat().iter().any(|word| is_preposition(word));
    let are_single_words = parts.iter().all(|part| part.len() == 1);
    if is_action || is_phrase && are_single_words {
        Vec::new()
    } else {
        parts
    }
}

/// Returns how many words at the beginning of an id are the words of its tag, or of the first
/// segment of its path that is no parameter: `Container` of `ContainerList`.
fn group_length(id: &[String], operation: &DescribedOperation<'_>, route: &Route) -> usize {
    let id = all_singular(id);
    let tag = operation.tag.map(words_of_text).unwrap_or_default();
    let first = route
        .named_segments()
        .find(|segment| !segment.is_parameter)
        .map(|segment| segment.words.clone());
    for group in [tag, first.unwrap_or_default()] {
        let says_something = group.iter().any(|word| !is_boilerplate(word));
        if says_something && id.len() > group.len() && id.starts_with(&all_singular(&group)) {
            return group.len();
        }
    }
    0
}

/// Removes the words that frameworks add to an id: path and method at the end (FastAPI:
/// `read_item_items__id__get`) or at the beginning (`get-/files/{id}_getById`), or only the method
/// (Springfox: `deleteUsingDELETE_1`, `list_contracts_get`).
fn without_framework_words(method: &HttpMethod, mut id: Vec<String>, route: &Route) -> Vec<String> {
    if let Some(using) = id.iter().rposition(|word| word == "using")
        && using > 0
        && id.len() <= using + 3
        && id.get(using + 1).is_some_and(|word| {
            HttpMethod::KEYS_OF_PATH_ITEMS
                .iter()
                .any(|method| method.to_lowercase() == *word)
        })
    {
        id.truncate(using);
    }
    let method_word = method.to_lowercase();
    let path: Vec<String> = route
        .segments
        .iter()
        .flat_map(|segment| segment.words.clone())
        .collect();
    let added = [path.as_slice(), std::slice::from_ref(&method_word)].concat();
    if id.len() > added.len() && id.ends_with(&added) {
        id.truncate(id.len() - added.len());
    }
    let before = [std::slice::from_ref(&method_word), path.as_slice()].concat();
    if id.starts_with(&before) && id.get(before.len()).is_some_and(|word| is_verb(word)) {
        id.drain(..before.len());
    }
    if let [first, .., last] = id.as_slice()
        && is_verb(first)
        && *last == method_word
        && path.last() != Some(last)
        && !route.singular_words().contains(first)
    {
        id.pop();
    }
    id
}

/// Removes the words that frameworks add to an operation id; returns `None` if there are no such
/// words.
pub fn own_words_of_id(method: &HttpMethod, id: &str, path: &str) -> Option<Vec<String>> {
    let words = words_of_text(id);
    let own = without_framework_words(method, words.clone(), &Route::read(method, path));
    if own.len() < words.len() {
        Some(own)
    } else {
        None
    }
}

/// Returns whether the ids name tasks, instead of repeating the HTTP method and the path as
/// `PostCustomers` does. If a description has only `GET` operations, its ids count as names of
/// tasks.
pub(super) fn are_words(
    operations: &[DescribedOperation<'_>],
    ids: &[Option<OperationIdWords>],
) -> bool {
    let changes = operations
        .iter()
        .zip(ids)
        .filter(|(operation, _)| *operation.method != HttpMethod::Get);
    let own: Vec<&OperationIdWords> = changes.filter_map(|(_, id)| id.as_ref()).collect();
    let spelt = own.iter().filter(|id| {
        id.words
            .iter()
            .any(|word| matches!(word.as_str(), "patch" | "post" | "put"))
    });
    spelt.count() * 3 <= own.len()
}

/// The verb that the author chose for an operation.
pub(super) struct AuthorVerb {
    pub(super) word: String,
    /// Whether the verb is from the id; otherwise it is from the summary.
    pub(super) is_of_id: bool,
}

/// Returns the verb that the author chose for an operation, from the id or the summary.
pub(super) fn author_verb(
    operation: &DescribedOperation<'_>,
    id: Option<&OperationIdWords>,
    route: &Route,
) -> Option<AuthorVerb> {
    let of_id = id.and_then(|id| verb_of_id(id, operation, route));
    let of_summary = verb_of_summary(operation.summary).filter(|verb| match operation.method {
        HttpMethod::Delete => is_change(verb) || usual_verb(verb).is_none(),
        // "Order history" and "Like search" begin with no verb.
        HttpMethod::Get => usual_verb(verb).is_some() || is_verb_for(&HttpMethod::Get, verb),
        _ => true,
    });
    match (of_id, of_summary) {
        // The last word of an id may look like a verb without being one: `settingUpdate` with "Get
        // settings".
        (Some(of_id), Some(of_summary))
            if is_change(&of_id)
                && matches!(operation.method, HttpMethod::Get | HttpMethod::Query)
                && !is_change(&of_summary) =>
        {
            Some(AuthorVerb {
                word: of_summary,
                is_of_id: false,
            })
        }
        (Some(word), _) => Some(AuthorVerb {
            word,
            is_of_id: true,
        }),
        (None, of_summary) => of_summary.map(|word| AuthorVerb {
            word,
            is_of_id: false,
        }),
    }
}

fn is_change(verb: &str) -> bool {
    matches!(
        usual_verb(verb),
        Some("create" | "delete" | "replace" | "update")
    )
}

/// Returns the first word of an id, or the first one after the words of the path and the tag:
/// `list` of `certificates_list`.
fn verb_of_id(
    id: &OperationIdWords,
    operation: &DescribedOperation<'_>,
    route: &Route,
) -> Option<String> {
    let id = without_articles(&id.words);
    let mut path_words = route.singular_words();
    let tag = operation.tag.map(words_of_text).unwrap_or_default();
    path_words.extend(all_singular(&tag));
    let first = id.first()?;
    let unknown: Vec<&String> = id
        .iter()
        .filter(|word| !path_words.contains(&singular_word(word)) && !is_boilerplate(word))
        .collect();
    let verb = if unknown.first() == Some(&first) {
        first
    } else {
        unknown
            .into_iter()
            .find(|word| is_verb_for(operation.method, word))
            .unwrap_or(first)
    };
    if says_more_than_http(verb) {
        Some(verb.clone())
    } else {
        None
    }
}

/// Returns the verb at the beginning of a summary, in the imperative or third person; `list` of
/// "Get a list of".
fn verb_of_summary(summary: &str) -> Option<String> {
    // "Creates/modifies/deletes records" has no verb for the whole operation.
    let beginning = summary.split_whitespace().next()?;
    if beginning.contains('/') || beginning.ends_with(',') {
        return None;
    }
    let words_of_summary = words_of_text(summary);
    let words = without_articles(&words_of_summary);
    let first = words.first()?;
    let next = words.get(1).map(String::as_str).unwrap_or_default();
    // "News by date", "Schedules" and "Views: create a view" begin with nouns, "Removes a repost"
    // with a verb.
    let is_object = words_of_summary.get(1).is_some_and(|word| is_article(word))
        || !next.is_empty() && !is_preposition(next) && !is_verb(next);
    let verb = if is_verb(first) || !is_object {
        first.clone()
    } else {
        // The third person of a verb has the form of a plural.
        singular_word(first)
    };
    if usual_verb(&verb) == Some("get") && matches!(next, "all" | "list") {
        return Some("list".to_owned());
    }
    if says_more_than_http(&verb) {
        Some(verb)
    } else {
        None
    }
}

/// Returns whether a word is a verb, other than the names of HTTP methods that ids begin with.
pub(super) fn says_more_than_http(word: &str) -> bool {
    is_verb(word) && !matches!(word, "patch" | "post" | "put")
}

/// Removes the words of the resource from an action, up to the first preposition: `list_by_entity`
/// of entity notes keeps its words. A resource whose name has a preposition, such as
/// `codes_of_conduct`, is removed as a whole. If nothing is left, returns all words.
pub(super) fn without_resource_words(action: &[String], resource: &[Vec<String>]) -> Vec<String> {
    for name in resource
        .iter()
        .filter(|name| name.iter().any(|word| is_preposition(word)))
    {
        if action.len() > name.len()
            && let Some(at) = action.windows(name.len()).position(|words| words == name)
        {
            let before = action.iter().take(at);
            let after = action.iter().skip(at + name.len());
            return without_resource_words(
                &before.chain(after).cloned().collect::<Vec<_>>(),
                resource,
            );
        }
    }
    let resource_words: HashSet<String> = resource
        .iter()
        .flatten()
        .map(|word| singular_word(word))
        .collect();
    let phrase = action
        .iter()
        .skip(1)
        .position(|word| is_preposition(word))
        .map_or(action.len(), |at| at + 1);
    let mut own_words = Vec::new();
    for (at, word) in action.iter().enumerate() {
        if at >= phrase
            || at == 0 && is_verb(word)
            || !resource_words.contains(&singular_word(word))
        {
            own_words.push(word.clone());
        }
    }
    if own_words.is_empty() {
        action.to_vec()
    } else {
        without_loose_ends(&own_words)
    }
}

/// Returns the nouns at the beginning of an action that ends in a usual verb, if they are segments
/// of the path: `cities` of `cities_list`.
pub(super) fn nouns_before_verb(action: &[String], route: &Route) -> Vec<Vec<String>> {
    let Some((verb, mut rest)) = action.split_last() else {
        return Vec::new();
    };
    let mut nouns = Vec::new();
    if usual_verb(verb).is_none() {
        return nouns;
    }
    for segment in route.segments.iter().filter(|segment| segment.is_word()) {
        let length = segment.words.len();
        let beginning = rest.get(..length).unwrap_or_default();
        if length > 0 && all_singular(beginning) == all_singular(&segment.words) {
            nouns.push(segment.words.clone());
            rest = rest.get(length..).unwrap_or_default();
        }
    }
    nouns
}

/// Returns the plural form of a group, if the path has it: `pets` for the tag `Pet` on
/// `/pets/{id}`.
pub(super) fn group_in_path(group: &[String], route: &Route) -> Vec<String> {
    let singular_group = all_singular(group);
    let words = route
        .segments
        .iter()
        .filter(|segment| !segment.is_parameter)
        .map(|segment| &segment.words);
    let mut same =
        words.filter(|words| all_singular(words) == singular_group && **words != singular_group);
    same.next().cloned().unwrap_or_else(|| group.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_begin_summaries() {
        for (summary, verb) in [
            ("Creates a record", Some("create")),
            ("Get a list of records", Some("list")),
            ("Creates/modifies/deletes records", None),
            ("Create, modify or delete records", None),
            ("", None),
        ] {
            assert_eq!(verb_of_summary(summary).as_deref(), verb, "{summary}");
        }
    }
}
