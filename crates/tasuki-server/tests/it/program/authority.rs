//! Root and authorities, from the command line.

use super::{done, run, trail};

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
    let trail = trail(at);
    let actions: Vec<_> = trail
        .iter()
        .filter_map(|entry| entry.split(' ').nth(1))
        .collect();
    let told = [
        "root_list.renew",
        "authority.renew",
        "platform.renew",
        "platform.renew",
        "authority.revoke",
    ];
    assert_eq!(actions, told);
    assert_eq!(trail[4], format!("command-line authority.revoke {former}"));

    // Without the list nobody knows any more what was taken back: none is made that forgets it.
    fs_err::remove_file(at.join("keys/root.crl")).unwrap();
    let (code, _, error) = ca("crl", "passphrase");
    assert_eq!(code, 1);
    assert!(error.contains("（root.list）"), "{error}");
    assert!(!at.join("keys/root.crl").exists());
    let (code, _, error) = run(at, &["serve"]);
    assert_eq!(code, 2);
    assert!(error.contains("authority.root_list"), "{error}");

    fs_err::remove_file(at.join("keys/root.key.sealed")).unwrap();
    let (code, _, error) = ca("renew", "passphrase");
    assert_eq!(code, 1);
    assert!(error.contains("（root.missing）"), "{error}");
}
