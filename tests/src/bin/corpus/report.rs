//! Tables of results, as aligned text or as Markdown.

/// Rows of cells with headings; the first column is a name, the others are figures.
pub(crate) struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(headings: &[&'static str]) -> Self {
        Self {
            headings: headings.to_vec(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub(crate) fn print(&self, markdown: bool) {
        if markdown {
            self.print_markdown()
        } else {
            self.print_text()
        }
    }

    fn print_markdown(&self) {
        println!("| {} |", self.headings.join(" | "));
        let rules: Vec<&str> = (0..self.headings.len())
            .map(|at| if at == 0 { "---" } else { "---:" })
            .collect();
        println!("| {} |", rules.join(" | "));
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            println!("| {} |", cells.join(" | "));
        }
    }

    fn print_text(&self) {
        let headings: Vec<String> = self
            .headings
            .iter()
            .map(|&heading| heading.to_owned())
            .collect();
        let rows: Vec<&Vec<String>> = std::iter::once(&headings).chain(&self.rows).collect();
        let widths: Vec<usize> = (0..headings.len())
            .map(|at| {
                let cells = rows.iter().filter_map(|row| row.get(at));
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        for row in rows {
            let mut line = String::new();
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line += &if at == 0 {
                    format!("{cell:width$}")
                } else {
                    format!("  {cell:>width$}")
                };
            }
            println!("{}", line.trim_end());
        }
    }
}

/// Writes kilobytes as megabytes.
pub(crate) fn in_megabytes(kilobytes: Option<u64>) -> String {
    kilobytes.map_or_else(
        || "-".to_owned(),
        |kilobytes| format!("{} MB", kilobytes.div_ceil(1024)),
    )
}
