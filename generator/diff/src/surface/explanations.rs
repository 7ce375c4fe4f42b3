//! Attributes changed items to findings, by the sources of the items.

use std::collections::{BTreeSet, HashMap};

use crate::draft::JudgedFinding;
use crate::finding::{Finding, ItemChange};
use crate::rules::RENAMED;
use crate::sides::Sides;
use crate::verdict::{Direction, Wire};
use crate::version::Versions;
use diag::Origin;
use model::{Api, Schema, SchemaRole};
use surface::{Item, ItemKind, ItemOwner, ItemSignature, ItemSource, ItemType, OwnerKind};

/// Findings by the sources of the items that they may change.
pub(super) struct Explanations<'d> {
    drafts: &'d [JudgedFinding],
    old: FindingsBySource<'d>,
    new: FindingsBySource<'d>,
    /// Types that became another kind of type: they were both removed and added.
    other_kinds: BTreeSet<&'d ItemOwner>,
}

/// The findings of one version, by the sources of the items that they may change.
struct FindingsBySource<'d> {
    by_item: HashMap<&'d ItemSource, Vec<usize>>,
    by_whole: HashMap<&'d Origin, Vec<usize>>,
    /// Findings about a whole type or operation, without those about parts of it that have their
    /// own items.
    by_whole_only: HashMap<&'d Origin, Vec<usize>>,
    /// The sources of types, handles and requests.
    owners: HashMap<&'d ItemOwner, &'d ItemSource>,
    /// The types of bodies and of responses, by operation.
    types: HashMap<(Direction, &'d Origin), Vec<&'d Origin>>,
    /// The operations, parameters, properties and members that use each type.
    users: HashMap<&'d Origin, Vec<ItemSource>>,
    /// The operations of each resource and of the resources below it; the key is the first of these
    /// operations.
    resources: HashMap<&'d Origin, BTreeSet<&'d Origin>>,
}

impl<'d> FindingsBySource<'d> {
    fn of(api: &'d Api, items: &'d [Item]) -> Self {
        let heads = items.iter().filter(|item| item.name.is_empty());
        let owners = heads.filter_map(|head| Some((&head.owner, head.source.as_ref()?)));
        let mut types: HashMap<_, Vec<&Origin>> = HashMap::new();
        for operation in &api.operations {
            for (role, schema) in operation.uses() {
                let direction = match role {
                    SchemaRole::Body(_) => Direction::Request,
                    SchemaRole::Response(..) => Direction::Response,
                    _ => continue,
                };
                if let Some(def) = schema.ty.innermost().and_then(|id| api.types.get(id)) {
                    let key = (direction, &operation.origin);
                    types.entry(key).or_default().push(&def.origin);
                }
            }
        }
        Self {
            by_item: HashMap::new(),
            by_whole: HashMap::new(),
            by_whole_only: HashMap::new(),
            owners: owners.collect(),
            types,
            users: users_of_types(api),
            resources: operations_of_resources(api),
        }
    }

    fn insert(&mut self, at: usize, items: &'d [ItemSource], whole: Option<&'d Origin>) {
        for item in items {
            self.by_item.entry(item).or_default().push(at);
        }
        if let Some(whole) = whole {
            self.by_whole.entry(whole).or_default().push(at);
            if items
                .iter()
                .all(|item| matches!(item, ItemSource::Whole(_)))
            {
                self.by_whole_only.entry(whole).or_default().push(at);
            }
        }
    }

    /// Returns the findings about the part of the description that an item comes from; none if the
    /// item comes from the whole type or operation of its owner.
    fn about_item(&self, item: &Item) -> &[usize] {
        if self.is_of_owner(item) {
            return &[];
        }
        self.about_source(item.source.as_ref())
    }

    /// Returns whether an item comes from the whole type or operation of its owner, not from a
    /// part.
    fn is_of_owner(&self, item: &Item) -> bool {
        let owner = self.owners.get(&item.owner).copied();
        matches!(&item.source, Some(source @ ItemSource::Whole(_)) if owner == Some(source))
    }

