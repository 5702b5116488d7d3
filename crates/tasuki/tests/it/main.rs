//! The program itself: what it writes where, and how it ends. Only [`revoked`] needs a platform.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says where it fails"
)]

mod certificate;
mod check;
mod client;
mod given;
mod layout;
#[expect(
    dead_code,
    reason = "the sample sets are read as tasuki-standard reads them"
)]
#[path = "../../../tasuki-standard/src/test_sets/load.rs"]
mod load;
mod revoked;
mod schema;
mod sets;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

// The name that the module of the sample sets knows it by.
use tasuki_standard::ms932;

/// A folder with the golden message of `tasuki-seal`, as it stands in a ledger.
struct World {
    dir: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        for (from, to) in [
            ("authority.pem", "authority.pem"),
            ("envelope.bin", "envelope"),
            ("receipt-accepted.der", "01-accepted.receipt"),
        ] {
            let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/seal");
            fs_err::copy(golden.join(from), world.file(to)).unwrap();
        }
        world
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn tasuki(&self, typed: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_tasuki"))
            .args(typed)
            .current_dir(self.dir.path())
            .env("TASUKI_PROFILE", self.file("profile"))
            .output()
            .unwrap()
    }

    /// Exit code, standard output and standard error.
    fn told(&self, typed: &[&str]) -> (Option<i32>, String, String) {
        let output = self.tasuki(typed);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    }
}

const VERIFY: [&str; 4] = ["verify", ".", "--authority", "authority.pem"];

#[test]
fn what_holds_ends_with_0_and_stands_on_the_standard_output() {
    let world = World::new();
    let (code, out, err) = world.told(&VERIFY);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.starts_with("すべての署名を確認しました。\n"), "{out}");
    let receipt = [
        "verify",
        "01-accepted.receipt",
        "--authority",
        "authority.pem",
    ];
    assert_eq!(world.told(&receipt), (code, out, err));
}

#[test]
fn what_does_not_hold_ends_with_1() {
    let world = World::new();
    let path = world.file("envelope");
    let mut bytes = fs_err::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs_err::write(&path, bytes).unwrap();
    let (code, out, err) = world.told(&VERIFY);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.starts_with("保存されている内容が"), "{err}");

    let (code, out, err) = world.told(&[&VERIFY[..], &["--format", "json"]].concat());
    assert_eq!((code, err.as_str()), (Some(1), ""));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["error"]["code"], "proof.other-content");
}

#[test]
fn wrong_use_and_a_missing_profile_end_with_2() {
    let world = World::new();
    for (typed, told) in [
        (&["certificate"][..], "コマンドを指定してください。"),
        (&["conformance"], "フォルダーを指定してください。"),
        (&["sned"], "「sned」というコマンドはありません。"),
        (&["inbox"], "設定フォルダーに設定がありません"),
        (&["verify", "."], "設定フォルダーに設定がないため"),
        (
            &["verify", "nothing", "--authority", "authority.pem"],
            "確認できるメッセージまたは受領証がありません",
        ),
    ] {
        let (code, out, err) = world.told(typed);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{typed:?}");
        assert!(err.starts_with(told), "{typed:?}: {err}");
    }
}

#[test]
fn other_programs_are_told_of_wrong_use_in_json() {
    let world = World::new();
    for typed in [
        &["sned", "--format", "json"][..],
        &["--format=json", "inbox", "--limit"],
    ] {
        let (code, out, err) = world.told(typed);
        assert_eq!((code, err.as_str()), (Some(2), ""), "{typed:?}");
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(json["error"]["code"], "usage");
    }
}

const PLAN: &str = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
const ACTUAL: &str = "UPJSK_202504_1370000002_11_1370000001_43_20250502173000.CSV";

/// A plan with one visit, and actuals with two.
fn plan_and_actual() -> World {
    let world = World::new();
    let row = |day: &str| {
        format!(
            "202407,139999,0000000101,20250325,202504,1370000001,\"A\",244,,{day},,0900,0930,1,\
             111111,,,,,1370000002,,,0,,\r\n"
        )
    };
    let rows = row("20250401");
    fs_err::write(world.file(PLAN), &rows).unwrap();
    fs_err::write(world.file(ACTUAL), rows + &row("20250408")).unwrap();
    world
}

