//! Where a schema is used: the facts that the name of its type is made of.

use std::sync::Arc;

use super::status_names::{failure_name, success_name};
use super::stems::Stem;
use crate::context::BuildContext;
use crate::names::modules::module_within_type;
use crate::names::type_names::location_name;
use diag::Origin;
use model::name_rules as rules;
use model::{NameRule, Status, last_segment, parent_path};
use naming::{
    READABLE, all_singular, composed_type_name, joined_words, merged_words, path_below,
    singularise_last_word, type_name, type_words, without_outer_words, words_of_text,
};

/// Where a schema is used: in the property `owner` of the component `Pet`, or in an item of the
/// response of `pets().list()`.
#[derive(Clone, Debug)]
pub(crate) struct SchemaUse {
    /// The name with the words of all steps, from the component or operation on.
    pub(crate) full_name: String,
    pub(super) root: Arc<UseRoot>,
    pub(super) owner: Arc<NameOwner>,
    /// The steps from the owner to the schema, the outermost first.
    pub(super) steps: Vec<NameStep>,
    /// The suffix for one of several media types of a body, such as `Form`.
    pub(super) media_type_suffix: Option<&'static str>,
    /// Whether the schema is that of a parameter, or inside of it.
    pub(super) is_in_parameter: bool,
}

/// The component or resource that contains a schema.
#[derive(Debug, Default)]
pub(super) struct UseRoot {
    pub(super) path: String,
    /// The words of the operation's method, without the words of the resource; empty for a
    /// component.
    pub(super) method: Vec<String>,
    /// Whether the path is only the key of a reference target that is not a component.
    is_reference_key: bool,
}

/// The owner of inline types: a component, a body, a response, or the operation itself.
#[derive(Clone, Debug, Default)]
pub(super) struct NameOwner {
    pub(super) module: String,
    /// The names that the type of the owner may have, the best first.
    pub(super) names: Vec<String>,
    /// A short form of the first name, for long names.
    short_name: Option<String>,
    /// The owner after which items are named, if it is not this one.
    item_stem: Option<Box<NameOwner>>,
    /// The name that errors of a resource may share, if this is an error.
    pub(super) error_name: Option<String>,
    /// Whether the name comes from an `operationId`.
    is_operation_id: bool,
    /// The rule that gives the name; `None` for the rule of parts.
    pub(super) rule: Option<&'static NameRule>,
}

/// A property, parameter or member in a path.
#[derive(Clone, Debug)]
pub(super) struct NameStep {
    pub(super) words: Vec<String>,
    /// The words of the union, if this is a member that is named after its type (`String`): its
    /// name begins with them.
    union_words: Option<Vec<String>>,
    /// Words to add if the name is taken: `Item`, `Value`.
    pub(super) suffixes: Vec<String>,
    /// Whether this is a member of a union, whose label already takes the title into account.
    pub(super) is_member: bool,
}

impl NameOwner {
    pub(super) fn new(module: &str, name: &str) -> Self {
        Self {
            module: module.to_owned(),
            names: vec![name.to_owned()],
            ..Self::default()
        }
    }

    pub(super) fn first_name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// Returns the short name, if the first name is too long.
    fn short_name_if_long(&self) -> Option<&String> {
        let is_long = self.first_name().chars().count() > READABLE;
        self.short_name.as_ref().filter(|_| is_long)
    }

    /// Returns the owner for a part of this one, such as the response of an operation.
    fn for_part(&self, part: &str) -> Self {
        let mut owner = Self {
            short_name: self
                .short_name
                .as_ref()
                .map(|short| composed_type_name(short, part)),
            ..Self::new(&self.module, &composed_type_name(self.first_name(), part))
        };
        if let Some(short) = owner.short_name_if_long().cloned() {
            owner.names.insert(0, short);
        }
        owner
    }

