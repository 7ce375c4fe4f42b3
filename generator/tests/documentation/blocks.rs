//! Runs the blocks of the README and of the book.
//!
//! A page is run from top to bottom in its own folder: a git repository with the book's `pets.yaml`
//! and `generator.yaml`. The language of a block decides how it is tested:
//!
//! - `console`: `$ ` begins a command, and its output is below; `…` stands for any lines. A command
//!   without output must succeed.
//! - `sh`: a script, which must succeed.
//! - `yaml`, `toml`: a file that the program, or Cargo, must accept. The first line may name it:
//!   `# spec/accepted.yaml`.
//! - `rust`, `rust,no_run`: `tests/tests/book.rs` and documentation tests compile it.
//! - `diff`, on the page with the codes of `diff`: `generator/command/tests/diff_codes.rs` writes it.
//!
//! A comment before the block says what is not obvious; a block of another language needs one:
//!
//! - `<!-- run: SCRIPT -->` runs before the commands, checks a file, or prints the lines of any
//!   other block.
//! - `<!-- run by: TEST -->` names the test that runs the block.
//! - `<!-- not run: REASON -->`: nothing runs the block.

use std::path::{Path, PathBuf};
use std::{env, fs, thread};

use super::files;
use super::page_run::{Checked, PageRun};

/// How a block is tested, according to the comment above it.
enum BlockNote {
    Run(String),
    RunBy(String),
    NotRun,
}

/// A fenced block of a page.
struct PageBlock {
    /// The number of the first line.
    line: usize,
    language: String,
    text: String,
    note: Option<BlockNote>,
}

fn note_of(comment: &str) -> Option<BlockNote> {
    let (kind, rest) = comment.split_once(':')?;
    let rest = rest.trim().to_owned();
    assert!(!rest.is_empty(), "{comment}");
    match kind.trim() {
        "run" => Some(BlockNote::Run(rest)),
        "run by" => Some(BlockNote::RunBy(rest)),
        "not run" => Some(BlockNote::NotRun),
        _ => None,
    }
}

/// Returns the blocks of a page.
fn blocks_of(page: &str) -> Vec<PageBlock> {
    let (mut blocks, mut note) = (Vec::new(), None);
    let mut lines = page.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(opening) = line.strip_prefix("<!--") {
            let mut comment = opening.to_owned();
            while !comment.contains("-->") {
                comment = comment + "\n" + lines.next().unwrap().1;
            }
            note = note_of(comment.split("-->").next().unwrap());
        } else if let Some(language) = line.strip_prefix("```") {
            let inside: Vec<&str> = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| !line.starts_with("```"))
                .collect();
            blocks.push(PageBlock {
                line: index + 1,
                language: language.to_owned(),
                text: inside.join("\n") + "\n",
                note: note.take(),
            });
        } else if !line.trim().is_empty() {
            assert!(!line.trim_start().starts_with("```"), "{line}");
            note = None;
        }
    }
    blocks
}

impl PageRun {
    /// Runs a block, or finds the test that runs it.
    fn run_block(&self, block: &PageBlock) -> Checked {
        fs::write(self.folder.path().join("block"), &block.text).unwrap();
        let script = match &block.note {
            Some(BlockNote::NotRun) => return Ok(()),
            Some(BlockNote::RunBy(test)) => return check_test_exists(test),
            Some(BlockNote::Run(script)) => Some(script.as_str()),
            None => None,
        };
        match (block.language.as_str(), script) {
            ("console", _) => {
                self.succeed(script.unwrap_or_default())?;
                self.run_console(&block.text)
            }
            ("sh", _) => {
                self.succeed(script.unwrap_or_default())?;
                self.succeed(&block.text).map(|_| ())
            }
            ("yaml" | "toml", _) => {
                files::check_shown_file(self, &block.language, &block.text, script)
            }
            ("rust" | "rust,no_run", None) if self.is_compiled() => Ok(()),
            ("diff", None) if self.page.ends_with("reference/diff-codes.md") => {
                check_test_exists("the_codes_are_shown_with_examples")
            }
            (_, Some(script)) => check_shown(&block.text, &self.succeed(script)?),
            (language, None) => Err(format!(
                "nothing runs a block in `{language}`, and no comment says why"
            )),
        }
    }

    /// Returns whether other tests compile all Rust blocks of the page.
    fn is_compiled(&self) -> bool {
        let page = self.page.display().to_string();
        page.contains("/guide/") || page.ends_with("/README.md")
    }

