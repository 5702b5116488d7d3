//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Breaks a platform in every way under load, and checks that it keeps what it promised.
#[derive(Debug, Parser)]
#[command(name = "tasuki-chaos", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Faults while offices work, then the check.
    Run(Run),
    /// The last records of a store, cut off at every byte.
    Torn(Torn),
    /// An earlier program beside this one, as while processes are replaced.
    Upgrade(Upgrade),
}

/// What keeps records and contents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Engine {
    /// `SQLite` and a folder.
    Sqlite,
    /// `PostgreSQL` and a bucket.
    Postgres,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Run {
    /// For how long things go wrong.
    #[arg(long, default_value_t = 3.0, value_parser = minutes)]
    pub(crate) minutes: f64,
    /// What keeps records and contents.
    #[arg(long, value_enum, default_value = "sqlite")]
    pub(crate) engine: Engine,
    /// The same seed gives the same plan of faults.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many offices take part.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(3..=64))]
    pub(crate) offices: u8,
    /// How many processes of the platform share records and contents; more than one on `PostgreSQL`.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8))]
    pub(crate) processes: u8,
    /// Where the platform lies meanwhile.
    #[arg(long)]
    pub(crate) folder: Option<PathBuf>,
    /// Where to write what came of it.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    /// Shows the plan of faults and does nothing.
    #[arg(long)]
    pub(crate) plan: bool,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Torn {
    /// Cuts at one byte of so many, beginning with the first; those before and at an end of a record
    /// are always among them.
    #[arg(long, default_value_t = 1)]
    pub(crate) every: usize,
    /// The same seed gives the same messages and the same rubbish behind a cut.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Upgrade {
    /// The `tasuki-server` of an earlier version.
    #[arg(long)]
    pub(crate) earlier: PathBuf,
}

fn minutes(typed: &str) -> Result<f64, String> {
    let number = typed.parse().ok();
    let number = number.filter(|number: &f64| *number > 0.0 && *number <= 500.0);
    number.ok_or_else(|| "more than 0 and at most 500".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn what_can_be_typed_is_consistent() {
        Args::command().debug_assert();
        assert!(Args::try_parse_from(["x", "run", "--minutes", "0"]).is_err());
        assert!(Args::try_parse_from(["x", "run", "--offices", "2"]).is_err());
    }
}
