//! The office's program.

use std::process::ExitCode;

use tasuki::Exit;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(tasuki::run(std::env::args_os())).into(),
        Err(_) => Exit::OurFault.into(),
    }
}
