//! How lists that come in pages are read.

use quote::quote;

use super::{Part, function, imports, text};
use crate::render::context::Context;
use crate::render::resources::{MethodFacts, OutputFacts};

pub(super) fn lists<'a>(cx: &'a Context<'a>) -> Part {
    let is_paged = |facts: &MethodFacts<'_>| matches!(facts.output, OutputFacts::Pages(_));
    let Some(shown) = cx.shown(is_paged) else { return Vec::new() };
    let mut imports = imports(cx);
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let one = quote! {
        let list = #call;
        let page = list.clone().await?;
        println!("{} on page {}", page.len(), page.number);
    };
    let all = quote! {
        let mut all = list.stream();
        while let Some(item) = all.try_next().await? { println!("{item:?}"); }
    };
    let Some(code) = function(&imports, "print_all", &[one, all]) else { return Vec::new() };
    vec![
        "## Lists".to_owned(),
        text(
            "A list that comes in pages gives one page when it is awaited, and all items as a stream, page after page;\n\
             `pages()` gives whole pages. After an error the next call asks for the same page again, so nothing is lost.",
        ),
        code,
    ]
}
