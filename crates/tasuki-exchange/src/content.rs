//! What a file really is, told from its bytes.

use tasuki_terms::MediaType;

/// What the bytes of a file are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// One of the kinds that may be sent. CSV and plain text look the same and count as text.
    Is(MediaType),
    /// A ZIP archive, also inside Word and Excel files.
    Zip,
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
            Self::Zip | Self::Unknown => false,
        }
    }
}

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
    ];
    if bytes.is_empty() {
        return Content::Empty;
    }
    if let Some((_, content)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *content;
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
