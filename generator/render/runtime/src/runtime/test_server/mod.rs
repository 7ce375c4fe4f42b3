//! A server for tests, which answers from the description.
