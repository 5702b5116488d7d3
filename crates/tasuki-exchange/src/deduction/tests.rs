use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::PaymentStep::{Deduct, FailDeduction};

fn line(number: u64, name: &str, amount: i64) -> DeductionLine {
    DeductionLine {
        office: format!("13700{number:05}").parse().unwrap(),
        name: name.to_owned(),
        amount: Yen::new(amount),
        due: "202712".parse().unwrap(),
        licence: LicenceNumber::new(number).unwrap(),
    }
}

fn head() -> DeductionHead {
    DeductionHead {
        federation: "13".parse().unwrap(),
        claim: "202712".parse().unwrap(),
        made_on: date(2027, 12, 16),
    }
}

fn sample() -> DeductionFile {
    let lines = vec![
        line(1, "見本居宅介護支援事業所", 21_000),
        line(2, "見本訪問介護、\"ひかり\"", 21_000),
        DeductionLine {
            due: "202711".parse().unwrap(),
            ..line(3, "見本デイサービス", 21_000)
        },
    ];
    DeductionFile::new(head(), lines).unwrap()
}

fn outcome(line: &DeductionLine) -> DeductionOutcome {
    match line.licence.value() % 3 {
        2 => DeductionOutcome::Impossible(ImpossibleReason::NotEnough),
        _ => DeductionOutcome::Done,
    }
}

fn codes(faults: &[FileFault]) -> Vec<String> {
    let tell = |fault: &FileFault| format!("{} {}", fault.line, fault.code());
    faults.iter().map(tell).collect()
}

/// What the reader says of the sample after `change`.
fn read_changed(change: impl Fn(String) -> String) -> Vec<String> {
    let text = String::from_utf8(sample().write()).unwrap();
    let changed = change(text);
    codes(&DeductionFile::read(changed.as_bytes()).unwrap_err())
}

