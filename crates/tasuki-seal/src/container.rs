//! The container: what is inside a sealed message.
//!
//! ```text
//! "TSKC1"   method   length of the body   body, as the method says
//!  5 bytes  1 byte   8 bytes, high first  0: as it is, 1: zstd
//!
//! body = length of the index (4 bytes, high first) ‖ index (JSON) ‖ bytes of all entries
//! index = {"entries":[{"name":…,"media":…,"size":…},…],"text":… or null}
//! ```

use std::borrow::Cow;
use std::{fmt, io};

use tasuki_terms::{Digest, MediaType};

use crate::container_index::{Index, MAX_INDEX};
use crate::{Hasher, compression};

const MAGIC: &[u8; 5] = b"TSKC1";
const STORED: u8 = 0;
const COMPRESSED: u8 = 1;
/// The length of the index' length.
const INDEX_LENGTH: usize = 4;

/// The files and the text of a message.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Container {
    /// The files, in the order that the sender gave them.
    pub entries: Vec<Entry>,
    /// The message text (送信メッセージ), where there is one.
    pub text: Option<String>,
}

/// One file.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without any folder.
    pub name: String,
    /// Its kind.
    pub media: MediaType,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How much a container may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How many entries.
    pub max_entries: usize,
    /// How many bytes all entries together.
    pub max_bytes: u64,
}

impl Container {
    /// Its bytes: the same container always gives the same.
    pub fn encode(&self) -> Result<Vec<u8>, ContainerError> {
        let packed = self.pack()?;
        let mut out = Vec::with_capacity(packed.len());
        packed.write(&mut out);
        Ok(out)
    }

    /// Reads exactly these bytes. What unpacks to more than `limits` is refused before it is
    /// unpacked.
    pub fn decode(bytes: &[u8], limits: Limits) -> Result<Self, ContainerError> {
        let (magic, rest) = bytes.split_first_chunk().ok_or(ContainerError::Form)?;
        let (method, rest) = rest.split_first().ok_or(ContainerError::Form)?;
        let (length, body) = rest.split_first_chunk().ok_or(ContainerError::Form)?;
        if magic != MAGIC {
            return Err(ContainerError::Form);
        }
        let length = u64::from_be_bytes(*length);
        let room = limits
            .max_bytes
            .saturating_add((INDEX_LENGTH + MAX_INDEX) as u64);
        if length > room {
            return Err(ContainerError::TooLarge);
        }
        let length = usize::try_from(length).map_err(|_| ContainerError::TooLarge)?;
        match *method {
            STORED if body.len() == length => Self::read_body(body, limits),
            COMPRESSED => {
                let body =
                    compression::decompress(body, length).map_err(ContainerError::Compression)?;
                Self::read_body(&body, limits)
            }
            _ => Err(ContainerError::Form),
        }
    }

    fn read_body(body: &[u8], limits: Limits) -> Result<Self, ContainerError> {
        let (length, rest) = body.split_first_chunk().ok_or(ContainerError::Form)?;
        let length = usize::try_from(u32::from_be_bytes(*length))
            .ok()
            .filter(|length| *length <= MAX_INDEX)
            .ok_or(ContainerError::IndexTooLarge)?;
        let (json, mut rest) = rest.split_at_checked(length).ok_or(ContainerError::Form)?;
        let index = Index::read(json, limits)?;
        let mut entries = Vec::with_capacity(index.entries.len());
        for entry in index.entries {
            let size = usize::try_from(entry.size).map_err(|_| ContainerError::Form)?;
            let (bytes, behind) = rest.split_at_checked(size).ok_or(ContainerError::Form)?;
            rest = behind;
            entries.push(Entry {
                name: entry.name.into_owned(),
                media: entry.media,
                bytes: bytes.to_vec(),
            });
        }
        if !rest.is_empty() {
            return Err(ContainerError::Form);
        }
        Ok(Self {
            entries,
            text: index.text.map(Cow::into_owned),
        })
    }

    /// Decides how it is written, and compresses where that gains something.
    pub(crate) fn pack(&self) -> Result<Packed<'_>, ContainerError> {
        let index = Index::write(&self.entries, self.text.as_deref())?;
        let index_length = u32::try_from(index.len()).map_err(|_| ContainerError::IndexTooLarge)?;
        let contents: usize = self.entries.iter().map(|entry| entry.bytes.len()).sum();
        let length = INDEX_LENGTH + index.len() + contents;
        let mut start = index_length.to_be_bytes().to_vec();
        start.extend_from_slice(&index);

