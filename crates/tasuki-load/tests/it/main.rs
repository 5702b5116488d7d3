//! The program itself against a real platform, small.

#![cfg(test)]

use std::process::{Command, Output};
use std::sync::Arc;

use serde_json::Value;
use tasuki_terms::SystemClock;
use tasuki_testing::{Town, TownPlan, own_address};

fn load(typed: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tasuki-load"));
    command.args(typed).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}

#[test]
fn a_small_nation_sends_and_receives_everything() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (json, page, scratch) = (file("told.json"), file("told.html"), file("scratch"));
    let told = load(&[
        "nation",
        "--scale",
        "0.00005",
        "--minutes",
        "0.05",
        "--times",
        "2",
        "--slow",
        "1",
        "--broken",
        "1",
        "--json",
        &json,
        "--report",
        &page,
        "--folder",
        &scratch,
    ]);
    assert!(told.status.success(), "{told:?}");
    let said = text(&told.stdout);
    assert!(said.contains("正しくない結果 0 件"), "{said}");
    assert!(said.contains("全国への外挿"), "{said}");

    let told: Value = serde_json::from_slice(&fs_err::read(&json).unwrap()).unwrap();
    assert_eq!(told["faults"]["count"], 0);
    let messages = told["messages"].as_u64().unwrap();
    assert!(messages > 10, "{messages}");
    let count = |phase: &str| {
        let phases = told["phases"].as_array().unwrap();
        let one = phases.iter().find(|one| one["phase"] == phase).unwrap();
        one["count"].as_u64().unwrap()
    };
    for phase in ["send", "news", "list", "download", "acknowledge", "whole"] {
        assert_eq!(count(phase), messages, "{phase}");
    }
    assert!(told["shares"]["bare_cpu"].as_f64().unwrap() > 0.0);
    assert!(told["shares"]["platform_cpu"].as_f64().unwrap() > 0.0);
    assert!(told["shares"]["send_p99"].as_f64().unwrap() > 0.0);
    // Two care-management offices and nine others.
    assert_eq!(count("session"), 11);
    let seconds = told["seconds"].as_array().unwrap();
    let sum = |what: &str| {
        seconds
            .iter()
            .map(|one| one[what].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!((sum("intended"), sum("accepted")), (messages, messages));
    let whole = told["taken"]["platform_cpu"].as_f64().unwrap();
    assert!(whole > 0.0);
    let parts = told["parts"].as_array().unwrap();
    let seconds = |one: &Value| one["seconds"].as_f64().unwrap();
    let but_the_rest = parts.iter().filter(|one| one["source"] != "left");
    assert!(
        but_the_rest.map(seconds).all(|time| time >= 0.0),
        "{parts:?}"
    );
    let sum: f64 = parts.iter().map(seconds).sum();
    // Both are told in hundredths of a second, and not at the same moment.
    assert!((sum - whole).abs() < 0.2 * whole + 0.1, "{sum} {whole}");

    let page = fs_err::read_to_string(&page).unwrap();
    assert!(page.contains("<svg") && !page.contains("<script"));
    // Nothing of the platform is left.
    assert_eq!(fs_err::read_dir(&scratch).unwrap().count(), 0);
}

#[test]
fn a_small_nation_does_so_on_postgresql_and_s3() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("told.json");
    let json = json.to_str().unwrap();
    let told = load(&[
        "nation",
        "--engine",
        "postgres",
        "--scale",
        "0.00005",
        "--minutes",
        "0.05",
        "--json",
        json,
    ]);
    assert!(told.status.success(), "{told:?}");
    let told: Value = serde_json::from_slice(&fs_err::read(json).unwrap()).unwrap();
    assert_eq!(told["faults"]["count"], 0);
    assert!(told["messages"].as_u64().unwrap() > 5);
    assert_eq!(
        (&told["engine"], &told["contents"]),
        (&"PostgreSQL".into(), &"S3".into())
    );
}

