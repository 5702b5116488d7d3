//! Makes messages.

use anyhow::Context as _;
use bytes::Bytes;
use tasuki_measure::letters::{Letter, noise};
use tasuki_seal::{Container, Entry, Identity, Limits, Manifest, open, split_envelope};
use tasuki_terms::{MediaType, OfficeNumber};
use tasuki_testing::{TownOffice, sealed_with};

use crate::nation::{CLASSES, class_of};

/// Different contents of the same size begin at different places of the noise.
const STEPS: usize = 997;
const LIMITS: Limits = Limits {
    max_entries: 7,
    max_bytes: 11 << 20,
};
/// What the content is said to be, it begins with.
const JPEG: [u8; 3] = [0xFF, 0xD8, 0xFF];

/// Where the content of a message is in the noise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Inside {
    from: usize,
    bytes: usize,
}

/// How messages are made.
pub(crate) enum Mail {
    /// Signed and encrypted when they go out, and opened where they arrive.
    Sealed {
        /// Contents are pieces of it.
        noise: Vec<u8>,
    },
    /// The sealed parts are made before; each message has a manifest of its own, signed when it goes
    /// out. The platform cannot tell.
    PreSealed(Vec<(Manifest, Bytes)>),
}

impl Mail {
    /// Messages that are sealed when they go out.
    pub(crate) fn sealed() -> anyhow::Result<Self> {
        let most = CLASSES.last().copied().unwrap_or_default();
        let mut container = noise(usize::try_from(most)? + STEPS);
        let entry = container.entries.pop().context("no noise")?;
        Ok(Self::Sealed { noise: entry.bytes })
    }

    /// Messages whose sealed parts are made here, between two offices.
    pub(crate) fn pre_sealed(sender: &TownOffice, receiver: &TownOffice) -> anyhow::Result<Self> {
        let patterns = CLASSES.map(|bytes| {
            let message = sealed_with(sender, receiver, &noise(bytes.try_into()?), |_| ())?;
            let (_, sealed) = split_envelope(&message.envelope)?;
            Ok((message.manifest, Bytes::copy_from_slice(sealed)))
        });
        let patterns: anyhow::Result<_> = patterns.into_iter().collect();
        Ok(Self::PreSealed(patterns?))
    }

    /// A new message of about so many bytes.
    pub(crate) fn letter(
        &self,
        (sender, identity): (&TownOffice, &Identity),
        receiver: &TownOffice,
        bytes: u32,
    ) -> anyhow::Result<(Letter, Option<Inside>)> {
        match self {
            Self::PreSealed(patterns) => {
                let (pattern, sealed) = patterns.get(class_of(bytes)).context("no class")?;
                let ends: (OfficeNumber, OfficeNumber) = (sender.number, receiver.number);
                let letter = Letter::signed(pattern.clone(), sealed, ends, identity)?;
                Ok((letter, None))
            }
            Self::Sealed { noise } => {
                let inside = Inside {
                    from: usize::try_from(bytes)? % STEPS,
                    bytes: bytes.try_into()?,
                };
                let container = Container {
                    entries: vec![Entry {
                        name: "image.jpg".to_owned(),
                        media: MediaType::Jpeg,
                        bytes: inside.of(noise)?,
                    }],
                    text: None,
                };
                let message = sealed_with(sender, receiver, &container, |_| ())?;
                Ok((Letter::of(&message)?, Some(inside)))
            }
        }
    }

    /// Opens a message and compares what is in it with what was put in.
    pub(crate) fn open(
        &self,
        letter: &Letter,
        inside: Inside,
        identity: &Identity,
    ) -> anyhow::Result<()> {
        let Self::Sealed { noise } = self else {
            return Ok(());
        };
        let envelope = [&*letter.manifest, &*letter.sealed].concat();
        let opened = open(&envelope, identity, LIMITS)?;
        let entry = opened.container.entries.first().context("empty")?;
        anyhow::ensure!(entry.bytes == inside.of(noise)?, "another content");
        Ok(())
    }
}

impl Inside {
    fn of(self, noise: &[u8]) -> anyhow::Result<Vec<u8>> {
        let piece = noise.get(self.from..self.from + self.bytes);
        let mut piece = piece.context("too large")?.to_vec();
        for (place, byte) in piece.iter_mut().zip(JPEG) {
            *place = byte;
        }
        Ok(piece)
    }
}
