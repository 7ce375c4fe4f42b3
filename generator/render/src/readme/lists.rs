//! The README part about paginated lists.

use code_format::code;

use super::part::{client_function_block, join_readme_blocks};
use crate::context::RenderContext;
use crate::example_code::{CallCode, call_code};

pub(super) fn pagination_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let chosen = cx.chosen_call(cx.api.readme.lists.as_ref());
    let shown = chosen.or_else(|| cx.best_call(|facts| facts.paged_item().is_some()))?;
    let CallCode {
        tokens: call,
        imports,
        ..
    } = call_code(cx, shown)?;
    let all_items = code! {
        let list = #call;
        let mut all = list.clone().stream();
        while let Some(item) = all.try_next().await? { println!("{item:?}"); }
    };
    let some_items = code! {
        let some = list.clone().stream().limit(10).try_collect(1000).await?;
        println!("the first {} items", some.len());
    };
    let pages = code! {
        let mut pages = list.pages();
        while let Some(page) = pages.try_next().await? {
            println!("page {}: {} items, then {:?}", page.number, page.len(), page.next);
        }
    };
    let code = client_function_block(&imports, "print_all", &[all_items, some_items, pages])?;
    Some(join_readme_blocks(&[
        "## Lists",
        "A paginated list is read item by item with `stream()`, or page by page with `pages()`; further pages are\n\
         fetched as needed. `limit(…)` ends a stream early, and `try_collect(max)` collects it in a `Vec`, with an\n\
         error if there are more than `max` items. After an error the same page is requested again, so nothing is\n\
         skipped or lost. Store the `next` of a page and pass it to `resume(…)` to continue a list from there.",
        &code,
    ]))
}
