//! Traits and attributes that `generator.yaml` adds to a type.

use code_format::{Code, code};

use crate::context::make_ident;
use crate::imports::path_tokens;
use crate::source_file::RustSourceFile;
use model::{AddedCode, StdTrait, TypeDef};

/// Returns the attributes of a type, and what it derives.
pub(super) fn derives_and_attributes(def: &TypeDef) -> Code {
    let mut derives = vec![code!(Clone)];
    if def.added.traits.contains(&StdTrait::Copy) {
        derives.push(code!(Copy));
    }
    let others = def
        .added
        .derives
        .iter()
        .filter(|path| *path != AddedCode::JSON_SCHEMA);
    derives.extend(others.map(|path| path_tokens(&[path])));
    let mut code = code!(#[derive(#(#derives),*)]);
    for attribute in &def.added.attributes {
        code.add(&format!("#[{attribute}]"));
    }
    code
}

/// Implements the traits of the standard library that are not derived. `has_default` says whether
/// the type implements `Default` anyway.
pub(super) fn push_std_traits(file: &mut RustSourceFile<'_>, def: &TypeDef, has_default: bool) {
    let name = make_ident(def.ident());
    for added in &def.added.traits {
        let code = match added {
            StdTrait::Copy => continue,
            StdTrait::Default if has_default => continue,
            StdTrait::Default => {
                file.imports.runtime_trait("node", "Model");
                code! {
                    impl Default for #name {
                        fn default() -> Self { Self::blank() }
                    }
                }
            }
            StdTrait::Eq => code!(impl Eq for #name {}),
            StdTrait::Hash => code! {
                impl std::hash::Hash for #name {
                    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                        crate::runtime::traits::hash_node(self, state);
                    }
                }
            },
            StdTrait::Ord => code! {
                impl Ord for #name {
                    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                        crate::runtime::traits::compare_nodes(self, other)
                    }
                }
            },
            StdTrait::PartialOrd => {
                let order = if def.added.traits.contains(&StdTrait::Ord) {
                    code!(self.cmp(other))
                } else {
                    code!(crate::runtime::traits::compare_nodes(self, other))
                };
                code! {
                    impl PartialOrd for #name {
                        fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                            Some(#order)
                        }
                    }
                }
            }
        };
        file.push(def.ident(), code);
    }
}
