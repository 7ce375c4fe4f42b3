//! Results as tables, JSON, lines of JSON, or YAML.

use std::io::{self, Write as _};

use clap::ArgMatches;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::tree::{COLUMNS, OUTPUT, SELECT};
use super::{Failure, is_terminal, print_text};
use crate::runtime::catalog::{Entry, quoted_names};
use crate::runtime::catalog_check::plain_text;

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Table,
    Json,
    Lines,
    Yaml,
}

/// Prints the result of a request.
pub(super) struct Printer {
    /// `None` if the flags do not choose one.
    format: Option<Format>,
    columns: Vec<String>,
    selection: Option<JsonPath>,
    /// The format of items that are printed one by one: a list in a terminal is a table.
    format_of_items: Format,
    /// The path of properties from a result to its list.
    list_path: &'static [&'static str],
    /// The items of an array in JSON that are printed.
    printed_items: usize,
    /// The rows of the current page of a table.
    rows: Vec<Value>,
    /// The layout of a table, after its first page.
    layout: Option<TableLayout>,
}

impl Printer {
    pub(super) fn new(entry: &'static Entry, matches: &ArgMatches) -> Result<Self, Failure> {
        let columns: Vec<String> = matches
            .get_many::<String>(COLUMNS)
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        let format = matches.get_one::<String>(OUTPUT);
        let selection = matches.get_one::<String>(SELECT).map(|path| {
            JsonPath::parse(path)
                .map_err(|error| Failure::Usage(format!("`{path}` is not a JSON path: {error}")))
        });
        let format = match format.map(String::as_str) {
            None if columns.is_empty() => None,
            None | Some("table") => Some(Format::Table),
            Some(format) if !columns.is_empty() => {
                let message = format!("`{format}` has no columns: leave out --columns or --output");
                return Err(Failure::Usage(message));
            }
            Some("ndjson") => Some(Format::Lines),
            Some("yaml") => Some(Format::Yaml),
            Some(_) => Some(Format::Json),
        };
        let is_list = entry.operation.paging.is_some();
        Ok(Self {
            format,
            format_of_items: match format {
                Some(format) => format,
                None if is_list && is_terminal() => Format::Table,
                None => Format::Lines,
            },
            columns,
            selection: selection.transpose()?,
            list_path: entry.operation.paging.map_or(&[], |paging| paging.items),
            printed_items: 0,
            rows: Vec::new(),
            layout: None,
        })
    }

    /// Prints a whole result.
    pub(super) fn print_result(&mut self, result: &Value) -> Result<(), Failure> {
        if result.is_null() && self.format.is_none() {
            return Ok(());
        }
        if let Some(selection) = &self.selection {
            return self.print_selected(&selection.query(result).all());
        }
        if let (Value::String(text), None) = (result, self.format) {
            let line = text.strip_suffix('\n').unwrap_or(text);
            return Ok(print_text(&format!("{line}\n"))?);
        }
        let rows = rows_of(result, self.list_path);
        let format = self.format.unwrap_or(match &rows {
            Some(_) if is_terminal() => Format::Table,
            _ => Format::Json,
        });
        print_text(&match (format, rows) {
            (Format::Table, Some(rows)) => table(rows, &self.columns),
            (Format::Table, None) => table(std::slice::from_ref(result), &self.columns),
            (Format::Lines, Some(rows)) => rows.iter().map(|row| format!("{row}\n")).collect(),
            (Format::Lines, None) => format!("{result}\n"),
            (Format::Json, _) => format!("{}\n", readable_json(result)),
            (Format::Yaml, _) => yaml(result)?,
        })?;
        Ok(())
    }

    /// Prints an item of a list or a stream.
    pub(super) fn print_item(&mut self, item: Value) -> Result<(), Failure> {
        if let Some(selection) = &self.selection {
            return self.print_selected(&selection.query(&item).all());
        }
        match self.format_of_items {
            Format::Lines => {
                let line = match &item {
                    Value::String(text) => format!("{text}\n"),
                    item => format!("{item}\n"),
                };
                print_text(&line)?;
            }
            Format::Yaml => print_text(&format!("---\n{}", yaml(&item)?))?,
            // If a later page cannot be fetched, the array stays open, so that no program takes it
            // for the whole list.
            Format::Json => {
                let start = if self.printed_items == 0 { "[" } else { "," };
                let lines = readable_json(&item).replace('\n', "\n  ");
                print_text(&format!("{start}\n  {lines}"))?;
                self.printed_items = self.printed_items.saturating_add(1);
            }
            Format::Table => self.rows.push(item),
        }
        Ok(())
    }