        let compressed = if compression::promises_gain(&self.entries) {
            let mut body = Vec::with_capacity(length);
            body.extend_from_slice(&start);
            for entry in &self.entries {
                body.extend_from_slice(&entry.bytes);
            }
            compression::compress_with_gain(&body)
        } else {
            None
        };
        let mut head = MAGIC.to_vec();
        head.push(if compressed.is_some() {
            COMPRESSED
        } else {
            STORED
        });
        head.extend_from_slice(&(length as u64).to_be_bytes());
        let body = if let Some(compressed) = compressed {
            Body::Compressed(compressed)
        } else {
            head.extend_from_slice(&start);
            Body::Stored(&self.entries)
        };
        Ok(Packed { head, body })
    }
}

/// A container's bytes, not yet in one place.
pub(crate) struct Packed<'a> {
    head: Vec<u8>,
    body: Body<'a>,
}

enum Body<'a> {
    Stored(&'a [Entry]),
    Compressed(Vec<u8>),
}

impl Packed<'_> {
    /// How many they are.
    pub(crate) fn len(&self) -> usize {
        let mut length = 0;
        self.each(|part| length += part.len());
        length
    }

    /// Their SHA-256.
    pub(crate) fn digest(&self) -> Digest {
        let mut hasher = Hasher::new();
        self.each(|part| hasher.update(part));
        hasher.finish()
    }

    /// Appends them to `out`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        self.each(|part| out.extend_from_slice(part));
    }

    fn each(&self, mut visit: impl FnMut(&[u8])) {
        visit(&self.head);
        match &self.body {
            Body::Stored(entries) => entries.iter().for_each(|entry| visit(&entry.bytes)),
            Body::Compressed(bytes) => visit(bytes),
        }
    }
}

impl fmt::Debug for Container {
    /// Shows not the text: it may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Container")
            .field("entries", &self.entries)
            .field("text", &self.text.as_ref().map(String::len))
            .finish()
    }
}

