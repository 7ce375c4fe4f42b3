//! Measures a form, and prints the results as Markdown.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::cost::{MODES, build_package, idle_seconds, median_of, rebuild_seconds};

/// The measurements of a form.
pub(crate) struct Row {
    name: &'static str,
    pub(crate) title: &'static str,
    /// Lines of emitted code, without the runtime.
    lines: usize,
    costs: Vec<Cost>,
    /// Whether unknown properties are kept.
    keeps_unknown: bool,
    /// Megabytes per second: decode and encode, for each kind of list.
    speeds: Vec<f64>,
}

/// CPU seconds of one kind of build.
struct Cost {
    types: f64,
    program: f64,
    /// The largest deviation of a single run from the median; both are sums of `types` and `program`.
    noise: f64,
}

impl Row {
    pub(crate) fn new(name: &'static str, title: &'static str, lines: usize) -> Self {
        Self {
            name,
            title,
            lines,
            costs: Vec::new(),
            keeps_unknown: false,
            speeds: Vec::new(),
        }
    }

    /// Returns the row without types: any JSON as `serde_json::Value`.
    pub(crate) fn value(folder: &Path) -> Result<Self> {
        let mut row = Self::new("value", "`serde_json::Value`", 0);
        row.measure_speed(folder)?;
        row.keeps_unknown = true;
        Ok(row)
    }

    pub(crate) fn measure(&mut self, folder: &Path, repeat: usize) -> Result<()> {
        for (_, arguments) in MODES {
            self.costs
                .push(Cost::measure(folder, self.name, arguments, repeat)?);
        }
        if folder.join(format!("{}-speed", self.name)).exists() {
            self.measure_speed(folder)?;
        }
        Ok(())
    }

    fn measure_speed(&mut self, folder: &Path) -> Result<()> {
        let package = format!("{}-speed", self.name);
        build_package(folder, &package, &["build", "--release"])?;
        let program = folder.join("target/release").join(&package);
        let output = Command::new(program)
            .current_dir(folder.join(&package))
            .output()
            .context("failed to run")?;
        if !output.status.success() {
            bail!(
                "`{package}` failed: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let text = String::from_utf8(output.stdout)?;
        let mut words = text.split_whitespace();
        self.keeps_unknown = words.next() == Some("true");
        self.speeds = words.filter_map(|word| word.parse().ok()).collect();
        Ok(())
    }
}

impl Cost {
    fn measure(folder: &Path, name: &str, arguments: &[&str], repeat: usize) -> Result<Self> {
        // The speed test of `Value` has the same dependencies but none of the types, so that building it builds the
        // shared dependencies.
        let idle = idle_seconds(folder, "value-speed", arguments)?;
        let (mut types, mut program, mut sums) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..repeat.max(1) {
            let one = rebuild_seconds(folder, &format!("{name}-types"), arguments, idle)?;
            let other = rebuild_seconds(folder, &format!("{name}-program"), arguments, idle)?;
            types.push(one);
            program.push(other);
            sums.push(one + other);
        }
        let middle = median_of(&mut sums);
        let noise = sums
            .iter()
            .map(|sum| (sum - middle).abs())
            .fold(0.0, f64::max);
        Ok(Self {
            types: median_of(&mut types),
            program: median_of(&mut program),
            noise,
        })
    }
}

/// Returns the table of CPU seconds: for the crate of types, and for the program that uses 100 of them.
pub(crate) fn cost_table(rows: &[Row]) -> String {
    let mut text = "| shape | lines |".to_owned();
    for (mode, _) in MODES {
        text += &format!(" {mode} |");
    }
    text += "\n|---|---|---|---|---|\n";
    for row in rows.iter().filter(|row| !row.costs.is_empty()) {
        text += &format!("| {} | {} |", row.title, row.lines);
        for cost in &row.costs {
            let sum = cost.types + cost.program;
            text += &format!(
                " **{sum:.1}** = {:.1} + {:.1} (± {:.1}) |",
                cost.types, cost.program, cost.noise
            );
        }
        text += "\n";
    }
    text + "\n"
}

/// Returns the table of speeds: megabytes per second, and the ratio to the derive on the same types.
pub(crate) fn speed_table(rows: &[Row]) -> String {
    let mut text =
        "| shape | keeps unknown fields | records: decode | encode | unions: decode | encode |\n"
            .to_owned();
    text += "|---|---|---|---|---|---|\n";
    let derive = rows
        .iter()
        .find(|row| row.name == "derive")
        .map(|row| row.speeds.as_slice())
        .unwrap_or_default();
    for row in rows.iter().filter(|row| !row.speeds.is_empty()) {
        text += &format!(
            "| {} | {} |",
            row.title,
            if row.keeps_unknown { "yes" } else { "no" }
        );
        for (index, speed) in row.speeds.iter().enumerate() {
            let factor = derive
                .get(index)
                .map(|base| format!(" ({:.2} ×)", speed / base))
                .unwrap_or_default();
            text += &format!(" {speed:.0}{factor} |");
        }
        text += "\n";
    }
    text
}
