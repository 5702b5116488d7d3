//! Messages that were sealed before the clock starts.
//!
//! Sealing is the office's work and measured apart. The platform cannot see into a sealed part, so
//! one sealed part serves many messages; each has its own id and its own signed manifest.

use std::collections::VecDeque;

use anyhow::Context as _;
use bytes::Bytes;
use tasuki_seal::{
    Container, Entry, Identity, Manifest, SealedMessage, SystemEntropy, sign, split_envelope,
};
use tasuki_terms::{
    Clock as _, Digest, Entropy as _, MediaType, MessageId, OfficeNumber, SystemClock,
};
use tasuki_testing::{TownOffice, sealed_with};

/// How many different sealed parts small messages have.
const VARIANTS: usize = 4;
/// From here on there is only one, for the memory's sake.
const LARGE: usize = 1_000_000;

/// One message, ready to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Its id.
    pub id: MessageId,
    /// The digest of the message.
    pub digest: Digest,
    /// Who sends it.
    pub sender: OfficeNumber,
    /// Whom it is for.
    pub receiver: OfficeNumber,
    /// The signed manifest.
    pub manifest: Bytes,
    /// The sealed container.
    pub sealed: Bytes,
}

impl Letter {
    /// The letter of a sealed message.
    pub fn of(message: &SealedMessage) -> anyhow::Result<Self> {
        let (manifest, sealed) = split_envelope(&message.envelope)?;
        Ok(Self {
            id: message.manifest.id,
            digest: message.manifest.digest(),
            sender: message.manifest.sender,
            receiver: message.manifest.receiver,
            manifest: Bytes::copy_from_slice(manifest),
            sealed: Bytes::copy_from_slice(sealed),
        })
    }

    /// A new letter, signed by `identity`, with a manifest like the pattern's before its sealed
    /// part. The platform cannot tell whether whom it is for could open it.
    pub fn signed(
        pattern: Manifest,
        sealed: &Bytes,
        (sender, receiver): (OfficeNumber, OfficeNumber),
        identity: &Identity,
    ) -> anyhow::Result<Self> {
        let now = SystemClock.now();
        let manifest = Manifest {
            id: MessageId::new(now, &SystemEntropy),
            created_at: now,
            sender,
            receiver,
            ..pattern
        };
        let der = sign(&manifest.to_json(), identity, now)?;
        Ok(Self {
            id: manifest.id,
            digest: manifest.digest(),
            sender: manifest.sender,
            receiver: manifest.receiver,
            manifest: der.into(),
            sealed: sealed.clone(),
        })
    }

    /// The length of the envelope.
    pub fn length(&self) -> usize {
        self.manifest.len() + self.sealed.len()
    }
}

/// The letters of one office to one other.
#[derive(Debug)]
pub struct Letters {
    identity: Identity,
    patterns: Vec<(Manifest, Bytes)>,
    ready: VecDeque<Letter>,
    made: usize,
    /// How many had to be made while the clock ran.
    pub late: u64,
}

impl Letters {
    /// Seals what the letters shall hold: `bytes` of noise in one file.
    pub fn new(sender: &TownOffice, receiver: &TownOffice, bytes: usize) -> anyhow::Result<Self> {
        let variants = if bytes < LARGE { VARIANTS } else { 1 };
        let patterns = (0..variants)
            .map(|_| {
                let SealedMessage {
                    manifest, envelope, ..
                } = sealed_with(sender, receiver, &noise(bytes), |_| ())?;
                let (_, sealed) = split_envelope(&envelope)?;
                Ok((manifest, Bytes::copy_from_slice(sealed)))
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Self {
            identity: sender.identity()?,
            patterns,
            ready: VecDeque::new(),
            made: 0,
            late: 0,
        })
    }

    /// Makes letters until `count` are ready.
    pub fn prepare(&mut self, count: usize) -> anyhow::Result<()> {
        while self.ready.len() < count {
            let letter = self.make()?;
            self.ready.push_back(letter);
        }
        Ok(())
    }

    /// The next letter.
    pub fn take(&mut self) -> anyhow::Result<Letter> {
        if let Some(letter) = self.ready.pop_front() {
            return Ok(letter);
        }
        self.late += 1;
        self.make()
    }

    fn make(&mut self) -> anyhow::Result<Letter> {
        let place = self.made % self.patterns.len().max(1);
        let (pattern, sealed) = self.patterns.get(place).context("no pattern")?;
        self.made += 1;
        let ends = (pattern.sender, pattern.receiver);
        Letter::signed(pattern.clone(), sealed, ends, &self.identity)
    }
}

/// One file that cannot be compressed.
pub fn noise(bytes: usize) -> Container {
    let mut noise = vec![0; bytes];
    SystemEntropy.fill(&mut noise);
    // What the content is said to be, it begins with.
    for (place, byte) in noise.iter_mut().zip([0xFF, 0xD8, 0xFF]) {
        *place = byte;
    }
    Container {
        entries: vec![Entry {
            name: "image.jpg".to_owned(),
            media: MediaType::Jpeg,
            bytes: noise,
        }],
        text: None,
    }
}
