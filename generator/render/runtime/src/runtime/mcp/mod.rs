//! An MCP server: agents call the operations of the catalog as tools.
