//! The ケアプランデータ連携標準仕様 as a library.
//!
//! It knows the names of files ([`FileName`]), which files are sent together ([`unit_of`]), the
//! layouts of the kinds ([`layout`]), and the character set ([`ms932`]); it reads files without
//! ever failing halfway and says what is wrong in them ([`check_files`]), writes them ([`write()`])
//! and makes valid ones of invented people ([`generate`]). The cases of [`conformance`] are for
//! trying other software.
//!
//! It opens no file, speaks over no network, and does not know that there is a platform. Start at
//! [`check_files`].

mod check;
pub mod conformance;
mod file_name;
mod finding;
pub mod generate;
mod layout;
pub mod ms932;
mod raw;
mod table;
mod unit;
mod write;

pub use check::{CheckReport, Reading, check_files, read_files};
pub use file_name::{FileName, FileNameError, NamePart};
pub use finding::{Finding, Place, Rule, Severity};
pub use layout::{Field, FieldType, Layout, Presence, Privacy, layout};
pub use raw::{RawField, RawRecord, RawTable, SyntaxFault};
pub use table::{Document, Record, Table};
pub use unit::{UnitError, UnitFacts, has_month, is_sending_unit, unit_errors, unit_of};
pub use write::{WriteError, write};
