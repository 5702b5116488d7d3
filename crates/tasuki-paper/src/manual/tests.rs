use std::collections::BTreeSet;

use tasuki_answers::Heading;

use super::*;
use crate::layout::{Mark, PAGE};

fn manual(id: &str, body: &str) -> Manual {
    let front = "title = \"見本の手引き\"\nsummary = \"見本です。\"\ncategory = \"operation\"\norder = 1\nupdated = \"2026-11-22\"";
    let text = format!("+++\n{front}\n+++\n\n{body}\n");
    Manual::read_all([(id, &*text)]).unwrap().remove(0)
}

fn texts(sheet: &Sheet, page: usize) -> String {
    let marks = sheet.pages[page].iter();
    marks
        .filter_map(|mark| match mark {
            Mark::Text { line, .. } => Some(&*line.text),
            _ => None,
        })
        .collect()
}

#[test]
fn contents_tell_the_pages_on_which_headings_stand() {
    let long = "とても長い説明です。\n\n".repeat(120);
    let body = format!(
        "はじめに。\n\n## 送る {{#send}}\n\n{long}\n\n### 取り消す {{#undo}}\n\n{long}\n\n## 受け取る {{#receive}}\n\nはい。\n"
    );
    let sheet = laid(
        Typefaces::load().unwrap(),
        &manual("sample", &body),
        "見本",
        &|_| None,
    );
    let contents = texts(&sheet, 1);
    for mark in &sheet.bookmarks {
        assert!(texts(&sheet, mark.page).contains(&mark.text));
        let line = format!("{}{}", mark.text, mark.page + 1);
        assert!(contents.contains(&line), "{line} is not in {contents}");
    }
    assert_eq!(sheet.bookmarks.len(), 3);
    assert!(sheet.bookmarks[2].page > sheet.bookmarks[0].page + 2);
}

fn drawn(mark: &Mark) -> Option<usize> {
    match mark {
        Mark::Picture { part, .. } => Some(*part),
        _ => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as the printer asks for it")]
fn address(place: &Place) -> Option<String> {
    match place {
        Place::Web(address) => Some(address.clone()),
        _ => Some("https://support.example.jp/".to_owned()),
    }
}

fn targets(sheet: &Sheet) -> Vec<(usize, &Target)> {
    let pages = sheet.pages.iter().enumerate();
    let links = pages.flat_map(|(page, marks)| {
        marks.iter().filter_map(move |mark| match mark {
            Mark::Link { target, .. } => Some((page, target)),
            _ => None,
        })
    });
    links.collect()
}

#[test]
fn contents_and_references_lead_to_their_headings_and_to_the_web() {
    let body = "まず[受け取る](manual:sample#receive)を見ます。\n\n## 送る {#send}\n\n[外](https://example.jp/)と[画面](client:/sent)です。\n\n## 受け取る {#receive}\n\nはい。\n";
    let manual = manual("sample", body);
    let leads = |place: &Place| match place {
        Place::Web(address) => Some(address.clone()),
        _ => None,
    };
    let faces = Typefaces::load().unwrap();
    let sheet = laid(faces, &manual, "見本", &leads);
    let web = Target::Web("https://example.jp/".to_owned());
    assert_eq!(
        targets(&sheet),
        [
            (1, &Target::Heading(0)),
            (1, &Target::Heading(1)),
            (2, &Target::Heading(1)),
            (2, &web),
        ]
    );
    // Who reads with the ears hears them in the order of the text.
    let paper = print_manual(&manual, "見本", &leads).unwrap();
    let file = String::from_utf8_lossy(&paper.bytes);
    assert_eq!(file.matches("/Subtype/Link").count(), 4);
}

#[test]
fn every_embedded_manual_is_printed_and_nothing_leaves_the_page() {
    for manual in Manual::embedded().unwrap() {
        let paper = print_manual(&manual, "見本", &address).unwrap();
        assert!(
            paper.missing.is_empty(),
            "{}: {:?}",
            manual.id,
            paper.missing
        );
        let sheet = laid(Typefaces::load().unwrap(), &manual, "見本", &address);
        // Each picture is in one piece.
        let drawn: Vec<_> = sheet.pages.iter().flatten().filter_map(drawn).collect();
        let parts: BTreeSet<_> = drawn.iter().collect();
        assert_eq!(drawn.len(), parts.len(), "{}", manual.id);
        assert_eq!(drawn.len(), manual.body.pictures().len(), "{}", manual.id);
        let headings: Vec<String> = manual.contents().map(Heading::text).collect();
        let bookmarks = sheet.bookmarks.iter().map(|mark| &mark.text);
        assert!(bookmarks.eq(&headings), "{}", manual.id);
        for mark in sheet.pages.iter().flatten() {
            let (right, bottom) = match mark {
                Mark::Text {
                    line,
                    left,
                    baseline,
                    ..
                } => (left + line.width(), *baseline),
                Mark::Rule { to, .. } => *to,
                Mark::Fill { corner, size, .. }
                | Mark::Link { corner, size, .. }
                | Mark::Picture { corner, size, .. } => (corner.0 + size.0, corner.1 + size.1),
            };
            assert!(right <= PAGE.0 - 15.0 && bottom <= PAGE.1 - 8.0, "{mark:?}");
        }
    }
}

#[test]
fn tables_notes_and_code_are_laid() {
    let body = "## 一覧 {#list}\n\n| 表示 | 意味 |\n|---|---|\n| 未受信 | **まだ**です |\n\n> [!CAUTION]\n> 取り消せません。\n\n> 引用です。\n\n```\ntasuki check 1.CSV\n```\n\n- 一\n- 二\n\n3. 三\n4. 四\n";
    let sheet = laid(
        Typefaces::load().unwrap(),
        &manual("sample", body),
        "見本",
        &|_| None,
    );
    let text = texts(&sheet, 2);
    for part in [
        "未受信",
        "まだです",
        "ご注意",
        "引用です。",
        "tasuki check 1.CSV",
        "・一",
        "3.三",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}
