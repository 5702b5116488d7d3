//! What an operator types, from an empty folder to a backup.

mod authority;
mod clocks;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use tasuki_store::{Records, Transaction};
use tasuki_terms::SystemClock;
use tasuki_testing::{RecordsPlan, Town, TownPlan};

/// Exit code, standard output, standard error.
pub(crate) fn run(folder: &Path, words: &[&str]) -> (i32, String, String) {
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
pub(crate) fn done(folder: &Path, words: &[&str]) -> String {
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

/// The audit trail as who did what to what.
fn trail(at: &Path) -> Vec<String> {
    let read = async {
        let records = Records::open(&at.join("records.db").into()).await.unwrap();
        let read = |records: &Transaction<'_>| records.audit_after(0, "", 1000);
        records.read("trail", read).await.unwrap()
    };
    let rows = tokio::runtime::Runtime::new().unwrap().block_on(read);
    rows.iter()
        .map(|row| format!("{} {} {}", row.actor, row.action, row.subject))
        .collect()
}

#[test]
fn what_the_command_line_does_to_offices_is_in_the_trail_and_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["admin", "setup"]);
    fs_err::write(at.join("password"), "correct horse\n").unwrap();
    let words = |line: &str| -> Vec<String> { line.split(' ').map(str::to_owned).collect() };
    let add = |number: &str, more: &str| {
        let line = format!("admin office add {number} 例題 --service 43 {more}");
        let words = words(line.trim());
        run(at, &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let user = "--user KJ137000000101 --password-file password";
    let (code, out, _) = add("1370000001", user);
    assert_eq!(
        (code, out.as_str()),
        (0, "事業所を登録しました: 1370000001\n")
    );
    let app_user = "--app-user C000000000001 --app-password-file password";
    let (code, out, _) = add("1370000001", &format!("--licence-days 0 {app_user}"));
    let changed = "登録済みの事業所の内容を変更しました: 1370000001\n";
    assert_eq!((code, out.as_str()), (0, changed));
    let told = [
        "command-line office.enrol 1370000001",
        "command-line office.grant 1370000001",
        "command-line user.set KJ137000000101",
        "command-line office.change 1370000001",
        "command-line app_user.set C000000000001",
    ];
    assert_eq!(trail(at), told);
    // The office itself is not there either, where its user is another one's.
    for other in [user, app_user] {
        let (code, _, error) = add("1370000002", other);
        assert_eq!(code, 1);
        assert!(error.contains("（user.other-office）"), "{error}");
    }
    let second = "--app-user C000000000002 --app-password-file password";
    let (code, _, error) = add("1370000001", second);
    assert_eq!(
        (code, error.contains("（app-user.other）")),
        (1, true),
        "{error}"
    );
    let long = "ア".repeat(101);
    for (more, code) in [("", "office.name"), ("ア", "office.kana")] {
        let (name, kana) = (
            if more.is_empty() { &*long } else { "例題" },
            more.repeat(101),
        );
        let words = [
            "admin",
            "office",
            "add",
            "1370000003",
            name,
            "--service",
            "43",
        ];
        let (exit, _, error) = run(at, &[&words[..], &["--kana", &kana]].concat());
        assert!(error.contains(&format!("（{code}）")), "{error}");
        assert_eq!(exit, 2);
    }
    let listed = done(at, &["admin", "office", "list"]);
    assert_eq!(listed.lines().count(), 1, "{listed}");
    assert_eq!(trail(at), told);
}

/// The operators as the command lists them.
fn operators(at: &Path) -> String {
    done(at, &["admin", "operator", "list"])
}

#[test]
fn the_sites_are_opened_once_and_their_operators_kept() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["admin", "setup"]);
    fs_err::write(at.join("password"), "Rei-dai-2026\n").unwrap();
    fs_err::write(at.join("weak"), "short\n").unwrap();
    let operator = |more: &str| {
        let words: Vec<&str> = more.split(' ').collect();
        run(at, &[&["admin", "operator"], words.as_slice()].concat())
    };
    let init = |more: &str| {
        let words: Vec<&str> = more.split(' ').collect();
        let begin = ["admin", "sites", "init", "--operator", "hanako"];
        run(at, &[&begin, words.as_slice()].concat())
    };
    let refused = |(code, _, error): (i32, String, String), needed: (i32, &str)| {
        assert!(error.contains(&format!("（{}）", needed.1)), "{error}");
        assert_eq!(code, needed.0, "{error}");
    };
    refused(operator("list"), (2, "sites.none"));
    let settings = at.join("tasuki-server.toml");
    let before = fs_err::read_to_string(&settings).unwrap();
    // What is refused leaves the settings as they are.
    refused(init("--password-file weak"), (2, "operator.password"));
    let open = "--password-file password --host sites.example.jp";
    refused(init(open), (2, "settings.no-proxy"));
    assert_eq!(fs_err::read_to_string(&settings).unwrap(), before);
    // So does what fails on the way, and a second try finds no account in its way.
    fs_err::rename(at.join("records.db"), at.join("away.db")).unwrap();
    refused(init("--password-file password"), (70, "database.failed"));
    fs_err::rename(at.join("away.db"), at.join("records.db")).unwrap();
    assert_eq!(fs_err::read_to_string(&settings).unwrap(), before);

    let (code, told, error) = init("--password-file password --format json");
    assert_eq!(code, 0, "{error}");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["sites"]["console"], "http://localhost:8444");
    assert_eq!(told["secret"].as_str().map(str::len), Some(32));
    let text = fs_err::read_to_string(&settings).unwrap();
    assert!(text.starts_with(&before));
    let key = fs_err::read(at.join("keys/vault.key")).unwrap();
    assert_eq!(key.len(), 32);
    done(at, &["check"]);
    refused(init("--password-file password"), (1, "sites.exists"));
    assert_eq!(fs_err::read_to_string(&settings).unwrap(), text);
    assert_eq!(fs_err::read(at.join("keys/vault.key")).unwrap(), key);

    assert_eq!(operators(at), "hanako  運用管理者  使用中\n");
    refused(operator("disable hanako"), (1, "operator.last-admin"));
    let add = "add taro --role clerk --password-file password";
    let (code, told, _) = operator(add);
    assert_eq!(
        (code, told.contains("otpauth://totp/")),
        (0, true),
        "{told}"
    );
    refused(operator(add), (1, "operator.known"));
    let named = "add Taro! --password-file password";
    refused(operator(named), (2, "operator.name"));
    refused(
        operator("add jiro --password-file weak"),
        (2, "operator.password"),
    );
    refused(
        operator("add jiro --password-file none"),
        (2, "password.unreadable"),
    );
    assert_eq!(operator("disable taro").0, 0);
    refused(operator("disable jiro"), (1, "operator.not-found"));
    assert_eq!(
        operators(at),
        "hanako  運用管理者  使用中\ntaro  運用担当  停止\n"
    );
    let told = [
        "command-line operator.add hanako",
        "command-line operator.add taro",
        "command-line operator.disable taro",
    ];
    assert_eq!(trail(at), told);
}

