//! Type aliases.

use quote::quote;

use super::structs::type_docs;
use crate::model::{Schema, TypeDef};
use crate::render::context::ident;
use crate::render::deprecation::deprecated;
use crate::render::source_file::SourceFile;

pub(super) fn emit<'a>(file: &mut SourceFile<'a>, def: &'a TypeDef, target: &'a Schema) {
    let rules = file.cx.rules(def.ident(), target).join(" ");
    let docs = type_docs(file.cx, def).paragraph(&rules).tokens();
    let deprecated = deprecated(def.deprecated, &[def.docs.as_deref()]);
    let name = ident(def.ident());
    let ty = file.cx.full_type(&target.ty);
    file.push(def.ident(), quote!(#docs #deprecated pub type #name = #ty;));
}
