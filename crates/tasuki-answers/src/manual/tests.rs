use super::*;
use crate::markdown::MarkdownFault;

const FRONT: &str = r#"title = "操作マニュアル"
summary = "操作を説明します。"
category = "operation"
order = 1
updated = "2026-11-22""#;

fn read(body: &str) -> Result<Vec<Manual>, FileFault> {
    let text = format!("+++\n{FRONT}\n+++\n\n{body}\n");
    Manual::read_all([("client", &*text)])
}

#[test]
fn the_embedded_manuals_are_whole() {
    let manuals = Manual::embedded().unwrap();
    for category in ManualCategory::ALL {
        let mut of = manuals.iter().map(|manual| manual.category);
        assert!(of.any(|one| one == category), "{category:?}");
    }
    for manual in &manuals {
        assert!(manual.contents().count() >= 4, "{}", manual.id);
        assert!(!manual.body.pictures().is_empty(), "{}", manual.id);
        assert!(manual.summary.ends_with('。'), "{}", manual.id);
    }
}

#[test]
fn a_manual_is_read_whole() {
    let manuals = read("はじめに。\n\n## 送る {#send}\n\n手順です。\n\n### 急ぐとき {#hurry}\n");
    let [manual] = &*manuals.unwrap() else {
        panic!()
    };
    assert_eq!(manual.title, "操作マニュアル");
    assert_eq!(manual.category.name(), "操作マニュアル");
    let contents = manual
        .contents()
        .map(|heading| (heading.level, heading.text()));
    let contents: Vec<_> = contents.collect();
    assert_eq!(
        contents,
        [(2, "送る".to_owned()), (3, "急ぐとき".to_owned())]
    );
}

#[test]
fn what_is_wrong_is_told_with_file_and_line() {
    let fault = read("はじめに。\n\n<b>太い</b>").unwrap_err();
    let FileFault::Body { file, source } = fault else {
        panic!()
    };
    // Below front matter of five lines between two of `+++`, an empty line, and two of the text.
    assert_eq!((&*file, source.to_string()), {
        let told = "line 11: raw HTML is not allowed".to_owned();
        ("client", told)
    });
    let picture = read("![図](no-such.png)").unwrap_err();
    let FileFault::Body { source, .. } = picture else {
        panic!()
    };
    assert!(matches!(source, MarkdownFault::Picture { line: 9, .. }));

    assert!(matches!(read("## 送る"), Err(FileFault::Missing { .. })));
    assert!(matches!(read(""), Err(FileFault::Missing { .. })));
    let twice = read("## 一 {#one}\n\n## 二 {#one}");
    assert!(matches!(twice, Err(FileFault::Twice { .. })));
    let name = Manual::read_all([("Client", "")]);
    assert!(matches!(name, Err(FileFault::Name { .. })));
    let front = Manual::read_all([("client", "あ")]);
    assert!(matches!(front, Err(FileFault::NoFrontMatter { .. })));
    let unknown = Manual::read_all([("client", "+++\ncolour = 1\n+++\nあ")]);
    assert!(matches!(unknown, Err(FileFault::Toml { .. })));
}

#[test]
fn links_lead_to_sections_that_exist() {
    assert!(read("[送る](manual:client#send)\n\n## 送る {#send}").is_ok());
    let nowhere = read("[送る](manual:client#receive)\n\n## 送る {#send}");
    assert!(matches!(nowhere, Err(FileFault::Astray { .. })));
    let other = read("[送る](manual:other)");
    assert!(matches!(other, Err(FileFault::Astray { .. })));
}
