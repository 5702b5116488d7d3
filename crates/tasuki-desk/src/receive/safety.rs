//! Whether received files are what their sender says: the platform cannot see it.

use tasuki_exchange::content;
use tasuki_seal::{Container, ContainerError, Entry, OpenError};
use tasuki_terms::{MediaType, MessageId};

use crate::DeskError;

/// Refuses a message of which one file has another extension or other bytes than its kind has.
pub(super) fn check(id: MessageId, container: &Container) -> Result<(), DeskError> {
    match container.entries.iter().position(|entry| !is_true(entry)) {
        Some(at) => Err(DeskError::UnsafeFile { id, place: at + 1 }),
        None => Ok(()),
    }
}

/// What is told of a message that cannot be opened. Bad names are refused while it is opened.
pub(super) fn unopened(id: MessageId, error: OpenError) -> DeskError {
    match error {
        OpenError::Container(
            ContainerError::Name { place } | ContainerError::NameTwice { place },
        ) => DeskError::UnsafeFile { id, place },
        source => DeskError::Open { id, source },
    }
}

fn is_true(entry: &Entry) -> bool {
    MediaType::of_name(&entry.name) == Some(entry.media)
        && content(&entry.bytes).agrees_with(entry.media)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::{assert_told, checked, message_id};

    fn refused(name: &str, media: MediaType, bytes: &[u8]) -> Option<usize> {
        let good = Entry {
            name: "案内.pdf".to_owned(),
            media: MediaType::Pdf,
            bytes: b"%PDF-1.7\n".to_vec(),
        };
        let other = Entry {
            name: name.to_owned(),
            media,
            bytes: bytes.to_vec(),
        };
        let container = Container {
            entries: vec![good, other],
            text: None,
        };
        match check(message_id(), &container) {
            Ok(()) => None,
            Err(DeskError::UnsafeFile { place, .. }) => Some(place),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn files_that_are_what_they_say_are_taken() {
        check(message_id(), &checked().container).unwrap();
        let jpeg: &[u8] = b"\xff\xd8\xff\xe0";
        assert_eq!(refused("見取図.JPG", MediaType::Jpeg, jpeg), None);
        let text = "連絡です".as_bytes();
        assert_eq!(refused("連絡.txt", MediaType::Text, text), None);
    }

    #[test]
    fn files_that_pretend_are_refused_whatever_their_sender_signed() {
        let pdf: &[u8] = b"%PDF-1.7\n";
        for name in [
            "x.exe",
            "x.lnk",
            "desktop.ini",
            "bash_aliases",
            "x.pdf.exe",
            "x.pdf ",
            "x.pdf.",
            "x.txt",
        ] {
            assert_eq!(refused(name, MediaType::Pdf, pdf), Some(2), "{name}");
        }
        for bytes in [&b"MZ\x90\x00"[..], b"PK\x03\x04", b"echo hello", b""] {
            assert_eq!(refused("x.pdf", MediaType::Pdf, bytes), Some(2));
        }
        assert_eq!(refused("x.csv", MediaType::Csv, b"MZ\x90\x00"), Some(2));
    }

    #[test]
    fn bad_names_are_told_as_what_they_are() {
        let id = message_id();
        let named = OpenError::Container(ContainerError::Name { place: 3 });
        let told = unopened(id, named);
        assert_eq!(told.code(), "message.unsafe-file");
        assert_told(told.code(), &told.what(), &told.hint());
        let other = unopened(id, OpenError::Container(ContainerError::Form));
        assert_eq!(other.code(), "message.not-opened");
    }
}
