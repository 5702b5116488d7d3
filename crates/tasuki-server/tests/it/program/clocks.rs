//! What `doctor` says of clocks that do not agree.

use std::path::Path;
use std::process::Command;

use tasuki_engines::{Keeping, ObjectServer, PostgresServer};

use super::done;

/// What `doctor` tells where this machine's clock is wrong by so many seconds, and its exit code.
fn examined(at: &Path, wrong_by: i32) -> (Option<i32>, String) {
    let output = Command::new("faketime")
        .args(["-m", "-f", &format!("{wrong_by:+}s")])
        .args([env!("CARGO_BIN_EXE_tasuki-server"), "doctor"])
        .current_dir(at)
        .env("RUST_LOG", "off")
        // Time that goes on is another thing, and files are as old as they are.
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("NO_FAKE_STAT", "1")
        .output()
        .expect("`cargo xtask test` installs faketime");
    let told = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), told)
}

/// The line that begins so.
fn line<'t>(told: &'t str, begin: &str) -> &'t str {
    let mut lines = told.lines();
    lines.find(|line| line.starts_with(begin)).unwrap_or(told)
}

#[test]
fn a_clock_that_is_not_the_databases_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let server = PostgresServer::start(Keeping::Lightly).unwrap();
    let address = server.database("records").unwrap();
    done(at, &["admin", "setup", "--records", &address]);
    let told = done(at, &["doctor"]);
    let agrees = "正常  データベースの時計: このサーバーの時計と合っています";
    assert!(told.contains(agrees), "{told}");
    let (code, told) = examined(at, 30);
    assert_eq!(code, Some(0), "{told}");
    let near = line(&told, "正常  データベースの時計: ");
    assert!(near.contains("このサーバーの時計との差は"), "{told}");
    for (wrong_by, words) in [(7_300, "より2時間進んで"), (-270, "より4分遅れて")] {
        let (code, told) = examined(at, wrong_by);
        assert_eq!(code, Some(1), "{told}");
        let fault = line(&told, "異常  データベースの時計: ");
        assert!(
            fault.contains("データベースの時計") && fault.contains("NTP"),
            "{told}"
        );
        assert!(fault.contains(words), "{told}");
        assert!(told.contains("正常  データベース: "), "{told}");
        // SQLite and folders would go by this machine's clock alone.
        assert!(!told.contains("内容の保存先の時計"), "{told}");
    }
}

#[test]
fn a_clock_that_is_not_the_s3_servers_is_told_also_where_it_refuses_all_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut server = ObjectServer::start(Keeping::Lightly).unwrap();
    let address = server.address("trial");
    done(at, &["admin", "setup", "--contents", &address]);
    let told = done(at, &["doctor"]);
    let agrees = line(&told, "正常  内容の保存先の時計: ");
    assert!(agrees.contains("このサーバーの時計"), "{told}");
    assert!(!told.contains("データベースの時計"), "{told}");
    for (wrong_by, words, is_served) in [
        (330, "より5分進んで", true),
        (-270, "より4分遅れて", true),
        (3_690, "より61分進んで", false),
    ] {
        let (code, told) = examined(at, wrong_by);
        assert_eq!(code, Some(1), "{told}");
        let fault = line(&told, "異常  内容の保存先の時計: ");
        assert!(fault.contains(words), "{told}");
        let state = if is_served { "正常" } else { "異常" };
        assert!(told.contains(&format!("{state}  内容の保存先: ")), "{told}");
    }
    server.kill();
    let (code, told) = examined(at, 0);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("異常  内容の保存先の時計: "), "{told}");
}

#[test]
fn a_clock_that_was_set_back_is_told_by_the_last_record() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["admin", "setup"]);
    let add = "admin office add 1370000001 例題 --service 43";
    done(at, &add.split(' ').collect::<Vec<_>>());
    let told = done(at, &["doctor"]);
    let right = line(&told, "正常  時計と最後の記録: ");
    assert!(right.contains("最後の記録は"), "{told}");
    // The certificates are good for a few minutes before they were made.
    let (code, told) = examined(at, -270);
    assert_eq!(code, Some(1), "{told}");
    let fault = line(&told, "異常  時計と最後の記録: ");
    assert!(fault.contains("より4分遅れて"), "{told}");
}
