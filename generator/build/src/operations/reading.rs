//! Reads operations: their methods, parameters, bodies and responses.

use super::selection;
use crate::client::{configured, configured_values, security_schemes, servers};
use crate::context::BuildContext;
use crate::names::inline_types::{SchemaUse, Stem, choose_stems};
use crate::names::resources::{MethodName, Tree};
use crate::names::type_names::TypeNames;
use crate::requests::{bodies, parameters, part_headers};
use crate::responses;
use crate::responses::configured_streams::add_configured_stream;
use crate::responses::paging::describes_page;
use crate::schemas::conversion::Schemas;
use crate::written_operations::{self, WrittenOperation};
use diag::Origin;
use diag::progress::Progress;
use model::{
    Coverage, HttpMethod, Idempotency, LeftOut, MethodNames, NamesSource, Operation, Resource,
    Returns, SecurityScheme, WaitingMethods,
};

/// The selected operations, and the names of their methods and types, before parameters, bodies and
/// responses are read.
pub(crate) struct Outline {
    pub(crate) written: Vec<WrittenOperation>,
    pub(crate) left_out: Vec<LeftOut>,
    /// The locations of operations that `generator.yaml` excludes.
    pub(crate) excluded: Vec<Origin>,
    tree: Tree,
    stems: Vec<Stem>,
}

/// The names of an operation after which its inline types are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OperationOwner {
    pub(crate) handle: String,
    pub(crate) stem: Stem,
}

impl Outline {
    pub(crate) fn of(cx: &mut BuildContext<'_>, names: &mut TypeNames) -> Self {
        let mut left_out = Vec::new();
        let mut written = written_operations::find_operations(cx, &mut left_out);
        for operation in &mut written {
            operation.returns_page = describes_page(cx, operation);
        }
        configured::check_configured_keys(cx, &written);
        configured_values::check_configured_values(cx);
        let described: Vec<_> = written.iter().map(WrittenOperation::described).collect();
        let choices = method_names::choose_method_names(&described, cx.config.naming.from);
        let selected = selection::select_operations(cx, &written);
        // Names do not depend on the selection.
        let mut tree = Tree::of(cx, &written, choices, names);
        let places: Vec<MethodName> = (0..written.len()).map(|index| tree.place(index)).collect();
        let mut stems = choose_stems(&places, names);
        let excluded_operations = keep_selected(&mut written, &selected);
        keep_selected(&mut stems, &selected);
        tree.keep_selected(&selected);
        let excluded = excluded_operations
            .into_iter()
            .map(|operation| operation.origin)
            .collect();
        Self {
            written,
            left_out,
            excluded,
            tree,
            stems,
        }
    }

    /// Returns where the names of methods come from: tags, paths or ids.
    pub(crate) fn names_from(&self) -> &NamesSource {
        &self.tree.source
    }

    /// Returns the names after which inline types are named, for each operation.
    pub(crate) fn owners(&self) -> Vec<OperationOwner> {
        let stems = self.stems.iter().enumerate();
        stems
            .map(|(index, stem)| OperationOwner {
                handle: self.tree.place(index).handle,
                stem: stem.clone(),
            })
            .collect()
    }

    /// Sets the resources and names of these operations.
    pub(crate) fn name_operations(&self, operations: &mut [Operation]) {
        for (index, operation) in operations.iter_mut().enumerate() {
            let place = self.tree.place(index);
            operation.resource = place.resource;
            operation.names = method_names(place);
        }
    }

    /// Returns the resources with their operations, and the operations that cannot become methods.
    pub(crate) fn finish(
        self,
        cx: &BuildContext<'_>,
        operations: &[Operation],
    ) -> (Vec<Resource>, Vec<LeftOut>) {
        (
            self.tree.into_resources(cx, &self.written, operations),
            self.left_out,
        )
    }
}

