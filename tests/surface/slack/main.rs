//! Slack: a response whose optional properties have other types than the description states.
#[cfg(test)]
mod checks;
