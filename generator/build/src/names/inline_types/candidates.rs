//! The names that a type may have, the best first.

use super::schema_use::{NameOwner, NameStep, SchemaUse, UseRoot};
use model::name_rules as rules;
use model::{NameRule, last_segment};
use naming::{
    READABLE, all_singular, composed_type_name, joined_words, merged_words, path_below,
    readable_words, type_words, without_outer_words,
};

/// The length from which on a name is one of the last candidates, in letters.
const LONGEST: usize = 60;

/// What the name of a type depends on.
#[derive(Clone, Debug)]
pub(crate) struct NameFacts {
    /// The use after which the type is named.
    pub(crate) schema_use: SchemaUse,
    /// The name from the title of the schema.
    pub(super) title: Option<String>,
    /// The names that the type may have because equal types were merged into it, the best first.
    pub(super) merged_names: Vec<String>,
    former: Option<FormerName>,
    /// The name of the type in the previous version, even if the type need not keep it.
    pub(crate) previous_name: Option<String>,
}

/// The name of a type in the previous version, which it keeps.
#[derive(Clone, Debug)]
struct FormerName {
    path: String,
    /// Whether the type would get another name without the lock.
    needs_lock: bool,
}

/// A name that a type may have.
pub(crate) struct NameCandidate {
    pub(crate) path: String,
    /// The rule that gives the name; `None` if only the previous version does.
    pub(crate) rule: Option<&'static NameRule>,
}

impl NameFacts {
    /// Returns the facts about a type that is used here and has this title.
    pub(crate) fn new(schema_use: SchemaUse, title: Option<&str>) -> Self {
        Self {
            schema_use,
            title: title.and_then(name_of_title),
            merged_names: Vec::new(),
            former: None,
            previous_name: None,
        }
    }

    /// Returns the facts about this type if it has a name of its own, such as its title, outside
    /// of the module of its owner.
    pub(crate) fn with_own_name(&self, name: &str, rule: &'static NameRule) -> Self {
        let mut owner = NameOwner::new("", name);
        owner.names.push(self.schema_use.full_name.clone());
        owner.rule = Some(rule);
        Self {
            schema_use: SchemaUse::of_owner(UseRoot::new(name), owner),
            title: self.title.clone(),
            merged_names: Vec::new(),
            former: self.former.clone(),
            previous_name: None,
        }
    }

    /// Returns the facts about a type inside of `outer`, after `outer` was replaced by `moved`.
    /// Returns `None` if the type is not inside of `outer`.
    pub(crate) fn moved_from(&self, outer: &Self, moved: &Self) -> Option<Self> {
        let schema_use = self
            .schema_use
            .moved_from(&outer.schema_use, &moved.schema_use)?;
        Some(Self {
            schema_use,
            merged_names: Vec::new(),
            ..self.clone()
        })
    }

    /// Returns the title, unless the type has another name in the previous version.
    pub(crate) fn title_without_previous_name(&self) -> Option<&str> {
        let title = self.title.as_deref()?;
        (!self.had_other_name(title)).then_some(title)
    }

    /// Returns the name of the property that has this type, unless the type has another name in the
    /// previous version.
    pub(crate) fn name_of_property(&self) -> Option<String> {
        let step = self
            .schema_use
            .steps
            .last()
            .filter(|step| !step.is_member)?;
        let name = joined_words(&step.words);
        (!self.had_other_name(&name)).then_some(name)
    }

    /// Returns whether the type has another name in the previous version.
    fn had_other_name(&self, name: &str) -> bool {
        let previous_name = self.previous_name.as_deref();
        previous_name.is_some_and(|previous_name| previous_name != name)
    }

    /// Keeps the name of the previous version; `needs_lock` is whether the type would get another
    /// name otherwise.
    pub(crate) fn keep_former_name(&mut self, path: &str, needs_lock: bool) {
        self.former = Some(FormerName {
            path: path.to_owned(),
            needs_lock,
        });
    }

    pub(crate) fn former_path(&self) -> Option<&str> {
        self.former.as_ref().map(|former| former.path.as_str())
    }

    /// Returns whether the type has this path only because of the lock.
    pub(crate) fn keeps_by_lock(&self, path: &str) -> bool {
        self.former
            .as_ref()
            .is_some_and(|former| former.needs_lock && former.path == path)
    }

    /// Returns the number of steps from the owner to this type; outer types get their names first.
    /// A type with a shared name is named after its resource, not after outer types, so it need not
    /// wait for them.
    pub(crate) fn naming_depth(&self) -> usize {
        if self.shared_names().is_empty() {
            self.schema_use.steps.len()
        } else {
            0
        }
    }

