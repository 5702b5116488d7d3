//! `tasuki-server`: the platform's program.

use std::process::ExitCode;

fn main() -> ExitCode {
    tasuki_server::program::main()
}
