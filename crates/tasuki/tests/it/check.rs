//! `tasuki check`, run on the sample sets.

use std::collections::BTreeSet;

use serde_json::Value;
use tasuki_standard::{FileName, Privacy, RawTable, Severity, conformance, layout, ms932};

use crate::schema;
use crate::sets::{self, Folder};

/// What is written for a folder, and the exit code.
fn told(folder: &Folder, more: &[&str]) -> String {
    let (code, out, err) = folder.told(&[&["check", "."], more].concat());
    assert_eq!(err, "");
    format!("{out}[{}]", code.unwrap())
}

fn json(folder: &Folder, format: &str) -> Value {
    let (_, out, err) = folder.told(&["check", ".", "--format", format]);
    assert_eq!(err, "");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn a_valid_unit_is_told_with_its_files() {
    insta::assert_snapshot!(told(&Folder::of("v41-02-use-table"), &[]));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    for (name, set) in [
        ("only_warnings", "w01-lf-and-unquoted"),
        ("required", "x14-required-empty"),
        ("code", "x05-bad-code"),
        ("user_defined", "x10-gaiji"),
        ("header", "x13-header-row"),
        ("file_missing", "x23-file-missing"),
    ] {
        insta::assert_snapshot!(format!("text_{name}"), told(&Folder::of(set), &[]));
    }
}

#[test]
fn a_folder_with_several_units_other_files_and_a_wrong_name() {
    let folder = Folder::of("v41-04-use-table-delete");
    folder.add("x27-fixed-value", "4月");
    folder.write("4月/計画のご案内.pdf", b"%PDF-1.7");
    folder.write("4月/UPPLAN_202504_137000001.CSV", b"202407\r\n");
    insta::assert_snapshot!(told(&folder, &[]));
    let json = json(&folder, "json");
    assert_eq!(json["ignored"][0], "4月/計画のご案内.pdf");
    assert_eq!(
        json["units"][2]["files"][0]["path"],
        "4月/UPPLAN_202504_137000001.CSV"
    );
    assert_eq!(json["units"][2]["findings"][0]["rule"], "name.parts");
}

#[test]
fn what_is_no_csv_at_all_is_told_once_and_what_it_is() {
    let folder = Folder::of("v41-02-use-table");
    let (name, _) = sets::files("v41-02-use-table").remove(0);
    for (bytes, found) in [
        (&b"%PDF-1.7\n1 0 obj\n<<>>\n"[..], "PDFファイル"),
        (b"PK\x03\x04plan.csv", "ZIPファイル"),
        (b"PK\x03\x04[Content_Types].xml", "ExcelやWordのファイル"),
    ] {
        folder.write(&name, bytes);
        let told = json(&folder, "json");
        let findings = told["units"][0]["findings"].as_array().unwrap();
        assert_eq!(findings.len(), 1, "{told}");
        assert_eq!(findings[0]["rule"], "file.content");
        let what = findings[0]["what"].as_str().unwrap();
        assert!(what.contains(&format!("CSVファイルではなく、{found}です")));
        assert_eq!(told["units"][0]["errors"], 1);
        let files = told["units"][0]["files"].as_array().unwrap();
        let checked = files.iter().filter(|file| file["checked"] == true);
        assert_eq!((files.len(), checked.count()), (3, 1));
        let log = json(&folder, "sarif");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "file.content");
        assert_eq!(run["results"].as_array().unwrap().len(), 1);
    }
    insta::assert_snapshot!(told(&folder, &[]));
}

#[test]
fn quotation_marks_are_pointed_to() {
    let folder = Folder::new();
    let (name, bytes) = sets::files("x05-bad-code").remove(0);
    let at = bytes.iter().position(|byte| *byte == b'"').unwrap();
    let mut bytes = bytes;
    bytes.insert(at, b'x');
    folder.write(name, &bytes);
    insta::assert_snapshot!(told(&folder, &[]));
}

#[test]
fn a_version_can_be_demanded() {
    let folder = Folder::of("v3-04-use-table-delete");
    insta::assert_snapshot!(told(&folder, &["--as", "v4.1"]));
    assert!(told(&folder, &["--as", "v3"]).ends_with("[0]"));
}

#[test]
fn the_standard_input_is_a_file_with_the_name_that_was_given() {
    let (name, bytes) = sets::files("v41-06-actual-delete").remove(0);
    let folder = Folder::new();
    let (code, out, err) = folder.fed(&["check", "-", "--name", &name], &bytes);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let (code, out, _) = folder.fed(&["check", "-", "--name", &name], b"202407,");
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains(&format!("\n  {name}:1\n")), "{out}");
}

