use jiff::civil::date;
use proptest::prelude::*;
use tasuki_terms::Yen;

use super::*;
use crate::layout::{Mark, PAGE};
use crate::{
    Addressee, Bill, CertificateFingerprints, Charge, Contact, Invoice, Issuer, LetterOccasion,
    RegistrationLetter, TaxShare,
};

const CHARGE: Charge<'static> = Charge {
    description: "ライセンス料",
    from: date(2026, 11, 1),
    until: date(2027, 10, 31),
    tax_rate: 10,
    amount: Yen::new(21_000),
};

const TAX: TaxShare = TaxShare {
    rate: 10,
    total: Yen::new(21_000),
    tax: Yen::new(1_909),
};

/// An invoice in which every text is this one.
fn invoice<'a>(text: &'a str, charges: &'a [Charge<'a>]) -> Invoice<'a> {
    Invoice {
        bill: Bill {
            number: text,
            date: date(2026, 11, 21),
            to: addressee(text),
            from: issuer(text),
            charges,
            taxes: &[TAX],
            total: Yen::new(21_000),
            contact: Contact {
                name: text,
                ways: &[],
            },
        },
        due: date(2026, 12, 25),
        account: text,
        remarks: &[],
    }
}

/// A letter in which every text is this one.
fn letter(text: &str) -> RegistrationLetter<'_> {
    RegistrationLetter {
        occasion: LetterOccasion::Enrolled,
        to: addressee(text),
        from: issuer(text),
        date: date(2026, 11, 21),
        user_id: text,
        temporary_password: text,
        temporary_password_until: None,
        issuing_password: text,
        claims_site: text,
        portal_site: text,
        contact: Contact {
            name: text,
            ways: &[],
        },
    }
}

fn addressee(text: &str) -> Addressee<'_> {
    Addressee {
        name: text,
        postal_code: Some(text),
        address: Some(text),
    }
}

fn issuer(text: &str) -> Issuer<'_> {
    Issuer {
        name: text,
        postal_code: Some(text),
        address: Some(text),
        registration_number: Some(text),
    }
}

fn laid<D: Document>(documents: &[D]) -> Sheet {
    lay(Typefaces::load().unwrap(), documents)
}

/// The texts of a page.
fn texts(sheet: &Sheet, page: usize) -> Vec<&str> {
    fn text(mark: &Mark) -> Option<&str> {
        match mark {
            Mark::Text { line, .. } => Some(&line.text),
            Mark::Rule { .. } | Mark::Fill { .. } | Mark::Picture { .. } | Mark::Link { .. } => {
                None
            }
        }
    }
    sheet.pages[page].iter().filter_map(text).collect()
}

/// What reaches over the edges of its page.
fn outside(sheet: &Sheet) -> Vec<String> {
    let mut outside = Vec::new();
    let mut check = |what: String, left: f32, top: f32, right: f32, bottom: f32| {
        let inside = left >= 0.0 && top >= 0.0 && right <= PAGE.0 && bottom <= PAGE.1 - 9.0;
        if !inside {
            outside.push(format!("{what}: {left} {top} {right} {bottom}"));
        }
    };
    for mark in sheet.pages.iter().flatten() {
        match mark {
            Mark::Text {
                line,
                style,
                left,
                baseline,
                ..
            } => {
                let top = baseline - style.baseline();
                let bottom = top + style.line_height();
                check(line.text.clone(), *left, top, left + line.width(), bottom);
            }
            Mark::Rule { from, to, .. } => check("rule".to_owned(), from.0, from.1, to.0, to.1),
            Mark::Fill { corner, size, .. }
            | Mark::Link { corner, size, .. }
            | Mark::Picture { corner, size, .. } => {
                let (right, bottom) = (corner.0 + size.0, corner.1 + size.1);
                check("fill".to_owned(), corner.0, corner.1, right, bottom);
            }
        }
    }
    outside
}

#[test]
fn a_long_name_wraps_and_stays_on_the_page() {
    let name = "社会福祉法人とても長い名前の会立あおぞら居宅介護支援事業所本店".repeat(4);
    let sheet = laid(&[letter(&name)]);
    assert_eq!(outside(&sheet), Vec::<String>::new());
    let all: String = (0..sheet.pages.len())
        .flat_map(|page| texts(&sheet, page))
        .collect();
    assert!(all.contains(&name), "{all}");
}

