//! Compares two versions of a description, and lists the changes that break requests or responses.
//!
//! ```text
//! cargo run -p sdkwright --example compare -- old.yaml new.yaml
//! ```

use std::error::Error;

use sdkwright::Generator;
use sdkwright::diff::{DiffOptions, Sides, Version, Wire, compare_versions};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(old), Some(new)) = (arguments.next(), arguments.next()) else {
        return Err("usage: compare OLD NEW".into());
    };
    let Sides { old, new } = Version::read_both(&Generator::new(old), &Generator::new(new));
    let report = compare_versions(
        &old?,
        &new?,
        &DiffOptions {
            today: "2026-01-01".parse()?,
        },
    );
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.wire == Wire::Breaking)
    {
        println!("{}: {}", finding.code(), finding.message);
    }
    println!("requests and responses: {}", report.summary.wire.as_str());
    println!(
        "programs that use the client: {}",
        report.summary.source.as_str()
    );
    Ok(())
}
