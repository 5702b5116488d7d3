//! The program itself: what people see, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test says where it fails")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program, with a language in its environment.
fn demo(typed: &[&str], locale: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tasuki-demo"));
    command
        .args(typed)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", locale);
    command
}

/// Exit code, standard output and standard error.
fn told(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// What differs from run to run.
const FILTERS: [(&str, &str); 7] = [
    (
        r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}",
        "01234567-89ab-7cde-8f01-23456789abcd",
    ),
    (r" +[\d,]+ (ミリ秒|ms)\n", "  [duration]\n"),
    (r"(less than )?[\d,]+ ?(ミリ秒|ms)(未満)?", "[duration]"),
    (r"\d\d:\d\d:\d\d\.\d{3}", "00:00:00.000"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
    (r"(暗号化して|sealed: )[\d.]+KB", "${1}[size]"),
    (r"/\S*/tasuki-demo-\w+", "[folder]"),
];

const ONCE: [&str; 3] = ["--once", "--month", "2026-12"];

#[test]
fn once_in_japanese() {
    let output = demo(&ONCE, "ja_JP.UTF-8").output().unwrap();
    let (code, out, err) = told(output);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    insta::with_settings!({ filters => FILTERS }, { insta::assert_snapshot!(out) });
}

#[test]
fn once_in_english() {
    let output = demo(&ONCE, "C.UTF-8").output().unwrap();
    let (code, out, err) = told(output);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    insta::with_settings!({ filters => FILTERS }, { insta::assert_snapshot!(out) });
}

#[test]
fn what_is_typed_wins_over_the_environment_and_a_named_folder_stays() {
    let folder = tempfile::tempdir().unwrap();
    let town = folder.path().join("town");
    let named = town.to_str().unwrap();
    let typed = ["--once", "--lang", "en", "--folder", named];
    let (code, out, _) = told(demo(&typed, "ja_JP.UTF-8").output().unwrap());
    assert_eq!(code, Some(0), "{out}");
    assert!(out.ends_with("Result: everything arrived as it was sent.\n"));
    let plans = town.join("offices/1370000002/received/plan-11");
    assert_eq!(fs_err::read_dir(plans).unwrap().count(), 5);

    let typed = ["--once", "--folder", named];
    let (code, out, err) = told(demo(&typed, "ja").output().unwrap());
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("空のフォルダーを指定してください。"), "{err}");
}

#[test]
fn it_goes_on_running_until_it_is_told_to_end() {
    for signal in ["INT", "TERM"] {
        let mut demo = demo(&[], "en_US.UTF-8")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(demo.stdout.take().unwrap());
        let (mut line, mut folder) = (String::new(), String::new());
        while !line.contains("Press Ctrl-C") {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "it ended early");
            if let Some((_, rest)) = line.split_once("Folder ") {
                folder = rest
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned();
            }
        }
        assert!(Path::new(&folder).is_dir(), "{folder}");
        let killed = Command::new("kill")
            .args([&format!("-{signal}"), &demo.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert!(demo.wait().unwrap().success());
        assert!(rest.contains("was removed."), "{rest}");
        assert!(!Path::new(&folder).exists());
    }
}
