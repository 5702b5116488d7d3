use std::path::Path;

use super::*;

const NAME: &str = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
const SUPPLEMENT: &str = "UPHOSOKU_202504_1370000001_43_1370000002_11_20250325102000.CSV";

fn row(insured: &str, day: &str, from: &str, until: &str) -> String {
    format!(
        "202407,139999,{insured},20250325,202504,1370000001,\"例題 作子\",244,,{day},,{from},{until},1,\
         111111,,,,,1370000002,\"架空訪問介護\",,0,1370000001,\r\n"
    )
}

fn person(insured: &str, name: &str, address: &str) -> String {
    format!(
        "202407,139999,{insured},00000000,\"レイ\",\"{name}\",2,19380415,,\"{address}\",,{}202504\r\n",
        ",".repeat(51)
    )
}

/// Writes the files of a version into a folder.
fn version(folder: &Path, files: &[(&str, String)]) -> PathBuf {
    fs_err::create_dir_all(folder).unwrap();
    for (name, text) in files {
        let bytes = tasuki_standard::ms932::encode(text).unwrap().bytes;
        fs_err::write(folder.join(name), bytes).unwrap();
    }
    folder.to_owned()
}

fn found() -> Difference {
    let dir = tempfile::tempdir().unwrap();
    let [one, two, three] = ["0000000101", "0000000202", "0000000303"];
    let previous = version(
        &dir.path().join("before"),
        &[
            (
                NAME,
                [
                    row(one, "20250401", "0900", "0930"),
                    row(one, "20250408", "0900", "0930"),
                    row(one, "20250415", "0900", "0930"),
                    row(two, "20250402", "1000", "1030"),
                ]
                .concat(),
            ),
            (
                SUPPLEMENT,
                [
                    person(one, "見本 花子", "架空１－２"),
                    person(two, "架空 太郎", ""),
                ]
                .concat(),
            ),
        ],
    );
    let later = |name: &str| name.replace("102000", "174500");
    let current = version(
        &dir.path().join("after"),
        &[
            (
                &later(NAME),
                [
                    row(one, "20250422", "0900", "0930"),
                    row(one, "20250415", "0900", "0930"),
                    row(one, "20250408", "1300", "1330"),
                    row(one, "20250401", "0900", "0930"),
                    row(three, "20250403", "9999", "9999"),
                ]
                .concat(),
            ),
            (
                &later(SUPPLEMENT),
                [
                    person(three, "例題 次郎", ""),
                    person(one, "見本 花子", "=架空３"),
                ]
                .concat(),
            ),
        ],
    );
    difference(&Typed { previous, current }, &mut Output::default()).unwrap()
}

#[test]
fn what_has_changed_is_shown_by_person_and_row() {
    insta::assert_snapshot!(text::text(&found()));
}

#[test]
fn what_has_changed_in_csv() {
    insta::assert_snapshot!(csv::csv(&found()).text().replace("\r\n", "\n"));
}

#[test]
fn what_has_changed_in_json() {
    let mut found = found();
    found.users.truncate(1);
    insta::assert_json_snapshot!(found);
}

#[test]
fn what_are_no_two_versions_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let rows = row("0000000101", "20250401", "0900", "0930");
    let full = version(&dir.path().join("full"), &[(NAME, rows)]);
    let empty = version(&dir.path().join("empty"), &[]);
    let people = person("0000000101", "見本 花子", "");
    let other = version(&dir.path().join("other"), &[(SUPPLEMENT, people)]);
    let code = |previous: &Path, current: &Path| {
        let [previous, current] = [previous, current].map(Path::to_owned);
        difference(&Typed { previous, current }, &mut Output::default())
            .map_err(|refusal| refusal.code)
    };
    assert_eq!(code(&full, &empty).unwrap_err(), "given.none");
    assert_eq!(code(&full, &other).unwrap_err(), "diff.nothing-in-common");
    assert!(code(&full, &full.join(NAME)).unwrap().is_empty());
}
