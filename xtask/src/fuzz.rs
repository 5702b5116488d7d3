//! Fuzzing: whatever the bytes are, what `fuzz/src` promises must hold.

mod seeds;

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail, ensure};

use crate::{run, tools, workspace};

/// The targets, in the order in which they run.
const TARGETS: [&str; 11] = [
    "check",
    "convert",
    "raw",
    "file_name",
    "seal",
    "pki",
    "tables",
    "words",
    "interface",
    "terms",
    "uploads",
];

/// Those whose bytes are files of the standard, and the words that such files are made of.
const OF_STANDARD: [&str; 4] = ["check", "convert", "raw", "file_name"];
const DICTIONARY: &str = "-dict=fuzz/standard.dict";

/// For how long each runs, unless told otherwise: little more than a minute for all of them together.
const SECONDS: u32 = 12;

/// How many run at the same time.
const AT_A_TIME: usize = 2;

/// How many lines of a run are shown when it fails.
const SHOWN: usize = 40;

/// How libFuzzer runs, beside the time. Sample sets are shorter than 7 KB.
const OPTIONS: [&str; 3] = ["-max_len=16384", "-timeout=10", "-print_final_stats=1"];

/// Builds the targets and runs them: `[--seconds N] [TARGET…]`.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let (seconds, wanted) = match arguments {
        ["--seconds", seconds, wanted @ ..] => {
            let number = seconds.parse().ok().filter(|seconds| *seconds > 0);
            (number.context("--seconds takes a number")?, wanted)
        }
        wanted => (SECONDS, wanted),
    };
    if let Some(unknown) = wanted.iter().find(|one| !TARGETS.contains(one)) {
        bail!("no target {unknown}; there are {}", TARGETS.join(", "));
    }
    let targets = if wanted.is_empty() { &TARGETS } else { wanted };

    tools::install_for_fuzzing()?;
    run::wait_for(seeds_of_standard())?;
    seeds::write()?;
    run::wait_for(cargo_fuzz("build", &[]))?;
    let mut broken = Vec::new();
    for together in targets.chunks(AT_A_TIME) {
        let runs: Vec<_> = together
            .iter()
            .map(|target| Run::start(target, seconds))
            .collect();
        for run in runs {
            let run = run?;
            let target = run.target;
            if !run.end()? {
                broken.push(target);
            }
        }
    }
    ensure!(broken.is_empty(), "broken: {}", broken.join(", "));
    Ok(())
}

/// Writes what the fuzzers of the standard begin with, and removes what was there. The library knows
/// the sample sets.
fn seeds_of_standard() -> Command {
    run::cargo(&["run", "-qp", "tasuki-standard", "--example", "fuzz_seeds"])
}

/// A call of cargo-fuzz. Sanitizers need a nightly compiler; without `unsafe` there is little for
/// them to find. One unit of code for each crate, as cargo-fuzz has it, takes longer to build.
fn cargo_fuzz(what: &str, arguments: &[&str]) -> Command {
    let mut command = tools::cargo_fuzz(&[what, "--fuzz-dir", "fuzz", "--sanitizer", "none"]);
    command.args(["--codegen-units", "16"]).args(arguments);
    command
}

/// A target that is running.
struct Run<'a> {
    target: &'a str,
    child: Child,
    log: PathBuf,
}

impl<'a> Run<'a> {
    fn start(target: &'a str, seconds: u32) -> anyhow::Result<Self> {
        let of_target = |kind: &str| format!("fuzz/target/{kind}/{target}");
        let (corpus, seeds) = (of_target("corpus"), of_target("seeds"));
        fs_err::create_dir_all(workspace::root().join(&corpus))?;
        let log = workspace::root().join(of_target("corpus") + ".log");
        let output = fs_err::File::create(&log)?.into_parts().0;
        let mut command = cargo_fuzz("run", &[target, &corpus, &seeds, "--"]);
        command
            .args(OPTIONS)
            .args(OF_STANDARD.contains(&target).then_some(DICTIONARY))
            .arg(format!("-max_total_time={seconds}"))
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let child = command.spawn().context("cannot start cargo-fuzz")?;
        Ok(Self { target, child, log })
    }

    /// Waits for the end and tells it. Did everything hold?
    fn end(mut self) -> anyhow::Result<bool> {
        let holds = self.child.wait()?.success();
        let log = fs_err::read(&self.log)?;
        let log = String::from_utf8_lossy(&log);
        let target = self.target;
        if holds {
            let (runs, coverage) = figures(&log);
            run::say(format_args!("{target}: {runs} runs, coverage {coverage}"))?;
        } else {
            let lines: Vec<_> = log.lines().collect();
            let shown = lines.get(lines.len().saturating_sub(SHOWN)..);
            run::complain(shown.unwrap_or_default().join("\n"));
            run::complain(format_args!(
                "{target}: all of it is in {}",
                self.log.display()
            ));
        }
        Ok(holds)
    }
}

/// How often a target ran and how many edges it saw, as libFuzzer tells it.
fn figures(log: &str) -> (&str, &str) {
    let behind = |mark: &str| {
        let (_, rest) = log.rsplit_once(mark)?;
        rest.split_whitespace().next()
    };
    (
        behind("stat::number_of_executed_units:").unwrap_or("no"),
        behind(" cov:").unwrap_or("unknown"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_targets_are_those_of_the_package() {
        let manifest = workspace::root().join("fuzz/Cargo.toml");
        let manifest: toml::Table = fs_err::read_to_string(manifest).unwrap().parse().unwrap();
        let mut names: Vec<_> = manifest["bin"]
            .as_array()
            .unwrap()
            .iter()
            .map(|bin| bin["name"].as_str().unwrap())
            .collect();
        let mut targets = TARGETS;
        names.sort_unstable();
        targets.sort_unstable();
        assert_eq!(names, targets);
    }

    #[test]
    fn the_last_figures_count() {
        let log = "#2\tINITED cov: 10 ft: 11\n#4 REDUCE cov: 12 ft: 13\n\
                   stat::number_of_executed_units: 4\n";
        assert_eq!(figures(log), ("4", "12"));
        assert_eq!(figures(""), ("no", "unknown"));
    }
}
