//! `verbs`: lists the methods whose verb contradicts that of the author, because the two verbs are
//! of different classes. The author's verb is the first word of the `operationId`, or of the
//! summary if no id has a verb.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use sdkwright::Generator;
use sdkwright::model::Operation;
use sdkwright::naming::words_of_text;

use crate::child;
use crate::common::Common;
use crate::documents;

#[derive(Args)]
pub(crate) struct VerbsArguments {
    #[command(flatten)]
    common: Common,
    /// Number of methods in 10,000 that may contradict their author.
    #[arg(long, default_value_t = 5.0)]
    tolerated: f64,
}

/// The effect of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Create,
    Delete,
    Get,
    List,
    Update,
}

fn class_of(word: &str) -> Option<Class> {
    Some(match word {
        "add" | "create" | "insert" | "new" | "register" => Class::Create,
        "del" | "delete" | "destroy" | "remove" => Class::Delete,
        "describe" | "fetch" | "find" | "get" | "read" | "retrieve" | "show" | "view" => Class::Get,
        "index" | "list" => Class::List,
        "change" | "edit" | "modify" | "replace" | "update" => Class::Update,
        _ => return None,
    })
}

/// Returns the class of the first word that is not in the path: words of the path are nouns. A verb
/// may be in the third person if an object follows: "Returns a pet", but not "News".
fn first_class(text: &str, path: &str) -> Option<Class> {
    let (words, nouns) = (words_of_text(text), words_of_text(path));
    let first = words.iter().find(|&word| {
        !nouns
            .iter()
            .any(|noun| noun == word || noun.strip_suffix('s') == Some(word))
    })?;
    if let Some(class) = class_of(first) {
        return Some(class);
    }
    if words.len() <= 2 {
        return None;
    }
    let third_person = [first.strip_suffix('s'), first.strip_suffix("es")];
    third_person.into_iter().flatten().find_map(class_of)
}

/// Returns whether the method `rust` has a verb of another class than its author chose.
fn is_contradiction(path: &str, id: &str, summary: &str, rust: &str) -> bool {
    let Some(first) = rust
        .split('_')
        .next()
        .filter(|first| !words_of_text(path).iter().any(|word| word == first))
    else {
        return false;
    };
    let Some(own) = class_of(first) else {
        return false;
    };
    let author = first_class(id, path).or_else(|| first_class(summary, path));
    // Authors use `get` for both lists and items.
    author.is_some_and(|author| author != own && (author, own) != (Class::Get, Class::List))
}

pub(crate) fn list_verbs(arguments: &VerbsArguments) -> Result<ExitCode> {
    let documents = documents::find_documents(&arguments.common)?;
    let outcomes = child::in_parallel(&documents, arguments.common.jobs, |document| {
        let model = Generator::new(&document.path)
            .model()
            .map_err(|error| format!("{}: {error:#}", document.name))?;
        let operations = &model.api.operations;
        let mut found = Vec::new();
        for Operation {
            method,
            path,
            id,
            names,
            docs,
            ..
        } in operations
        {
            let rust = &names.method;
            let summary = docs.summary.as_deref().unwrap_or_default();
            if is_contradiction(path, id, summary, rust) {
                found.push(format!(
                    "{}: {method} {path} (`{id}`, \"{summary}\") is `{rust}`",
                    document.name
                ));
            }
        }
        Ok::<_, String>((operations.len(), found))
    });
    let (mut count, mut found) = (0, Vec::new());
    for outcome in outcomes {
        let (operations, lines) = outcome.map_err(anyhow::Error::msg)?;
        count += operations;
        found.extend(lines);
    }
    found.iter().for_each(|line| println!("{line}"));
    println!("{} of {count} methods contradict their author", found.len());
    let share = 10_000.0 * found.len() as f64 / count.max(1) as f64;
    Ok(ExitCode::from(u8::from(share > arguments.tolerated)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_of_another_class_are_contradictions() {
        for (path, id, summary, rust, expected) in [
            ("/payments", "createPayments", "", "replace", true),
            ("/pets", "listPets", "", "get", true),
            ("/pets", "getPets", "", "list", false),
            ("/settings", "settings", "Removes a setting", "update", true),
            (
                "/settings",
                "settings",
                "Removes a setting",
                "delete",
                false,
            ),
            (
                "/pets/{id}",
                "updatePet",
                "Creates or updates a pet",
                "update",
                false,
            ),
            ("/files/{id}", "restoreFile", "", "restore", false),
            ("/lists/{id}", "lists-delete-a-list", "", "delete", false),
            ("/lists/{id}", "listIdDelete", "", "list", true),
        ] {
            assert_eq!(
                is_contradiction(path, id, summary, rust),
                expected,
                "{id} {summary}"
            );
        }
    }
}
