use proptest::prelude::*;

use super::*;
use crate::test_sets::{Files, generated, set, valid_sets};
use crate::{check_files, ms932};

mod properties;

fn normalised(files: &[(String, Vec<u8>)]) -> Result<Normalised, NotNormalised> {
    normalise(&borrowed(files), NormaliseOptions::default())
}

/// The kinds of repairs with the lines and items of their first places.
fn told(repairs: &[Repair]) -> Vec<String> {
    repairs
        .iter()
        .map(|one| {
            let line = one
                .place
                .line
                .map_or_else(String::new, |line| format!(" {line}"));
            let item = one
                .place
                .column_no
                .map_or_else(String::new, |no| format!(".{no}"));
            let times = if one.count > 1 {
                format!(" x{}", one.count)
            } else {
                String::new()
            };
            let kind = one.kind.code().trim_start_matches("repair.");
            let change = match (&one.before, &one.after) {
                (Some(before), Some(after)) => format!(" {before} → {after}"),
                _ => String::new(),
            };
            format!("{kind}{line}{item}{times}{change}")
        })
        .collect()
}

/// Actuals of two visits.
fn actual() -> (String, String) {
    let record = |day: u8| {
        format!(
            "202407,139999,0000000101,20250502,202504,1370000001,\"例題 作子\",244,,202504{day:02},,0900,0930,1,111111,,,,,1370000002,\"架空訪問介護\",,0,1370000002,\r\n"
        )
    };
    let name = "UPJSK_202504_1370000002_11_1370000001_43_20250502173000.CSV";
    (name.to_owned(), record(1) + &record(2))
}

fn in_ms932(text: &str) -> Vec<u8> {
    ms932::encode(text).unwrap().bytes
}

/// Changes the actuals, puts them right, and tells how; the result must be the unchanged ones.
fn righted(name: impl Fn(&str) -> String, change: impl Fn(&str) -> Vec<u8>) -> Vec<String> {
    let (right_name, right_text) = actual();
    let changed = vec![(name(&right_name), change(&right_text))];
    let normalised = normalised(&changed).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(normalised.files, [(right_name, in_ms932(&right_text))]);
    told(&normalised.repairs)
}

fn same(name: &str) -> String {
    name.to_owned()
}