    fn about_source(&self, source: Option<&ItemSource>) -> &[usize] {
        let findings = source.and_then(|source| self.by_item.get(source));
        findings.map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the types or operations that an item and its owner come from.
    fn wholes_of_item<'i>(&'i self, item: &'i Item) -> impl Iterator<Item = &'i Origin> {
        let owner = self.owners.get(&item.owner).copied();
        let sources = item.source.iter().chain(owner);
        sources.filter_map(ItemSource::whole)
    }

    /// Returns the types of the operation's responses if the item is the output of a request, or
    /// the types of its bodies if the item comes from the whole operation.
    fn types_in_signature<'i>(&'i self, item: &'i Item) -> &'i [&'i Origin] {
        match item.kind {
            ItemKind::Response => self.types_of(Direction::Response, item),
            _ if self.is_of_owner(item) => self.types_of(Direction::Request, item),
            _ => &[],
        }
    }

    /// Returns the types of the bodies or responses of the operation of an item.
    fn types_of<'i>(&'i self, direction: Direction, item: &'i Item) -> &'i [&'i Origin] {
        let operation = item.source.as_ref().and_then(ItemSource::whole);
        let types = operation.and_then(|operation| self.types.get(&(direction, operation)));
        types.map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the findings about the users of a type, directly or through types without findings.
    fn about_users(&self, ty: &Origin) -> BTreeSet<usize> {
        let mut findings = BTreeSet::new();
        let mut seen = BTreeSet::from([ty]);
        let mut waiting = vec![ty];
        while let Some(ty) = waiting.pop() {
            for user in self.users.get(ty).into_iter().flatten() {
                let whole = user.whole();
                let about_whole = whole.and_then(|whole| self.by_whole_only.get(whole));
                let about = self.about_source(Some(user)).iter();
                let before = findings.len();
                findings.extend(about.chain(about_whole.into_iter().flatten()).copied());
                if let Some(whole) = whole
                    && findings.len() == before
                    && seen.insert(whole)
                {
                    waiting.push(whole);
                }
            }
        }
        findings
    }

    fn about_wholes<'i>(
        &'i self,
        wholes: impl Iterator<Item = &'i Origin>,
    ) -> impl Iterator<Item = usize> {
        wholes
            .filter_map(|whole| self.by_whole.get(whole))
            .flatten()
            .copied()
    }
}

impl<'d> Explanations<'d> {
    pub(super) fn of(
        versions: Versions<'d>,
        drafts: &'d [JudgedFinding],
        items: Sides<&'d [Item]>,
        changes: &'d [ItemChange],
    ) -> Self {
        let mut old = FindingsBySource::of(versions.models.old, items.old);
        let mut new = FindingsBySource::of(versions.models.new, items.new);
        for (at, draft) in drafts
            .iter()
            .enumerate()
            .filter(|(_, draft)| draft.scope.shapes)
        {
            old.insert(at, &draft.scope.items.old, draft.scope.wholes.old.as_ref());
            new.insert(at, &draft.scope.items.new, draft.scope.wholes.new.as_ref());
        }
        Self {
            drafts,
            old,
            new,
            other_kinds: types_of_other_kinds(changes),
        }
    }

    /// Returns the findings that explain a change: those about its arguments, or else about its
    /// item, or about its whole type or operation, or about anything else that it follows from. The
    /// steps are ordered from the most specific to the most general, because a finding about a part
    /// explains a change better than one about the whole, of which many items are parts.
    pub(super) fn of_change(&self, change: &ItemChange) -> BTreeSet<usize> {
        let steps = [
            Self::about_arguments,
            Self::about_item,
            Self::about_whole,
            Self::about_kind,
            Self::about_rename,
            Self::about_members,
            Self::about_body,
            Self::about_resource,
            Self::about_type_users,
        ];
        steps
            .iter()
            .map(|step| step(self, change))
            .find(|findings| !findings.is_empty())
            .unwrap_or_default()
    }

    /// Returns the items of a change, each with the findings of its version.
    fn versions<'i>(
        &'i self,
        change: &'i ItemChange,
    ) -> impl Iterator<Item = (&'i FindingsBySource<'d>, &'i Item)> {
        let old = change.old.as_ref().map(|item| (&self.old, item));
        let new = change.new.as_ref().map(|item| (&self.new, item));
        old.into_iter().chain(new)
    }

    fn about_item(&self, change: &ItemChange) -> BTreeSet<usize> {
        self.versions(change)
            .flat_map(|(findings, item)| findings.about_item(item))
            .copied()
            .collect()
    }

    /// Attributes a method to the findings about those arguments that only one of its signatures
    /// has, or that differ in type.
    fn about_arguments(&self, change: &ItemChange) -> BTreeSet<usize> {
        let (Some(old), Some(new)) = (&change.old, &change.new) else {
            return BTreeSet::new();
        };
        let types = [old, new].map(types_of_arguments);
        let [before, after] = &types;
        let mut explaining = BTreeSet::new();
        for (findings, item, own, others) in [
            (&self.old, old, before, after),
            (&self.new, new, after, before),
        ] {
            for (name, source) in item.arguments.iter().zip(&item.argument_sources) {
                if own.get(name) != others.get(name) {
                    explaining.extend(findings.about_source(source.as_ref()));
                }
            }
        }
        explaining
    }

