//! The program itself, small.

#![cfg(test)]

use std::process::{Command, Output};

use serde_json::Value;

fn chaos(typed: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tasuki-chaos"));
    command.args(typed).output().unwrap()
}

#[test]
fn a_short_run_breaks_things_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("told.json");
    let told = chaos(&[
        "run",
        "--minutes",
        "0.15",
        "--offices",
        "4",
        "--json",
        json.to_str().unwrap(),
    ]);
    assert!(told.status.success(), "{told:?}");
    let told: Value = serde_json::from_slice(&fs_err::read(&json).unwrap()).unwrap();
    assert_eq!(told["violations"], Value::Array(Vec::new()));
    let count = |what: &str| told[what].as_u64().unwrap();
    assert!(count("steps") > 0 && count("messages") > 0, "{told}");
    assert!(count("opened") + count("withdrawn") > 0, "{told}");
    assert!(count("receipts") > 0, "{told}");
    assert!(count("streams") >= 4 && count("news") > 0, "{told}");
}

#[test]
fn a_seed_tells_its_plan() {
    let plan = |seed: &str| {
        let told = chaos(&["run", "--plan", "--seed", seed, "--offices", "3"]);
        assert!(told.status.success(), "{told:?}");
        String::from_utf8(told.stdout).unwrap()
    };
    let (one, other) = (plan("1"), plan("2"));
    assert_eq!(one.lines().count(), 101);
    assert_ne!(one, other);
}

/// The program plays the earlier one itself: `cargo xtask upgrade` gives it a real one.
#[test]
fn two_programs_are_one_platform() {
    let own = env!("CARGO_BIN_EXE_tasuki-chaos");
    let told = chaos(&["upgrade", "--earlier", own]);
    assert!(told.status.success(), "{told:?}");
    let said = String::from_utf8(told.stdout).unwrap();
    assert!(said.contains("12 messages and a withdrawal"), "{said}");
    let none = chaos(&["upgrade", "--earlier", "/bin/false"]);
    assert!(!none.status.success());
}
