//! The form with which people ask the help desk (お問い合わせ).

use tasuki_terms::{InvalidPhoneNumber, MailAddress, OfficeNumber, PhoneNumber, half_width};

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
    /// The question; lines end with `\n`, and there is no other control character.
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

impl ContactFaultKind {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "contact.missing",
            Self::NotChosen => "contact.not-chosen",
            Self::TooLong(_) => "contact.too-long",
            Self::Malformed => "contact.malformed",
            Self::NoNumberToCall => "contact.no-number-to-call",
        }
    }
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
                "10桁の事業所番号を入力してください。お持ちでない場合は、空欄にしてください。".to_owned()
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
        let office = optional(&without_hyphens(&self.office), |typed| {
            half_width(typed)
                .to_ascii_uppercase()
                .parse::<OfficeNumber>()
        });
        if office.is_err() {
            refuse(ContactField::Office, ContactFaultKind::Malformed);
        }
        let office_name = line(&self.office_name);
        if let Some(kind) = length_fault(&office_name, NAME_MAX, false) {
            refuse(ContactField::OfficeName, kind);
        }
        let mail = half_width(&self.mail).parse::<MailAddress>();
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
        let text = lines(&self.text);
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

/// A text as one line: control characters become spaces, and what has no width goes.
fn line(text: &str) -> String {
    let seen = text.chars().filter(|letter| !is_invisible(*letter));
    let line: String = seen
        .map(|letter| if breaks(letter) { ' ' } else { letter })
        .collect();
    line.trim().to_owned()
}

/// A text as lines that end with `\n`, however they ended; other control characters become
/// spaces (no table takes a NUL), and what has no width goes.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let seen = text.chars().filter(|letter| !is_invisible(*letter));
    let lines = seen.map(|letter| match letter {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => '\n',
        other if breaks(other) => ' ',
        other => other,
    });
    lines.collect::<String>().trim().to_owned()
}

/// Control characters, and what parts lines.
fn breaks(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// What nobody sees, and what turns the direction in which the rest is read: a name of these is
/// none, and one with these may look like another.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
    )
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

/// A telephone number as people write it, with or without signs between its parts; none where
/// nothing was typed.
pub fn phone_as_typed(text: &str) -> Result<Option<PhoneNumber>, InvalidPhoneNumber> {
    optional(&without_hyphens(text), str::parse::<PhoneNumber>)
}

/// A number without what people write between its parts.
fn without_hyphens(text: &str) -> String {
    let is_between = |letter: char| "-‐‑–—―−－ーｰ() （）\u{3000}".contains(letter);
    text.chars().filter(|letter| !is_between(*letter)).collect()
}

#[cfg(test)]
mod tests;
