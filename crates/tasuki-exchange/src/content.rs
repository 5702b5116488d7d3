//! What a file really is, told from its bytes.

use tasuki_terms::MediaType;

/// What the bytes of a file are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// One of the kinds that may be sent. CSV and plain text look the same and count as text.
    Is(MediaType),
    /// A ZIP archive.
    Zip,
    /// A document of Excel, Word or the like, of today (a ZIP archive inside) or before 2007.
    Office,
    /// Something else that is not text.
    Unknown,
    /// There are no bytes.
    Empty,
}

impl Content {
    /// Whether a file whose name means `named` may have this content.
    pub fn agrees_with(self, named: MediaType) -> bool {
        match self {
            Self::Is(MediaType::Text) => matches!(named, MediaType::Text | MediaType::Csv),
            Self::Is(found) => found == named,
            Self::Empty => matches!(named, MediaType::Text | MediaType::Csv),
            Self::Zip | Self::Office | Self::Unknown => false,
        }
    }

    /// Whether it is known to be something else than text.
    pub const fn is_other_kind(self) -> bool {
        self.name().is_some()
    }

    /// What people call it, where it is known to be something else than text.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Is(MediaType::Text) | Self::Unknown | Self::Empty => None,
            Self::Is(media) => Some(media.name()),
            Self::Zip => Some("ZIPファイル"),
            Self::Office => Some("ExcelやWordのファイル"),
        }
    }
}

/// The name that an archive of Office Open XML begins with or, with some programs, contains near its
/// beginning (ECMA-376, part 2).
const OPEN_XML: &[u8] = b"[Content_Types].xml";

/// How many bytes at most tell of a content that it is something else than text.
pub const TOLD_WITHIN: usize = 4096;

/// Tells what `bytes` are by their first bytes, and text by having no control characters.
pub fn content(bytes: &[u8]) -> Content {
    const MAGIC: &[(&[u8], Content)] = &[
        (b"%PDF-", Content::Is(MediaType::Pdf)),
        (b"\xFF\xD8\xFF", Content::Is(MediaType::Jpeg)),
        (b"\x89PNG\r\n\x1A\n", Content::Is(MediaType::Png)),
        (b"GIF87a", Content::Is(MediaType::Gif)),
        (b"GIF89a", Content::Is(MediaType::Gif)),
        (b"PK\x03\x04", Content::Zip),
        (b"PK\x05\x06", Content::Zip),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Content::Office),
    ];
    if bytes.is_empty() {
        return Content::Empty;
    }
    if let Some((_, content)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        let begin = bytes.get(..TOLD_WITHIN).unwrap_or(bytes);
        let is_document = begin.windows(OPEN_XML.len()).any(|part| part == OPEN_XML);
        return match content {
            Content::Zip if is_document => Content::Office,
            content => *content,
        };
    }
    let is_text = bytes
        .iter()
        .all(|b| *b >= 0x20 && *b != 0x7F || matches!(b, b'\t' | b'\r' | b'\n'));
    if is_text {
        Content::Is(MediaType::Text)
    } else {
        Content::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_text_is_told_by_its_name() {
        let workbook = b"PK\x03\x04\x14\0\x06\0[Content_Types].xml";
        for (bytes, name) in [
            (&b"%PDF-1.7\n"[..], Some("PDFファイル")),
            (b"\xFF\xD8\xFF\xE0", Some("JPEG画像")),
            (b"PK\x03\x04\x14\0\x06\0plan.csv", Some("ZIPファイル")),
            (workbook, Some("ExcelやWordのファイル")),
            (
                b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
                Some("ExcelやWordのファイル"),
            ),
            (b"202407,139999\r\n", None),
            (b"MZ\x90\x00", None),
            (b"", None),
        ] {
            assert_eq!(content(bytes).name(), name, "{bytes:?}");
        }
    }

    #[test]
    fn names_and_bytes_must_agree() {
        let cases: &[(&str, &[u8], MediaType, bool)] = &[
            ("csv", b"202407,139999\r\n", MediaType::Csv, true),
            ("ms932 csv", b"\x97\xE1\x91\xE8\r\n", MediaType::Csv, true),
            ("text", "連絡です".as_bytes(), MediaType::Text, true),
            ("pdf", b"%PDF-1.7\n\x00", MediaType::Pdf, true),
            ("pdf named csv", b"%PDF-1.7\n", MediaType::Csv, false),
            ("zip named csv", b"PK\x03\x04aaaa", MediaType::Csv, false),
            ("program named pdf", b"MZ\x90\x00", MediaType::Pdf, false),
            ("program named txt", b"MZ\x90\x00", MediaType::Text, false),
            (
                "png named jpeg",
                b"\x89PNG\r\n\x1A\n",
                MediaType::Jpeg,
                false,
            ),
            ("empty pdf", b"", MediaType::Pdf, false),
        ];
        for (case, bytes, named, agrees) in cases {
            assert_eq!(content(bytes).agrees_with(*named), *agrees, "{case}");
        }
    }
}
