//! Files and folders that are named on the command line, whatever stands there.

use crate::sets::Folder;

const PLAN: &str = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
const ROW: &str = "202407,139999,0000000101,20250325,202504,1370000001,\"A\",244,,20250401,,0900,0930,1,\
    111111,,,,,1370000002,,,0,,\r\n";

/// Every command that reads files, with `given` in the place of one.
fn readers(given: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["check", given],
        vec!["compare", given, given],
        vec!["diff", given, given],
        vec!["normalise", given, "--to", "out"],
        vec!["convert", given, "--as", "v3", "--to", "out"],
        vec!["conformance", "verify", given],
        vec!["verify", "nothing", "--authority", given],
    ]
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let folder = Folder::new();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path(PLAN))
        .status();
    assert!(made.unwrap().success());
    for typed in readers(PLAN) {
        let (code, out, err) = folder.told(&typed);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{typed:?}");
        let expected = match typed[0] {
            "conformance" => "フォルダーではありません",
            _ => "は、ファイルでもフォルダーでもありません",
        };
        assert!(err.contains(expected), "{typed:?}: {err}");
        assert!(!err.contains("os error"), "{typed:?}: {err}");
    }
    let (code, _, err) = folder.told(&["verify", PLAN, "--authority", "."]);
    assert_eq!(code, Some(2), "{err}");
    let (code, _, err) = folder.told(&["diff", ".", "."]);
    assert_eq!(code, Some(2), "{err}");
}

#[test]
fn what_is_missing_is_told_in_the_same_words_by_all() {
    let folder = Folder::new();
    for typed in readers("nothing.CSV") {
        let (code, out, err) = folder.told(&typed);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{typed:?}");
        assert!(
            err.starts_with("「nothing.CSV」が見つかりません。"),
            "{typed:?}: {err}"
        );
        let (_, out, _) = folder.told(&[&typed[..], &["--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(json["error"]["code"], "use.no-such-path", "{typed:?}");
    }
}

#[test]
fn other_files_in_a_folder_are_told_and_do_not_disturb() {
    let folder = Folder::new();
    folder.write(format!("in/{PLAN}"), ROW.as_bytes());
    folder.write("in/住所録.csv", b"a,b\r\n");
    folder.write("in/メモ.txt", b"x");
    for typed in [
        &["diff", "in", "in"][..],
        &["normalise", "in", "--to", "out"],
    ] {
        let (code, out, err) = folder.told(typed);
        let line = "標準仕様のファイルではないため、対象にしませんでした（in/メモ.txt、in/住所録.csv）。\n";
        assert!(err.starts_with(line), "{typed:?}: {err}");
        assert_eq!(err.matches(line).count(), 1, "{typed:?}: {err}");
        if typed[0] == "diff" {
            assert_eq!(code, Some(0), "{typed:?}: {out}");
        }
        assert!(!out.contains("住所録") && !out.contains("メモ"), "{out}");
    }
}

#[test]
fn findings_look_the_same_in_every_command() {
    let folder = Folder::new();
    folder.write(PLAN, ROW.replace("139999", "").as_bytes());
    let actual = PLAN.replace("UPPLAN", "UPJSK");
    folder.write(&actual, ROW.as_bytes());
    let finding = |text: &str| {
        let blocks = text.split("\n\n");
        let mut found = blocks.filter(|block| block.starts_with("誤り[field.required]"));
        let lines = found.next().unwrap().lines();
        // Only a check still has the line at hand.
        let lines = lines
            .filter(|line| !line.contains(" | "))
            .collect::<Vec<_>>();
        lines.join("\n")
    };
    let (_, out, _) = folder.told(&["check", PLAN]);
    let expected = finding(&out);
    let compare = ["compare", PLAN, &actual];
    let normalise = ["normalise", PLAN, "--to", "out"];
    let (_, checked, _) = folder.told(&["check", PLAN, "--format", "json"]);
    let checked: serde_json::Value = serde_json::from_str(&checked).unwrap();
    let of_rule = |findings: &serde_json::Value| {
        let mut findings = findings.as_array().unwrap().iter();
        let found = findings.find(|one| one["rule"] == "field.required");
        let mut found = found.unwrap().clone();
        // What is put right first has other bytes.
        found["offset"] = serde_json::Value::Null;
        found
    };
    for typed in [&compare[..], &normalise] {
        let (code, _, err) = folder.told(typed);
        assert_eq!(code, Some(1), "{typed:?}: {err}");
        assert_eq!(finding(&err), expected, "{typed:?}");
        let (_, out, _) = folder.told(&[typed, &["--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            of_rule(&json["error"]["faults"][0]["findings"]),
            of_rule(&checked["units"][0]["findings"]),
            "{typed:?}"
        );
    }
}

/// Whoever names a file may not write to the terminal of whoever looks at it.
#[cfg(unix)]
#[test]
fn no_name_of_a_file_reaches_the_terminal_unescaped() {
    let folder = Folder::new();
    let plan = PLAN.replace("UPPLAN_", "UPPLAN_\x1B[2J");
    let memo = "メ\x1B]0;モ\x07.txt";
    folder.write(format!("in/{plan}"), ROW.as_bytes());
    folder.write(format!("in/{memo}"), b"x");
    folder.write(format!("in/{PLAN}"), ROW.as_bytes());
    let given = format!("in/{plan}");
    let more = [vec!["check", "in"], vec!["diff", "in", &given]];
    for typed in readers(&given).into_iter().chain(readers(memo)).chain(more) {
        let (_, out, err) = folder.told(&typed);
        let told = format!("{out}{err}");
        let bad = |c: char| c.is_control() && c != '\n';
        assert!(!told.contains(bad), "{typed:?}: {told:?}");
    }
    let (_, out, _) = folder.told(&["check", "in"]);
    assert!(out.contains("in/UPPLAN_\\u{1b}[2J202504"), "{out}");
    assert!(out.contains("in/メ\\u{1b}]0;モ\\u{7}.txt"), "{out}");
}

#[test]
fn sets_are_written_whole_or_not_at_all() {
    let folder = Folder::new();
    let (_, out, _) = folder.told(&["generate", "--to", "whole"]);
    let names: Vec<_> = out.lines().skip(1).map(str::trim).collect();
    assert_eq!(names.len(), 3, "{out}");
    folder.write(format!("half/{}", names[2]), b"mine");
    let (code, out, err) = folder.told(&["generate", "--to", "half"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains(&format!("half/{}", names[2])), "{err}");
    assert_eq!(folder.names("half"), [names[2]]);

    folder.write("file", b"");
    for (typed, ends) in [
        (&["generate", "--to", "file/in"][..], 1),
        (&["conformance", "file/in"], 2),
    ] {
        let (code, out, err) = folder.told(typed);
        assert_eq!((code, out.as_str()), (Some(ends), ""), "{err}");
        assert!(err.starts_with("「file/in」"), "{err}");
        assert!(err.contains("（フォルダーではありません）"), "{err}");
        assert!(!err.contains("os error"), "{err}");
    }
    let (code, _, err) = folder.told(&["conformance", "kit"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(
        folder
            .names("kit/D2-02-home-help-delete")
            .iter()
            .all(|name| !name.starts_with('.'))
    );
}
