//! The page of `inspect --format html`.

use std::collections::BTreeSet;

use crate::{Folder, PETS};

const SHOP: &str = r##"openapi: 3.1.0
info: { title: "Shop <b>", version: "1", description: "See ![logo](https://shop.example.com/a.png)." }
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      tags: [orders]
      summary: "Reads an order.<script>alert(1)</script>"
      description: "<img src=x onerror=alert(1)> [a](javascript:alert(1))"
      deprecated: true
      parameters:
        - { name: id, in: path, required: true, description: "Its <i>id</i>.", schema: { type: string } }
        - { name: 'x"><script>', in: query, schema: { type: integer, minimum: 1 } }
      responses:
        "200":
          description: The order.
          content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } }
  /orders:
    post:
      operationId: createOrder
      tags: [orders]
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
      responses: { "201": { description: "" } }
components:
  schemas:
    Order:
      description: An order. It has items.
      type: object
      required: [itemCount, state]
      properties:
        itemCount: { type: integer }
        state: { type: string, enum: [open, "</pre>"] }
        parent: { $ref: "#/components/schemas/Order" }
        odd: { type: strin }
"##;

/// Returns the values of an attribute, in the order of the page.
fn attribute_values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    let parts = page.split(start.as_str()).skip(1);
    parts.map(|part| part.split_once('"').unwrap().0).collect()
}

/// Asserts that each link within the page has one target.
fn assert_linked(page: &str) {
    let ids = attribute_values(page, "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "{ids:?}");
    let links = attribute_values(page, "href")
        .into_iter()
        .filter_map(|link| link.strip_prefix('#'));
    let dangling: Vec<&str> = links.filter(|link| !known.contains(link)).collect();
    assert!(dangling.is_empty(), "{dangling:?}");
}

#[test]
fn inspect_prints_a_page_of_methods_types_and_warnings() {
    let folder = Folder::new();
    folder.write("shop.yaml", SHOP);
    let ran = folder.run(&["inspect", "shop.yaml", "--format", "html"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    let page = ran.out;
    assert!(
        page.starts_with("<!doctype html>\n<html lang=\"en\">")
            && page.ends_with("</body></html>\n"),
        "{page}"
    );
    assert_linked(&page);
    let order = "<a href=\"#Order\">Order</a>";
    for expected in [
        "<h1>Shop &lt;b&gt;</h1>".to_owned(),
        // The page has the tree of resources.
        "<summary><a href=\"#orders\">orders</a></summary>".to_owned(),
        "<a href=\"#orders.get()\"><b>GET</b> get</a>".to_owned(),
        // The HTTP method and path are next to the Rust method.
        format!("<pre><b>GET</b> /orders/{{id}}</pre><pre>client.orders().get(id: String) -&gt; {order}</pre>"),
        format!("<pre><b>POST</b> /orders</pre><pre>client.orders().create(body: {order}) -&gt; ()</pre>"),
        "<h3><a href=\"#orders.get()\">get</a> <small>deprecated</small> <small>partly typed</small></h3>".to_owned(),
        "<code>id</code> (<code>String</code>, path, required): Its <em>id</em>.".to_owned(),
        "<h4>Body, required</h4><ul><li><code>application/json</code>: <a href=\"#Order\">".to_owned(),
        "<code>200</code> (<code>application/json</code>: <a href=\"#Order\">".to_owned(),
        // The fields of a type show their names in JSON, if these differ from the names in Rust.
        "<article id=\"Order\"><p>An order.</p><pre>struct <b>Order</b> {\n  item_count: i64, <i>// itemCount</i>\n"
            .to_owned(),
        format!("  parent: Option&lt;Box&lt;{order}&gt;&gt;,\n"),
        "<i>// &lt;/pre&gt;</i>".to_owned(),
    ] {
        assert!(page.contains(&expected), "no {expected} in {page}");
    }
    // The warning is the one that a terminal shows.
    let text = folder.run(&["inspect", "shop.yaml"]).out;
    let (_, warning) = text.split_once("warning[unknown-type]").unwrap();
    let (warning, _) = warning.split_once("\n\n").unwrap();
    assert!(
        warning.contains("| ") && page.contains(&warning.replace('>', "&gt;")),
        "{warning}"
    );
}

#[test]
fn reasons_for_names_have_no_page() {
    let ran = Folder::with_pets().run(&["inspect", "pets.yaml", "--names", "--format", "html"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    assert!(ran.err.contains("`--names` prints text or JSON"), "{ran:?}");
}

/// Anyone may have written a description, so the page escapes its texts.
#[test]
fn a_page_has_no_markup_of_the_description_and_loads_nothing() {
    let folder = Folder::new();
    folder.write("shop.yaml", SHOP);
    let page = folder
        .run(&["inspect", "shop.yaml", "--format", "html"])
        .out;
    for forbidden in [
        "<img",
        "<script>alert",
        "onerror=alert(1)>",
        "href=\"javascript",
        "x\">",
        " src=",
        "<link",
        "@import",
    ] {
        assert!(!page.contains(forbidden), "{forbidden} in {page}");
    }
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(
        page.contains("default-src 'none'") && page.contains("alert(1)"),
        "{page}"
    );
}

#[test]
fn links_of_a_page_have_targets() {
    let folder = Folder::new();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    for description in [
        "tests/coverage/everything.yaml",
        "tests/configured/configured.yaml",
        "spec/cloudflare-ai-controls.yaml",
    ] {
        let page = folder
            .run(&[
                "inspect",
                &format!("{root}/{description}"),
                "--format",
                "html",
                "--verbose",
            ])
            .out;
        assert_linked(&page);
        assert!(page.matches("<article").count() >= 10, "{page}");
    }
}

#[test]
fn warnings_that_a_page_leaves_out_are_counted() {
    let folder = Folder::new();
    let properties: String = (0..12)
        .map(|at| format!("p{at}: {{ type: type{at} }}, "))
        .collect();
    let text = PETS.replace("properties: {", &format!("properties: {{ {properties}"));
    folder.write("pets.yaml", &text);
    let page = folder
        .run(&["inspect", "pets.yaml", "--format", "html"])
        .out;
    assert!(
        page.contains("4 more of `unknown-type` are left out: `sdkwright inspect --format html --verbose` writes"),
        "{page}"
    );
}