    /// Returns the paths that the type may have, the best first; `inner_module` is the module for
    /// types inside of the owner.
    pub(crate) fn list_candidates(&self, inner_module: &str) -> Vec<NameCandidate> {
        let shared_rule = if self.schema_use.is_in_parameter {
            &rules::PARAMETER
        } else {
            &rules::SHARED_TYPE
        };
        let mut candidates = CandidateList::new(self);
        for path in self.shared_names() {
            candidates.add(path, Some(shared_rule));
        }
        match self.schema_use.steps.split_last() {
            Some((step, outer_steps)) => {
                self.add_names_of_step(&mut candidates, inner_module, step, outer_steps);
            }
            None => self.add_names_of_owner(&mut candidates),
        }
        if let Some(former) = self.former_path() {
            candidates.move_to_front(former);
        }
        candidates.sorted_by_length()
    }

    /// Returns the rule of names that only distinguish the type from others.
    pub(crate) fn fallback_rule(&self) -> &'static NameRule {
        let owner = &self.schema_use.owner;
        if self.schema_use.has_steps() {
            &rules::PROPERTY
        } else {
            owner.rule.unwrap_or(&rules::PART)
        }
    }

    /// Adds the names of the owner. A shortened form of a very long name is a candidate, too.
    fn add_names_of_owner(&self, candidates: &mut CandidateList) {
        let rule = self.fallback_rule();
        let NameOwner { module, names, .. } = &*self.schema_use.owner;
        for name in names {
            candidates.add(path_below(module, name), Some(rule));
        }
        for name in names.iter().filter(|name| letter_count(name) > LONGEST) {
            let shortened = joined_words(readable_words(&type_words(name)));
            candidates.add(path_below(module, &shortened), Some(rule));
        }
    }

    /// Adds the names for the last step, in the module of the owner: first those that are
    /// shortened, then the whole ones. Names that begin with a number come last.
    fn add_names_of_step(
        &self,
        candidates: &mut CandidateList,
        inner_module: &str,
        step: &NameStep,
        outer_steps: &[NameStep],
    ) {
        let owner = type_words(self.schema_use.owner.first_name());
        let title = self.title_with_more_words(step);
        let title_name = title.as_deref().map(joined_words);
        let phrases = list_phrases(&owner, title, step, outer_steps);
        let shortened = phrases
            .iter()
            .map(|words| joined_words(readable_words(words)));
        let names = shortened.chain(phrases.iter().map(|words| joined_words(words)));
        let (numbers, words): (Vec<String>, Vec<String>) =
            names.partition(|name| begins_with_number(name));
        for name in words.into_iter().chain(numbers) {
            let rule = if title_name.as_ref() == Some(&name) {
                &rules::PROPERTY_TITLE
            } else {
                &rules::PROPERTY
            };
            candidates.add(path_below(inner_module, &name), Some(rule));
        }
    }

    /// Returns the words of the title, if they contain all words of the step, and more.
    fn title_with_more_words(&self, step: &NameStep) -> Option<Vec<String>> {
        let title = words_of_title(self.title.as_deref()?);
        let words = step.words_with_union();
        let title_words = all_singular(&title);
        let contains_step = all_singular(&words)
            .iter()
            .all(|word| title_words.contains(word));
        let is_owner = title == type_words(self.schema_use.owner.first_name());
        if title.len() > words.len() && contains_step && !step.is_member && !is_owner {
            Some(title)
        } else {
            None
        }
    }
}

/// Returns the words of the names for a step, the best first: the title; the words of the step;
/// these words after the words of one outer step, the nearest first; the words of several steps;
/// any of these phrases after the words of the owner; and all phrases again with `Item` or `Value`.
fn list_phrases(
    owner: &[String],
    title: Option<Vec<String>>,
    step: &NameStep,
    outer_steps: &[NameStep],
) -> Vec<Vec<String>> {
    let words = step.words_with_union();
    let outer_words: Vec<Vec<String>> = outer_steps
        .iter()
        .rev()
        .map(NameStep::words_with_union)
        .collect();
    let mut phrases: Vec<Vec<String>> = Vec::from_iter(title);
    phrases.push(without_outer_words(owner, &words));
    phrases.push(words.clone());
    phrases.extend(outer_words.iter().map(|outer| merged_words(outer, &words)));
    let mut whole_path = words.clone();
    for outer in &outer_words {
        whole_path = merged_words(outer, &whole_path);
        phrases.push(whole_path.clone());
    }
    phrases.push(merged_words(owner, &words));
    phrases.push(merged_words(owner, &whole_path));
    let plain_count = phrases.len();
    for suffix in &step.suffixes {
        let suffix = type_words(suffix);
        let plain = phrases.iter().take(plain_count);
        let with_suffix: Vec<Vec<String>> =
            plain.map(|phrase| merged_words(phrase, &suffix)).collect();
        phrases.extend(with_suffix);
    }
    phrases
}

