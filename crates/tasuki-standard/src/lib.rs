//! The ケアプランデータ連携標準仕様 as a library.
//!
//! It knows the names of files ([`FileName`]), which files are sent together ([`unit_of`]), the
//! layouts of the kinds ([`layout`]), and the character set ([`ms932`]). It says what is wrong in
//! files, however large ([`UnitCheck`], [`check_files`]) and what each [`Rule`] wants; reads them
//! ([`read_files`]) and writes them ([`write_document`]); puts dialects right ([`normalise`]),
//! turns one version into the other ([`convert`]), sets plan against actual ([`compare()`]) and one
//! version against the next ([`diff()`]); makes valid files of invented people ([`generate`]), and
//! cases for vendors ([`conformance`]).
//!
//! It opens no file, speaks over no network, and does not know that there is a platform. Start at
//! [`check_files`].

mod catalogue;
mod check;
pub mod compare;
pub mod conformance;
mod convert;
pub mod diff;
mod file_name;
mod finding;
pub mod generate;
mod layout;
mod more_lines;
pub mod ms932;
#[cfg(test)]
mod mutation_tests;
mod normalise;
mod pairing;
mod raw;
mod read;
#[cfg(test)]
mod rule_tests;
mod search;
mod services;
mod split;
mod table;
#[cfg(test)]
mod test_sets;
mod unit;
mod write;

pub use catalogue::{RULE_INDEX, RuleEntry, rule_index, rule_page, rule_pages};
pub use check::{CheckReport, CheckedFile, FileFeed, UnitCheck, check_files};
pub use compare::compare;
pub use convert::{Added, AddedKind, Conversion, Converted, Loss, LossKind, NotConverted, convert};
pub use diff::diff;
pub use file_name::{FileName, FileNameError, NamePart};
pub use finding::{Finding, Place, Rule, Severity, shape};
pub use layout::{
    Field, FieldType, Layout, Presence, Privacy, is_planning, layout, service_between,
};
pub use normalise::{
    NormaliseOptions, Normalised, NotNormalised, Repair, RepairKind, ReplacedCharacter, normalise,
};
pub use pairing::Change;
pub use raw::{RawField, RawRecord, RawTable, SyntaxFault};
pub use read::{Reading, TableReading, read_files, read_table};
pub use search::search_form;
pub use services::Services;
pub use table::{CareRecipient, Document, Record, Table};
pub use unit::{UnitError, UnitFacts, has_month, is_sending_unit, unit_errors, unit_of};
pub use write::{ReplacedIn, WriteError, Written, write, write_allowing, write_document};