#[test]
fn a_long_table_breaks_over_pages_and_repeats_its_headings() {
    let charges = vec![CHARGE; 60];
    let sheet = laid(&[invoice("見本", &charges)]);
    assert_eq!(outside(&sheet), Vec::<String>::new());
    assert!(sheet.pages.len() > 2, "{}", sheet.pages.len());
    let rows = |page| {
        texts(&sheet, page)
            .iter()
            .filter(|&&text| text == "ライセンス料")
            .count()
    };
    assert_eq!((0..sheet.pages.len()).map(rows).sum::<usize>(), 60);
    for page in 0..sheet.pages.len() {
        let headed = texts(&sheet, page).contains(&"品目");
        assert_eq!(headed, rows(page) > 0, "page {page}");
    }
    let numbers = format!("1 / {}", sheet.pages.len());
    assert!(texts(&sheet, 0).contains(&&*numbers));
}

#[test]
fn a_row_higher_than_a_page_is_continued_on_the_next() {
    let description = "とても長い品目".repeat(800);
    let charge = Charge {
        description: &description,
        ..CHARGE
    };
    let sheet = laid(&[invoice("見本", &[charge])]);
    assert_eq!(outside(&sheet), Vec::<String>::new());
    let texts: Vec<_> = (0..sheet.pages.len())
        .flat_map(|page| texts(&sheet, page))
        .collect();
    let whole: usize = texts.iter().map(|text| text.matches("品目").count()).sum();
    // Words are torn where lines end; the letters are all there.
    assert!(whole <= 800 + sheet.pages.len());
    let letters = |text: &&&str| text.contains("長い") || text.contains("とても");
    let laid: usize = texts
        .iter()
        .filter(letters)
        .map(|text| text.chars().count())
        .sum();
    assert_eq!(laid, description.chars().count());
}

#[test]
fn each_document_has_its_own_pages_and_page_numbers() {
    let long = [CHARGE; 15];
    let sheet = laid(&[invoice("見本", &[CHARGE]), invoice("見本", &long)]);
    assert_eq!(sheet.documents[1].1, 1);
    assert!(!texts(&sheet, 0).iter().any(|text| text.contains(" / ")));
    assert!(texts(&sheet, 1).contains(&"1 / 2"));
}

#[test]
fn what_cannot_be_shown_is_told() {
    let paper = Invoice::print(&[invoice("𠮷田介護", &[CHARGE])]).unwrap();
    assert_eq!(paper.missing, BTreeSet::from(['𠮷']));
}

#[test]
fn nothing_is_no_document() {
    let refused = Invoice::print(&[]);
    assert!(matches!(refused, Err(PaperError::Nothing)));
}

#[test]
fn amounts_and_dates_of_any_size_stay_on_the_page() {
    let charge = Charge {
        from: Date::MIN,
        until: Date::MAX,
        amount: Yen::new(i64::MIN),
        ..CHARGE
    };
    let charges = [charge];
    let mut extreme = invoice("見本", &charges);
    extreme.bill.date = Date::MIN;
    extreme.bill.total = Yen::new(i64::MIN);
    extreme.due = Date::MAX;
    let sheet = laid(&[extreme]);
    assert_eq!(outside(&sheet), Vec::<String>::new());
    Invoice::print(&[extreme]).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_the_texts_are_there_is_a_paper_and_nothing_leaves_it(text in any_text()) {
        let sheet = laid(&[letter(&text)]);
        prop_assert_eq!(outside(&sheet), Vec::<String>::new());
        let one = letter(&text);
        let sheet = CertificateFingerprints {
            date: one.date,
            certificates: &[],
            contact: one.contact,
        };
        prop_assert!(RegistrationLetter::print(&[one], &sheet).is_ok());
        let charge = Charge { description: &text, ..CHARGE };
        let charges = [charge];
        let invoices = [invoice(&text, &charges)];
        prop_assert_eq!(outside(&laid(&invoices)), Vec::<String>::new());
        prop_assert!(Invoice::print(&invoices).is_ok());
    }
}

/// Anything at all, and what names are made of.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(any::<char>(), 0..80).prop_map(String::from_iter),
        "[ -~]{0,200}",
        "[ぁ-ヿ一-龥、。「」（）0-9A-Za-z\n]{0,400}",
    ]
}
