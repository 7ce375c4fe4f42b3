//! Slack: a response whose optional properties come as something else.
#[cfg(test)]
mod checks;