    /// Returns the owner for the items or values of this one.
    fn for_element(&self, suffix: &str) -> Self {
        let mut owner = self.for_part(suffix);
        if let Some(stem) = &self.item_stem {
            owner.names.splice(0..0, stem.for_part(suffix).names);
        }
        owner.error_name = self
            .error_name
            .as_ref()
            .map(|name| composed_type_name(name, suffix));
        owner
    }
}

impl NameStep {
    /// Returns the words that the name of the type begins with.
    pub(super) fn words_with_union(&self) -> Vec<String> {
        match &self.union_words {
            Some(union) => merged_words(union, &self.words),
            None => self.words.clone(),
        }
    }

    /// Turns the step into one to the items or values: `Item` or `Value` is added if the name is
    /// taken.
    fn step_to_element(&mut self, suffix: String) {
        self.words = match self.union_words.take() {
            None => singularise_last_word(std::mem::take(&mut self.words)),
            Some(union) if union.is_empty() => type_words(&suffix),
            Some(union) => singularise_last_word(union),
        };
        self.suffixes.push(suffix);
    }
}

impl SchemaUse {
    pub(super) fn of_owner(root: UseRoot, owner: NameOwner) -> Self {
        Self {
            full_name: owner.first_name().to_owned(),
            root: Arc::new(root),
            owner: Arc::new(owner),
            steps: Vec::new(),
            media_type_suffix: None,
            is_in_parameter: false,
        }
    }

    /// Returns the use of a schema with this name outside of modules.
    pub(crate) fn of_name(name: &str) -> Self {
        Self::of_path(&joined_words(&type_words(name)))
    }

    /// Returns the use of a component or resource with this path.
    pub(crate) fn of_path(path: &str) -> Self {
        Self::of_owner(
            UseRoot::new(path),
            NameOwner::new(parent_path(path), last_segment(path)),
        )
    }

    /// Returns the use of a reference target that is not a component.
    pub(crate) fn of_reference_key(name: &str) -> Self {
        let name = joined_words(&type_words(name));
        let root = UseRoot {
            is_reference_key: true,
            ..UseRoot::new(&name)
        };
        Self::of_owner(root, NameOwner::new("", &name)).with_rule(&rules::COMPONENT_PART)
    }

    /// Returns the use of a parameter in `components`.
    pub(crate) fn of_parameter_component(cx: &BuildContext<'_>, origin: &Origin) -> Self {
        Self::of_name(&location_name(cx, origin)).with_rule(&rules::COMPONENT_PART)
    }

    /// Returns the use of a response or body in `components`: `NotFound` becomes
    /// `NotFoundResponse`.
    pub(crate) fn of_component(cx: &BuildContext<'_>, origin: &Origin, kind: &str) -> Self {
        const KINDS: &[&str] = &[
            "body", "error", "errors", "payload", "request", "response", "result",
        ];
        let key = location_name(cx, origin);
        let has_kind = words_of_text(&key)
            .last()
            .is_some_and(|word| KINDS.contains(&word.as_str()));
        let schema_use = if has_kind {
            Self::of_name(&key)
        } else {
            Self::of_name(&format!("{key} {kind}"))
        };
        schema_use.with_rule(&rules::COMPONENT_PART)
    }

    /// Returns the use of the schemas of an operation.
    pub(crate) fn of_operation(resource: &str, stem: &Stem) -> Self {
        let resource_words = singularise_last_word(type_words(resource));
        let method = without_outer_words(&resource_words, &type_words(&stem.long));
        // If the method consists of a verb and the resource, as `create pet` of pets does, the verb
        // is enough.
        let method = match method.as_slice() {
            [verb, object @ ..] if all_singular(object) == all_singular(&resource_words) => {
                vec![verb.clone()]
            }
            _ => method,
        };
        Self::of_owner(
            UseRoot {
                method,
                ..UseRoot::new(resource)
            },
            NameOwner {
                short_name: stem.short.clone(),
                is_operation_id: stem.is_id,
                ..NameOwner::new("", &stem.long)
            },
        )
    }

