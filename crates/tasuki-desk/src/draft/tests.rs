use tasuki_terms::FileKind;

use super::*;
use crate::test_office::{HELPER, MANAGER, actual, assert_told, month, number};

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> DraftFile {
    DraftFile {
        name: name.to_owned(),
        bytes: bytes.into(),
    }
}

fn text(name: &str) -> DraftFile {
    file(name, "連絡です。\r\n")
}

/// Files for the helper's office without CSV.
fn attachments(files: impl IntoIterator<Item = DraftFile>) -> Draft {
    Draft {
        files: files.into_iter().collect(),
        to: Some(number(HELPER)),
        ..Draft::default()
    }
}

fn csv(files: Vec<DraftFile>) -> Draft {
    Draft {
        files,
        ..Draft::default()
    }
}

fn check(draft: Draft) -> Result<CheckedDraft, Vec<Fault>> {
    draft.check(number(MANAGER), &Limits::default())
}

/// The codes of what is wrong; each fault is told in full.
fn faults(draft: Draft) -> Vec<&'static str> {
    let faults = check(draft).unwrap_err();
    for fault in &faults {
        assert_told(fault.code(), &fault.what(), &fault.hint());
    }
    faults.iter().map(Fault::code).collect()
}

/// The files of a kind.
fn of_kind(kind: FileKind) -> Vec<DraftFile> {
    let mut files = month();
    files.retain(|file| FileName::parse(&file.name).unwrap().kind == kind);
    files
}

#[test]
fn a_month_with_an_attachment_goes_to_whom_its_files_name() {
    let mut files = month();
    files.push(file("第3表.pdf", "%PDF-1.7"));
    let checked = check(csv(files)).unwrap();
    assert_eq!(checked.receiver, number(HELPER));
    assert_eq!(checked.report.errors, 0);
    let sealing = checked.to_seal(crate::test_office::message_id(), number(MANAGER), None);
    assert_eq!(sealing.unit, SendingUnit::UseTable);
    assert_eq!(sealing.kinds.len(), 3);
    assert_eq!(sealing.check.verdict, Verdict::Passed);
    let media: Vec<MediaType> = checked.container.entries.iter().map(|e| e.media).collect();
    assert_eq!(media.last(), Some(&MediaType::Pdf));
}

#[test]
fn a_text_alone_may_be_sent() {
    let draft = Draft {
        text: Some("担当者会議のご案内です。".to_owned()),
        ..attachments([])
    };
    let checked = check(draft).unwrap();
    let sealing = checked.to_seal(crate::test_office::message_id(), number(MANAGER), None);
    assert_eq!(sealing.unit, SendingUnit::Attachments);
    assert_eq!(sealing.check.verdict, Verdict::NotChecked);
}

#[test]
fn kinds_of_files_that_may_not_be_sent_are_refused() {
    for (name, code) in [
        ("plan.exe", "file.extension"),
        ("plan.docx", "file.extension"),
        ("plan", "file.extension"),
        ("plan.pdf.html", "file.extension"),
        ("plan.ZIP", "file.zip"),
    ] {
        assert_eq!(faults(attachments([text(name)])), [code], "{name}");
    }
}

#[test]
fn contents_that_do_not_match_the_name_are_refused() {
    for (name, bytes, code) in [
        ("plan.pdf", &b"not a PDF"[..], "file.content"),
        ("plan.pdf", b"", "file.content"),
        ("photo.jpg", b"\x89PNG\r\n\x1A\n", "file.content"),
        ("photo.png", b"\xFF\xD8\xFF\xE0", "file.content"),
        ("photo.gif", b"%PDF-1.7", "file.content"),
        ("memo.txt", b"\x7FELF\x02\x01\x01\x00", "file.content"),
        ("memo.txt", b"PK\x03\x04", "file.content"),
        ("plan.pdf", b"PK\x03\x04", "file.content"),
    ] {
        let draft = attachments([file(name, bytes)]);
        assert_eq!(faults(draft), [code], "{name} {bytes:?}");
    }
}

