//! The application for the exchange (利用申請): what an office types, and what must be right of it.

mod fault;

use tasuki_terms::{FullWidthName, InvalidName, MailAddress, PhoneNumber};

pub use fault::{ApplicationField, FaultKind, FieldFault};

/// The form 申請情報入力 as it was typed.
///
/// The office's name is not typed: it is that of the user who has logged in.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ApplicationForm {
    /// 代表者氏名 姓.
    pub representative_family: String,
    /// 代表者氏名 名.
    pub representative_given: String,
    /// 担当者氏名 姓.
    pub contact_family: String,
    /// 担当者氏名 名.
    pub contact_given: String,
    /// 電話番号 (ハイフンなし).
    pub phone: String,
    /// メールアドレス.
    pub mail: String,
    /// メールアドレス (確認用).
    pub mail_again: String,
    /// Whether 利用規約に同意する is ticked.
    pub agrees_to_terms: bool,
    /// Whether 個人情報取り扱いに同意する is ticked.
    pub agrees_to_privacy: bool,
}

/// An application whose every field is right. Consent was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Application {
    /// Who represents the office (代表者氏名).
    pub representative: PersonName,
    /// Whom to ask (担当者氏名).
    pub contact: PersonName,
    /// Where to call.
    pub phone: PhoneNumber,
    /// Where to write; for notices only.
    pub mail: MailAddress,
}

/// The name of a person: family name (姓) and given name (名).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PersonName {
    /// 姓.
    pub family: FullWidthName,
    /// 名.
    pub given: FullWidthName,
}

impl PersonName {
    /// What people read: `東京 太郎`, with a half-width space as on the official completion page.
    pub fn full(&self) -> String {
        format!("{} {}", self.family, self.given)
    }
}

impl ApplicationForm {
    /// The application, or every fault in the order of the form.
    pub fn check(&self) -> Result<Application, Vec<FieldFault>> {
        use ApplicationField as Field;
        let mut faults = Vec::new();
        let mut tell = |field, kind| faults.push(FieldFault { field, kind });

        let mut name = |field, typed: &str| match typed.parse::<FullWidthName>() {
            Ok(name) => Some(name),
            Err(fault) => {
                tell(field, FaultKind::of_name(fault));
                None
            }
        };
        let representative_family = name(Field::RepresentativeFamily, &self.representative_family);
        let representative_given = name(Field::RepresentativeGiven, &self.representative_given);
        let contact_family = name(Field::ContactFamily, &self.contact_family);
        let contact_given = name(Field::ContactGiven, &self.contact_given);

        let phone = self.phone.parse::<PhoneNumber>().ok();
        if phone.is_none() {
            tell(Field::Phone, empty_or(&self.phone, FaultKind::PhoneDigits));
        }
        let mail = self.mail.parse::<MailAddress>().ok();
        if mail.is_none() {
            tell(Field::Mail, empty_or(&self.mail, FaultKind::Form));
        }
        if self.mail_again.trim().is_empty() {
            tell(Field::MailAgain, FaultKind::Empty);
        } else if self.mail_again.trim() != self.mail.trim() {
            tell(Field::MailAgain, FaultKind::MailDiffers);
        }
        if !self.agrees_to_terms {
            tell(Field::Terms, FaultKind::NoConsentToTerms);
        }
        if !self.agrees_to_privacy {
            tell(Field::Privacy, FaultKind::NoConsentToPrivacy);
        }

        match (
            representative_family,
            representative_given,
            contact_family,
            contact_given,
            phone,
            mail,
        ) {
            (
                Some(representative_family),
                Some(representative_given),
                Some(contact_family),
                Some(contact_given),
                Some(phone),
                Some(mail),
            ) if faults.is_empty() => Ok(Application {
                representative: PersonName {
                    family: representative_family,
                    given: representative_given,
                },
                contact: PersonName {
                    family: contact_family,
                    given: contact_given,
                },
                phone,
                mail,
            }),
            _ => Err(faults),
        }
    }
}

fn empty_or(typed: &str, kind: FaultKind) -> FaultKind {
    if typed.trim().is_empty() {
        FaultKind::Empty
    } else {
        kind
    }
}

impl FaultKind {
    const fn of_name(fault: InvalidName) -> Self {
        match fault {
            InvalidName::Empty => Self::Empty,
            InvalidName::Length => Self::NameLength,
            _ => Self::Form,
        }
    }
}

#[cfg(test)]
mod tests;
