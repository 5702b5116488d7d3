use tasuki_standard::{Place, Severity};

use super::*;

fn found(rule: &'static str) -> Problem {
    Problem {
        rule,
        sample_code: "E_TYPE",
        severity: Severity::Error,
        place: Place::file("UPPLAN.CSV"),
        path: "UPPLAN.CSV".into(),
        value: None,
        what: "単位数の書き方が違います。".to_owned(),
        hint: "半角の整数です。".to_owned(),
        count: 1,
        more_lines: Vec::new(),
        excerpt: None,
    }
}

fn unit_with(problems: Vec<Problem>, errors: u32, warnings: u32) -> Checked {
    let unit = CheckedUnit {
        unit: None,
        name: None,
        month: None,
        files: Vec::new(),
        problems,
        errors,
        warnings,
        notes: 0,
    };
    Checked {
        units: vec![unit],
        ignored: Vec::new(),
    }
}

fn excerpt(before: &str, item: &str, after: &str) -> Excerpt {
    Excerpt {
        before: before.to_owned(),
        item: Some(item.to_owned()),
        after: after.to_owned(),
        span: None,
    }
}

#[test]
fn equal_findings_are_told_once_with_their_lines_and_explained_once() {
    let folded = Problem {
        count: 4,
        more_lines: vec![5, 8, 12],
        ..found("field.form")
    };
    let many = Problem {
        count: 250,
        more_lines: vec![7],
        ..found("field.form")
    };
    insta::assert_snapshot!(text(&unit_with(vec![folded, many], 300, 2), Paint::Plain));
}

#[test]
fn long_lines_are_cut_around_the_item() {
    let problem = found("field.form");
    let ten = "1234567890,".repeat(10);
    let kana = "ｶﾅ,漢字,".repeat(10);
    let texts = [
        ("", "x".to_owned(), ten.as_str()),
        (ten.as_str(), "漢字ｶﾅ".to_owned(), ""),
        (kana.as_str(), "漢".repeat(40), kana.as_str()),
        (ten.as_str(), String::new(), ten.as_str()),
    ]
    .map(|(before, item, after)| {
        let lines = source_lines(12, &excerpt(before, &item, after), &problem, Paint::Plain);
        for line in &lines {
            assert!(width(line) <= 80, "{line}");
        }
        lines.join("\n")
    });
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn colours_change_nothing_but_colours() {
    let problem = Problem {
        place: Place::file("UPPLAN.CSV").at(3, 20),
        excerpt: Some(excerpt("202407,", "漢字", ",0")),
        value: Some("F040".to_owned()),
        ..found("text.user-defined")
    };
    let checked = unit_with(vec![problem], 1, 0);
    let coloured = text(&checked, Paint::Coloured);
    let mut plain = String::new();
    let mut pieces = coloured.split('\x1B');
    plain.push_str(pieces.next().unwrap());
    for piece in pieces {
        plain.push_str(piece.split_once('m').unwrap().1);
    }
    assert_ne!(coloured, plain);
    assert_eq!(plain, text(&checked, Paint::Plain));
}

#[test]
fn marks_stand_below_masked_items_and_nothing_shown_is_of_ambiguous_width() {
    let problem = found("field.form");
    let line = excerpt(&"漢,".repeat(40), "□□ □", ",□□");
    let [shown, marks] = &source_lines(3, &line, &problem, Paint::Plain)[..] else {
        panic!("not a line and its marks");
    };
    assert!(!shown.contains(['□', '…']), "{shown}");
    let (before, item) = shown.split_once("＊＊ ＊").unwrap();
    assert_eq!(item, ",＊＊");
    let expected = format!("{}{}", " ".repeat(width(before)), "^".repeat(7));
    assert_eq!(marks.replace('|', " "), expected);
}