#[test]
fn wrong_use_ends_with_2() {
    let folder = Folder::new();
    folder.write("a.pdf", b"%PDF-1.7");
    for typed in [
        &["check"][..],
        &["check", "nothing.CSV"],
        &["check", "."],
        &["check", "-"],
        &["check", ".", "--name", "A.CSV"],
        &["check", ".", "--as", "v5"],
    ] {
        let (code, out, err) = folder.told(typed);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{typed:?} {err}");
    }
    let (code, out, err) = folder.told(&["check", ".", "--format", "json"]);
    assert_eq!((code, err.as_str()), (Some(2), ""));
    assert!(
        out.starts_with(r#"{"error":{"code":"use.nothing-to-check","#),
        "{out}"
    );
    let (code, out, err) = folder.told(&["check", ".", "--format", "sarif"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with("確認するファイルがありません。"), "{err}");
}

#[test]
fn json_and_sarif_of_a_set() {
    let folder = Folder::of("x14-required-empty");
    insta::assert_json_snapshot!("json", json(&folder, "json"));
    insta::assert_json_snapshot!("sarif", json(&folder, "sarif"));
}

#[test]
fn json_agrees_with_its_schema_and_with_the_exit_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/check.schema.json");
    let schema = serde_json::from_str(&fs_err::read_to_string(path).unwrap()).unwrap();
    let broken = serde_json::json!({ "units": [{}], "verdict": 1, "more": true });
    assert!(schema::faults(&schema, &broken).len() > 10);
    for set in sets::all() {
        let folder = Folder::of(&set);
        folder.write("無題.CSV", b"");
        folder.write("a.txt", b"");
        let (code, out, _) = folder.told(&["check", ".", "--format", "json"]);
        let json = serde_json::from_str(&out).unwrap();
        assert_eq!(schema::faults(&schema, &json), [""; 0], "{set}");
        assert_eq!(
            (&json["verdict"], code),
            (&"error".into(), Some(1)),
            "{set}"
        );

        let (code, out, _) = Folder::of(&set).told(&["check", ".", "--format", "json"]);
        let json: Value = serde_json::from_str(&out).unwrap();
        let refused = json["verdict"] == "error";
        assert_eq!(code, Some(i32::from(refused)), "{set}");
        assert!(set.starts_with('x') || !refused, "{set}");
    }
}

/// What SARIF 2.1.0 demands, and that regions are where the items are.
#[test]
fn sarif_tells_what_it_must_and_points_to_the_items() {
    for set in sets::all() {
        let folder = Folder::of(&set);
        let (log, json) = (json(&folder, "sarif"), json(&folder, "json"));
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["name"], "tasuki");
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let findings = json["units"].as_array().unwrap().iter();
        let findings: Vec<_> = findings
            .flat_map(|unit| unit["findings"].as_array().unwrap())
            .collect();
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), findings.len());
        for (result, finding) in results.iter().zip(findings) {
            assert_eq!(result["ruleId"], finding["rule"]);
            assert_eq!(result["level"], finding["severity"]);
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], finding["rule"]);
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], finding["file"]);
            let region = &place["region"];
            assert_eq!(
                region["startLine"].is_u64(),
                finding["line"].is_u64(),
                "{set}"
            );
            if finding["column"].is_u64() {
                assert_eq!(region["startLine"], finding["line"], "{set}");
                let item = item_at(&set, finding["file"].as_str().unwrap(), region);
                let offset = usize::try_from(finding["offset"].as_u64().unwrap()).unwrap();
                assert_eq!(
                    item,
                    item_from(&set, finding["file"].as_str().unwrap(), offset)
                );
            }
        }
    }
}

fn bytes_of(set: &str, name: &str) -> Vec<u8> {
    let mut files = sets::files(set).into_iter();
    files.find(|(file, _)| file == name).unwrap().1
}

/// What stands in a region.
fn item_at(set: &str, name: &str, region: &Value) -> String {
    let text = ms932::decode(&bytes_of(set, name)).text;
    let number = |name: &str| usize::try_from(region[name].as_u64().unwrap()).unwrap();
    let line = text.split('\n').nth(number("startLine") - 1).unwrap();
    let units: Vec<u16> = line.encode_utf16().collect();
    String::from_utf16(&units[number("startColumn") - 1..number("endColumn") - 1]).unwrap()
}