    /// Runs the commands of a block in one shell, and compares their output.
    fn run_console(&self, text: &str) -> Checked {
        const END: &str = "=== the command ended with";
        let mut commands: Vec<(&str, String)> = Vec::new();
        for line in text.lines() {
            match (line.strip_prefix("$ "), commands.last_mut()) {
                (Some(command), _) => commands.push((command, String::new())),
                (None, Some((_, shown))) => *shown += &format!("{line}\n"),
                (None, None) => return Err(format!("no command prints `{line}`")),
            }
        }
        let script: String = commands
            .iter()
            .map(|(command, _)| {
                format!("{command}\ncode=$?; echo; echo '{END}' $code; (exit $code)\n")
            })
            .collect();
        let (_, printed) = self.run_script(&script);
        let mut rest = printed.as_str();
        for (command, shown) in &commands {
            let Some((output, after)) = rest.split_once(END) else {
                return Err(format!("{command}\nends the shell:\n{rest}"));
            };
            let (code, after) = after.split_once('\n').unwrap_or((after, ""));
            let is_silent = shown.replace('…', "").trim().is_empty();
            if is_silent && code.trim() != "0" {
                return Err(format!("{command}\nfails:\n{output}"));
            }
            check_shown(shown, output).map_err(|problem| format!("{command}: {problem}"))?;
            rest = after;
        }
        Ok(())
    }
}

/// Checks that the workspace has a test with this name.
fn check_test_exists(test: &str) -> Checked {
    let root = Path::new(super::BOOK).join("../..");
    let declared = format!("fn {test}()");
    for source in [
        "tests/tests/book.rs",
        "tests/tests/client/failures.rs",
        "tests/tests/module.rs",
        "generator/command/tests/diff_codes.rs",
        "generator/tests/documentation/main.rs",
    ] {
        if fs::read_to_string(root.join(source))
            .unwrap()
            .contains(&declared)
        {
            return Ok(());
        }
    }
    Err(format!("there is no test `{test}`"))
}

/// Checks that the printed text has the shown lines, in which `…` stands for any lines.
fn check_shown(shown: &str, printed: &str) -> Checked {
    let mut rest = printed;
    for part in shown
        .split("…\n")
        .map(|part| part.trim_end_matches('…').trim_end())
    {
        let Some(at) = rest.find(part) else {
            return Err(format!("not printed:\n{part}\n\nprinted:\n{printed}"));
        };
        rest = &rest[at + part.len()..];
    }
    Ok(())
}

/// Returns the README, and all pages of the book.
fn all_pages() -> Vec<PathBuf> {
    let book = fs::canonicalize(super::BOOK).unwrap();
    let root = book.join("../..").canonicalize().unwrap();
    let mut pages: Vec<PathBuf> = [
        "README.md",
        "generator/COVERAGE.md",
        "generator/DIFF.md",
        "generator/NAMES.md",
    ]
    .map(|page| root.join(page))
    .into();
    for folder in ["", "guide", "reference"] {
        let files = fs::read_dir(book.join(folder)).unwrap();
        pages.extend(files.map(|file| file.unwrap().path()));
    }
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

/// Runs the blocks of a page, and returns the problems.
fn problems_of(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let run = PageRun::start(page);
    let mut problems = Vec::new();
    for block in blocks_of(&text) {
        if let Err(problem) = run.run_block(&block) {
            problems.push(format!("{}:{}: {problem}", page.display(), block.line));
        }
    }
    problems
}

/// `PAGE=paging` runs only pages whose path has this text.
#[test]
fn every_block_is_run_or_says_why_not() {
    let mut pages = all_pages();
    assert!(pages.len() > 30, "{pages:?}");
    let only = env::var("PAGE").unwrap_or_default();
    pages.retain(|page| page.display().to_string().contains(&only));
    let problems: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = pages
            .iter()
            .map(|page| scope.spawn(move || problems_of(page)))
            .collect();
        runs.into_iter()
            .flat_map(|run| run.join().unwrap())
            .collect()
    });
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn a_block_that_nothing_runs_is_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.md");
    for text in [
        "```ini\na = 1\n```\n",
        "```rust,ignore\nfn f() {}\n```\n",
        "```sh\nsdkwright check\n```\n",
        "```sh\ncargo publish\n```\n",
        "```console\n$ echo one; exit 1\n…\n```\n",
        "```console\n$ echo one\ntwo\n```\n",
        "```yaml\nspce: pets.yaml\n```\n",
        "```toml\n[dependencies]\npets = { path = \"pets\", features = [\"no-such\"] }\n```\n",
        "<!-- run: echo one -->\n```text\ntwo\n```\n",
        "<!-- run by: nobody -->\n```text\none\n```\n",
        "<!-- not run: of another block -->\n\nText.\n\n```text\none\n```\n",
    ] {
        fs::write(&page, text).unwrap();
        assert_eq!(problems_of(&page).len(), 1, "{text}");
    }
    fs::write(
        &page,
        "```console\n$ echo one; echo two\n…two\n$ false\n$ true\n```\n",
    )
    .unwrap();
    assert_eq!(problems_of(&page).len(), 1);
    fs::write(&page, "<!-- not run: a reason -->\n```text\none\n```\n").unwrap();
    assert!(problems_of(&page).is_empty());
}