#[test]
fn an_image_of_the_standard_does_not_hide_what_is_wrong_in_the_csv_files_beside_it() {
    let name = |kind: &str| format!("{kind}_1370000001_46_1370000002_A2_20250325102000");
    let files = vec![
        file(&format!("{}.CSV", name("UPKIHON")), "202407\r\n"),
        file(
            &format!("{}_0001.jpg", name("UPKIHON_IMAGE")),
            *b"\xFF\xD8\xFF\xE0",
        ),
    ];
    assert_eq!(faults(csv(files)), ["files.findings"]);
}

#[test]
fn what_is_no_csv_at_all_is_told_once_and_what_it_is() {
    for (bytes, found) in [
        (&b"%PDF-1.7\n1 0 obj\n<<>>\n"[..], "PDFファイル"),
        (b"\x89PNG\r\n\x1A\n", "PNG画像"),
        (b"PK\x03\x04plan.csv", "ZIPファイル"),
        (b"PK\x03\x04[Content_Types].xml", "ExcelやWordのファイル"),
    ] {
        let mut files = month();
        files[0].bytes = bytes.to_vec();
        let faults = check(csv(files)).unwrap_err();
        let [fault] = &*faults else {
            panic!("{faults:?}");
        };
        assert!(
            fault
                .what()
                .contains(&format!("CSVファイルではなく、{found}です")),
            "{fault:?}"
        );
        assert!(
            fault.hint().contains("CSVファイルを出力し直して"),
            "{fault:?}"
        );
    }
}

#[test]
fn seven_files_may_be_sent_and_eight_may_not() {
    let files = |count: usize| (0..count).map(|at| text(&format!("{at}.txt")));
    assert!(check(attachments(files(7))).is_ok());
    assert_eq!(faults(attachments(files(8))), ["message.too-many-files"]);
}

#[test]
fn ten_megabytes_may_be_sent_and_one_byte_more_may_not() {
    const LIMIT: usize = 10 * 1024 * 1024;
    let half = || file("first.txt", vec![b'a'; LIMIT / 2]);
    let rest = |more: usize| file("second.txt", vec![b'a'; LIMIT / 2 + more]);
    assert!(check(attachments([half(), rest(0)])).is_ok());
    assert_eq!(
        faults(attachments([half(), rest(1)])),
        ["message.too-large"]
    );
}

#[test]
fn two_kinds_of_data_do_not_go_into_one_message() {
    let mut files = month();
    files.extend(actual());
    assert_eq!(faults(csv(files)), ["files.findings"]);
}

#[test]
fn a_unit_that_is_not_whole_is_refused_with_the_official_sentence() {
    let faults = check(csv(of_kind(FileKind::UsePlan))).unwrap_err();
    assert_eq!(
        format!("{}{}", faults[0].what(), faults[0].hint()),
        "ファイルの組み合わせが正しくありません。CSVファイルの組み合わせを確認してください。"
    );
    let finding = &faults[0].report().unwrap().findings[0];
    assert!(finding.rule.code().starts_with("unit."), "{finding:?}");
}

#[test]
fn errors_inside_the_files_are_told_with_their_place() {
    let mut files = month();
    let plan = files
        .iter_mut()
        .find(|file| file.name.starts_with("UPPLAN"))
        .unwrap();
    plan.bytes.extend_from_slice(b"\"202407\",\"short\"\r\n");
    let faults = check(csv(files)).unwrap_err();
    assert_eq!(faults[0].code(), "files.findings");
    assert!(faults[0].what().contains("書式フォーマット"));
    let finding = &faults[0].report().unwrap().findings[0];
    assert!(finding.place.to_string().contains("UPPLAN"), "{finding:?}");
}

#[test]
fn a_csv_whose_name_is_not_of_the_standard_is_refused() {
    assert_eq!(
        faults(attachments([text("利用者一覧.csv")])),
        ["files.findings"]
    );
}

#[test]
fn nobody_sends_to_oneself_or_for_another() {
    let draft = Draft {
        to: Some(number(MANAGER)),
        ..attachments([text("memo.txt")])
    };
    assert_eq!(faults(draft), ["message.to-oneself"]);
    assert_eq!(
        faults(csv(actual())),
        ["message.other-sender", "message.to-oneself"]
    );
}

#[test]
fn the_receiver_must_be_known_and_the_same() {
    let nobody = csv(vec![text("memo.txt")]);
    assert_eq!(faults(nobody), ["receiver.missing"]);
    let other = Draft {
        to: Some(number("1370000009")),
        ..csv(month())
    };
    assert_eq!(faults(other), ["receiver.differs"]);
    let same = Draft {
        to: Some(number(HELPER)),
        ..csv(month())
    };
    assert!(check(same).is_ok());
}