impl fmt::Debug for Entry {
    /// Shows neither the name nor the contents: both may point to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("media", &self.media)
            .field("size", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// Why something is no container, or cannot become one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContainerError {
    /// The bytes have another form, or end early or late.
    #[error("not a container")]
    Form,
    /// The compressed part cannot be unpacked to the length that is told.
    #[error("the container cannot be unpacked")]
    Compression(#[source] io::Error),
    /// The index is not what it should be.
    #[error("the container's index cannot be read")]
    Index(#[source] serde_json::Error),
    /// The index with the message text is too long.
    #[error("the container's index with the message text is too long")]
    IndexTooLarge,
    /// It holds more entries than allowed.
    #[error("too many entries")]
    TooManyEntries,
    /// It holds more bytes than allowed.
    #[error("too many bytes")]
    TooLarge,
    /// A name is empty, too long, or holds separators or control characters.
    #[error("the name of entry {place} is not allowed")]
    Name {
        /// Which entry, counted from 1.
        place: usize,
    },
    /// Two entries have the same name.
    #[error("the name of entry {place} occurs before")]
    NameTwice {
        /// Which entry, counted from 1.
        place: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: Limits = Limits {
        max_entries: 7,
        max_bytes: 1_000_000,
    };

    fn entry(name: &str, media: MediaType, bytes: impl Into<Vec<u8>>) -> Entry {
        Entry {
            name: name.into(),
            media,
            bytes: bytes.into(),
        }
    }

    fn table() -> Container {
        Container {
            entries: vec![entry("a.csv", MediaType::Csv, "1,2,3\r\n".repeat(1000))],
            text: Some("よろしく".into()),
        }
    }

    fn method(container: &Container) -> u8 {
        container.encode().unwrap()[MAGIC.len()]
    }

    #[test]
    fn tables_are_compressed_and_images_are_not() {
        assert_eq!(method(&table()), COMPRESSED);
        let noise: Vec<u8> = (0..200_000_u32)
            .map(|n| crate::sha256(&n.to_be_bytes()).as_bytes()[0])
            .collect();
        for (media, bytes, expected) in [
            (MediaType::Jpeg, vec![0; 1000], STORED),
            (MediaType::Pdf, noise[..50_000].to_vec(), STORED),
            (MediaType::Pdf, noise.clone(), STORED),
            (MediaType::Pdf, vec![0; 200_000], COMPRESSED),
        ] {
            let container = Container {
                entries: vec![entry("a", media, bytes)],
                text: None,
            };
            assert_eq!(method(&container), expected);
            let encoded = container.encode().unwrap();
            assert_eq!(Container::decode(&encoded, LIMITS).unwrap(), container);
        }
    }

    #[test]
    fn the_same_container_gives_the_same_bytes_whatever_came_before() {
        let first = table().encode().unwrap();
        let large = Container {
            entries: vec![entry("b.csv", MediaType::Csv, "9,8,7\r\n".repeat(90_000))],
            text: None,
        };
        large.encode().unwrap();
        assert_eq!(table().encode().unwrap(), first);
        let elsewhere = std::thread::spawn(|| table().encode().unwrap());
        assert_eq!(elsewhere.join().unwrap(), first);
    }

    #[test]
    fn bombs_are_refused_before_they_take_room() {
        // 256 MB of zeros in some 8 kB, told as what it is, and told as less.
        let zeros = vec![0; 1 << 28];
        let compressed = compression::compress(&zeros).unwrap();
        drop(zeros);
        for told in [1_u64 << 28, u64::MAX, 1_000_000, 0] {
            let bomb = [
                &MAGIC[..],
                &[COMPRESSED],
                &told.to_be_bytes(),
                &compressed[..],
            ]
            .concat();
            let refused = Container::decode(&bomb, LIMITS).unwrap_err();
            assert!(
                matches!(
                    refused,
                    ContainerError::TooLarge | ContainerError::Compression(_)
                ),
                "{refused}"
            );
        }
    }

    #[test]
    fn limits_hold() {
        let encoded = table().encode().unwrap();
        let with = |max_entries, max_bytes| {
            let limits = Limits {
                max_entries,
                max_bytes,
            };
            Container::decode(&encoded, limits)
        };
        assert!(with(1, 7000).is_ok());
        assert!(matches!(with(0, 7000), Err(ContainerError::TooManyEntries)));
        assert!(matches!(with(1, 6999), Err(ContainerError::TooLarge)));
        let long = Container {
            text: Some("あ".repeat(MAX_INDEX)),
            ..table()
        };
        assert!(matches!(long.encode(), Err(ContainerError::IndexTooLarge)));
    }

    #[test]
    fn bad_names_are_neither_written_nor_read() {
        let named = |names: &[&str]| Container {
            entries: names
                .iter()
                .map(|name| entry(name, MediaType::Jpeg, "x"))
                .collect(),
            text: None,
        };
        assert!(matches!(
            named(&["a.jpg", "../b.jpg"]).encode(),
            Err(ContainerError::Name { place: 2 })
        ));
        assert!(matches!(
            named(&["a.jpg", "a.jpg"]).encode(),
            Err(ContainerError::NameTwice { place: 2 })
        ));
        let replaced = |by: &[u8; 5]| {
            let mut encoded = named(&["a.jpg", "b.jpg"]).encode().unwrap();
            let at = encoded
                .windows(5)
                .position(|part| part == b"b.jpg")
                .unwrap();
            encoded[at..at + 5].copy_from_slice(by);
            Container::decode(&encoded, LIMITS).unwrap_err()
        };
        assert!(matches!(
            replaced(b"/.jpg"),
            ContainerError::Name { place: 2 }
        ));
        assert!(matches!(
            replaced(b"a.jpg"),
            ContainerError::NameTwice { place: 2 }
        ));
    }

    #[test]
    fn missing_and_surplus_bytes_are_refused() {
        for container in [table(), Container::default()] {
            let encoded = container.encode().unwrap();
            for length in 0..encoded.len() {
                assert!(Container::decode(&encoded[..length], LIMITS).is_err());
            }
            let longer = [&encoded[..], &[0]].concat();
            assert!(Container::decode(&longer, LIMITS).is_err());
        }
    }

    #[test]
    fn debug_shows_nothing_personal() {
        insta::assert_snapshot!(
            format!("{:?}", table()),
            @r#"Container { entries: [Entry { media: Csv, size: 7000, .. }], text: Some(12) }"#
        );
    }

    fn any_container() -> impl Strategy<Value = Container> {
        let any_entry = (
            prop::sample::select(&MediaType::ALL[..]),
            prop::collection::vec(any::<u8>(), 0..300),
            0_usize..80,
        );
        (
            prop::collection::vec(any_entry, 0..7),
            any::<Option<String>>(),
        )
            .prop_map(|(all, text)| {
                let entries = all
                    .into_iter()
                    .enumerate()
                    .map(|(index, (media, bytes, times))| {
                        entry(&format!("{index}.x"), media, bytes.repeat(times))
                    })
                    .collect();
                Container { entries, text }
            })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(container in any_container()) {
            let encoded = container.encode().unwrap();
            prop_assert_eq!(&Container::decode(&encoded, LIMITS).unwrap(), &container);
            prop_assert_eq!(container.encode().unwrap(), encoded);
        }

        #[test]
        fn never_panics(method in 0_u8..3, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let framed = [&MAGIC[..], &[method], &bytes].concat();
            let _decoded = Container::decode(&framed, LIMITS);
            let _decoded = Container::decode(&bytes, LIMITS);
        }

        #[test]
        fn never_panics_on_changed_containers(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
        ) {
            let mut encoded = table().encode().unwrap();
            for (at, byte) in changes {
                *at.get_mut(&mut encoded[..]) = byte;
            }
            let _decoded = Container::decode(&encoded, LIMITS);
        }
    }
}
