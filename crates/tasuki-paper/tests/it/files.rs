//! The files: the same each time, with text that other programs find.

use std::process::Command;

use tasuki_paper::{Paper, PaperError, RegistrationLetter};

use crate::samples;

/// The text of a paper, as poppler finds it.
fn text_of(paper: &Paper) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    fs_err::write(&file, &paper.bytes).unwrap();
    let output = Command::new("pdftotext")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn assert_has(paper: Result<Paper, PaperError>, values: &[&str]) {
    let paper = paper.unwrap();
    assert!(paper.missing.is_empty(), "{:?}", paper.missing);
    let text = text_of(&paper);
    for value in values {
        assert!(text.contains(value), "{value} is not in:\n{text}");
    }
}

#[test]
fn the_same_values_give_the_same_bytes() {
    for print in [
        samples::letters,
        samples::completion,
        samples::invoice,
        samples::receipt,
        samples::fingerprints,
    ] {
        assert_eq!(print().unwrap().bytes, print().unwrap().bytes);
    }
}

#[test]
fn a_letter_has_its_values() {
    let values = [
        "〒100-0000",
        "東京都見本区見本町一丁目2番3号",
        "あおぞら居宅介護支援事業所 御中",
        "たすき連携基盤 運営事務局",
        "令和8年11月21日",
        "KJ000000000017",
        "k7Rw0mQ2xT9b",
        "令和9年1月31日まで",
        "Hn4vP8sZ3cLd",
        "https://claims.example.jp/",
        "https://portal.example.jp/",
        "03-0000-0000",
        // The second letter.
        "ひばり訪問介護ステーション 御中",
        "KJ000000000025",
        "Il1-O0o_8B",
    ];
    assert_has(samples::letters(), &values);
}

#[test]
fn each_letter_is_one_page_with_the_fingerprints_behind_it() {
    let letters = [samples::letter(); 5];
    assert_eq!(
        RegistrationLetter::print(&letters, &samples::sheet())
            .unwrap()
            .pages,
        10
    );
}

#[test]
fn an_application_has_its_values() {
    let values = [
        "2026年11月21日",
        "あおぞら居宅介護支援事業所",
        "見本 太郎",
        "髙﨑 花子",
        "0312345678",
        "office@example.jp",
    ];
    assert_has(samples::completion(), &values);
}

#[test]
fn an_invoice_has_what_a_qualified_one_must_have() {
    let values = [
        "2026-000123",
        "令和8年11月21日",
        "あおぞら居宅介護支援事業所 御中",
        "たすき連携基盤 運営事務局",
        "登録番号 T0000000000000",
        "ライセンス料",
        "令和8年11月21日～",
        "令和9年11月20日",
        "21,000円（税込）",
        "10%対象（税込）",
        "うち消費税額（10%）",
        "1,909円",
        "令和8年12月25日",
        "普通 1234567",
        "振込手数料",
    ];
    assert_has(samples::invoice(), &values);
}

#[test]
fn a_receipt_has_its_values() {
    let values = [
        "R2026-000123",
        "領収金額 21,000円（税込）",
        "ライセンス料として",
        "令和8年12月24日",
        "介護給付費からの差引",
        "うち消費税額（10%）",
        "登録番号 T0000000000000",
    ];
    assert_has(samples::receipt(), &values);
}

#[test]
fn fingerprints_are_there_in_groups() {
    let values = [
        "CN=Tasuki Root CA, O=Tasuki, C=JP",
        "2046年3月31日",
        "拇印（SHA-1）",
        "af25 83e6\n",
        "拇印（SHA-256）",
        "af25 83e6 1d97 4c30 be62 08d5 fa19 7b44",
    ];
    assert_has(samples::fingerprints(), &values);
}