#[test]
fn each_dialect_is_put_right() {
    let edit = |from: &'static str, to: &'static str| {
        righted(same, move |text| in_ms932(&text.replace(from, to)))
    };
    assert_eq!(edit("202407", "202410"), ["version 1.1 x2 202410 → 202407"]);
    assert_eq!(edit("202407", "202504"), ["version 1.1 x2 202504 → 202407"]);
    assert_eq!(
        edit("202407", "２０２４１０"),
        [
            "full-width 1.1 x2 ２０２４１０ → 202407",
            "version 1.1 x2 ２０２４１０ → 202407"
        ]
    );
    assert_eq!(edit("\r\n", "\n"), ["line-ends 1 x2"]);
    assert_eq!(edit("\r\n", "\r"), ["line-ends 1 x2"]);
    assert_eq!(edit("\r\n", "\r\n\r\n"), ["empty-lines x2"]);
    assert_eq!(edit("\"例題 作子\"", "例題 作子"), ["unquoted-text 1.7 x2"]);
    assert_eq!(edit("244", "\"244\""), ["quoted-code 1.8 x2"]);
    assert_eq!(edit(",,202504", ",\"\",202504"), ["quoted-code 1.9 x2"]);
    assert_eq!(
        edit("1370000002,\r\n", "1370000002,,,\"\"\r\n"),
        ["trailing-items 1 x2"]
    );
    assert_eq!(
        edit("20250401", "2025/4/1"),
        ["separators 1.10 2025/4/1 → 20250401"]
    );
    assert_eq!(
        edit("0000000101", "０000000101"),
        ["full-width 1.3 x2 ＊######### → ##########"]
    );
    let body = |text: &str| in_ms932(text);
    let lower = |name: &str| name.replace(".CSV", ".csv");
    assert_eq!(righted(lower, body)[0].split(' ').next(), Some("name"));
    let v3 = |name: &str| name.replace("_11_", "_").replace("_43_", "_");
    assert_eq!(
        righted(v3, body)[0].split(' ').next(),
        Some("name-services-added")
    );
    let utf8 = |text: &str| text.as_bytes().to_vec();
    assert_eq!(righted(same, utf8), ["encoding"]);
    let marked = |text: &str| [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(righted(same, marked), ["encoding"]);
    let padded = |text: &str| [in_ms932(text).as_slice(), b"\0\0\0\x1A"].concat();
    assert_eq!(righted(same, padded), ["padding"]);
    let headed = |text: &str| in_ms932(&format!("CSVバージョン,保険者番号\r\n{text}"));
    assert_eq!(righted(same, headed), ["header 1"]);
    // A header of a maker's own words has as many of them as a record has items.
    let named_otherwise = |text: &str| {
        let items = text.lines().next().unwrap().split(',').count();
        let words: Vec<_> = (1..=items).map(|n| format!("項目{n}")).collect();
        in_ms932(&format!("{}\r\n{text}", words.join(",")))
    };
    assert_eq!(righted(same, named_otherwise), ["header 1"]);
    let unended = |text: &str| in_ms932(text.trim_end());
    assert_eq!(righted(same, unended), ["line-ends 2"]);
}

#[test]
fn sample_sets_with_other_ways_of_writing_are_put_right() {
    let cases = [
        "w01-lf-and-unquoted",
        "x09-utf8",
        "x13-header-row",
        "x25-unknown-version",
    ];
    let told = cases.map(|name| {
        // One has a kanji that MS932 lacks.
        let options = NormaliseOptions {
            substitution: Substitution::Allow,
            ..NormaliseOptions::default()
        };
        let normalised = normalise(&borrowed(&set(name)), options).unwrap();
        assert_eq!(normalised.report.findings, [], "{name}");
        let replaced = normalised.replaced.len();
        let repairs = told(&normalised.repairs).join(", ");
        format!("{name}: {repairs}; {replaced} characters")
    });
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn sample_sets_with_other_faults_are_refused() {
    for name in [
        "x01-v3-layout-in-v4-file",
        "x02-mixed-versions",
        "x05-bad-code",
        "x09-utf8",
        "x11-comma-not-quoted",
        "x14-required-empty",
        "x15-bad-enum",
        "x16-bad-date",
        "x18-bitmap",
        "x23-file-missing",
        "x27-fixed-value",
        "x30-two-files-of-a-kind",
    ] {
        assert!(normalised(&set(name)).is_err(), "{name}");
    }
}

#[test]
fn many_dialects_at_once_are_put_right() {
    let told = righted(
        |name| {
            name.replace("_11_", "_")
                .replace("_43_", "_")
                .replace("CSV", "csv")
        },
        |text| {
            let text = text
                .replace("202407", "\"202410\"")
                .replace("\"例題 作子\"", "例題 作子")
                .replace("20250401", "2025-04-01")
                .replace("\r\n", ",\n");
            [b"\xEF\xBB\xBF", text.as_bytes()].concat()
        },
    );
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn breaks_in_text_become_cr_lf_and_its_bytes_stay() {
    let (name, text) = actual();
    // The surname is written with NEC's selection of 﨑, and the break in text is LF.
    let with = |name: &[u8]| {
        let text = in_ms932(&text);
        let mark = in_ms932("例題");
        let at = text.windows(4).position(|window| window == mark).unwrap();
        let mut text = text;
        text.splice(at..at + 4, name.iter().copied());
        text
    };
    let files = vec![(name, with(b"\xED\x95\n\x8E\x71"))];
    let normalised = normalised(&files).unwrap();
    assert_eq!(normalised.files[0].1, with(b"\xED\x95\r\n\x8E\x71"));
    assert_eq!(told(&normalised.repairs), ["line-ends 1.7"]);
}

#[test]
fn names_of_version_4_1_over_records_of_version_3_lose_their_service_types() {
    let right = set("v3-01-plan-docs");
    let typed: Files = right
        .iter()
        .map(|(name, bytes)| {
            let name = name
                .replace("1370000001_", "1370000001_43_")
                .replace("1370000002_", "1370000002_11_");
            (name, bytes.clone())
        })
        .collect();
    let normalised = normalised(&typed).unwrap();
    assert_eq!(normalised.files, right);
    assert!(
        normalised
            .repairs
            .iter()
            .all(|one| one.kind == RepairKind::NameServicesDropped)
    );
}

#[test]
fn service_types_that_nobody_knows_are_asked_for() {
    let right = set("v41-01-plan-docs");
    let untyped: Files = right
        .iter()
        .map(|(name, bytes)| {
            (
                name.replace("_43_", "_").replace("_11_", "_"),
                bytes.clone(),
            )
        })
        // V3 has no third form, so no such name can be read.
        .map(|(name, bytes)| {
            (
                name.replace(
                    "UP3KYO_1370000001_1370000002_",
                    "UP3KYO_1370000001_43_1370000002_11_",
                ),
                bytes,
            )
        })
        .collect();
    // The name of the third form tells them.
    assert_eq!(normalised(&untyped).unwrap().files, right);

    let alone: Files = set("v41-03-plan-docs-delete")
        .into_iter()
        .map(|(name, bytes)| (name.replace("_43_", "_").replace("_11_", "_"), bytes))
        .collect();
    let refused = normalised(&alone).unwrap_err();
    insta::assert_snapshot!(format!(
        "{}\n{}",
        refused.report.findings[0].what, refused.report.findings[0].hint
    ));
    let options = NormaliseOptions {
        services: Services {
            sender: None,
            receiver: "11".parse().ok(),
        },
        ..NormaliseOptions::default()
    };
    let normalised = normalise(&borrowed(&alone), options).unwrap();
    assert_eq!(normalised.files, set("v41-03-plan-docs-delete"));
}

#[test]
fn characters_outside_ms932_are_refused_unless_substitutes_are_allowed() {
    let (name, text) = actual();
    let text = text
        .replace("例題 作子", "𠮷田〜")
        .replace("架空訪問介護", "架空😀");
    let files = [(name.as_str(), text.as_bytes())];
    let refused = normalise(&files, NormaliseOptions::default()).unwrap_err();
    let told: Vec<_> = refused
        .report
        .findings
        .iter()
        .map(|one| {
            (
                one.place.column_no,
                one.value.clone().unwrap(),
                one.count,
                one.more_lines.clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some(7), "U+20BB7".to_owned(), 2, vec![2]),
            (Some(21), "U+1F600".to_owned(), 2, vec![2])
        ]
    );
    assert_eq!(refused.report.errors, 4);

    let text = text.replace('😀', "");
    let options = NormaliseOptions {
        substitution: Substitution::Allow,
        ..NormaliseOptions::default()
    };
    let normalised = normalise(&[(name.as_str(), text.as_bytes())], options).unwrap();
    let said = ms932::decode(&normalised.files[0].1).text;
    assert!(said.contains("\"吉田～\""), "{said}");
    insta::assert_debug_snapshot!(normalised.replaced);
}

#[test]
fn what_cannot_be_put_right_is_told_where_it_stood() {
    let (name, text) = actual();
    let text = format!("CSVバージョン,保険者番号\n\n{}", text.replace("\r\n", "\n"))
        .replace("20250402", "20250231")
        .replace("例題 作子", "例題\n作子");
    let refused = normalised(&[(name.replace("CSV", "csv"), in_ms932(&text))]).unwrap_err();
    let finding = &refused.report.findings[0];
    assert_eq!(finding.rule.code(), "field.form");
    assert_eq!(
        (finding.place.line, finding.place.column_no),
        (Some(6), Some(10))
    );
    assert_eq!(finding.place.file, name.replace("CSV", "csv"));
    assert!(!refused.repairs.is_empty());
}

#[test]
fn personal_values_stand_in_no_debug_output() {
    let (name, text) = actual();
    let text = text
        .replace("0000000101", "００００００７７０１")
        .replace("例題 作子", "𠮷田");
    let options = NormaliseOptions {
        substitution: Substitution::Allow,
        ..NormaliseOptions::default()
    };
    let normalised = normalise(&[(&name, text.as_bytes())], options).unwrap();
    let said = format!("{normalised:?}");
    for secret in ["7701", "７７０１", "𠮷", "吉"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[test]
fn every_kind_has_its_own_code_and_sentence() {
    for (at, kind) in RepairKind::ALL.iter().enumerate() {
        let first = RepairKind::ALL
            .iter()
            .position(|one| one.code() == kind.code() || one.what() == kind.what());
        assert_eq!(first, Some(at), "{kind}");
        assert!(kind.what().ends_with('。'));
    }
}
