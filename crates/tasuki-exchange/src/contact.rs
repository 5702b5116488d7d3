//! The form with which people ask the help desk (お問い合わせ).

use tasuki_terms::{InvalidPhoneNumber, MailAddress, OfficeNumber, PhoneNumber};

use crate::{CallbackWish, TicketCategory};

/// The most characters of a name.
const NAME_MAX: usize = 60;
/// The most characters of the question.
const TEXT_MAX: usize = 2000;

/// The form as it was typed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ContactForm {
    /// お名前.
    pub name: String,
    /// 事業所番号.
    pub office: String,
    /// 事業所名.
    pub office_name: String,
    /// メールアドレス.
    pub mail: String,
    /// 電話番号, with or without hyphens.
    pub phone: String,
    /// The category's word.
    pub category: String,
    /// お問い合わせ内容.
    pub text: String,
    /// Whether 電話での折り返しを希望する is ticked.
    pub wants_call: bool,
    /// The word of the hours in which the call is wished.
    pub wish: String,
}

/// A question whose every field is right.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who asks.
    pub name: String,
    /// Of which office.
    pub office: Option<OfficeNumber>,
    /// Its name as typed; empty for none.
    pub office_name: String,
    /// Where the answer goes.
    pub mail: MailAddress,
    /// Where to call.
    pub phone: Option<PhoneNumber>,
    /// What it is about.
    pub category: TicketCategory,
    /// The question; lines end with `\n`.
    pub text: String,
    /// When a call is wished; none if the answer goes by mail.
    pub call: Option<CallbackWish>,
}

/// Without what is personal.
impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact")
            .field("category", &self.category)
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

/// A field of the form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ContactField {
    /// お名前.
    Name,
    /// 事業所番号.
    Office,
    /// 事業所名.
    OfficeName,
    /// メールアドレス.
    Mail,
    /// 電話番号.
    Phone,
    /// カテゴリ.
    Category,
    /// お問い合わせ内容.
    Text,
    /// 折り返しを希望する時間帯.
    Wish,
}

impl ContactField {
    /// The name of the form's input.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Office => "office",
            Self::OfficeName => "office_name",
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Category => "category",
            Self::Text => "text",
            Self::Wish => "wish",
        }
    }

    /// Its label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "お名前",
            Self::Office => "事業所番号",
            Self::OfficeName => "事業所名",
            Self::Mail => "メールアドレス",
            Self::Phone => "電話番号",
            Self::Category => "お問い合わせの種類",
            Self::Text => "お問い合わせ内容",
            Self::Wish => "折り返しを希望する時間帯",
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the field {field:?} is {kind:?}")]
pub struct ContactFault {
    /// Which one.
    pub field: ContactField,
    /// Why.
    pub kind: ContactFaultKind,
}

/// Why a field cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContactFaultKind {
    /// Nothing was typed.
    Missing,
    /// Nothing was chosen.
    NotChosen,
    /// It has more characters than this.
    TooLong(usize),
    /// It has not the form of what it should be.
    Malformed,
    /// A call is wished, and no number is told.
    NoNumberToCall,
}

impl ContactFault {
    /// A Japanese sentence, to stand beside the field.
    pub fn what(self) -> String {
        match (self.kind, self.field) {
            (ContactFaultKind::Missing, _) => "未入力です。".to_owned(),
            (ContactFaultKind::NotChosen, _) => "選択してください。".to_owned(),
            (ContactFaultKind::TooLong(most), _) => {
                format!("{most}文字以内で入力してください。")
            }
            (ContactFaultKind::NoNumberToCall, _) => {
                "電話での折り返しを希望する場合は、電話番号を入力してください。".to_owned()
            }
            (ContactFaultKind::Malformed, ContactField::Office) => {
                "10桁の事業所番号を入力してください。".to_owned()
            }
            (ContactFaultKind::Malformed, ContactField::Phone) => {
                "10桁、もしくは11桁の数字を入力してください。".to_owned()
            }
            (ContactFaultKind::Malformed, _) => {
                "メールアドレスの形が正しくありません。半角で、hanako@example.jp の形で入力してください。".to_owned()
            }
        }
    }
}

