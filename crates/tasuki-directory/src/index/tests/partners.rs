//! What people paste to ask for their partners.

use proptest::prelude::*;

use super::{SOME, index, offices};
use crate::{PartnerOutcome, TooManyPartners};

#[test]
fn partners_are_looked_up_as_they_are_pasted() {
    let offices = offices(20);
    let index = index(&offices);
    let [joined, other] = [offices[0].number, offices[1].number];
    let outcomes = |text: &str| {
        let lines = index.partners(text).unwrap();
        lines
            .into_iter()
            .map(|line| (line.line, line.outcome))
            .collect::<Vec<_>>()
    };
    let yes = PartnerOutcome::Joined(index.find(joined).unwrap());
    let no = PartnerOutcome::NotJoined(index.find(other).unwrap());
    assert_eq!(
        outcomes(&format!("{joined}\r\n\n {other} ")),
        [(1, yes), (3, no)]
    );
    assert_eq!(
        outcomes(&format!("{joined}, {other}\n{joined}")),
        [(1, yes), (1, no)]
    );
    let wide: String = joined
        .as_str()
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
        .collect();
    assert_eq!(outcomes(&wide), [(1, yes)]);
    let csv = format!("見本,\"{joined}\",0300000000\n1399999999,見本,なし\nなし");
    let unknown = PartnerOutcome::Unknown("1399999999".parse().unwrap());
    assert_eq!(
        outcomes(&csv),
        [(1, yes), (2, unknown), (3, PartnerOutcome::NoNumber)]
    );
    assert_eq!(
        outcomes("TELEPHONE1 03-0000-0000"),
        [(1, PartnerOutcome::Unknown("TELEPHONE1".parse().unwrap()))]
    );
    assert_eq!(outcomes(""), []);
    let most = TooManyPartners::MOST;
    for text in [
        "x\n".repeat(most + 1),
        "\n".repeat(most) + "x",
        "1399999999 ".repeat(most + 1),
    ] {
        assert_eq!(index.partners(&text), Err(TooManyPartners));
    }
    assert!(index.partners(&"1399999999 ".repeat(most)).is_ok());
}

#[test]
fn a_header_tells_the_column_and_is_no_answer() {
    let offices = offices(20);
    let index = index(&offices);
    let joined = offices[0].number;
    let yes = PartnerOutcome::Joined(index.find(joined).unwrap());
    let unknown = PartnerOutcome::Unknown("1399999999".parse().unwrap());
    for text in [
        format!(
            "事業所名,介護保険事業所番号,電話\n見本,{joined},0312345678\n甲,1399999999,{joined}\n乙,,0312345678"
        ),
        format!("電話番号\t事業所番号\n0312345678\t{joined}\n\t1399999999\n0312345678\t"),
        format!(
            "\"番号\",\"名称\"\r\n\"{joined}\",\"甲,乙\"\r\n1399999999,0312345678\r\nなし,{joined}"
        ),
        format!("事業所番号\n{joined}\n1399999999\n乙"),
    ] {
        let lines = index.partners(&text).unwrap();
        let found: Vec<_> = lines.iter().map(|line| (line.line, line.outcome)).collect();
        assert_eq!(
            found,
            [(2, yes), (3, unknown), (4, PartnerOutcome::NoNumber)],
            "{text}"
        );
    }
    // A first line with a number is none.
    let lines = index.partners("事業所番号 1399999999").unwrap();
    assert_eq!(lines[0].outcome, unknown);
}

#[test]
fn titles_above_the_names_of_columns_and_empty_rows_are_no_answers() {
    let offices = offices(20);
    let index = index(&offices);
    let joined = offices[0].number;
    let yes = PartnerOutcome::Joined(index.find(joined).unwrap());
    let text = format!("取引先一覧\n\n,,\n名称,番号,電話\n見本,{joined},0312345678\n,,\n甲,,\n");
    let lines = index.partners(&text).unwrap();
    let found: Vec<_> = lines.iter().map(|line| (line.line, line.outcome)).collect();
    assert_eq!(found, [(5, yes), (7, PartnerOutcome::NoNumber)]);
    // What keeps the place of a line without a number stays one.
    let kept = index.partners("-\n1399999999").unwrap();
    assert_eq!(kept.len(), 2);
}

#[test]
fn hyphens_and_spaces_within_a_number_do_not_matter() {
    let offices = offices(20);
    let index = index(&offices);
    let joined = offices[0].number;
    let yes = PartnerOutcome::Joined(index.find(joined).unwrap());
    let [one, two, three] = [
        joined.as_str().get(..3).unwrap(),
        joined.as_str().get(3..6).unwrap(),
        joined.as_str().get(6..).unwrap(),
    ];
    for hyphen in ['-', '－', '‐', '−', '–', '—', 'ー', 'ｰ', ' ', '　'] {
        let text = format!("{one}{hyphen}{two}{hyphen}{three}");
        let lines = index.partners(&text).unwrap();
        assert_eq!(lines.len(), 1, "{text}");
        assert_eq!(lines[0].outcome, yes, "{text}");
        assert_eq!(lines[0].text, text);
    }
    for telephone in ["03-1234-5678", "０３－１２３４－５６７８"] {
        let lines = index.partners(telephone).unwrap();
        assert_eq!(lines[0].outcome, PartnerOutcome::NoNumber, "{telephone}");
    }
}

#[test]
fn a_zero_that_a_spreadsheet_dropped_is_put_back() {
    let mut offices = offices(1);
    offices[0].number = "0170000001".parse().unwrap();
    let index = index(&offices);
    let found = index.partners("170000001").unwrap();
    let known = index.find(offices[0].number).unwrap();
    assert_eq!(found[0].outcome, PartnerOutcome::Joined(known));
}

proptest! {
    #[test]
    fn no_pasted_text_panics(text in "[0-9A-Z０-９あ,\"\n -]{0,60}") {
        let _answers = SOME.1.partners(&text);
    }
}
