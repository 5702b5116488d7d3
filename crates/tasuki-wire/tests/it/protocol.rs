//! `docs/protocol.md` tables exactly the problems that exist.

use tasuki_wire::{
    Code, ENVELOPE_MEDIA_TYPE, PROBLEM_MEDIA_TYPE, RECEIPT_HEADER, RECEIPT_MEDIA_TYPE,
};

const DOCUMENT: &str = include_str!("../../../../docs/protocol.md");

#[test]
fn each_code_of_the_interface_stands_in_its_table_once_with_its_status() {
    let (_, behind) = DOCUMENT
        .split_once("\n### 13.1 Codes of the interface\n")
        .unwrap();
    let (section, _) = behind.split_once("\n### ").unwrap();
    let mut told: Vec<(&str, u16)> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .map(|line| {
            let mut cells = line.split(" | ");
            let code = cells.next().unwrap().trim_end_matches('`');
            (code, cells.next().unwrap().parse().unwrap())
        })
        .collect();
    told.sort_unstable();
    let mut expected = Code::ALL.map(|code| (code.as_str(), code.status()));
    expected.sort_unstable();
    assert_eq!(told, expected);
}

#[test]
fn names_of_headers_and_media_types_are_told() {
    let document = DOCUMENT.to_ascii_lowercase();
    for name in [
        ENVELOPE_MEDIA_TYPE,
        RECEIPT_MEDIA_TYPE,
        PROBLEM_MEDIA_TYPE,
        RECEIPT_HEADER,
    ] {
        assert!(document.contains(name), "{name}");
    }
}
