//! What kinds of files may be sent.

use std::fmt;
use std::str::FromStr;

/// The kind of a file in a message, as the official list of extensions allows it
/// (official Q&A, 操作3: csv, pdf, jpeg, jpg, png, gif, txt).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MediaType {
    /// A file of the standard.
    Csv,
    /// A PDF document.
    Pdf,
    /// A JPEG image.
    Jpeg,
    /// A PNG image.
    Png,
    /// A GIF image.
    Gif,
    /// Plain text.
    Text,
}

impl MediaType {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Csv,
        Self::Pdf,
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::Text,
    ];

    /// Its registered name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Text => "text/plain",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSVファイル",
            Self::Pdf => "PDFファイル",
            Self::Jpeg => "JPEG画像",
            Self::Png => "PNG画像",
            Self::Gif => "GIF画像",
            Self::Text => "テキストファイル",
        }
    }

    /// The extensions that mean it, in small letters.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Csv => &["csv"],
            Self::Pdf => &["pdf"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::Text => &["txt"],
        }
    }

    /// The kind that a file name's extension means, in any case of letters.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|kind| kind.extensions().contains(&&*extension))
    }
}

impl FromStr for MediaType {
    type Err = UnknownMediaType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownMediaType)
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

crate::serde_as_text!(MediaType);

/// The text names no kind of file that may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected text/csv, application/pdf, image/jpeg, image/png, image/gif or text/plain")]
pub struct UnknownMediaType;
