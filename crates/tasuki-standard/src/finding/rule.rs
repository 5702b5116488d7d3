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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_agree_with_their_severity() {
        for (at, rule) in Rule::ALL.iter().enumerate() {
            let first = Rule::ALL.iter().position(|one| one.code() == rule.code());
            assert_eq!(first, Some(at), "{rule}");
            let warns = rule.vocabulary().starts_with("W_");
            assert_eq!(rule.severity() == Severity::Warning, warns, "{rule}");
        }
    }
}
