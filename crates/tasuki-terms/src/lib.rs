//! The field's identifiers, codes and months, and what a test must hold: time, ids and chance.
//!
//! Each identifier is parsed once, where it enters a program; behind that border its type is the
//! proof. This crate knows no input or output, no SQL and no HTTP. Start at [`OfficeNumber`]; the
//! others follow its shape. Names are those of `GLOSSARY.md`.

mod app_user;
mod calendar_month;
mod certificate_class;
mod chance;
mod code;
mod day;
mod digest;
mod era;
mod fiscal_year;
mod holiday;
mod kind;
mod licence_number;
mod mail;
mod media;
mod message_id;
mod month;
mod name;
mod office;
mod office_kind;
mod party;
mod phone;
mod prefecture;
mod release_version;
mod revocation;
mod sequence;
mod state;
mod system_fault;
mod unit;
mod user;
mod width;
mod yen;

pub use app_user::{AppUserId, InvalidAppUserId};
pub use calendar_month::{CalendarMonth, InvalidCalendarMonth};
pub use certificate_class::CertificateClass;
pub use chance::{Clock, Entropy, SystemClock};
pub use code::{InvalidCode, ServiceType};
pub use day::{
    day_in_japan, last_day_before, spoken_day, start_of_day, written_day, written_moment,
};
pub use digest::{Digest, InvalidDigest};
pub use era::JapaneseDate;
pub use fiscal_year::FiscalYear;
pub use holiday::is_holiday;
pub use kind::{FileKind, SpecVersion, UnknownKind, UnknownVersion};
pub use licence_number::{InvalidLicenceNumber, LicenceNumber};
pub use mail::{InvalidMailAddress, MailAddress};
pub use media::{MediaType, UnknownMediaType};
pub use message_id::{InvalidMessageId, MessageId};
pub use month::{InvalidMonth, ServiceMonth};
pub use name::{FullWidthName, InvalidName};
pub use office::{InvalidOfficeNumber, OfficeNumber};
pub use office_kind::{InvalidOfficeKind, OfficeKind};
pub use party::Party;
pub use phone::{InvalidPhoneNumber, PhoneNumber};
pub use prefecture::{InvalidPrefecture, Prefecture};
pub use release_version::{InvalidReleaseVersion, ReleaseVersion};
pub use revocation::{Revocation, RevocationReason};
pub use sequence::{InvalidSequence, Sequence};
pub use state::{MessageState, UnknownState};
pub use system_fault::system_fault;
pub use unit::{SendingUnit, UnknownUnit};
pub use user::{InvalidUserId, UserId};
pub use width::{half_width, half_width_sign};
pub use yen::{InvalidYen, Yen};

/// A moment, as every part of Tasuki keeps it: UTC, microseconds.
pub use jiff::Timestamp;

/// A day of the calendar, in Japan unless said otherwise.
pub use jiff::civil::Date;

/// Implements serde through `Display` and `FromStr`, so that no value enters unparsed.
macro_rules! serde_as_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;
