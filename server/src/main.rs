//! The one program `levak`: `serve`, `migrate`, `demo`, `import`, `user`.

use clap::Parser;
use server::commands::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    // A rendering that waits for data needs a free worker, however few cores there are.
    let workers = std::thread::available_parallelism().map_or(4, |n| n.get().max(4));
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("levak: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(Arguments::parse())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("levak: {error}");
            ExitCode::FAILURE
        }
    }
}