impl ContactForm {
    /// The question, or all that is wrong, in the order of the form.
    pub fn check(&self) -> Result<Contact, Vec<ContactFault>> {
        let mut faults = Vec::new();
        let mut refuse = |field, kind| faults.push(ContactFault { field, kind });
        let name = line(&self.name);
        if let Some(kind) = length_fault(&name, NAME_MAX, true) {
            refuse(ContactField::Name, kind);
        }
        let office = optional(&half_width(&self.office), str::parse::<OfficeNumber>);
        if office.is_err() {
            refuse(ContactField::Office, ContactFaultKind::Malformed);
        }
        let office_name = line(&self.office_name);
        if let Some(kind) = length_fault(&office_name, NAME_MAX, false) {
            refuse(ContactField::OfficeName, kind);
        }
        let mail = self.mail.parse::<MailAddress>();
        match (&mail, self.mail.trim()) {
            (Ok(_), _) => {}
            (Err(_), "") => refuse(ContactField::Mail, ContactFaultKind::Missing),
            (Err(_), _) => refuse(ContactField::Mail, ContactFaultKind::Malformed),
        }
        let phone = phone_as_typed(&self.phone);
        match &phone {
            Err(_) => refuse(ContactField::Phone, ContactFaultKind::Malformed),
            Ok(None) if self.wants_call => {
                refuse(ContactField::Phone, ContactFaultKind::NoNumberToCall);
            }
            Ok(_) => {}
        }
        let category = TicketCategory::read(&self.category);
        if category.is_none() {
            refuse(ContactField::Category, ContactFaultKind::NotChosen);
        }
        let text = self.text.trim().replace("\r\n", "\n");
        if let Some(kind) = length_fault(&text, TEXT_MAX, true) {
            refuse(ContactField::Text, kind);
        }
        let call = self.wants_call.then(|| CallbackWish::read(&self.wish));
        if call == Some(None) {
            refuse(ContactField::Wish, ContactFaultKind::NotChosen);
        }
        match (office, mail, phone, category) {
            (Ok(office), Ok(mail), Ok(phone), Some(category)) if faults.is_empty() => Ok(Contact {
                name,
                office,
                office_name,
                mail,
                phone,
                category,
                text,
                call: call.flatten(),
            }),
            _ => Err(faults),
        }
    }
}

/// A text as one line: what cannot be seen becomes a space.
fn line(text: &str) -> String {
    let seen = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.trim().chars().map(seen).collect()
}

fn length_fault(text: &str, most: usize, is_needed: bool) -> Option<ContactFaultKind> {
    if text.is_empty() && is_needed {
        Some(ContactFaultKind::Missing)
    } else if text.chars().count() > most {
        Some(ContactFaultKind::TooLong(most))
    } else {
        None
    }
}

/// Nothing for nothing, else what was read.
fn optional<T, E>(text: &str, read: impl FnOnce(&str) -> Result<T, E>) -> Result<Option<T>, E> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some),
    }
}

/// Digits in half width.
fn half_width(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '０'..='９' => {
            let digit = u32::from(letter) - u32::from('０');
            char::from_digit(digit, 10).unwrap_or(letter)
        }
        other => other,
    };
    text.chars().map(narrow).collect()
}

/// A telephone number as people write it, with or without signs between its parts; none where
/// nothing was typed.
pub fn phone_as_typed(text: &str) -> Result<Option<PhoneNumber>, InvalidPhoneNumber> {
    optional(&without_hyphens(text), str::parse::<PhoneNumber>)
}

/// A telephone number without what people write between its parts.
fn without_hyphens(text: &str) -> String {
    let is_between = |letter: char| "-‐‑–—―−－ー() （）\u{3000}".contains(letter);
    text.chars().filter(|letter| !is_between(*letter)).collect()
}

#[cfg(test)]
mod tests {
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
        assert!(!contact.name.contains('\n'));
        let told = format!("{contact:?}");
        assert!(!told.contains("東京") && !told.contains("hanako"), "{told}");
    }
}
