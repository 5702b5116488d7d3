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
    let csv =
        format!("事業所番号,名称,電話\n\"{joined}\",\"見本\",0300000000\n1399999999,見本,なし");
    let unknown = PartnerOutcome::Unknown("1399999999".parse().unwrap());
    assert_eq!(
        outcomes(&csv),
        [(1, PartnerOutcome::NoNumber), (2, yes), (3, unknown)]
    );
    assert_eq!(
        outcomes("TELEPHONE1 03-0000-0000"),
        [(1, PartnerOutcome::Unknown("TELEPHONE1".parse().unwrap()))]
    );
    assert_eq!(outcomes(""), []);
    assert_eq!(index.partners(&"x\n".repeat(5_001)), Err(TooManyPartners));
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
