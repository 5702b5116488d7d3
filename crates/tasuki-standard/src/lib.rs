//! The ケアプランデータ連携標準仕様 as a library.
//!
//! It knows the names of files ([`FileName`]), which files are sent together ([`unit_of`]), the
//! layouts of the kinds ([`layout`]), and the character set ([`ms932`]); it reads files without
//! ever failing halfway and says what is wrong in them ([`check_files`]), writes them
//! ([`write_document`]), puts right what other programs write otherwise ([`normalise()`]), turns files
//! of one version into those of the other ([`convert()`]), and makes valid ones of invented people
//! ([`generate`]).
//!
//! It opens no file, speaks over no network, and does not know that there is a platform. Start at
//! [`check_files`].

mod check;
mod convert;
mod file_name;
mod finding;
pub mod generate;
mod layout;
pub mod ms932;
mod normalise;
mod raw;
mod services;
mod table;
#[cfg(test)]
mod test_files;
mod unit;
mod write;

pub use check::{CheckReport, Reading, check_files, read_files};
pub use convert::{Added, AddedKind, Conversion, Converted, Loss, LossKind, NotConverted, convert};
pub use file_name::{FileName, FileNameError, NamePart};
pub use finding::{Finding, Place, Rule, Severity};
pub use layout::{Field, FieldType, Layout, Presence, Privacy, layout};
pub use normalise::{
    NormaliseOptions, Normalised, NotNormalised, Repair, RepairKind, ReplacedCharacter, normalise,
};
pub use raw::{RawField, RawRecord, RawTable, SyntaxFault};
pub use services::Services;
pub use table::{Document, Record, Table};
pub use unit::{UnitError, UnitFacts, has_month, is_sending_unit, unit_errors, unit_of};
pub use write::{ReplacedIn, WriteError, Written, write, write_allowing, write_document};