    /// Returns the findings about the whole operation or type; those about errors only if there are
    /// no others.
    fn about_whole(&self, change: &ItemChange) -> BTreeSet<usize> {
        let others = self.about_wholes(change, |draft| {
            draft.scope.is_whole && !draft.finding.rule.is_about_errors
        });
        if others.is_empty() {
            return self.about_wholes(change, |draft| draft.scope.is_whole);
        }
        others
    }

    /// Attributes items that depend on all members of a type to the changes of its members.
    fn about_members(&self, change: &ItemChange) -> BTreeSet<usize> {
        let depends = change.item().is_some_and(|item| {
            matches!(
                item.kind,
                ItemKind::Method | ItemKind::Trait | ItemKind::Response
            )
        });
        if !depends {
            return BTreeSet::new();
        }
        self.about_wholes(change, |draft| draft.finding.wire != Wire::None)
    }

    /// Returns the findings about the types or operations of an item for which `is_relevant` holds.
    /// A changed output also depends on the types of responses, and a changed setter of a whole
    /// body on the type of the body.
    fn about_wholes(
        &self,
        change: &ItemChange,
        is_relevant: impl Fn(&JudgedFinding) -> bool,
    ) -> BTreeSet<usize> {
        let mut explaining = BTreeSet::new();
        for (findings, item) in self.versions(change) {
            explaining.extend(findings.about_wholes(findings.wholes_of_item(item)));
            if change.old.is_some() && change.new.is_some() {
                let types = findings.types_in_signature(item);
                explaining.extend(findings.about_wholes(types.iter().copied()));
            }
        }
        explaining.retain(|index| self.drafts.get(*index).is_some_and(&is_relevant));
        explaining
    }