#[test]
fn nothing_too_much_text_and_doubled_names_are_refused() {
    assert_eq!(faults(attachments([])), ["message.empty"]);
    let draft = Draft {
        text: Some("あ".repeat(3_334)),
        ..attachments([])
    };
    assert_eq!(faults(draft), ["text.too-long"]);
    let draft = attachments([text("memo.txt"), text("MEMO.txt")]);
    assert_eq!(faults(draft), ["file.doubled-name"]);
}

#[test]
fn all_faults_are_told_together() {
    let draft = csv(vec![text("plan.exe"), file("plan.pdf", "no PDF")]);
    assert_eq!(
        faults(draft),
        ["file.extension", "file.content"],
        "where it goes is told only when the rest is right"
    );
}

#[test]
fn the_same_csv_files_are_the_same_data_whatever_is_written_beside_them() {
    let names = |draft: Draft| check(draft).unwrap().names;
    let draft = csv(month());
    let mut with_attachment = month();
    with_attachment.push(text("memo.txt"));
    for other in [
        Draft {
            text: Some("memo".to_owned()),
            ..draft.clone()
        },
        csv(with_attachment),
    ] {
        assert_eq!(names(other.clone()).data, names(draft.clone()).data);
        assert_ne!(names(other).whole, names(draft.clone()).whole);
    }
    let receiver = number(HELPER);
    let other = csv(actual()).names(receiver);
    assert_ne!(other.data, draft.names(receiver).data);
}

#[test]
fn the_digest_names_files_text_and_receiver() {
    let digest = |draft: Draft| check(draft).unwrap().names.whole;
    let draft = attachments([text("memo.txt")]);
    assert_eq!(digest(draft.clone()), digest(draft.clone()));
    let others = [
        attachments([text("other.txt")]),
        attachments([file("memo.txt", "other")]),
        Draft {
            text: Some("memo".to_owned()),
            ..draft.clone()
        },
        Draft {
            to: Some(number("1370000003")),
            ..draft.clone()
        },
        Draft {
            replaces: Some(crate::test_office::message_id()),
            ..draft.clone()
        },
    ];
    for other in others {
        assert_ne!(digest(other), digest(draft.clone()));
    }
}

#[test]
fn files_are_read_under_their_own_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("第3表.txt");
    fs_err::write(&path, "text").unwrap();
    let draft = Draft::read([&path]).unwrap();
    assert_eq!(draft.files, [file("第3表.txt", "text")]);

    let missing = DraftFile::read(dir.path().join("none.txt")).unwrap_err();
    assert_eq!(missing.code(), "file.failed");
    let huge = fs_err::File::create(&path).unwrap();
    huge.set_len(LARGEST_READ + 1).unwrap();
    let refused = DraftFile::read(&path).unwrap_err();
    assert_eq!(refused.code(), "message.too-large");
}

#[test]
fn logs_show_neither_names_nor_contents() {
    let draft = Draft {
        text: Some("秘密の文".to_owned()),
        ..attachments([file("例題花子.txt", "contents")])
    };
    let shown = format!("{draft:?}");
    for secret in ["秘密", "花子", "contents"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn every_fault_is_told() {
    let name = || "例.pdf".to_owned();
    let office = number(HELPER);
    for fault in [
        Fault::Rule(Refusal::ToOneself),
        Fault::Findings {
            report: CheckReport::default(),
        },
        Fault::Zip { name: name() },
        Fault::Extension { name: name() },
        Fault::Content {
            name: name(),
            named: MediaType::Pdf,
            found: tasuki_exchange::Content::Unknown,
        },
        Fault::FileName { name: name() },
        Fault::DoubledName { name: name() },
        Fault::NoReceiver,
        Fault::OtherReceiver {
            named: office,
            asked: number(MANAGER),
        },
        Fault::TextTooLong {
            found: 10_001,
            limit: 10_000,
        },
        Fault::NoCertificate { office },
        Fault::NotForBulk { name: name() },
    ] {
        assert_told(fault.code(), &fault.what(), &fault.hint());
    }
}
