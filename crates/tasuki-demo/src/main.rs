//! `cargo demo`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tasuki_demo::main()
}
