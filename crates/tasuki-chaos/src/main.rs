//! `tasuki-chaos`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tasuki_chaos::main()
}