#[test]
fn the_busiest_hour_is_played_at_its_own_speed_with_what_was_sealed_before() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("told.json");
    let json = json.to_str().unwrap();
    let told = load(&[
        "nation",
        "--play",
        "peak",
        "--pre-sealed",
        "--scale",
        "0.00005",
        "--times",
        "1000",
        "--minutes",
        "0.05",
        "--json",
        json,
    ]);
    assert!(told.status.success(), "{told:?}");
    let said = text(&told.stdout);
    assert!(said.contains("正しくない結果 0 件"), "{said}");
    let told: Value = serde_json::from_slice(&fs_err::read(json).unwrap()).unwrap();
    assert_eq!(told["faults"]["count"], 0);
    // 55.5 a second in the whole nation, here 0.05 of it for three seconds.
    let messages = told["messages"].as_u64().unwrap();
    assert!((2..30).contains(&messages), "{messages}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_runs_already_is_played_against() {
    let folder = tempfile::tempdir().unwrap();
    let plan = TownPlan {
        exchange: own_address().unwrap(),
        operations: own_address().unwrap(),
        ..TownPlan::default()
    };
    let clock = Arc::new(SystemClock);
    let place = folder.path().join("town");
    let mut town = Town::found(&place, plan, clock).await.unwrap();
    town.start().await.unwrap();
    let json = folder.path().join("told.json");
    let typed = [
        "nation",
        "--scale",
        "0.00005",
        "--minutes",
        "0.05",
        "--platform",
        &town.exchange(),
        "--settings",
        town.setup().settings_file().to_str().unwrap(),
        "--json",
        json.to_str().unwrap(),
    ]
    .map(str::to_owned);
    let told = tokio::task::spawn_blocking(move || load(&typed.each_ref().map(String::as_str)));
    let told = told.await.unwrap();
    assert!(told.status.success(), "{told:?}");
    let told: Value = serde_json::from_slice(&fs_err::read(&json).unwrap()).unwrap();
    assert_eq!(told["faults"]["count"], 0);
    assert!(told["messages"].as_u64().unwrap() > 5);
    // Its processor time is its own affair.
    assert_eq!(told["taken"]["platform_cpu"], 0.0);
    town.stop().await.unwrap();
}

#[test]
fn streams_that_wait_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("idle.json");
    let json = json.to_str().unwrap();
    let told = load(&["idle", "--streams", "40", "--news", "20", "--json", json]);
    assert!(told.status.success(), "{told:?}");
    let told: Value = serde_json::from_slice(&fs_err::read(json).unwrap()).unwrap();
    assert_eq!((&told["news"], &told["lost"]), (&20.into(), &0.into()));
    assert!(told["p99"].as_f64().unwrap() < 10_000.0);
    // Beside what the machine can do alone.
    let share = told["share_of_handshakes"].as_f64().unwrap();
    assert!(share > 0.0, "{share}");
    assert!(told["times_round_trip"].as_f64().unwrap() > 0.0);
}

#[test]
fn attacks_are_refused_and_others_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("hostile.json");
    let json = json.to_str().unwrap();
    let told = load(&[
        "hostile",
        "--seconds",
        "2",
        "--connections",
        "12",
        "--rate",
        "20",
        "--log-ins",
        "40",
        "--offices",
        "3",
        // Too few for a middle of theirs: what they wait is no matter of this test.
        "--victims",
        "1",
        "--patience",
        "3",
        "--json",
        json,
    ]);
    assert!(told.status.success(), "{told:?}");
    let said = text(&told.stdout);
    assert!(said.contains("正しくない結果 0 件"), "{said}");
    let told: Value = serde_json::from_slice(&fs_err::read(json).unwrap()).unwrap();
    let attacks = told["attacks"].as_array().unwrap();
    assert_eq!(attacks.len(), 13);
    for attack in attacks {
        let kind = &attack["kind"];
        assert!(attack["attempts"].as_u64().unwrap() >= 10, "{kind}");
        assert_eq!(attack["wrong"], 0, "{kind}");
        assert_eq!(attack["served"]["failed"], 0, "{kind}");
        assert!(attack["served"]["sent"].as_u64().unwrap() > 0, "{kind}");
    }
    for place in [9, 12] {
        assert_eq!(attacks[place]["attempts"], 40);
    }
}

#[test]
fn what_cannot_be_done_is_told_in_japanese() {
    let told = load(&[
        "nation",
        "--settings",
        "nowhere.toml",
        "--platform",
        "https://127.0.0.1:1",
    ]);
    assert_eq!(told.status.code(), Some(70));
    let said = text(&told.stderr);
    assert!(said.contains("設定ファイルを使えません"), "{said}");
    let told = load(&["nation", "--scale", "7"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(text(&told.stderr).contains("1以下の数を指定してください"));
}
