//! Generates a client crate and lists its methods.
//!
//! ```text
//! cargo run -p sdkwright --example generate -- openapi.yaml petstore
//! ```

use std::process::ExitCode;

use sdkwright::Generator;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(description), Some(output)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: generate DESCRIPTION OUTPUT_FOLDER");
        return ExitCode::from(2);
    };
    match Generator::new(description).output(output).generate() {
        Ok(outcome) => {
            for report in &outcome.reports {
                eprintln!("{report}");
            }
            for operation in &outcome.api.operations {
                println!(
                    "{} {}: `{}`",
                    operation.method, operation.path, operation.names.method
                );
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
