use super::*;

fn good() -> ContactForm {
    ContactForm {
        name: "東京 花子".to_owned(),
        mail: "hanako@example.jp".to_owned(),
        category: "operation".to_owned(),
        text: "一行目\r\n二行目".to_owned(),
        ..ContactForm::default()
    }
}

fn faults(form: &ContactForm) -> Vec<(ContactField, ContactFaultKind)> {
    let faults = form.check().unwrap_err();
    faults
        .into_iter()
        .map(|fault| (fault.field, fault.kind))
        .collect()
}

#[test]
fn a_question_needs_little() {
    let contact = good().check().unwrap();
    assert_eq!(contact.text, "一行目\n二行目");
    assert_eq!(
        (contact.office, contact.phone, contact.call),
        (None, None, None)
    );
    let full = ContactForm {
        office: "１３７０００００１１".replace("１１", "01"),
        phone: "03-1234-5678".to_owned(),
        wants_call: true,
        wish: "morning".to_owned(),
        ..good()
    };
    let contact = full.check().unwrap();
    assert_eq!(contact.phone.unwrap().as_str(), "0312345678");
    assert_eq!(contact.call, Some(CallbackWish::Morning));
    assert!(contact.office.is_some());
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    use ContactFaultKind::{Malformed, Missing, NoNumberToCall, NotChosen, TooLong};
    let empty = ContactForm {
        wants_call: true,
        ..ContactForm::default()
    };
    assert_eq!(
        faults(&empty),
        [
            (ContactField::Name, Missing),
            (ContactField::Mail, Missing),
            (ContactField::Phone, NoNumberToCall),
            (ContactField::Category, NotChosen),
            (ContactField::Text, Missing),
            (ContactField::Wish, NotChosen),
        ]
    );
    let wrong = ContactForm {
        office: "13".to_owned(),
        office_name: "あ".repeat(61),
        mail: "hanako".to_owned(),
        phone: "03".to_owned(),
        text: "あ".repeat(2001),
        ..good()
    };
    assert_eq!(
        faults(&wrong),
        [
            (ContactField::Office, Malformed),
            (ContactField::OfficeName, TooLong(60)),
            (ContactField::Mail, Malformed),
            (ContactField::Phone, Malformed),
            (ContactField::Text, TooLong(2000)),
        ]
    );
    for fault in wrong.check().unwrap_err() {
        assert!(fault.what().ends_with('。'));
    }
}

#[test]
fn names_are_one_line_and_logs_tell_nobody() {
    let form = ContactForm {
        name: "東京\r\nBcc: x".to_owned(),
        ..good()
    };
    let contact = form.check().unwrap();
    assert_eq!(contact.name, "東京  Bcc: x");
    let told = format!("{contact:?}");
    assert!(!told.contains("東京") && !told.contains("hanako"), "{told}");
}

#[test]
fn what_cannot_be_seen_is_not_kept() {
    let form = ContactForm {
        name: "\u{202E}東京\u{200B}\0".to_owned(),
        text: "\u{FEFF}一\0行目\r二行\t目\u{1B}\u{2028}三行目\r\n".to_owned(),
        ..good()
    };
    let contact = form.check().unwrap();
    assert_eq!(contact.name, "東京");
    assert_eq!(contact.text, "一 行目\n二行 目 \n三行目");
    for nothing in ["\0", "\u{200B}", "\u{202E}\u{2066}", " \u{3000}"] {
        let form = ContactForm {
            name: nothing.to_owned(),
            text: nothing.to_owned(),
            ..good()
        };
        let fields = [ContactField::Name, ContactField::Text];
        let missing = fields.map(|field| (field, ContactFaultKind::Missing));
        assert_eq!(faults(&form), missing, "{nothing:?}");
    }
}

#[test]
fn numbers_may_be_typed_in_full_width_and_with_small_letters() {
    for typed in [
        "１３Ａ０００００１１",
        "13a0000011",
        "13a-000-0011",
        "１３Ａー０００ー００１１",
    ] {
        let office = ContactForm {
            office: typed.to_owned(),
            ..good()
        };
        let office = office.check().unwrap().office.unwrap();
        assert_eq!(office.as_str(), "13A0000011", "{typed}");
    }
}
