//! The rules that findings name.

use std::fmt;

use serde::{Serialize, Serializer};

/// A rule of the standard, or one that is derived from it. Its code never changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Rule {
    code: &'static str,
    vocabulary: &'static str,
    severity: Severity,
}

/// Whether a file with such a finding may be sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It may not: other programs refuse or misread it.
    Error,
    /// It may, but somebody should look.
    Warning,
    /// It may; it is said only because the standard leaves it open.
    Note,
}

impl Severity {
    /// Its name: `error`, `warning` or `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "誤り",
            Self::Warning => "注意",
            Self::Note => "参考",
        }
    }

    /// What it means for sending, as a Japanese sentence without its full stop.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Error => "直してから送信してください",
            Self::Warning => "送信できますが、確認をお勧めします",
            Self::Note => "送信できます。標準仕様に定めがないため、お知らせするものです",
        }
    }
}

impl Rule {
    /// Its stable code, such as `field.required`.
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// The name of the kind of fault that sample sets use, such as `E_REQUIRED`.
    pub const fn vocabulary(self) -> &'static str {
        self.vocabulary
    }

    /// Whether a file that breaks it may be sent.
    pub const fn severity(self) -> Severity {
        self.severity
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code)
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $vocabulary:literal, $severity:ident;)*) => {
        impl Rule {
            $($(#[$doc])* pub const $name: Self = Self {
                code: $code,
                vocabulary: $vocabulary,
                severity: Severity::$severity,
            };)*

            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

rules! {
    /// The extension of the name is `.CSV`, of images `.jpg`.
    NAME_EXTENSION = "name.extension", "E_FILENAME", Error;
    /// The name begins with the name of a kind.
    NAME_KIND = "name.kind", "E_FILENAME", Error;
    /// The name has the parts of its kind.
    NAME_PARTS = "name.parts", "E_FILENAME", Error;
    /// The version has the kind.
    NAME_VERSION = "name.version", "E_FILENAME", Error;
    /// Each part of the name has its form.
    NAME_PART = "name.part", "E_FILENAME", Error;
    /// The service types of the name are some of the standard.
    NAME_SERVICE = "name.service-in-doubt", "W_SERVICE_TYPE", Warning;
    /// The sequence begins with a day of the calendar.
    NAME_SEQUENCE = "name.sequence-in-doubt", "W_SEQUENCE", Warning;

    /// There is a file of the standard.
    UNIT_NO_CSV = "unit.no-csv", "E_SET_INCOMPLETE", Error;
    /// All names are of one version.
    UNIT_MIXED_VERSIONS = "unit.mixed-versions", "E_SET_UNKNOWN", Error;
    /// All files of a unit share their sequence.
    UNIT_DIFFERENT_SEQUENCE = "unit.different-sequence", "E_SET_SEQUENCE", Error;
    /// All files of a unit have the same sender and receiver.
    UNIT_DIFFERENT_PARTIES = "unit.different-parties", "E_SET_PARTIES", Error;
    /// All files of a unit have the same service month.
    UNIT_DIFFERENT_MONTH = "unit.different-month", "E_SET_MONTH", Error;
    /// No file of the unit is missing.
    UNIT_MISSING_FILE = "unit.missing-file", "E_SET_INCOMPLETE", Error;
    /// Nothing stands beside a whole unit.
    UNIT_EXTRA_FILE = "unit.extra-file", "E_SET_UNKNOWN", Error;
    /// The kinds belong together.
    UNIT_UNKNOWN_COMBINATION = "unit.unknown-combination", "E_SET_UNKNOWN", Error;
    /// Each kind is there once.
    UNIT_DUPLICATE_KIND = "unit.duplicate-kind", "E_SET_DUPLICATE", Error;

    /// The file has a record.
    FILE_EMPTY = "file.empty", "E_EMPTY_FILE", Error;
    /// The file is written in MS932, not in Unicode.
    FILE_UNICODE = "file.unicode", "E_ENCODING", Error;
    /// The file holds no zero bytes.
    FILE_NUL = "file.nul", "E_ENCODING", Error;
    /// The file has no header line.
    FILE_HEADER = "file.header", "E_HEADER", Error;
    /// An image is a JPEG.
    FILE_IMAGE = "file.image", "E_IMAGE", Error;
    /// Lines end in CR LF.
    FILE_LINE_ENDS = "file.line-ends", "W_EOL", Warning;
    /// The file has no empty lines.
    FILE_EMPTY_LINES = "file.empty-lines", "N_EMPTY_LINE", Note;

    /// Quotation marks come in pairs around a field.
    CSV_QUOTES = "csv.quotes", "E_CSV_SYNTAX", Error;
    /// A record has as many items as its layout.
    CSV_FIELD_COUNT = "csv.field-count", "E_FIELD_COUNT", Error;
    /// Free text stands in quotation marks.
    CSV_UNQUOTED_TEXT = "csv.unquoted-text", "W_UNQUOTED_TEXT", Warning;
    /// Codes stand without quotation marks.
    CSV_QUOTED_CODE = "csv.quoted-code", "W_QUOTED_CODE", Warning;

    /// All records carry the same version.
    VERSION_MIXED = "version.mixed", "E_MIXED_VERSION", Error;
    /// The version is one of the standard.
    VERSION_UNKNOWN = "version.unknown", "E_UNKNOWN_VERSION", Error;
    /// The version is that of the file's name.
    VERSION_OTHER_THAN_NAME = "version.other-than-name", "E_UNKNOWN_VERSION", Error;

    /// All bytes mean characters of MS932.
    TEXT_UNDECODABLE = "text.undecodable", "E_ENCODING", Error;
    /// No character is of the user-defined area (外字).
    TEXT_USER_DEFINED = "text.user-defined", "E_GAIJI", Error;
    /// Text of another encoding has only characters of MS932.
    TEXT_UNWRITABLE = "text.unwritable", "E_ENCODING", Error;

    /// Mandatory items (必須) are filled.
    FIELD_REQUIRED = "field.required", "E_REQUIRED", Error;
    /// Needed items (必要) are filled.
    FIELD_NEEDED = "field.needed", "W_NEEDED", Warning;
    /// Values are as long as the layout says.
    FIELD_LENGTH = "field.length", "E_LENGTH", Error;
    /// Values are as long as the layout says, where it is in doubt itself.
    FIELD_LENGTH_IN_DOUBT = "field.length-in-doubt", "W_LENGTH", Warning;
    /// Values have the form of their item.
    FIELD_FORM = "field.form", "E_TYPE", Error;
    /// Values have the form of their item, where the layout is in doubt itself.
    FIELD_FORM_IN_DOUBT = "field.form-in-doubt", "W_TYPE", Warning;
    /// Coded values are in their list.
    FIELD_CODE = "field.code", "E_ENUM", Error;
    /// Fixed items hold their one value.
    FIELD_FIXED = "field.fixed", "E_FIXED", Error;

    /// With care plans (第1〜3表) the supplement has no service month.
    RECORD_HOS_1 = "hos-1", "R_HOS-1", Error;
    /// With care plans (第1〜3表) the supplement has the date of form 1.
    RECORD_HOS_2 = "hos-2", "R_HOS-2", Error;
    /// With use tables (第6表, 第7表) the supplement has no plan date.
    RECORD_HOS_3 = "hos-3", "R_HOS-3", Error;
    /// With use tables the supplement has the month of its name.
    RECORD_HOS_4 = "hos-4", "R_HOS-4", Error;
    /// The slots of type limits are filled from the first, without gaps.
    RECORD_HOS_5 = "hos-5", "R_HOS-5", Warning;
    /// Short-stay medical care stands in the slots as 22.
    RECORD_HOS_6 = "hos-6", "R_HOS-6", Warning;
    /// The reason その他 is explained.
    RECORD_1KY_1 = "1ky-1", "R_1KY-1", Warning;
    /// The three numbers of form 2 are unique within a plan.
    RECORD_2KY_1 = "2ky-1", "R_2KY-1", Warning;
    /// A row of form 3 is one of its three things.
    RECORD_3KY_1 = "3ky-1", "R_3KY-1", Warning;
    /// Equipment has a TAIS code or a notification code.
    RECORD_6_1 = "6-1", "R_6-1", Error;
    /// The detail number is for equipment only.
    RECORD_6_2 = "6-2", "R_6-2", Error;
    /// The detail number is for 17, perhaps not for 67.
    RECORD_6_3 = "6-3", "R_6-3", Warning;
    /// The month is that of the file's name.
    RECORD_6_4 = "6-4", "R_6-4", Error;
    /// The day of service lies in the month.
    RECORD_6_5 = "6-5", "R_6-5", Error;
    /// Without a start there is no end.
    RECORD_6_6 = "6-6", "R_6-6", Warning;
    /// With a start there is an end.
    RECORD_6_7 = "6-7", "R_6-7", Warning;
    /// No prorated day lies behind the month's end.
    RECORD_6_8 = "6-8", "R_6-8", Warning;
    /// Equal rows of equipment are told apart by their detail numbers.
    RECORD_6_9 = "6-9", "R_6-9", Warning;
    /// A plan is updated by the office that plans.
    RECORD_6_10 = "6-10", "R_6-10", Warning;
    /// Actuals are updated by the office that delivers.
    RECORD_6_11 = "6-11", "R_6-11", Warning;
    /// The service is one that is exchanged.
    RECORD_6_12 = "6-12", "R_6-12", Warning;
    /// Everybody in the plan gets something from the receiving office.
    RECORD_6_13 = "6-13", "R_6-13", Warning;
    /// The month of a plan's deletion is that of the file's name.
    RECORD_DPL_1 = "dpl-1", "R_DPL-1", Error;
    /// The month of the actuals' deletion is that of the file's name.
    RECORD_DJS_1 = "djs-1", "R_DJS-1", Error;
    /// The total row has the office 9999999999.
    RECORD_7_1 = "7-1", "R_7-1", Error;
    /// Subtotals and totals have 0 units.
    RECORD_7_2 = "7-2", "R_7-2", Error;
    /// Subtotals and totals have no discount rate.
    RECORD_7_3 = "7-3", "R_7-3", Error;
    /// Subtotals and totals have no discounted units.
    RECORD_7_4 = "7-4", "R_7-4", Error;
    /// Equipment has a TAIS code or a notification code.
    RECORD_7_5 = "7-5", "R_7-5", Error;
    /// There is one total row for each person.
    RECORD_7_6 = "7-6", "R_7-6", Error;
    /// A type with several rows has its subtotal.
    RECORD_7_7 = "7-7", "R_7-7", Warning;
    /// The month is that of the file's name.
    RECORD_7_8 = "7-8", "R_7-8", Error;
    /// The service is one that is exchanged.
    RECORD_7_9 = "7-9", "R_7-9", Warning;
    /// The consultation その他 is explained.
    RECORD_KIH_1 = "kih-1", "R_KIH-1", Warning;
    /// The present state 入院又は入所中 is explained.
    RECORD_KIH_2 = "kih-2", "R_KIH-2", Warning;
    /// The image is named after its file.
    RECORD_KIH_3 = "kih-3", "R_KIH-3", Error;

    /// A record that depends on another one has it in its unit.
    UNIT_ORPHAN = "unit.orphan", "E_ORPHAN", Error;
    /// Everybody of the unit stands in the supplement.
    UNIT_NO_SUPPLEMENT = "unit.no-supplement", "W_NO_SUPPLEMENT", Warning;
    /// An image that is named is there.
    UNIT_IMAGE_MISSING = "unit.image-missing", "E_IMAGE_MISSING", Error;
    /// An image that is there is named.
    UNIT_IMAGE_UNUSED = "unit.image-unused", "W_IMAGE_UNUSED", Warning;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_agree_with_their_severity() {
        for (at, rule) in Rule::ALL.iter().enumerate() {
            let first = Rule::ALL.iter().position(|one| one.code() == rule.code());
            assert_eq!(first, Some(at), "{rule}");
            match rule.vocabulary().split_once('_') {
                Some(("E", _)) => assert_eq!(rule.severity(), Severity::Error, "{rule}"),
                Some(("W", _)) => assert_eq!(rule.severity(), Severity::Warning, "{rule}"),
                Some(("N", _)) => assert_eq!(rule.severity(), Severity::Note, "{rule}"),
                Some(("R", id)) => assert_eq!(rule.code(), id.to_lowercase()),
                _ => panic!("{rule}"),
            }
        }
    }
}
