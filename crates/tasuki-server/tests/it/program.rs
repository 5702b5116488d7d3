//! What an operator types, from an empty folder to a backup.

use std::path::Path;
use std::process::Command;

/// Exit code, standard output, standard error.
fn run(folder: &Path, words: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tasuki-server"))
        .args(words)
        .current_dir(folder)
        .env("RUST_LOG", "off")
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[track_caller]
fn done(folder: &Path, words: &[&str]) -> String {
    let (code, told, error) = run(folder, words);
    assert_eq!(code, 0, "{words:?}: {error}");
    told
}

#[test]
fn an_operator_sets_a_platform_up_and_keeps_it_well() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["admin", "setup", "--name", "襷町"]);
    fs_err::write(at.join("password"), "correct horse\n").unwrap();
    let add = "admin office add 1370000001 例題居宅介護支援事業所 --service 43 \
               --user KJ137000000101 --password-file password";
    done(at, &add.split_whitespace().collect::<Vec<_>>());
    let listed = done(at, &["admin", "office", "list"]);
    assert!(listed.contains("1370000001  43  "), "{listed}");
    assert!(listed.contains("例題居宅介護支援事業所"), "{listed}");

    let issue = "admin certificate issue --office 1370000001 --user KJ137000000101 --to keys-of-1";
    let issue: Vec<&str> = issue
        .split_whitespace()
        .chain(["--format", "json"])
        .collect();
    let issued: serde_json::Value = serde_json::from_str(&done(at, &issue)).unwrap();
    for file in ["certificate.pem", "key.pem", "authority.pem"] {
        assert!(at.join("keys-of-1").join(file).exists(), "{file}");
    }
    let serial = issued["serial"].as_str().unwrap();
    let revoke = ["admin", "certificate", "revoke", serial];
    let (code, _, _) = run(at, &revoke);
    assert_eq!(code, 2, "a reason is asked for");
    done(at, &[&revoke[..], &["--reason", "lost"]].concat());

    let other = add.replace("1370000001 ", "1370000002 ");
    let (code, _, error) = run(at, &other.split_whitespace().collect::<Vec<_>>());
    assert_eq!(code, 1);
    assert!(error.contains("（user.other-office）"), "{error}");

    done(at, &["admin", "renew"]);
    done(at, &["check"]);
    done(at, &["migrate"]);
    let examined = done(at, &["doctor"]);
    assert!(!examined.contains("異常"), "{examined}");
    done(at, &["admin", "backup", "--to", "copy"]);
    assert!(at.join("copy/records.db").exists());
}

#[test]
fn the_roots_passphrase_is_shown_once_and_opens_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let set_up = done(
        at,
        &["admin", "setup", "--name", "襷町", "--format", "json"],
    );
    let set_up: serde_json::Value = serde_json::from_str(&set_up).unwrap();
    let passphrase = set_up["root_passphrase"].as_str().unwrap();
    fs_err::write(at.join("passphrase"), format!("{passphrase}\n")).unwrap();
    fs_err::write(at.join("wrong"), "wrong\n").unwrap();
    let ca = |command: &str, file: &str| {
        let words = ["admin", "ca", command, "--root-passphrase-file", file];
        run(at, &words)
    };
    let certificates = || {
        let shown = done(at, &["admin", "ca", "show", "--format", "json"]);
        let shown: Vec<serde_json::Value> = serde_json::from_str(&shown).unwrap();
        let name = |one: &serde_json::Value| one["name"].as_str().unwrap().to_owned();
        shown.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(certificates(), ["Tasuki CA", "Tasuki Root CA"]);
    let shown = done(at, &["admin", "ca", "show"]);
    assert_eq!(shown.matches("拇印(SHA-256)").count(), 2, "{shown}");

    for command in ["renew", "crl"] {
        let (code, _, error) = ca(command, "wrong");
        assert_eq!(code, 1, "{error}");
        assert!(error.contains("（root.closed）"), "{error}");
        let (code, _, error) = ca(command, "nothing");
        assert_eq!(code, 2, "{error}");
        assert!(error.contains("（passphrase.unreadable）"), "{error}");
    }
    let list = || fs_err::read(at.join("keys/root.crl")).unwrap();
    let before = list();
    assert_eq!(ca("crl", "passphrase").0, 0);
    assert_ne!(list(), before);
    assert_eq!(ca("renew", "passphrase").0, 0);
    assert_eq!(
        certificates(),
        ["Tasuki CA 2", "Tasuki CA", "Tasuki Root CA"]
    );
    // The former authority is taken back when nothing of the platform's own is of it any more.
    let shown = done(at, &["admin", "ca", "show", "--format", "json"]);
    let shown: Vec<serde_json::Value> = serde_json::from_str(&shown).unwrap();
    let former = shown[1]["serial"].as_str().unwrap();
    let revoke = ["admin", "ca", "revoke", former, "--reason", "superseded"];
    let revoke = [&revoke[..], &["--root-passphrase-file", "passphrase"]].concat();
    let (code, _, error) = run(at, &revoke);
    assert_eq!(code, 1);
    assert!(error.contains("（authority.in-use）"), "{error}");
    done(at, &["admin", "renew"]);
    let told = done(at, &revoke);
    assert!(told.contains("Tasuki CA（"), "{told}");
    let examined = done(at, &["doctor"]);
    assert!(!examined.contains("異常"), "{examined}");

    fs_err::remove_file(at.join("keys/root.key.sealed")).unwrap();
    let (code, _, error) = ca("renew", "passphrase");
    assert_eq!(code, 1);
    assert!(error.contains("（root.missing）"), "{error}");
}

#[test]
fn what_cannot_be_done_is_told_in_japanese_with_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let told = |words: &[&str]| {
        let (code, _, error) = run(at, words);
        let line = error.lines().next().unwrap_or_default().to_owned();
        format!("{code} {line}")
    };
    let mut all = vec![
        told(&["check"]),
        told(&["serve"]),
        told(&["frobnicate"]),
        told(&["doctor"]),
    ];
    done(at, &["admin", "setup"]);
    let unknown = "admin certificate issue --office 1370000009 --user KJ137000000901 --to c";
    all.push(told(&["admin", "setup"]));
    all.push(told(&unknown.split_whitespace().collect::<Vec<_>>()));
    all.push(told(&["admin", "certificate", "revoke", "00"]));
    all.push(told(&["admin", "backup", "--to", "keys"]));
    let settings = at.join("tasuki-server.toml");
    let text = fs_err::read_to_string(&settings).unwrap();
    fs_err::write(&settings, text.replace("content_days", "content_day")).unwrap();
    all.push(told(&["check"]));
    fs_err::write(&settings, text).unwrap();
    fs_err::write(at.join("keys/server.key"), "no key").unwrap();
    all.push(told(&["serve"]));
    let (code, examined, _) = run(at, &["doctor"]);
    assert_eq!(code, 1);
    assert!(examined.contains("異常  TLSの証明書"), "{examined}");
    insta::assert_snapshot!(all.join("\n"));
}
