use super::*;
use tasuki_standard::conformance::cases;

/// A case whose files were changed byte by byte.
fn compared<'a>(case: &'a Case, kind: &str, from: &str, to: &str) -> Compared<'a> {
    let files: Vec<_> = case
        .files
        .iter()
        .map(|(name, bytes)| {
            let mut bytes = bytes.clone();
            let at = bytes
                .windows(from.len())
                .position(|window| window == from.as_bytes());
            if let Some(at) = at.filter(|_| name.starts_with(kind)) {
                bytes.splice(at..at + from.len(), to.bytes());
            }
            (name.as_str(), bytes)
        })
        .collect();
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| (*name, &**bytes))
        .collect();
    Compared {
        case,
        comparison: case.compare(&files),
    }
}

fn some(cases: &[Case]) -> Vec<Compared<'_>> {
    let of = |id: &str| cases.iter().find(|case| case.id() == id).unwrap();
    vec![
        compared(of("D1-01"), "UP1KYO", "100-9999", "100-9998"),
        compared(of("D2-01"), "UPPLAN", ",1,111211,", ",2,111211,"),
        compared(of("D2-02"), "DLTPLAN", "0020010001", "0000009999"),
        compared(of("D2-03"), "none", "x", "x"),
        compared(of("D2-14"), "UPPLAN", ",0,", ",2,"),
        compared(of("D2-32"), "none", "x", "x"),
    ]
}

#[test]
fn what_differs_is_shown_with_its_place() {
    let cases = cases().unwrap();
    insta::assert_snapshot!(text(&some(&cases)));
}

#[test]
fn what_differs_in_json() {
    let cases = cases().unwrap();
    insta::assert_json_snapshot!(json(&some(&cases)));
}

#[test]
fn a_case_is_found_by_the_start_of_its_folder() {
    let cases = cases().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let typed = |case: Option<&str>| Typed {
        folder: dir.path().to_owned(),
        case: case.map(str::to_owned),
    };
    let code = |typed: &Typed| chosen(typed, &cases).unwrap_err().code;
    assert_eq!(code(&typed(None)), "conformance.no-case");
    assert_eq!(code(&typed(Some("D9-01"))), "conformance.unknown-case");
    for name in ["D2-010", "D2-01-mine", "others", "D3-02"] {
        fs_err::create_dir(dir.path().join(name)).unwrap();
    }
    let found: Vec<_> = chosen(&typed(None), &cases)
        .unwrap()
        .into_iter()
        .map(|(case, folder)| (case.id(), folder.file_name().unwrap().to_owned()))
        .collect();
    assert_eq!(
        found,
        [
            ("D2-01".to_owned(), "D2-01-mine".into()),
            ("D3-02".to_owned(), "D3-02".into())
        ]
    );
    let alone = typed(Some("d2-05"));
    let (case, folder) = chosen(&alone, &cases).unwrap().remove(0);
    assert_eq!(
        (case.id().as_str(), folder.as_path()),
        ("D2-05", dir.path())
    );
}
