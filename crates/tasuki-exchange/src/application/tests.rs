use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn form() -> ApplicationForm {
    ApplicationForm {
        representative_family: "東京".to_owned(),
        representative_given: "太郎".to_owned(),
        contact_family: "東京".to_owned(),
        contact_given: "花子".to_owned(),
        phone: "0123456789".to_owned(),
        mail: "tokyo_test@example.jp".to_owned(),
        mail_again: "tokyo_test@example.jp".to_owned(),
        agrees_to_terms: true,
        agrees_to_privacy: true,
    }
}

/// The faults, each as `field: sentence`.
fn told(form: &ApplicationForm) -> Vec<String> {
    let faults = form.check().err().unwrap_or_default();
    let tell = |fault: &FieldFault| format!("{}: {}", fault.field.as_str(), fault.kind.what());
    faults.iter().map(tell).collect()
}

#[test]
fn a_complete_form_is_an_application() {
    let application = form().check().unwrap();
    assert_eq!(application.representative.full(), "東京 太郎");
    assert_eq!(application.contact.full(), "東京 花子");
    assert_eq!(application.phone.as_str(), "0123456789");
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_form() {
    insta::assert_snapshot!(told(&ApplicationForm::default()).join("\n"), @r"
    representative_family: 未入力です。
    representative_given: 未入力です。
    contact_family: 未入力です。
    contact_given: 未入力です。
    phone: 未入力です。
    mail: 未入力です。
    mail_again: 未入力です。
    terms: 利用規約を最後までお読みのうえ、同意してください。
    privacy: 個人情報取り扱いについてを最後までお読みのうえ、同意してください。
    ");
}

#[test]
fn the_official_example_gives_the_official_sentences() {
    // The faulty form of manual 2.7, step 11.
    let example = ApplicationForm {
        contact_family: String::new(),
        contact_given: String::new(),
        phone: "03-1234-567".to_owned(),
        mail: "test#@test.com".to_owned(),
        mail_again: "test1@test.com".to_owned(),
        ..form()
    };
    insta::assert_snapshot!(told(&example).join("\n"), @r"
    contact_family: 未入力です。
    contact_given: 未入力です。
    phone: 10桁、もしくは11桁の数字を入力してください。
    mail: 不正な形式または不正な記号が入力されています。
    mail_again: メールアドレスが一致していません。
    ");
}

#[test]
fn each_rule_has_its_sentence() {
    type Change = fn(&mut ApplicationForm);
    let cases: &[(Change, &[&str])] = &[
        (|form| form.phone = "０１２３４５６７８９".to_owned(), &[]),
        (|form| form.contact_given = "　花子　".to_owned(), &[]),
        (
            |form| form.contact_given = "ﾊﾅｺ".to_owned(),
            &["contact_given: 不正な形式または不正な記号が入力されています。"],
        ),
        (
            |form| form.representative_family = "Tokyo".to_owned(),
            &["representative_family: 不正な形式または不正な記号が入力されています。"],
        ),
        (
            |form| form.representative_family = "東".repeat(21),
            &["representative_family: 20文字以内で入力してください。"],
        ),
        (
            |form| form.phone = "012345678".to_owned(),
            &["phone: 10桁、もしくは11桁の数字を入力してください。"],
        ),
        (
            |form| form.mail_again = "Tokyo_test@example.jp".to_owned(),
            &["mail_again: メールアドレスが一致していません。"],
        ),
        (
            |form| form.agrees_to_privacy = false,
            &["privacy: 個人情報取り扱いについてを最後までお読みのうえ、同意してください。"],
        ),
    ];
    for (change, expected) in cases {
        let mut changed = form();
        change(&mut changed);
        assert_eq!(told(&changed), *expected);
    }
}

#[test]
fn codes_and_input_names_are_told_apart() {
    let codes: BTreeSet<_> = FaultKind::ALL.map(FaultKind::code).into();
    assert_eq!(codes.len(), FaultKind::ALL.len());
    let names: BTreeSet<_> = ApplicationField::ALL.map(ApplicationField::as_str).into();
    assert_eq!(names.len(), ApplicationField::ALL.len());
    for field in ApplicationField::ALL {
        assert!(!field.label().is_empty() && field.hint().ends_with('。'));
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_there_is_an_application_or_a_fault(
        typed in proptest::array::uniform7(".{0,30}"),
    ) {
        let [family, given, contact_family, contact_given, phone, mail, mail_again] = typed;
        let form = ApplicationForm {
            representative_family: family,
            representative_given: given,
            contact_family,
            contact_given,
            phone,
            mail,
            mail_again,
            ..form()
        };
        if let Err(faults) = form.check() {
            prop_assert!(!faults.is_empty());
        }
    }
}
