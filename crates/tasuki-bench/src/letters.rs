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
use tasuki_terms::{Clock as _, Digest, Entropy as _, MediaType, MessageId, SystemClock};
use tasuki_testing::{TownOffice, sealed_with};

/// How many different sealed parts small messages have.
const VARIANTS: usize = 4;
/// From here on there is only one, for the memory's sake.
const LARGE: usize = 1_000_000;

/// One message, ready to go.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) id: MessageId,
    /// The digest of the message.
    pub(crate) digest: Digest,
    pub(crate) sender: tasuki_terms::OfficeNumber,
    pub(crate) receiver: tasuki_terms::OfficeNumber,
    /// The signed manifest.
    pub(crate) manifest: Bytes,
    /// The sealed container.
    pub(crate) sealed: Bytes,
}

impl Letter {
    /// The length of the envelope.
    pub(crate) fn length(&self) -> usize {
        self.manifest.len() + self.sealed.len()
    }
}

/// The letters of one office to one other.
#[derive(Debug)]
pub(crate) struct Letters {
    identity: Identity,
    patterns: Vec<(Manifest, Bytes)>,
    ready: VecDeque<Letter>,
    made: usize,
    /// How many had to be made while the clock ran.
    pub(crate) late: u64,
}

impl Letters {
    /// Seals what the letters shall hold: `bytes` of noise in one file.
    pub(crate) fn new(
        sender: &TownOffice,
        receiver: &TownOffice,
        bytes: usize,
    ) -> anyhow::Result<Self> {
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
    pub(crate) fn prepare(&mut self, count: usize) -> anyhow::Result<()> {
        while self.ready.len() < count {
            let letter = self.make()?;
            self.ready.push_back(letter);
        }
        Ok(())
    }

    /// The next letter.
    pub(crate) fn next(&mut self) -> anyhow::Result<Letter> {
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
        let now = SystemClock.now();
        let manifest = Manifest {
            id: MessageId::new(now, &SystemEntropy),
            created_at: now,
            ..pattern.clone()
        };
        let der = sign(&manifest.to_json(), &self.identity, now)?;
        Ok(Letter {
            id: manifest.id,
            digest: manifest.digest(),
            sender: manifest.sender,
            receiver: manifest.receiver,
            manifest: der.into(),
            sealed: sealed.clone(),
        })
    }
}

/// One file that cannot be compressed.
pub(crate) fn noise(bytes: usize) -> Container {
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