    /// Returns the use of a parameter. The type of the parameter is named after the resource, so
    /// that the name does not change when a second method has the parameter.
    pub(crate) fn in_parameter(&self, name: &str) -> Self {
        Self {
            is_in_parameter: true,
            ..self.in_property(name)
        }
    }

    /// Returns the use of a property or header of this type.
    pub(crate) fn in_property(&self, name: &str) -> Self {
        self.with_step(NameStep {
            words: type_words(name),
            union_words: None,
            suffixes: Vec::new(),
            is_member: false,
        })
        .with_full_name(composed_type_name(&self.full_name, &type_name(name)))
    }

    /// Returns the use of a member of this union.
    pub(crate) fn in_member(&self, label: &str) -> Self {
        let mut member = self.in_property(label);
        if let Some(step) = member.steps.last_mut() {
            step.is_member = true;
        }
        member
    }

    /// Returns the use of a member that is named after its type (`String`). The name of its type
    /// begins with the words of the union.
    pub(crate) fn in_member_of_kind(&self, kind: &str) -> Self {
        let mut member = self.in_member(kind);
        let union = self.steps.last().map(NameStep::words_with_union);
        if let Some(step) = member.steps.last_mut() {
            step.union_words = Some(union.unwrap_or_default());
        }
        member
    }

    /// Returns the use of items or values. The name is in the singular, with `Item` or `Value` if
    /// it is taken.
    pub(crate) fn in_element(&self, kind: &str) -> Self {
        let suffix = type_name(kind);
        let mut element = Self {
            full_name: composed_type_name(&self.full_name, &suffix),
            media_type_suffix: None,
            ..self.clone()
        };
        match element.steps.last_mut() {
            Some(step) => step.step_to_element(suffix),
            None => element.owner = Arc::new(self.owner.for_element(&suffix)),
        }
        element
    }

    /// Returns the use of a part of this owner or type, such as the response of an operation.
    pub(crate) fn in_part(&self, part: &str) -> Self {
        if !self.steps.is_empty() {
            return self.in_property(part);
        }
        let part = type_name(part);
        Self {
            full_name: composed_type_name(&self.full_name, &part),
            owner: Arc::new(self.owner.for_part(&part)),
            media_type_suffix: None,
            ..self.clone()
        }
    }

    /// Returns the use of the body of this operation: `CreateMessageRequest` for `createMessage`,
    /// otherwise the name of resource and method.
    pub(crate) fn in_request_body(&self) -> Self {
        if self.owner.is_operation_id {
            return self.in_part("Request").with_rule(&rules::TASK_BODY);
        }
        let body = self.in_part("Body");
        let short_name = self.owner.short_name_if_long().into_iter();
        let names = short_name.chain(&self.owner.names).chain(&body.owner.names);
        let owner = NameOwner {
            names: names.cloned().collect(),
            rule: Some(&rules::METHOD_BODY),
            ..NameOwner::clone(&self.owner)
        };
        Self {
            owner: Arc::new(owner),
            ..body
        }
    }

    /// Returns the use of the response of this operation, whose items are named after the
    /// operation.
    pub(crate) fn in_response(&self) -> Self {
        let mut response = self.in_part("Response").with_rule(&rules::RESPONSE);
        let stem = NameOwner::clone(&self.owner);
        Arc::make_mut(&mut response.owner).item_stem = Some(Box::new(stem));
        response
    }

    pub(crate) fn in_success_response(&self, status: Status) -> Self {
        self.in_part(&success_name(status))
            .with_rule(&rules::RESPONSE)
    }

    /// Returns the use of an error of this operation; errors of one resource may share a name.
    pub(crate) fn in_error_response(&self, status: Status) -> Self {
        let mut error = self.in_part(&failure_name(status)).with_rule(&rules::ERROR);
        Arc::make_mut(&mut error.owner).error_name = Some("Error".to_owned());
        error
    }