/// The item that begins at a byte.
fn item_from(set: &str, name: &str, offset: usize) -> String {
    let bytes = bytes_of(set, name);
    let table = RawTable::read(&bytes);
    let mut fields = table
        .records()
        .flat_map(|record| record.fields().collect::<Vec<_>>());
    ms932::decode(fields.find(|field| field.offset == offset).unwrap().raw).text
}

/// Marks that stand in every personal column, as text and as a code.
const MARKS: [&str; 2] = ["漏洩しるし", "ZQXLEAK7"];

/// A set with marks in place of all personal values.
fn marked(set: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (name, bytes) in sets::files(set) {
        let parsed = FileName::parse(&name).unwrap();
        let Some(layout) = layout(parsed.spec, parsed.kind) else {
            continue;
        };
        let mut text = String::new();
        for record in RawTable::read(&bytes).records() {
            let items = record.fields().zip(&layout.fields).map(|(raw, field)| {
                if field.privacy == Privacy::Personal {
                    format!("\"{}\"", MARKS[usize::from(field.no % 2)])
                } else {
                    ms932::decode(raw.raw).text
                }
            });
            text.push_str(&items.collect::<Vec<_>>().join(","));
            text.push_str("\r\n");
        }
        files.push((name, text));
    }
    files
}

/// Makes a file faulty.
type Fault = fn(&str) -> String;

#[test]
fn no_personal_value_of_a_faulty_file_is_told() {
    let faults: [(&str, Fault); 8] = [
        ("wrong forms", str::to_owned),
        ("unknown version", |text| text.replace("202407,", "209901,")),
        ("an item more", |text| text.replace("202407,", "202407,,")),
        ("an item less", |text| {
            text.replace("202407,139999,", "139999,")
        }),
        ("a stray mark", |text| text.replacen(",\"", ",x\"", 1)),
        ("never closed", |text| text.replacen("\",", ",", 1)),
        ("behind the mark", |text| text.replace("\",", "\"x,")),
        ("unquoted, LF", |text| text.replace(['"', '\r'], "")),
    ];
    for set in [
        "v41-01-plan-docs",
        "v41-02-use-table",
        "v41-07-prevention-user",
        "v41-09-prevention-plan",
    ] {
        for (fault, faulty) in faults {
            let folder = Folder::new();
            for (name, text) in marked(set) {
                let text = faulty(&text);
                folder.write(format!("utf8/{name}"), text.as_bytes());
                folder.write(format!("無題/{name}.csv"), text.as_bytes());
                folder.write(name, &ms932::encode(&text).unwrap().bytes);
            }
            for format in ["text", "json", "sarif"] {
                let (code, out, err) = folder.told(&["check", ".", "--format", format]);
                assert_eq!((code, err.as_str()), (Some(1), ""), "{set}, {fault}");
                for mark in MARKS {
                    assert!(!out.contains(mark), "{set}, {fault}: {mark}\n{out}");
                }
            }
            let (_, out, _) = folder.told(&["check", "."]);
            assert!(
                out.contains("＊＊＊＊＊") && out.contains("@@@@@@@#"),
                "{set}, {fault}\n{out}"
            );
        }
    }
}

/// The codes of a severity that the program tells for a folder.
fn codes(json: &Value, severity: &str) -> BTreeSet<String> {
    let units = json["units"].as_array().unwrap().iter();
    let findings = units.flat_map(|unit| unit["findings"].as_array().unwrap());
    findings
        .filter(|finding| finding["severity"] == severity)
        .map(|finding| finding["sample_code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn each_set_gives_exactly_its_codes() {
    for set in sets::all() {
        let json = json(&Folder::of(&set), "json");
        let expected = sets::expected(&set);
        assert_eq!(
            [codes(&json, "error"), codes(&json, "warning")],
            expected,
            "{set}"
        );
    }
}

/// What the kit's README promises.
#[test]
fn each_case_of_the_conformance_kit_gives_exactly_its_codes() {
    let mut wrong = Vec::new();
    for case in conformance::cases().unwrap() {
        let folder = Folder::new();
        for (name, bytes) in &case.files {
            folder.write(name, bytes);
        }
        let json = json(&folder, "json");
        let of = |severity: Severity| -> BTreeSet<_> {
            let rules = case.rules.iter().filter(|rule| rule.severity() == severity);
            rules.map(|rule| rule.vocabulary().to_owned()).collect()
        };
        let expected = [of(Severity::Error), of(Severity::Warning)];
        let found = [codes(&json, "error"), codes(&json, "warning")];
        if found != expected {
            wrong.push(format!("{}: {expected:?}, found {found:?}", case.folder()));
        }
    }
    assert_eq!(wrong, [""; 0]);
}
