//! `tasuki-load`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tasuki_load::main()
}