/// Keeps the selected items; returns the others.
fn keep_selected<T>(items: &mut Vec<T>, selected: &[bool]) -> Vec<T> {
    let mut selected_items = Vec::with_capacity(items.len());
    let mut others = Vec::new();
    for (item, is_selected) in items.drain(..).zip(selected) {
        if *is_selected {
            selected_items.push(item);
        } else {
            others.push(item);
        }
    }
    *items = selected_items;
    others
}

/// Reads all selected operations.
pub(crate) fn read_operations<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    outline: &Outline,
    schemes: &[SecurityScheme],
) -> Vec<Operation> {
    let mut operations = Vec::with_capacity(outline.written.len());
    for (index, (written, stem)) in outline.written.iter().zip(&outline.stems).enumerate() {
        let name = outline.tree.place(index);
        let (mut operation, loosened) =
            cx.watch(|cx| read_operation(cx, schemas, schemes, name, stem, written));
        if loosened {
            operation.coverage = Coverage::Loosened;
        }
        operations.push(operation);
        cx.document.report_progress(Progress::Operations {
            done: operations.len(),
            all: outline.written.len(),
        });
    }
    operations
}

fn read_operation<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    schemes: &[SecurityScheme],
    place: MethodName,
    stem: &Stem,
    operation: &WrittenOperation,
) -> Operation {
    if operation.is_other_path {
        cx.uses_loosened();
    }
    let schema_use = SchemaUse::of_operation(&place.handle, stem);
    let mut parameters = parameters::read_parameters(
        cx,
        schemas,
        &operation.origin,
        &operation.path_items,
        &operation.path,
        &schema_use,
    );
    let mut body = bodies::read_request_body(cx, schemas, operation, &schema_use);
    parameters.extend(
        body.iter().flat_map(|body| {
            part_headers::read_request_part_headers(cx, schemas, body, &schema_use)
        }),
    );
    if let Some(body) = &mut body {
        bodies::name_argument(cx, body, &parameters);
    }
    let (mut responses, envelope) =
        responses::reading::read_responses(cx, schemas, &operation.origin, &schema_use);
    add_configured_stream(cx, schemas, operation, &mut responses, &schema_use);
    Operation {
        method: operation.method.clone(),
        path: operation.path.clone(),
        // Determined when all types are final.
        returns: Returns::default(),
        waiting: WaitingMethods::default(),
        paging: None,
        next_page_operation: operation.next_page_operation.clone(),
        parameters,
        body,
        responses,
        envelope,
        success: None,
        security: security_schemes::read_security_requirements(cx, &operation.origin, schemes),
        servers: servers::operation_servers(cx, operation),
        idempotency: operation_idempotency(cx, operation),
        docs: operation.docs.clone(),
        permissions: operation.permissions.clone(),
        deprecated: operation.deprecated,
        tool: extensions::tool_hints(cx.document, cx.config, &operation.origin),
        resource: place.resource,
        names: method_names(place),
        tag: operation.tag.clone(),
        argument_order: Some(&model::name_rules::ARGUMENT_ORDER),
        coverage: Coverage::Full,
        origin: operation.origin.clone(),
        id: operation.id.clone(),
        has_id: operation.has_id,
    }
}

fn method_names(place: MethodName) -> MethodNames {
    MethodNames {
        method: place.method,
        request_type: place.request_type,
        response_stem: place.response_stem,
        former_methods: Vec::new(),
        former_request_types: Vec::new(),
        reasons: place.naming,
    }
}

/// Reads from `generator.yaml` whether an operation is idempotent, and the header of its key.
fn operation_idempotency(cx: &BuildContext<'_>, operation: &WrittenOperation) -> Idempotency {
    let key_header = cx.config.idempotency_key.as_ref().and_then(|config| {
        let has_key = match &config.operations {
            Some(operations) => operations.iter().any(|key| operation.is_called(key)),
            None => operation.method == HttpMethod::Post,
        };
        if has_key {
            Some(config.header.clone())
        } else {
            None
        }
    });
    let mut idempotent_keys = cx.config.idempotent.iter();
    Idempotency {
        is_configured: idempotent_keys.any(|key| operation.is_called(key)),
        key_header,
    }
}
