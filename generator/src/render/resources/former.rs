//! Former names of a resource: deprecated aliases of its handle and requests.

use quote::quote;

use super::module_path;
use crate::model::FormerHandle;
use crate::render::context::ident;
use crate::render::deprecation::former_name;
use crate::render::source_file::SourceFile;

pub(super) fn emit<'a>(file: &mut SourceFile<'a>, former: Option<&'a FormerHandle>) {
    let Some(former) = former else { return };
    let api = file.cx.api;
    let Some(resource) = api.resources.get(former.resource.0 as usize) else { return };
    let requests = former.requests.iter().filter_map(|(old, at)| Some((old, &api.operations.get(*at)?.request_type)));
    // Names in a module are unique.
    let requests = requests.filter(|(old, new)| old != new);
    let path = module_path(resource);
    for (old, new) in std::iter::once((&former.type_name, &resource.type_name)).chain(requests) {
        let (attributes, old_name, new_name) = (former_name(&format!("[`{new}`]"), new), ident(old), ident(new));
        file.imports.add(&path, new);
        file.export(old);
        file.push(old, quote!(#attributes pub type #old_name = #new_name;));
    }
}