#[test]
fn the_request_has_the_documented_form() {
    let text = String::from_utf8(sample().write()).unwrap();
    insta::assert_snapshot!(text.replace('\r', "␍"), @r#"
    H,DEDUCTION,1,13,202712,202801,20271216␍
    D,1,1370000001,"見本居宅介護支援事業所",21000,202712,L0000000001␍
    D,2,1370000002,"見本訪問介護、""ひかり""",21000,202712,L0000000002␍
    D,3,1370000003,"見本デイサービス",21000,202711,L0000000003␍
    T,3,63000,978883410␍
    "#);
}

#[test]
fn the_result_has_the_documented_form() {
    let result = write_result(&sample(), date(2028, 1, 10), outcome);
    let text = String::from_utf8(result).unwrap();
    insta::assert_snapshot!(text.replace('\r', "␍"), @r#"
    H,DEDUCTION-RESULT,1,13,202712,202801,20280110,978883410␍
    R,1,1370000001,L0000000001,21000,済,␍
    R,2,1370000002,L0000000002,21000,不能,02␍
    R,3,1370000003,L0000000003,21000,済,␍
    T,3,2,42000,983646241␍
    "#);
}

#[test]
fn the_control_sum_is_a_remainder() {
    assert_eq!(control_sum(b""), 0);
    assert_eq!(control_sum(b"T"), 84);
    // 84 · 256³ + 97 · 256² + 115 · 256 + 117, divided by 999,999,937.
    assert_eq!(control_sum(b"Tasu"), 1_415_672_693 - 999_999_937);
}

#[test]
fn a_result_names_the_steps_of_payment() {
    let request = sample();
    let bytes = write_result(&request, date(2028, 1, 10), outcome);
    let result = read_result(&bytes, &request).unwrap();
    assert_eq!(result.made_on, date(2028, 1, 10));
    assert_eq!(result.deducted, Yen::new(42_000));
    let on = result.made_on;
    let steps: Vec<_> = result
        .answers
        .iter()
        .map(|one| one.outcome.step(on))
        .collect();
    let failed = FailDeduction {
        reason: ImpossibleReason::NotEnough,
    };
    assert_eq!(steps, [Deduct { on }, failed, Deduct { on }]);
}

#[test]
fn each_fault_is_told_with_its_line() {
    type Change = fn(String) -> String;
    let cases: &[(&str, Change, &[&str])] = &[
        (
            "line ends",
            |text| text.replace("\r\n", "\n"),
            &["1 deduction.line-end"],
        ),
        (
            "cut off",
            |text| text.replace("978883410\r\n", ""),
            &["5 deduction.line-end"],
        ),
        (
            "trailer lost",
            |text| text.replace("T,3,63000,978883410\r\n", ""),
            &["4 deduction.no-trailer"],
        ),
        ("empty", |_| String::new(), &["1 deduction.no-trailer"]),
        (
            "quotes",
            |text| text.replace("見本デイ", "見\"本デイ"),
            &["4 deduction.quotes"],
        ),
        (
            "mark",
            |text| text.replace("D,2,", "X,2,"),
            &["3 deduction.mark"],
        ),
        (
            "columns",
            |text| text.replace(",202711,", ","),
            &["4 deduction.columns"],
        ),
        (
            "version",
            |text| text.replace("DEDUCTION,1", "DEDUCTION,2"),
            &["1 deduction.version", "5 deduction.control"],
        ),
        (
            "several at once",
            |text| {
                text.replace("D,2,", "D,3,")
                    .replace("21000,202711", "2l000,202711")
            },
            &[
                "3 deduction.sequence",
                "4 deduction.field",
                "5 deduction.control",
            ],
        ),
        (
            "a line lost",
            |text| {
                text.replace(
                    "D,3,1370000003,\"見本デイサービス\",21000,202711,L0000000003\r\n",
                    "",
                )
            },
            &["4 deduction.count", "4 deduction.control"],
        ),
        (
            "an amount changed",
            |text| text.replacen("21000", "12000", 1),
            &["5 deduction.control"],
        ),
        (
            "the total changed",
            |text| text.replace("63000", "64000"),
            &["5 deduction.total"],
        ),
    ];
    for (case, change, expected) in cases {
        assert_eq!(read_changed(*change), *expected, "{case}");
    }
    let not_text = codes(&DeductionFile::read(b"H\r\n\x88\x88\r\n").unwrap_err());
    assert_eq!(not_text, ["2 deduction.encoding"]);
}

#[test]
fn a_file_that_does_not_hold_together_is_not_made() {
    let lines = vec![
        line(1, "見本", 21_000),
        line(1, "", 0),
        DeductionLine {
            office: "2770000001".parse().unwrap(),
            due: "202801".parse().unwrap(),
            ..line(3, "見本\n事業所", 21_000)
        },
    ];
    let faults = DeductionFile::new(head(), lines).unwrap_err();
    let told: Vec<String> = faults.iter().map(FileFault::what).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    3行目: 「事業所名」の値が正しくありません。
    3行目: 「差引額」の値が正しくありません。
    3行目: ライセンス番号（L0000000001）が2回以上あります。
    4行目: 事業所（2770000001）は、この国保連の事業所ではありません。
    4行目: 「事業所名」の値が正しくありません。
    4行目: 「当初請求月」の値が正しくありません。
    "#);
    let huge = vec![line(1, "甲", i64::MAX), line(2, "乙", 1)];
    let faults = DeductionFile::new(head(), huge).unwrap_err();
    assert_eq!(codes(&faults), ["1 deduction.field"]);
}

#[test]
fn a_result_must_answer_its_request() {
    let request = sample();
    let bytes = write_result(&request, date(2028, 1, 10), outcome);
    let told = |request: &DeductionFile| codes(&read_result(&bytes, request).unwrap_err());

    let mut shorter = request.lines.clone();
    shorter.pop();
    let shorter = DeductionFile::new(head(), shorter).unwrap();
    let expected = ["1 deduction.other-request", "4 deduction.not-asked"];
    assert_eq!(told(&shorter), expected);
    let mut longer = request.lines;
    longer.push(line(4, "見本", 21_000));
    let longer = DeductionFile::new(head(), longer).unwrap();
    let expected = ["1 deduction.other-request", "5 deduction.unanswered"];
    assert_eq!(told(&longer), expected);
}

/// A name as offices have them, and as they might be typed.
fn names() -> impl Strategy<Value = String> {
    "[ -~ぁ-ん亜-熙𠮷ﾊ、\"]{1,30}"
}

fn files() -> impl Strategy<Value = DeductionFile> {
    let fees = proptest::collection::vec((names(), 1_i64..1_000_000), 0..6);
    fees.prop_map(|fees| {
        let lines = (1..).zip(fees);
        let lines = lines.map(|(number, (name, amount))| line(number, &name, amount));
        DeductionFile::new(head(), lines.collect()).unwrap()
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_to_the_same(file in files()) {
        prop_assert_eq!(DeductionFile::read(&file.write()), Ok(file));
    }

    #[test]
    fn results_read_to_what_was_written(file in files()) {
        let bytes = write_result(&file, date(2028, 1, 10), outcome);
        let result = read_result(&bytes, &file).unwrap();
        let expected: Vec<_> = file.lines().iter().map(|one| (one.licence, outcome(one))).collect();
        let told: Vec<_> = result.answers.iter().map(|one| (one.licence, one.outcome)).collect();
        prop_assert_eq!(told, expected);
    }

    #[test]
    fn any_changed_byte_is_noticed(file in files(), at: prop::sample::Index, by in 1_u8..=255) {
        let mut bytes = file.write();
        let at = at.index(bytes.len());
        bytes[at] = bytes[at].wrapping_add(by);
        prop_assert!(DeductionFile::read(&bytes).is_err());

        let mut bytes = write_result(&file, date(2028, 1, 10), outcome);
        let at = at % bytes.len();
        bytes[at] = bytes[at].wrapping_add(by);
        prop_assert!(read_result(&bytes, &file).is_err());
    }

    #[test]
    fn whatever_the_bytes_are_there_is_an_answer(bytes: Vec<u8>, text in "[HDRT,\"0-9\\r\\n]{0,60}") {
        let file = sample();
        for bytes in [&*bytes, text.as_bytes()] {
            prop_assert!(DeductionFile::read(bytes).is_err());
            prop_assert!(read_result(bytes, &file).is_err());
        }
    }
}