    /// Prints the values that the flag selects; without a format, texts have no quotation marks.
    fn print_selected(&self, values: &[&Value]) -> Result<(), Failure> {
        if self.format == Some(Format::Table) {
            let rows: Vec<Value> = values.iter().copied().cloned().collect();
            return Ok(print_text(&table(&rows, &self.columns))?);
        }
        for value in values {
            print_text(&match self.format {
                Some(Format::Json) => format!("{}\n", readable_json(value)),
                Some(Format::Lines) => format!("{value}\n"),
                Some(Format::Yaml) => format!("---\n{}", yaml(value)?),
                _ => format!("{}\n", plain_text(value)),
            })?;
        }
        Ok(())
    }

    /// Prints the rows of a page. The first page determines the columns of a table and their
    /// widths, so that a table needs not wait for all pages: a longer cell of a later page moves
    /// the next cells of its page.
    pub(super) fn print_rows(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let text = match &self.layout {
            Some(layout) => layout.without_header(&rows),
            None => {
                let layout = TableLayout::of(&rows, &self.columns);
                self.layout.insert(layout).with_header(&rows)
            }
        };
        print_text(&text)
    }

    /// Prints what is left after the last item.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.print_rows()?;
        match self.format {
            Some(Format::Json) if self.selection.is_some() => Ok(()),
            Some(Format::Json) if self.printed_items == 0 => print_text("[]\n"),
            Some(Format::Json) => print_text("\n]\n"),
            _ => Ok(()),
        }
    }
}

fn readable_json(value: &Value) -> String {
    format!("{value:#}")
}

fn yaml(value: &Value) -> Result<String, Failure> {
    serde_saphyr::to_string(value)
        .map(|text| format!("{}\n", text.trim_end()))
        .map_err(|error| Failure::Local(format!("the result cannot be written as YAML: {error}")))
}

/// Names of members that only items have.
const NAMES_OF_ITEMS: &[&str] = &["id", "name", "key", "uuid"];

/// Returns the rows of a result: the list that it contains, if there is one. An object with an
/// identifier is an item, whatever it contains.
fn rows_of<'v>(result: &'v Value, list_path: &[&str]) -> Option<&'v [Value]> {
    let list = list_path
        .iter()
        .try_fold(result, |value, name| value.get(*name));
    if let Some(Value::Array(items)) = list {
        return Some(items);
    }
    let members = result.as_object()?;
    if NAMES_OF_ITEMS
        .iter()
        .any(|name| members.contains_key(*name))
    {
        return None;
    }
    let mut lists = members.values().filter_map(Value::as_array);
    match (lists.next(), lists.next()) {
        (Some(items), None) if items.iter().all(Value::is_object) => Some(items),
        _ => None,
    }
}

/// The maximum number of columns that are chosen, and of characters in a cell.
const MAX_COLUMNS: usize = 7;
const MAX_CELL: usize = 60;

/// The words of names by which columns are chosen, the best ones first.
const COLUMN_WORDS: &[&str] = &[
    "id",
    "number",
    "name",
    "title",
    "login",
    "status",
    "state",
    "phase",
    "type",
    "kind",
    "email",
    "url",
    "hostname",
    "description",
    "created",
    "updated",
    "time",
];

/// Returns a table with a row for each value.
fn table(rows: &[Value], chosen_columns: &[String]) -> String {
    TableLayout::of(rows, chosen_columns).with_header(rows)
}

/// The columns of a table, and their widths.
struct TableLayout {
    /// The paths of the values; `None` if each row is a text.
    columns: Option<Vec<String>>,
    widths: Vec<u16>,
}

impl TableLayout {
    /// Returns the layout for these rows.
    fn of(rows: &[Value], chosen_columns: &[String]) -> Self {
        if rows.iter().all(|row| !row.is_object()) {
            return Self {
                columns: None,
                widths: Vec::new(),
            };
        }
        let has_choice = !chosen_columns.is_empty();
        let mut columns = if has_choice {
            report_empty_columns(rows, chosen_columns);
            chosen_columns.to_vec()
        } else {
            best_columns(rows)
        };
        let mut table = table_of(rows, &columns);
        while !has_choice && columns.len() > 1 && width_of(&table) > terminal_width() {
            columns.pop();
            table = table_of(rows, &columns);
        }
        Self {
            columns: Some(columns),
            widths: table.column_max_content_widths(),
        }
    }

