//! The resource and the method that a path implies: the conditions of each rule for paths.

use super::ids::{AuthorVerb, OperationIdWords};
use super::paths::{Route, Routes, Segment};
use super::words::{
    is_plural_phrase, is_verb, is_verb_for, only_asks, usual_verb, without_articles,
};
use model::name_rules as rules;
use model::{HttpMethod, NameReason, NameRule};
use naming::{all_singular, singular_word};

/// An operation at its path.
pub(super) struct OperationAtPath<'a> {
    pub(super) http: &'a HttpMethod,
    pub(super) route: &'a Route,
    pub(super) routes: &'a Routes,
    pub(super) id: Option<&'a OperationIdWords>,
    pub(super) is_retired: bool,
    /// Whether the response is an array.
    pub(super) returns_array: bool,
    /// Whether the response is an object with a page of an array.
    pub(super) returns_page: bool,
    pub(super) summary: &'a str,
    /// The verb that the author chose.
    pub(super) verb: Option<&'a AuthorVerb>,
    /// Whether inline types are named after the id.
    pub(super) names_types: bool,
}

/// How a rule uses the last word of the path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// All words of the path are resources; the method is a verb.
    Verb,
    /// The last word of the path is the method, and the others are resources.
    LastWord,
    /// The method is a verb with the last word of the path.
    VerbAndLastWord,
    /// The method is a verb, with `by` and the last word of the path where another method has the
    /// verb.
    VerbByLastWord,
    /// A word before the last one is the method.
    LeadingVerb,
    /// A method of the client, named by the operationId.
    Client,
}

/// When a rule for paths applies, and how it names the operation.
pub(super) struct Placement {
    pub(super) rule: &'static NameRule,
    applies: fn(&OperationAtPath<'_>) -> bool,
    pub(super) form: Form,
}

/// The placements. The first one that applies names the operation; the last one always applies.
static PLACEMENTS: [Placement; 13] = [
    Placement {
        rule: &rules::NO_WORD,
        applies: |operation| operation.words().next().is_none(),
        form: Form::Client,
    },
    Placement {
        rule: &rules::LEADING_VERB,
        applies: |operation| operation.has_leading_verb(),
        form: Form::LeadingVerb,
    },
    Placement {
        rule: &rules::BY_PARAMETER,
        applies: |operation| {
            operation.is_alone_with_item() && operation.last_word_names_parameter()
        },
        form: Form::VerbByLastWord,
    },
    Placement {
        rule: &rules::VERB_BEFORE_PARAMETER,
        applies: |operation| {
            (operation.is_alone_with_item() || operation.follows_verb())
                && !operation.is_shared()
                && operation.last_word_begins_with_verb()
                && !(matches!(operation.http, HttpMethod::Delete | HttpMethod::Patch)
                    && operation.author_says_usual_verb())
        },
        form: Form::LastWord,
    },
    Placement {
        rule: &rules::ITEM,
        applies: |operation| operation.is_item(),
        form: Form::Verb,
    },
    Placement {
        rule: &rules::SHARED_VERB,
        applies: |operation| {
            !operation.author_says_noun()
                && (operation.routes.is_verb(&operation.route.key())
                    || operation.is_shared() && operation.author_says_last_word())
        },
        form: Form::LastWord,
    },
    Placement {
        rule: &rules::SHARED_PATH,
        applies: |operation| operation.is_shared(),
        form: Form::Verb,
    },
    Placement {
        rule: &rules::CALL,
        applies: |operation| {
            !operation.has_parent()
                && (operation.last_word_begins_with_verb() || operation.path_asks())
        },
        form: Form::LastWord,
    },
    Placement {
        rule: &rules::ONE_WORD,
        applies: |operation| !operation.has_parent(),
        form: Form::Verb,
    },
    Placement {
        rule: &rules::LONE_POST,
        applies: |operation| {
            *operation.http == HttpMethod::Post
                && operation.last_word_is_plural()
                && !operation.last_word_begins_with_verb()
                && !operation.path_asks()
        },
        form: Form::Verb,
    },
    Placement {
        rule: &rules::LONE_LIST,
        applies: |operation| {
            *operation.http == HttpMethod::Get
                && operation.last_word_is_plural()
                && !operation.last_word_begins_with_verb()
        },
        form: Form::VerbAndLastWord,
    },
    Placement {
        rule: &rules::LONE_WORD,
        applies: |operation| {
            matches!(operation.http, HttpMethod::Get | HttpMethod::Post)
                || operation.last_word_begins_with_verb()
                || operation.id_acts_on_parent()
        },
        form: Form::LastWord,
    },
    Placement {
        rule: &rules::LONE_OBJECT,
        applies: |_| true,
        form: Form::VerbAndLastWord,
    },
];

impl<'a> OperationAtPath<'a> {
    /// Returns the placement of this operation.
    pub(super) fn placement(&self) -> &'static Placement {
        let [others @ .., last] = &PLACEMENTS;
        others
            .iter()
            .find(|placement| (placement.applies)(self))
            .unwrap_or(last)
    }