    /// Attributes the items of a type that became another kind of type to the findings about the
    /// whole type.
    fn about_kind(&self, change: &ItemChange) -> BTreeSet<usize> {
        let Some(item) = change
            .item()
            .filter(|item| self.other_kinds.contains(&item.owner))
        else {
            return BTreeSet::new();
        };
        let drafts = self.drafts.iter().enumerate();
        drafts
            .filter(|(_, draft)| {
                let Finding { subject, wire, .. } = &draft.finding;
                *wire != Wire::None
                    && subject.member.is_none()
                    && subject.type_name.as_deref() == Some(item.owner.name())
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// Attributes an item that names a renamed type to the rename. If both versions have the item,
    /// the old one names the old type and the new one the new type, so only a rename of a type that
    /// both name can explain the change.
    fn about_rename(&self, change: &ItemChange) -> BTreeSet<usize> {
        let mut renames_of_both: Option<BTreeSet<usize>> = None;
        for (findings, item) in self.versions(change) {
            let renames = self.renames_of_named_types(findings, item);
            renames_of_both = Some(match renames_of_both {
                Some(before) => &before & &renames,
                None => renames,
            });
        }
        renames_of_both.unwrap_or_default()
    }

    /// Returns the renames of the types that an item names.
    fn renames_of_named_types(
        &self,
        findings: &FindingsBySource<'_>,
        item: &Item,
    ) -> BTreeSet<usize> {
        let types = described_types_of_item(item);
        let sources = types.iter().filter_map(|ty| findings.owners.get(*ty));
        let wholes = sources.filter_map(|source| source.whole());
        let mut renames: BTreeSet<usize> = findings.about_wholes(wholes).collect();
        renames.retain(|at| {
            self.drafts
                .get(*at)
                .is_some_and(|draft| draft.finding.code() == RENAMED.code)
        });
        renames
    }

    /// Attributes a method that returns a request to the changes of the body of that request,
    /// because the body may be an argument of the method, or the method may exist only to set one
    /// form of it.
    fn about_body(&self, change: &ItemChange) -> BTreeSet<usize> {
        let mut requests = self.versions(change).map(|(_, item)| returned_type(item));
        let request = requests.next().flatten();
        if request.is_none() || requests.any(|other| other != request) {
            return BTreeSet::new();
        }
        let is_form = change.old.is_none() || change.new.is_none();
        let indices = self.versions(change).flat_map(|(findings, item)| {
            let bodies = findings.types_of(Direction::Request, item);
            findings.about_wholes(findings.wholes_of_item(item).chain(bodies.iter().copied()))
        });
        indices
            .filter(|at| {
                let finding = self.drafts.get(*at).map(|draft| &draft.finding);
                finding.is_some_and(|it| {
                    it.direction == Some(Direction::Request)
                        && (is_form || it.wire == Wire::Breaking || it.rule.makes_body_optional)
                })
            })
            .collect()
    }

    /// Attributes a handle, and the method that returns it, to added or removed operations of the
    /// resource.
    fn about_resource(&self, change: &ItemChange) -> BTreeSet<usize> {
        let mut explaining: BTreeSet<usize> = BTreeSet::new();
        for (findings, item) in self.versions(change) {
            if let Some(ItemSource::Resource(first)) = &item.source
                && let Some(operations) = findings.resources.get(first)
            {
                let about = operations
                    .iter()
                    .filter_map(|operation| findings.by_whole_only.get(operation));
                explaining.extend(about.flatten());
            }
        }
        explaining.retain(|at| {
            self.drafts.get(*at).is_some_and(|draft| {
                let Finding { old, new, .. } = &draft.finding;
                (old.is_some(), new.is_some()) == (change.old.is_some(), change.new.is_some())
            })
        });
        explaining
    }

    /// Attributes the items of an added or removed type to changes of the operations, parameters
    /// and properties that use it.
    fn about_type_users(&self, change: &ItemChange) -> BTreeSet<usize> {
        let mut explaining = BTreeSet::new();
        for (findings, item) in self.versions(change) {
            let owner = &item.owner;
            if self.old.owners.contains_key(owner) && self.new.owners.contains_key(owner) {
                continue;
            }
            for ty in findings.wholes_of_item(item) {
                explaining.extend(findings.about_users(ty));
            }
        }
        explaining
    }
}

/// Returns the users of each type: operations, parameters, properties and members.
fn users_of_types(api: &Api) -> HashMap<&Origin, Vec<ItemSource>> {
    let mut uses: Vec<(&Schema, ItemSource)> = Vec::new();
    for operation in &api.operations {
        for (role, schema) in operation.uses() {
            let user = match role {
                SchemaRole::Parameter(parameter) => {
                    ItemSource::of_part(&operation.origin, &parameter.origin)
                }
                _ => ItemSource::Whole(operation.origin.clone()),
            };
            uses.push((schema, user));
        }
    }
    for (_, def) in api.types.iter() {
        for schema in def.kind.schemas() {
            uses.push((schema, ItemSource::of_part(&def.origin, &schema.origin)));
        }
    }
    let mut users: HashMap<&Origin, Vec<ItemSource>> = HashMap::new();
    for (schema, user) in uses {
        if let Some(def) = schema.ty.innermost().and_then(|id| api.types.get(id)) {
            users.entry(&def.origin).or_default().push(user);
        }
    }
    users
}

/// Returns the operations of each resource and of the resources below it; the key is the first of
/// these operations.
fn operations_of_resources(api: &Api) -> HashMap<&Origin, BTreeSet<&Origin>> {
    let mut operations: HashMap<&Origin, BTreeSet<&Origin>> = HashMap::new();
    for resource in &api.resources {
        let Some(first) = api.first_operation(resource) else {
            continue;
        };
        let mut waiting = vec![resource];
        while let Some(resource) = waiting.pop() {
            let own = resource
                .operations
                .iter()
                .filter_map(|index| Some(&api.operations.get(*index)?.origin));
            operations.entry(&first.origin).or_default().extend(own);
            let children = resource.children.iter();
            waiting.extend(children.filter_map(|id| api.resource(*id)));
        }
    }
    operations
}

/// Returns the type that a method returns.
fn returned_type(item: &Item) -> Option<&ItemType> {
    match (item.kind, &item.signature) {
        (ItemKind::Method, ItemSignature::Function { output, .. }) => Some(output),
        _ => None,
    }
}

/// Returns the types of the arguments of a method, by the names of the arguments.
fn types_of_arguments(item: &Item) -> HashMap<&String, &ItemType> {
    let ItemSignature::Function { arguments, .. } = &item.signature else {
        return HashMap::new();
    };
    item.arguments.iter().zip(arguments).collect()
}

/// Returns the types that became another kind of type: they were both removed and added.
fn types_of_other_kinds(changes: &[ItemChange]) -> BTreeSet<&ItemOwner> {
    let mut removed = BTreeSet::new();
    let mut added = BTreeSet::new();
    for change in changes.iter().filter(|change| change.is_whole_type()) {
        let Some(item) = change.item() else { continue };
        if change.new.is_some() {
            added.insert(&item.owner);
        } else {
            removed.insert(&item.owner);
        }
    }
    &removed & &added
}

/// Returns the types of the description that own an item or that it names.
fn described_types_of_item(item: &Item) -> BTreeSet<&ItemOwner> {
    let mut owners = item.signature.owners();
    owners.insert(&item.owner);
    owners.retain(|owner| owner.kind() == OwnerKind::Described);
    owners
}
