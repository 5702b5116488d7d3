//! How the help desk (ヘルプデスク) is reached.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use tasuki_terms::{MailAddress, PhoneNumber};

/// How the help desk is reached. What is none is not told.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SupportDesk {
    /// Where operators are told of new questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailAddress>,
    /// Its telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<DeskPhone>,
}

/// The help desk's telephone number, as people read it: ten or eleven digits, with hyphens where
/// the operator set them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeskPhone(String);

impl DeskPhone {
    /// As people read it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeskPhone {
    type Err = tasuki_terms::InvalidPhoneNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let _digits: PhoneNumber = text.replace('-', "").parse()?;
        Ok(Self(text.trim().to_owned()))
    }
}

impl TryFrom<String> for DeskPhone {
    type Error = tasuki_terms::InvalidPhoneNumber;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DeskPhone> for String {
    fn from(phone: DeskPhone) -> Self {
        phone.0
    }
}

impl fmt::Display for DeskPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_as_it_was_set() {
        let phone: DeskPhone = "0120-000-000".parse().unwrap();
        assert_eq!(phone.to_string(), "0120-000-000");
        assert!("0120-000".parse::<DeskPhone>().is_err());
        assert!("なし".parse::<DeskPhone>().is_err());
    }
}