    /// Returns the words of the path.
    pub(super) fn words(&self) -> impl DoubleEndedIterator<Item = &'a Segment> + use<'a> {
        self.route
            .segments
            .iter()
            .filter(|segment| segment.is_word())
    }

    /// Returns the name of the method, given its verb.
    pub(super) fn method_words(&self, form: Form, verb: &str) -> Vec<String> {
        let last = self.last_word();
        match form {
            Form::Verb | Form::VerbByLastWord => vec![verb.to_owned()],
            Form::LastWord => last.to_vec(),
            Form::VerbAndLastWord => [&[verb.to_owned()], last].concat(),
            Form::LeadingVerb => self.first_verb_of_id().cloned().into_iter().collect(),
            Form::Client => match self.id {
                Some(id) if !id.words.is_empty() => without_articles(&id.words),
                _ => vec![verb.to_owned()],
            },
        }
    }

    pub(super) fn last_word(&self) -> &'a [String] {
        self.words()
            .next_back()
            .map(|segment| segment.words.as_slice())
            .unwrap_or_default()
    }

    /// Returns whether the path ends in a parameter.
    pub(super) fn is_item(&self) -> bool {
        self.route.ends_in_parameter()
    }

    fn has_parent(&self) -> bool {
        self.words().count() > 1
    }

    fn first_verb_of_id(&self) -> Option<&'a String> {
        self.id?.words.first().filter(|word| is_verb(word))
    }

    /// Returns whether a word before the last one is the verb of the id, and the path without it
    /// has operations: `watch` of `/watch/pods` next to `/pods`.
    fn has_leading_verb(&self) -> bool {
        let Some(verb) = self.first_verb_of_id() else {
            return false;
        };
        let mut segments = self.route.named_segments();
        let Some(at) = segments
            .position(|segment| segment.is_word() && segment.words == std::slice::from_ref(verb))
        else {
            return false;
        };
        let mut key = self.route.key();
        key.remove(at);
        segments.any(Segment::is_word) && self.routes.has(&key)
    }

    /// Returns whether the path is an item whose collection has no operations.
    fn is_alone_with_item(&self) -> bool {
        self.is_item() && self.has_parent() && !self.routes.has(&self.collection_key())
    }

    /// Returns whether the path is a path whose last word is a verb, with parameters after it.
    fn follows_verb(&self) -> bool {
        self.is_item() && self.routes.is_verb(&self.collection_key())
    }

    /// Returns the key of the path without the parameters at its end.
    fn collection_key(&self) -> Vec<String> {
        let segments: Vec<&Segment> = self.route.named_segments().collect();
        let parameters = segments
            .iter()
            .rev()
            .take_while(|segment| segment.is_parameter)
            .count();
        let mut key = self.route.key();
        key.truncate(segments.len() - parameters);
        key
    }

    fn is_shared(&self) -> bool {
        self.routes.is_resource(&self.route.key())
    }

    fn last_word_is_plural(&self) -> bool {
        is_plural_phrase(self.last_word())
    }

    fn last_word_begins_with_verb(&self) -> bool {
        let Some(first) = self.last_word().first() else {
            return false;
        };
        // `DELETE /members/{id}/lock` with the id `deleteLock` does not lock.
        if *self.http == HttpMethod::Delete
            && usual_verb(first).is_none()
            && self.author_says_usual_verb()
        {
            return false;
        }
        is_verb_for(self.http, first)
    }

    /// Returns whether the author's verb means `delete` or `update`, so that a verb in the path is
    /// an object.
    fn author_says_usual_verb(&self) -> bool {
        self.verb
            .is_some_and(|verb| matches!(usual_verb(&verb.word), Some("delete" | "update")))
    }

    /// Returns whether the author's verb is a usual one, so that a verb in the path is its object:
    /// `report` of `createReport`.
    fn author_says_noun(&self) -> bool {
        self.verb.is_some_and(|verb| {
            usual_verb(&verb.word).is_some() && !self.last_word().contains(&verb.word)
        })
    }

    /// Returns whether the last word of the path is the author's verb: the first or last word of
    /// the id, or the verb of the summary. An id with words that are not in the path, such as
    /// `purge-cache` of `/files/purge`, names no action on the resource before the verb.
    fn author_says_last_word(&self) -> bool {
        let [verb] = self.last_word() else {
            return false;
        };
        let may_perform = matches!(
            self.http,
            HttpMethod::Get | HttpMethod::Post | HttpMethod::Put
        );
        let id = self.id.map(|id| id.words.as_slice()).unwrap_or_default();
        let path_words = self.route.singular_words();
        let acts_on_path = without_articles(id)
            .iter()
            .all(|word| path_words.contains(&singular_word(word)));
        may_perform
            && is_verb_for(self.http, verb)
            && acts_on_path
            && match self.verb {
                Some(author) => author.word == *verb,
                None => id.last() == Some(verb),
            }
    }

    /// Returns whether the id is the last word of the path and the item that it acts on:
    /// `rectifyZone` of `/zones/{id}/rectify`.
    fn id_acts_on_parent(&self) -> bool {
        let (Some(id), Some(parent)) = (self.id, self.words().nth_back(1)) else {
            return false;
        };
        let id = without_articles(&id.words);
        let object = id.strip_prefix(self.last_word());
        object.is_some_and(|object| !object.is_empty() && object == all_singular(&parent.words))
    }

    /// Returns whether the author's verb is the last word of a path below this one: `send` of
    /// `/messages/send`, if "Send messages" is the summary of `/messages`.
    fn is_verb_of_path_below(&self, verb: &str) -> bool {
        let mut key = self.route.key();
        key.push(verb.to_owned());
        self.routes.has(&key)
    }

    /// Returns whether a `POST` creates nothing, because the author's verb only asks.
    pub(super) fn only_asks(&self) -> bool {
        *self.http == HttpMethod::Post && self.verb.is_some_and(|verb| only_asks(&verb.word))
    }

    /// Returns whether a `POST` performs the author's verb, which only asks and is a word of the
    /// path: `search` of `/search/matrix/pairs`.
    fn path_asks(&self) -> bool {
        let mut words = self.words().flat_map(|segment| &segment.words);
        self.only_asks()
            && self.verb.is_some_and(|verb| {
                usual_verb(&verb.word).is_none() && words.any(|word| *word == verb.word)
            })
    }

    fn last_word_names_parameter(&self) -> bool {
        let last = self.route.segments.last();
        !self.last_word_is_plural()
            && last.is_some_and(|last| last.words.ends_with(self.last_word()))
    }

    /// Returns the verb of the method, and the reason for it.
    pub(super) fn method_verb(&self) -> (String, NameReason) {
        let implied = self.implied_verb();
        let usual = (
            implied.clone(),
            NameReason::words(&rules::USUAL_VERB, vec![implied.clone()]),
        );
        let Some(verb) = self.verb else { return usual };
        if matches!(
            self.http,
            HttpMethod::Head | HttpMethod::Options | HttpMethod::Trace
        ) {
            return usual;
        }
        let chosen = self.chosen_verb(&verb.word, &implied);
        if chosen == implied {
            return usual;
        }
        let is_usual = usual_verb(chosen) == Some(chosen);
        let rule = if is_usual {
            &rules::AUTHOR_USUAL_VERB
        } else {
            &rules::AUTHOR_VERB
        };
        let source = if verb.is_of_id {
            &verb.word
        } else {
            self.summary
        };
        (
            chosen.to_owned(),
            NameReason::words(rule, vec![source.to_owned()]),
        )
    }

    /// Returns the implied verb if the author's verb means the same. Otherwise, returns the usual
    /// verb for that of the author, or the author's verb if there is no usual one.
    fn chosen_verb<'v>(&self, verb: &'v str, implied: &'v str) -> &'v str {
        match (usual_verb(verb), implied) {
            // Authors use `get` for lists and items alike, but not `get_app` for several apps.
            (Some("get"), "list") if self.returns_list() || !self.id_says_one() => implied,
            // `listZone` of `/zones/{id}` lists nothing.
            (Some("list"), "get") if !self.returns_list() && self.id_says_one() => implied,
            // If the same path has a `PATCH`, that is the update.
            (Some("update"), "replace")
                if self
                    .routes
                    .has_method(&self.route.key(), &HttpMethod::Patch) =>
            {
                implied
            }
            (Some(usual), _) if usual == implied && !matches!(verb, "add" | "remove") => implied,
            (Some(_), _) if matches!(verb, "add" | "register" | "remove") => verb,
            (Some(usual), _) => usual,
            (None, "create") if only_asks(verb) => verb,
            // The resource already says `simulate` in `/simulations/payments`. But a `PUT` implies
            // `replace`, which says less than `follow` in the path.
            (None, _) if *self.http != HttpMethod::Put && self.is_said_by_path(verb) => implied,
            (None, _) if self.is_verb_of_path_below(verb) => implied,
            (None, _) => verb,
        }
    }

    /// Returns whether the response is an array or a page of one. A verb in the path, such as
    /// `fetch`, says what a method does that returns a page.
    fn returns_list(&self) -> bool {
        self.returns_array || self.returns_page && !self.last_word_begins_with_verb()
    }

    /// Returns the verb that HTTP method and path imply.
    pub(super) fn implied_verb(&self) -> String {
        let verb = match self.http {
            HttpMethod::Get if self.returns_list() => "list",
            HttpMethod::Get if self.is_item() => "get",
            HttpMethod::Get
                if self.last_word_is_plural() || self.routes.has_items(&self.route.key()) =>
            {
                "list"
            }
            HttpMethod::Get => "get",
            HttpMethod::Post
                if self.is_item()
                    && self
                        .routes
                        .has_method(&self.collection_key(), &HttpMethod::Post) =>
            {
                "update"
            }
            HttpMethod::Post => "create",
            HttpMethod::Put => "replace",
            HttpMethod::Patch => "update",
            other => return other.to_lowercase(),
        };
        verb.to_owned()
    }

    /// Returns whether the id ends in the singular of the last word of the path: `get_app` of
    /// `/apps`.
    fn id_says_one(&self) -> bool {
        let of_id = self.id.and_then(|id| id.words.last());
        let of_path = self.last_word().last();
        of_id.is_some()
            && of_id != of_path
            && of_id.cloned() == of_path.map(|word| singular_word(word))
    }

    /// Returns whether a word of the path begins like the verb.
    fn is_said_by_path(&self, verb: &str) -> bool {
        const SHORTEST: usize = 4;
        let stem = verb
            .get(..verb.len().saturating_sub(1).max(SHORTEST))
            .unwrap_or(verb);
        self.words()
            .flat_map(|segment| &segment.words)
            .any(|word| word.starts_with(stem))
    }
}