    /// Returns the use of a body in one of several media types, which may have different types:
    /// `PetCreateForm`.
    pub(crate) fn in_media_type(&self, suffix: &'static str) -> Self {
        Self {
            media_type_suffix: Some(suffix),
            ..self.clone()
        }
    }

    /// Returns the use of the schemas of all operations of this resource.
    pub(crate) fn in_resource(&self) -> Self {
        Self::of_path(&self.root.path)
    }

    fn with_rule(mut self, rule: &'static NameRule) -> Self {
        Arc::make_mut(&mut self.owner).rule = Some(rule);
        self
    }

    fn with_step(&self, step: NameStep) -> Self {
        let mut inner = Self {
            media_type_suffix: None,
            ..self.clone()
        };
        inner.steps.push(step);
        inner
    }

    fn with_full_name(self, full_name: String) -> Self {
        Self { full_name, ..self }
    }

    /// Returns this use after the owner or type at `outer` got the use `moved`, or `None` if this
    /// is not a use inside of `outer`.
    pub(super) fn moved_from(&self, outer: &Self, moved: &Self) -> Option<Self> {
        let is_inside = self.owner.names == outer.owner.names
            && self.steps.len() > outer.steps.len()
            && self
                .steps
                .iter()
                .zip(&outer.steps)
                .all(|(own, outer)| own.words_with_union() == outer.words_with_union());
        if !is_inside {
            return None;
        }
        let steps = self.steps.get(outer.steps.len()..)?.to_vec();
        let full_name = steps.iter().fold(moved.full_name.clone(), |name, step| {
            composed_type_name(&name, &joined_words(&step.words_with_union()))
        });
        Some(Self {
            full_name,
            steps,
            media_type_suffix: self.media_type_suffix,
            is_in_parameter: false,
            ..moved.clone()
        })
    }

    /// Returns the path of the component or resource.
    pub(crate) fn root_path(&self) -> &str {
        &self.root.path
    }

    /// Returns whether the use has only the key of a reference target that is not a component, so
    /// that any other use has a better name.
    pub(crate) fn has_only_reference_key(&self) -> bool {
        self.root.is_reference_key
    }

    /// Returns whether steps lead from the owner to this type, which is then in the module of the
    /// owner.
    pub(crate) fn has_steps(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Returns the path of the owner, by its first name.
    pub(crate) fn owner_path(&self) -> String {
        path_below(&self.owner.module, self.owner.first_name())
    }

    /// Returns the module for the types inside of the owner, by its first name.
    pub(crate) fn module_in_owner(&self) -> String {
        module_within_type(&self.owner.module, self.owner.first_name())
    }

    /// Returns the name of the owner, or else the name within the root.
    pub(crate) fn last_name(&self) -> String {
        if self.has_steps() {
            self.name_in_root()
        } else {
            self.owner.first_name().to_owned()
        }
    }

    /// Returns the name within the root, without owners in between: that of the last property.
    /// Errors are called `Error`; other owners have no such name.
    pub(crate) fn name_in_root(&self) -> String {
        match self.steps.last() {
            Some(step) => joined_words(&step.words),
            None => self.owner.error_name.clone().unwrap_or_default(),
        }
    }

    /// Returns whether this is an error, or the items of one.
    pub(super) fn is_error(&self) -> bool {
        !self.has_steps() && self.owner.error_name.is_some()
    }

    /// Returns whether this is the whole response of an operation.
    pub(super) fn is_response(&self) -> bool {
        let rule = self.owner.rule.map(|rule| rule.name);
        !self.has_steps() && rule == Some(rules::RESPONSE.name)
    }

    /// Returns whether this is a parameter, or the items of one.
    pub(super) fn is_parameter(&self) -> bool {
        self.is_in_parameter && self.steps.len() == 1
    }
}

impl UseRoot {
    pub(super) fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..Self::default()
        }
    }
}