    /// Returns the lines of the rows that the layout is made for.
    fn with_header(&self, rows: &[Value]) -> String {
        match &self.columns {
            Some(columns) => lines_of(&table_of(rows, columns)),
            None => self.without_header(rows),
        }
    }

    /// Returns the lines of other rows.
    fn without_header(&self, rows: &[Value]) -> String {
        let Some(columns) = &self.columns else {
            let lines = rows.iter().map(|row| format!("{}\n", plain_text(row)));
            return lines.collect();
        };
        let mut table = table_of_rows(rows, columns);
        for (column, width) in table.column_iter_mut().zip(&self.widths) {
            let lower = width.saturating_add(column.padding_width());
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(lower)));
        }
        lines_of(&table)
    }
}

/// Says on the standard error which columns have no value in any row: it may be a typing error, or
/// a property that these rows lack.
fn report_empty_columns(rows: &[Value], columns: &[String]) {
    for column in columns {
        if rows.iter().any(|row| value_at(row, column).is_some()) {
            continue;
        }
        let mut paths: Vec<String> = rows.iter().flat_map(scalar_paths).collect();
        paths.sort();
        paths.dedup();
        let names = quoted_names(paths.iter().map(String::as_str));
        // Without a standard error, nobody reads it.
        let _ = writeln!(
            io::stderr(),
            "note: no row has `{column}`; there are {names}"
        );
    }
}

fn table_of(rows: &[Value], columns: &[String]) -> Table {
    let mut table = table_of_rows(rows, columns);
    table.set_header(columns.iter().map(|column| column.to_uppercase()));
    table
}

fn table_of_rows(rows: &[Value], columns: &[String]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    for row in rows {
        table.add_row(columns.iter().map(|column| cell(row, column)));
    }
    table
}

fn lines_of(table: &Table) -> String {
    trimmed_lines(table)
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Returns the number of characters of the longest line.
fn width_of(table: &Table) -> usize {
    let widths = trimmed_lines(table).map(|line| line.chars().count());
    widths.max().unwrap_or_default()
}

/// Returns the lines without the space before each first cell, and without spaces at the end.
fn trimmed_lines(table: &Table) -> impl Iterator<Item = String> {
    let lines = table.lines();
    lines.map(|line| {
        line.strip_prefix(' ')
            .unwrap_or(&line)
            .trim_end()
            .to_owned()
    })
}

/// Returns the width of the terminal; without one, a table may be of any width.
fn terminal_width() -> usize {
    let size = console::Term::stdout().size_checked();
    size.map_or(usize::MAX, |(_, columns)| columns.into())
}

fn value_at<'v>(row: &'v Value, path: &str) -> Option<&'v Value> {
    let mut names = path.split('.');
    names.try_fold(row, |value, name| value.get(name))
}

fn cell(row: &Value, column: &str) -> String {
    let text = match value_at(row, column) {
        None | Some(Value::Null) => return String::new(),
        Some(value) => plain_text(value).replace(['\n', '\r', '\t'], " "),
    };
    if text.chars().count() <= MAX_CELL {
        return text;
    }
    format!("{}…", text.chars().take(MAX_CELL).collect::<String>())
}

/// Returns the paths of the scalars that most rows have, by what their names say.
fn best_columns(rows: &[Value]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for row in rows.iter().take(20) {
        for path in scalar_paths(row) {
            if !columns.contains(&path) {
                columns.push(path);
            }
        }
    }
    columns.sort_by_key(|path| {
        let name = path.rsplit('.').next().unwrap_or_default().to_lowercase();
        let mut words = COLUMN_WORDS.iter();
        if let Some(position) = words.clone().position(|word| name == *word) {
            return (usize::from(path.contains('.')), position);
        }
        let position = words.position(|word| name.contains(word));
        (2, position.unwrap_or(usize::MAX))
    });
    columns.truncate(MAX_COLUMNS);
    columns
}

/// Returns the paths of scalars in an object, and in the objects in it.
fn scalar_paths(row: &Value) -> Vec<String> {
    let mut paths = Vec::new();
    for (name, value) in row.as_object().into_iter().flatten() {
        match value {
            Value::Object(members) => {
                let scalars = members.iter().filter(|(_, value)| is_scalar(value));
                paths.extend(scalars.map(|(inner, _)| format!("{name}.{inner}")));
            }
            value if is_scalar(value) => paths.push(name.clone()),
            _ => {}
        }
    }
    paths
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}