#[test]
fn what_is_missing_is_told_before_the_platform_starts() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["admin", "setup"]);
    let settings = at.join("tasuki-server.toml");
    let text = fs_err::read_to_string(&settings).unwrap();
    let with = |more: &str| {
        fs_err::write(&settings, format!("{text}\n{more}")).unwrap();
        let check = run(at, &["check"]);
        let serve = run(at, &["serve"]);
        assert_eq!((check.0, serve.0), (2, 2));
        assert_eq!(check.2, serve.2);
        check.2.replace(at.to_str().unwrap(), "…")
    };
    let mail = "[mail]\nhost = 'localhost'\nport = 25\nuser = 'a'\n\
                password_file = 'keys/mail.password'\n";
    let site = |url: &str| {
        let site = format!("{{ listen = '127.0.0.1:0', url = '{url}' }}");
        format!(
            "[sites]\nvault_key = 'keys/vault.key'\n\
             claims = {site}\nportal = {site}\nconsole = {site}\nsupport = {site}\n"
        )
    };
    let told = [
        with(&format!(
            "{mail}from = 'a@example.jp'\n{}",
            site("https://a.example.jp")
        )),
        with(&format!("{mail}from = '名称'\n")),
        with(&site("https://a.example.jp/")),
        with(&site("http://a.example.jp")),
        with("[retention]\ncontent_day = 3\n"),
    ];
    insta::assert_snapshot!(told.join("\n"));
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
    let unknown = "admin certificate revoke 4a --reason lost";
    all.push(told(&unknown.split_whitespace().collect::<Vec<_>>()));
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

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_records_is_served_by_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let plan = TownPlan {
        records: RecordsPlan::File,
        ..TownPlan::default()
    };
    let clock = Arc::new(SystemClock);
    let mut town = Town::found(folder.path(), plan, clock).await.unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let process = town.start_process(binary, "tasuki_server=info").await;
    let process = process.unwrap();
    let refused = town.start_process_beside(binary, "off").await.unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("（serve.twice）"), "{said}");
    // What operators do goes on, and a killed process leaves nothing behind.
    let at = folder.path().join("platform");
    let examined = done(&at, &["doctor"]);
    assert!(examined.contains("正常  データベース"), "{examined}");
    process.kill().await.unwrap();
    let next = town.start_process_beside(binary, "tasuki_server=info");
    next.await.unwrap().kill().await.unwrap();
}

#[test]
fn a_password_in_the_address_of_a_collector_is_not_told_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["admin", "setup"]);
    let file = at.join("tasuki-server.toml");
    let mut settings = fs_err::read_to_string(&file).unwrap();
    settings += "\n[telemetry]\ntraces = \"http://user:hidden@collector.example.jp\"\n";
    fs_err::write(&file, settings).unwrap();
    for words in [&["check"][..], &["serve"], &["check", "--format", "json"]] {
        let (code, told, error) = run(at, words);
        assert_ne!(code, 0, "{error}");
        let all = format!("{told}{error}");
        assert!(all.contains("telemetry.traces"), "{all}");
        assert!(!all.contains("hidden"), "{all}");
    }
}

#[test]
fn limits_that_let_nobody_in_are_refused_with_their_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["admin", "setup"]);
    let file = at.join("tasuki-server.toml");
    let written = fs_err::read_to_string(&file).unwrap();
    for (key, value) in [("head_bytes", 100), ("body_bytes", 2_000_000)] {
        let line = written.lines().find(|line| line.starts_with(key)).unwrap();
        let wrong = written.replace(line, &format!("{key} = {value}"));
        fs_err::write(&file, wrong).unwrap();
        for command in ["check", "serve"] {
            let (code, _, error) = run(at, &[command]);
            assert_eq!(code, 2, "{error}");
            let hint = format!("limits.{key} には、8192 から 1048576 までの数");
            assert!(error.contains(&hint), "{error}");
            assert!(error.contains("（settings.invalid）"), "{error}");
        }
    }
}
