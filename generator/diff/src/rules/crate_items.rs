//! Items of the crate that no other finding explains.

use super::prelude::*;

pub(crate) const ADDED_ITEMS: Rule = Rule::added("items-added")
    .what("Items of the crate were added, and no other finding explains them.")
    .wire(NO_BYTE)
    .rust("Minor.");

pub(crate) const CHANGED_ITEMS: Rule = Rule::new("items-changed")
    .what("Signatures of the crate changed, and no other finding explains them.")
    .rust("Major.")
    .help(
        "Set names in `generator.yaml` (`types`, `names`, `resources`), so that they do not \
         change.",
    );

pub(crate) const REMOVED_ITEMS: Rule = Rule::removed("items-removed")
    .what("Items of the crate were removed, and no other finding explains them.")
    .wire(NO_BYTE)
    .rust("Major.")
    .help(
        "Set names in `generator.yaml` (`types`, `names`, `resources`), so that they do not \
         change.",
    );

pub(crate) const CHANGED_MEANING: Rule = Rule::new("meaning-changed")
    .what(
        "An item has the same name and accepts the same calls, but represents another operation, \
         parameter, property or value.",
    )
    .wire("None: programs built with the old crate send the same requests.")
    .rust(
        "Major, although programs compile: they may send, for instance, an access token as a user \
         id.",
    )
    .help(
        "Rename the new item in `generator.yaml`, or, if the change is intended, describe it in \
         the notes of a breaking version.",
    );

pub(crate) const OPERATION_NAME_CHANGED: Rule = Rule::new("operation-name-changed")
    .what(
        "In the catalog of operations (`operations` or `programs` in `generator.yaml`), the name of \
         an operation or of an argument changed, and no other finding explains it.",
    )
    .rust(
        "Major: the name no longer works in `client.call`, as a command of the command line, and as \
         a tool of the MCP server.",
    )
    .help("Set the previous name in `generator.yaml` (`resources`, `names`).");

pub(crate) const TOOL_REMOVED: Rule = Rule::removed("tool-removed")
    .what(
        "The MCP server (`programs: [mcp]` in `generator.yaml`) no longer offers a tool, although \
         the operation exists: the description disables it (`x-speakeasy-mcp`), or the API passes \
         40 operations, the most that are tools of their own.",
    )
    .wire(NO_BYTE)
    .rust("Major, although programs compile: agents can no longer call the tool.")
    .help(
        "Start the server with `--include` or `--exclude`, so that it has no more than 40 \
         operations; for a disabled operation, remove `disabled` in an overlay.",
    );

pub(super) const RULES: &[Rule] = &[
    ADDED_ITEMS,
    CHANGED_ITEMS,
    REMOVED_ITEMS,
    CHANGED_MEANING,
    OPERATION_NAME_CHANGED,
    TOOL_REMOVED,
];
