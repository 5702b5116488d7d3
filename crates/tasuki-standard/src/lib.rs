//! The ケアプランデータ連携標準仕様 as a library.
//!
//! It knows the names of files ([`FileName`]), which files are sent together ([`unit_of`]), the
//! layouts of the kinds ([`layout`]), the character set ([`ms932`]), reads files without ever
//! failing halfway and says what is wrong in them ([`check_files`]), and makes valid ones of
//! invented people ([`generate`]).
//!
//! It opens no file, speaks over no network, and does not know that there is a platform. Start at
//! [`check_files`].

mod file_name;
mod unit;

pub use file_name::{FileName, FileNameError, NamePart};
pub use unit::{UnitError, UnitFacts, unit_errors, unit_of};
