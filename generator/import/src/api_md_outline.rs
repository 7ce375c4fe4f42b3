//! The methods and types that an `api.md` lists.

use std::collections::HashMap;

use naming::field_name;

/// The maximum depth of resources.
const DEEPEST: usize = 16;

/// The methods and types of an `api.md`, in its order.
#[derive(Debug, Default)]
pub(super) struct ApiMdOutline {
    pub(super) methods: Vec<ListedMethod>,
    pub(super) types: Vec<ListedName>,
    /// Other files that cannot be read, by their paths.
    pub(super) unread: Vec<ListedName>,
}

/// A method such as ``- <code title="get /pets">client.pets.<a href="…">list</a>() ->
/// PetList</code>``.
#[derive(Debug)]
pub(super) struct ListedMethod {
    pub(super) resource: Vec<String>,
    pub(super) name: String,
    /// The HTTP method and the path; `None` if the method calls no operation by itself.
    pub(super) endpoint: Option<String>,
    /// The type that it returns, if that is a single name.
    pub(super) returned: Option<String>,
    /// The offset of its line.
    pub(super) offset: usize,
}

/// A type or a file, and the resource to which it belongs.
#[derive(Debug)]
pub(super) struct ListedName {
    pub(super) resource: Vec<String>,
    pub(super) name: String,
    /// The offset of its line.
    pub(super) offset: usize,
}

/// The resource of methods and types of the client itself.
const CLIENT: &str = "$client";

impl ApiMdOutline {
    /// Reads a text; `linked` has the texts of the files to which its headings link.
    pub(super) fn of(text: &str, linked: &HashMap<String, String>) -> Self {
        let mut outline = Self::default();
        let mut headings: Vec<String> = Vec::new();
        let mut is_code = false;
        let mut are_parameters = false;
        let mut next_offset = 0;
        for whole_line in text.split_inclusive('\n') {
            let offset = next_offset;
            next_offset += whole_line.len();
            let line = whole_line.trim();
            if line.starts_with("```") {
                is_code = !is_code;
            } else if is_code {
                for name in imported_names(line) {
                    outline.add_type(&headings, name, offset);
                }
            } else if let Some((level, title)) = heading_of_line(line) {
                headings.truncate(level - 1);
                headings.push(title);
                are_parameters = line.ends_with("Params Types");
                if let Some(path) = linked_api_md(line) {
                    outline.add_file(&headings, path, linked, offset);
                }
            } else if let Some(item) = line.strip_prefix("- ") {
                let shown = without_tags(item);
                match listed_method(item, &shown, offset) {
                    Some(method) => outline.methods.push(method),
                    // Types of parameters are written for one language.
                    None if are_parameters => {}
                    None => outline.add_type(&headings, last_identifier(&shown), offset),
                }
            } else if line.ends_with(':') {
                are_parameters = line == "Params Types:";
            }
        }
        outline
    }

    /// Adds what another file lists, at the line of the link.
    fn add_file(
        &mut self,
        headings: &[String],
        path: &str,
        linked: &HashMap<String, String>,
        offset: usize,
    ) {
        let Some(text) = linked.get(path) else {
            return self.unread.push(ListedName {
                resource: headings.to_vec(),
                name: path.to_owned(),
                offset,
            });
        };
        let inner = Self::of(text, &HashMap::new());
        let methods = inner.methods.into_iter();
        self.methods
            .extend(methods.map(|method| ListedMethod { offset, ..method }));
        let types = inner.types.into_iter();
        self.types
            .extend(types.map(|name| ListedName { offset, ..name }));
        let unread = inner.unread.into_iter();
        self.unread
            .extend(unread.map(|name| ListedName { offset, ..name }));
    }

    fn add_type(&mut self, headings: &[String], name: &str, offset: usize) {
        if name.starts_with(|c: char| c.is_ascii_uppercase()) && headings.len() <= DEEPEST {
            let resource = match headings {
                [] => vec![CLIENT.to_owned()],
                headings => headings.to_vec(),
            };
            self.types.push(ListedName {
                resource,
                name: name.to_owned(),
                offset,
            });
        }
    }
}

/// Returns the level of a heading, and its resource; types that resources share are under a heading
/// of their own.
fn heading_of_line(line: &str) -> Option<(usize, String)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    if level == 0 || level > DEEPEST || !title.starts_with(' ') {
        return None;
    }
    // The heading may be a link to another file: `# [Videos](src/resources/videos/api.md)`.
    let plain = title.trim().trim_start_matches('[');
    let name = plain.split("](").next().unwrap_or(plain);
    if name == "Shared" || name.starts_with("Shared ") {
        return Some((level, "$shared".to_owned()));
    }
    Some((level, field_name(name)))
}

/// Returns the path of the `api.md` to which a heading links.
pub(super) fn linked_api_md(line: &str) -> Option<&str> {
    let (_, rest) = line.strip_prefix('#')?.split_once("](")?;
    rest.strip_suffix(')').filter(|path| path.ends_with(".md"))
}

fn listed_method(item: &str, shown: &str, offset: usize) -> Option<ListedMethod> {
    let call = shown.strip_prefix("client.")?;
    let (chain, signature) = call.split_once('(')?;
    let mut resource: Vec<String> = chain.split('.').map(field_name).collect();
    let last = chain.rsplit('.').next()?;
    resource.pop();
    if resource.len() > DEEPEST {
        return None;
    }
    if resource.is_empty() {
        resource.push(CLIENT.to_owned());
    }
    // Clients in Go create with `New`.
    let name = if last == "New" { "create" } else { last };
    let title = item.strip_prefix("<code title=\"");
    Some(ListedMethod {
        resource,
        name: name.to_owned(),
        endpoint: title.and_then(|rest| Some(rest.split_once('"')?.0.to_owned())),
        returned: type_of_result(signature),
        offset,
    })
}

/// Returns the type at the end of a signature: that after `-> ` in Python and TypeScript, or in the
/// last brackets in Go, `(pets.Pet, error)`.
fn type_of_result(signature: &str) -> Option<String> {
    let shown = match signature.rsplit_once("-> ") {
        Some((_, returned)) => returned,
        None => signature.rsplit_once('(')?.1.split(',').next()?,
    };
    let inner = shown
        .strip_prefix("Optional[")
        .and_then(|rest| rest.strip_suffix(']'));
    let name = last_identifier(inner.unwrap_or(shown));
    let is_type = name.starts_with(|c: char| c.is_ascii_uppercase());
    is_type.then(|| name.to_owned())
}

/// Returns the names of an import in Python: `from pets.types import (`, `Pet,`, `)`.
fn imported_names(line: &str) -> impl Iterator<Item = &str> {
    let names = match line.split_once(" import ") {
        Some((_, names)) => names,
        None => line,
    };
    names
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|name| !name.is_empty())
}

/// Returns the text after the last character that cannot be in a name.
fn last_identifier(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .unwrap_or(text)
}

/// Returns the text of HTML as it is shown.
fn without_tags(html: &str) -> String {
    let mut shown = String::new();
    let mut is_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if is_tag => {}
            c => shown.push(c),
        }
    }
    shown
}
