//! `tasuki layout`, run.

use crate::sets::Folder;

#[test]
fn a_layout_needs_neither_profile_nor_network() {
    let folder = Folder::new();
    let (code, out, err) = folder.told(&["layout", "第7表", "--as", "v3"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(
        out.starts_with("第7表（サービス利用票別表）（UPSIKYU）  V3（202208）  項目34個\n"),
        "{out}"
    );

    let (code, out, err) = folder.told(&["layout", "UPSIKYU", "--format", "json"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["version"], "202407");
    assert_eq!(json["fields"].as_array().unwrap().len(), 37);
    insta::assert_snapshot!(json["fields"][32].to_string());
}

#[test]
fn the_kinds_are_listed_where_none_is_named() {
    let folder = Folder::new();
    let (code, out, err) = folder.told(&["layout"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("\nUPPLAN "), "{out}");
    let (_, out, _) = folder.told(&["layout", "--format", "json", "--as", "v3"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        json["kinds"][4].to_string(),
        r#"{"kind":"UP3KYO","name":"居宅サービス計画3表","fields":{}}"#
    );
    assert_eq!(json["kinds"][5]["fields"]["202208"], 22);
}

#[test]
fn what_is_not_known_or_not_clear_ends_with_2() {
    let folder = Folder::new();
    let (code, out, err) = folder.told(&["layout", "第6表"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    insta::assert_snapshot!(err);
    let (code, out, err) = folder.told(&["layout", "請求", "--format", "json"]);
    assert_eq!((code, err.as_str()), (Some(2), ""));
    assert!(
        out.starts_with(r#"{"error":{"code":"use.unknown-kind","#),
        "{out}"
    );
}

#[test]
fn a_format_that_a_command_does_not_write_ends_with_2() {
    let folder = Folder::new();
    for typed in ["layout", "inbox"] {
        let (code, out, err) = folder.told(&[typed, "--format", "sarif"]);
        assert_eq!((code, out.as_str()), (Some(2), ""));
        assert!(
            err.starts_with(&format!("{typed} では、指定された形式")),
            "{err}"
        );
    }
}