#[test]
fn files_are_compared_without_a_profile_and_differences_end_with_0() {
    let world = plan_and_actual();
    let (code, out, err) = world.told(&["compare", PLAN, "."]);
    let left_out = "標準仕様のファイルではないため、対象にしませんでした（01-accepted.receipt、\
                    authority.pem、envelope）。\n";
    assert_eq!((code, err.replace("./", "").as_str()), (Some(0), left_out));
    assert!(out.contains("予定なし  111111"), "{out}");
    let (code, out, err) = world.told(&["compare", PLAN, ACTUAL, "--format", "json"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["totals"]["unplanned"], 1);
    let output = world.tasuki(&["compare", PLAN, ACTUAL, "--format", "csv"]);
    assert!(output.stdout.starts_with(b"\xEF\xBB\xBF"));
    assert!(output.stdout.ends_with(b",2\r\n"));

    let (code, out, err) = world.told(&["diff", PLAN, PLAN]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.starts_with("変更点はありません。"), "{out}");
}

#[test]
fn files_with_errors_end_with_1_and_what_cannot_be_compared_with_2() {
    let world = plan_and_actual();
    fs_err::write(world.file(ACTUAL), "202407,139999\r\n").unwrap();
    let (code, out, err) = world.told(&["compare", PLAN, ACTUAL]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("項目が2個あります"), "{err}");
    let (code, out, _) = world.told(&["compare", PLAN, ACTUAL, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, Some(1));
    let finding = &json["error"]["faults"][0]["findings"][0];
    assert_eq!(finding["rule"], "csv.field-count");
    for (typed, told) in [
        (&["compare", PLAN, PLAN][..], "実績のファイルではありません"),
        (&["compare", PLAN, "nothing"], "「nothing」が見つかりません"),
        (&["diff", "profile", PLAN], "「profile」が見つかりません"),
        (&["inbox", "--format", "csv"], "inbox では"),
    ] {
        let (code, out, err) = world.told(typed);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{typed:?}");
        assert!(err.starts_with(told), "{typed:?}: {err}");
    }
}

#[test]
fn help_and_version_stand_on_the_standard_output() {
    let world = World::new();
    for typed in [
        &["--help"][..],
        &["send", "--help"],
        &["-h"],
        &["--version"],
    ] {
        let (code, out, err) = world.told(typed);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{typed:?}");
        assert!(!out.is_empty());
    }
}

#[test]
fn files_are_generated_without_a_profile_and_never_overwritten() {
    let world = World::new();
    let (code, out, err) = world.told(&["generate", "--to", "made"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.starts_with("予定（第6表・第7表・利用者補足）"), "{out}");
    let names: Vec<_> = fs_err::read_dir(world.file("made"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.iter().all(|name| out.contains(name)), "{out}");

    let (code, out, err) = world.told(&["generate", "--to", "made"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.starts_with("保存先に同じ名前のファイルがあるため、保存しませんでした"),
        "{err}"
    );

    let of_v3 = [
        "generate",
        "--to",
        "v3",
        "--unit",
        "支援計画書",
        "--as",
        "v3",
    ];
    let (code, _, err) = world.told(&of_v3);
    assert_eq!(code, Some(2));
    assert!(err.contains("V3（202208）に「介護予防サービス・支援計画書」はありません。"));

    let of_v3 = ["generate", "--to", "v3", "--unit", "予防予定", "--as", "v3"];
    let (code, _, err) = world.told(&of_v3);
    assert_eq!(code, Some(2));
    assert!(err.contains("V3（202208）に介護予防の「予定（"), "{err}");
}

#[test]
fn the_conformance_kit_is_written_and_equal_to_itself() {
    let world = World::new();
    let (code, out, err) = world.told(&["conformance", "kit"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(world.file("kit/README.md").is_file());
    let expected = fs_err::read_to_string(world.file("kit/D2-02-home-help-delete/expected.toml"));
    assert!(expected.unwrap().contains("verdict = \"accept\"\n"));

    for verify in [
        ["conformance", "verify", "kit", "--format", "json"],
        ["conformance", "--format", "json", "verify", "kit"],
    ] {
        let (code, out, err) = world.told(&verify);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
        assert!(out.contains("\"different\":0"), "{out}");
    }

    let path = world.file("kit/D2-02-home-help-delete");
    let entries = fs_err::read_dir(&path).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    let plan = paths
        .find(|path| path.extension().is_some_and(|e| e == "CSV"))
        .unwrap();
    let bytes = fs_err::read(&plan).unwrap();
    fs_err::write(&plan, &bytes[..bytes.len() / 3]).unwrap();
    let (code, out, _) = world.told(&["conformance", "verify", "kit", "--case", "D2-02"]);
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("行がありません"), "{out}");

    let (code, _, err) = world.told(&["conformance", "kit"]);
    assert_eq!(code, Some(1));
    assert!(err.starts_with("フォルダーが空ではありません"), "{err}");
    assert_eq!(world.told(&["conformance"]).0, Some(2));
}