/// Returns whether a name begins with a number, which then follows an `N`.
fn begins_with_number(name: &str) -> bool {
    name.strip_prefix('N')
        .is_some_and(|digits| digits.starts_with(|c: char| c.is_ascii_digit()))
}

fn letter_count(name: &str) -> usize {
    name.chars().count()
}

/// Returns the name that a title gives, unless it is a sentence.
fn name_of_title(title: &str) -> Option<String> {
    let title = title.trim();
    let is_name = title.starts_with(char::is_alphabetic)
        && title
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'))
        && title.split(' ').count() <= 3;
    if !is_name {
        return None;
    }
    let name = joined_words(&type_words(title));
    Some(name).filter(|name| letter_count(name) <= READABLE)
}

/// Returns the words of a title, without words for a role at its end, such as `Params` of
/// `LineItemParams`.
fn words_of_title(title: &str) -> Vec<String> {
    const ROLES: &[&str] = &["param", "params", "spec", "specs"];
    let mut words = type_words(title);
    while words
        .last()
        .is_some_and(|last| ROLES.contains(&last.as_str()))
    {
        words.pop();
    }
    words
}

/// The candidates for the name of a type, without repetition.
struct CandidateList {
    candidates: Vec<NameCandidate>,
    /// Each name is followed by itself with this suffix.
    suffix: Option<&'static str>,
    fallback_rule: &'static NameRule,
}

impl CandidateList {
    fn new(facts: &NameFacts) -> Self {
        Self {
            candidates: Vec::new(),
            suffix: facts.schema_use.media_type_suffix,
            fallback_rule: facts.fallback_rule(),
        }
    }

    fn add(&mut self, path: String, rule: Option<&'static NameRule>) {
        let with_suffix = self.suffix.map(|suffix| composed_type_name(&path, suffix));
        self.add_new(path, rule);
        if let Some(path) = with_suffix {
            self.add_new(path, Some(self.fallback_rule));
        }
    }

    fn add_new(&mut self, path: String, rule: Option<&'static NameRule>) {
        if self
            .candidates
            .iter()
            .all(|candidate| candidate.path != path)
        {
            self.candidates.push(NameCandidate { path, rule });
        }
    }

    fn move_to_front(&mut self, former: &str) {
        let mut later = std::mem::take(&mut self.candidates);
        let index = later.iter().position(|candidate| candidate.path == former);
        let rule = index.and_then(|index| later.remove(index).rule);
        self.add(former.to_owned(), rule);
        for candidate in later {
            self.add_new(candidate.path, candidate.rule);
        }
    }

    /// Returns the candidates, with long names last.
    fn sorted_by_length(mut self) -> Vec<NameCandidate> {
        self.candidates.sort_by_key(|candidate| {
            let length = letter_count(last_segment(&candidate.path));
            (length > LONGEST, length > READABLE)
        });
        self.candidates
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::inline_types::Stem;

    fn candidates(facts: &NameFacts, module: &str) -> Vec<(String, &'static str)> {
        facts
            .list_candidates(module)
            .into_iter()
            .map(|candidate| (candidate.path, candidate.rule.unwrap().name))
            .collect()
    }

    #[test]
    fn a_property_is_named_by_itself_and_then_with_the_words_around_it() {
        let owner = SchemaUse::of_path("Pet").in_property("owner");
        let facts = NameFacts::new(owner.in_property("address"), None);
        let paths = ["Address", "OwnerAddress", "PetAddress", "PetOwnerAddress"];
        let expected = paths.map(|path| (format!("pet::{path}"), "property"));
        assert_eq!(candidates(&facts, "pet"), expected);
    }

    #[test]
    fn a_title_with_more_words_than_the_property_comes_first() {
        let branch = SchemaUse::of_path("Pull").in_property("branch");
        let facts = NameFacts::new(branch, Some("Pull request branch"));
        let expected = [
            ("pull::PullRequestBranch".to_owned(), "property-title"),
            ("pull::Branch".to_owned(), "property"),
            ("pull::PullBranch".to_owned(), "property"),
        ];
        assert_eq!(candidates(&facts, "pull"), expected);
    }

    #[test]
    fn a_former_name_comes_first_with_the_rule_that_also_gives_it() {
        let stem = Stem {
            long: "CreatePet".to_owned(),
            short: None,
            is_id: true,
        };
        let body = SchemaUse::of_operation("Pets", &stem).in_request_body();
        let mut facts = NameFacts::new(body.in_media_type("Form"), None);
        facts.keep_former_name("CreatePetRequestForm", true);
        let expected = [
            "CreatePetRequestForm",
            "CreatePetRequestFormForm",
            "CreatePetRequest",
        ]
        .map(|path| (path.to_owned(), "task-body"));
        assert_eq!(candidates(&facts, ""), expected);
    }
}
