//! The two sides of the exchange.

use std::fmt;
use std::str::FromStr;

/// Which side of the exchange an office is on (事業所の区分).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum OfficeKind {
    /// Sends plans and enters results (居宅介護支援事業所).
    CareManagement,
    /// Receives plans and sends results (介護サービス事業所).
    Service,
}

impl OfficeKind {
    /// Both, in the order in which forms offer them.
    pub const ALL: [Self; 2] = [Self::CareManagement, Self::Service];

    /// The Japanese name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::CareManagement => "居宅介護支援事業所",
            Self::Service => "介護サービス事業所",
        }
    }

    /// What the office's partners are.
    pub const fn partners(self) -> &'static str {
        match self {
            Self::CareManagement => Self::Service.label(),
            Self::Service => Self::CareManagement.label(),
        }
    }
}

impl fmt::Display for OfficeKind {
    /// The word in forms and addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CareManagement => "care-management",
            Self::Service => "service",
        })
    }
}

impl FromStr for OfficeKind {
    type Err = InvalidOfficeKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.to_string() == text)
            .ok_or(InvalidOfficeKind)
    }
}

/// The text is no [`OfficeKind`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected care-management or service")]
pub struct InvalidOfficeKind;
