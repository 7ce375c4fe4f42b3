//! Compares results with files; `UPDATE=1` rewrites the files.

use std::path::Path;
use std::{env, fs, io};

use serde_json::Value;

/// Compares a text with a file.
///
/// # Errors
/// If the file cannot be read or written.
///
/// # Panics
/// If they differ.
pub fn pin_text(path: &Path, found: &str) -> io::Result<()> {
    if env::var_os("UPDATE").is_some() {
        fs::write(path, found)?;
    }
    assert_eq!(found, fs::read_to_string(path)?, "{}", path.display());
    Ok(())
}

/// Compares a value with a JSON file.
///
/// # Errors
/// If the file cannot be read or written, or is not JSON.
///
/// # Panics
/// If they differ.
pub fn pin_json(path: &Path, found: &Value) -> io::Result<()> {
    if env::var_os("UPDATE").is_some() {
        fs::write(path, format!("{found:#}\n"))?;
    }
    let expected: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    assert_eq!(*found, expected, "{}", path.display());
    Ok(())
}
