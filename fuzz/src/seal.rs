use std::sync::LazyLock;

use tasuki_seal::{
    Certificate, Container, Identity, Limits, Manifest, Receipt, SealError, check_chain,
    first_der_len, issue, open, read_manifest, read_receipt, sha256, sign, split_envelope, verify,
};
use tasuki_terms::Timestamp;

use crate::input::choose;

/// As a platform of the usual size has them.
const LIMITS: Limits = Limits {
    max_entries: 20,
    max_bytes: 1_000_000,
};

/// The invented offices of `testdata/seal`, and what one of them sent.
struct Golden {
    sender: Identity,
    /// One with a key of P-256, one with RSA.
    receivers: [Identity; 2],
    manifest: Manifest,
}

static GOLDEN: LazyLock<Option<Golden>> = LazyLock::new(|| {
    let golden = Golden::read();
    assert!(golden.is_some(), "testdata/seal cannot be read");
    golden
});

macro_rules! testdata {
    ($name:literal) => {
        include_bytes!(concat!("../../testdata/seal/", $name))
    };
}

impl Golden {
    fn read() -> Option<Self> {
        let a = Identity::from_der(
            testdata!("office-a.cert.der"),
            testdata!("office-a.key.der"),
        );
        let b = Identity::from_der(
            testdata!("office-b.cert.der"),
            testdata!("office-b.key.der"),
        );
        let rsa = Identity::from_der(
            testdata!("office-rsa.cert.der"),
            testdata!("office-rsa.key.der"),
        );
        Some(Self {
            sender: a.ok()?,
            receivers: [b.ok()?, rsa.ok()?],
            manifest: Manifest::from_json(testdata!("manifest.json")).ok()?,
        })
    }
}

/// What travels between offices: envelopes, manifests, receipts, containers, certificates. What is
/// read is written as it was; a message opens to what its manifest tells.
pub fn seal(bytes: &[u8]) {
    let Some(golden) = &*GOLDEN else { return };
    let parsers: [fn(&Golden, &[u8]); 9] = [
        element,
        envelope,
        manifest,
        receipt,
        signed,
        container,
        sealed,
        certificate,
        key,
    ];
    if let Some((parser, bytes)) = choose(bytes, &parsers) {
        parser(golden, bytes);
    }
}

/// A length is told as soon as the header is there, and no later byte changes it.
fn element(_: &Golden, bytes: &[u8]) {
    const LONGEST_HEADER: usize = 6;
    match first_der_len(bytes) {
        Ok(Some(length)) => {
            assert!(length >= 2);
            let header = bytes.get(..LONGEST_HEADER.min(bytes.len()));
            assert_eq!(first_der_len(header.unwrap_or_default()), Ok(Some(length)));
            for end in 0..LONGEST_HEADER.min(bytes.len()) {
                let told = first_der_len(bytes.get(..end).unwrap_or_default());
                assert!(matches!(told, Ok(told) if told.is_none_or(|told| told == length)));
            }
        }
        Ok(None) => assert!(bytes.len() < LONGEST_HEADER),
        Err(_) => {
            let longer = [bytes, &[0]].concat();
            assert!(first_der_len(&longer).is_err());
        }
    }
}

/// The two parts are the whole.
fn envelope(golden: &Golden, bytes: &[u8]) {
    let split = split_envelope(bytes);
    if let Ok((manifest, sealed)) = split {
        assert_eq!([manifest, sealed].concat(), bytes);
        assert_eq!(first_der_len(bytes), Ok(Some(manifest.len())));
        assert_eq!(first_der_len(sealed), Ok(Some(sealed.len())));
    }
    for receiver in &golden.receivers {
        if let Ok(opened) = open(bytes, receiver, LIMITS) {
            assert!(split.is_ok());
            assert_eq!(opened.manifest_signer, opened.container_signer);
            is_within(&opened.container, &opened.manifest);
        }
    }
}

/// There is one spelling; what is signed is read again.
fn manifest(golden: &Golden, bytes: &[u8]) {
    if let Ok(manifest) = Manifest::from_json(bytes) {
        assert_eq!(manifest.to_json(), bytes);
        assert_eq!(manifest.digest(), sha256(bytes));
        let read = read_manifest(&signed_by(&golden.sender, bytes));
        let read = read.map(|(manifest, signer)| (manifest, signer.fingerprint()));
        let signer = golden.sender.certificate().fingerprint();
        assert_eq!(read.ok(), Some((manifest, signer)));
    }
}

/// There is one spelling; what is signed is read again.
fn receipt(golden: &Golden, bytes: &[u8]) {
    let Ok(receipt) = Receipt::from_json(bytes) else {
        return;
    };
    assert_eq!(receipt.to_json(), bytes);
    assert_eq!(receipt.digest(), sha256(bytes));
    let one = [receipt];
    if let Ok(state) = check_chain(&golden.manifest, &one) {
        assert_eq!([state], one.each_ref().map(|receipt| receipt.kind.state()));
    }
    let [receipt] = one;
    // A signature does not tell every moment that a text can.
    match issue(&receipt, &golden.sender) {
        Ok(der) => {
            let read = read_receipt(&der).map(|read| read.receipt);
            assert_eq!(read.ok(), Some(receipt));
        }
        Err(error) => assert!(!is_usual(receipt.at), "{error:?}"),
    }
}

/// What is signed is read again; what holds is signed by a certificate that is inside.
fn signed(golden: &Golden, bytes: &[u8]) {
    if let Ok(signed) = verify(bytes) {
        assert!(is_part(bytes, signed.signer.der()));
        assert!(is_part(bytes, signed.content));
        if let Ok(read) = read_receipt(bytes) {
            assert_eq!(read.receipt.to_json(), signed.content);
        }
        if let Ok((read, _)) = read_manifest(bytes) {
            assert_eq!(read.to_json(), signed.content);
        }
    } else {
        assert!(read_receipt(bytes).is_err() && read_manifest(bytes).is_err());
    }
    let der = signed_by(&golden.sender, bytes);
    assert_eq!(verify(&der).map(|signed| signed.content), Ok(bytes));
}

/// What is read is within the limits, has harmless names, and is written to be read the same.
fn container(_: &Golden, bytes: &[u8]) {
    let Ok(container) = Container::decode(bytes, LIMITS) else {
        return;
    };
    assert!(container.entries.len() <= LIMITS.max_entries);
    let sizes = container.entries.iter().map(|entry| entry.bytes.len());
    assert!(sizes.sum::<usize>() as u64 <= LIMITS.max_bytes);
    for entry in &container.entries {
        let name = &entry.name;
        assert!(!name.is_empty() && !name.starts_with('.'));
        assert!(!name.contains(['/', '\\', ':', '\0', '\n']));
    }
    let written = container.encode();
    assert!(written.is_ok(), "{written:?}");
    let again = Container::decode(&written.unwrap_or_default(), LIMITS);
    assert_eq!(again.ok(), Some(container));
}

/// Whatever stands behind a manifest that names it, signed by its sender: it is opened just where
/// it was sealed so. Of a whole envelope the sealed part is taken.
fn sealed(golden: &Golden, bytes: &[u8]) {
    let sealed = split_envelope(bytes).map_or(bytes, |(_, sealed)| sealed);
    let manifest = Manifest {
        sealed_size: sealed.len() as u64,
        sealed_digest: sha256(sealed),
        ..golden.manifest.clone()
    };
    let mut whole = signed_by(&golden.sender, &manifest.to_json());
    whole.extend_from_slice(sealed);
    for receiver in &golden.receivers {
        if let Ok(opened) = open(&whole, receiver, LIMITS) {
            assert_eq!(opened.manifest, manifest);
            is_within(&opened.container, &manifest);
        }
    }
}

/// Its bytes stay, and its parts are inside.
fn certificate(golden: &Golden, bytes: &[u8]) {
    if let Ok(certificate) = Certificate::from_der(bytes) {
        assert_eq!(certificate.der(), bytes);
        assert_eq!(first_der_len(bytes), Ok(Some(bytes.len())));
        assert_eq!(certificate.fingerprint(), sha256(bytes));
        let serial = certificate.serial_hex();
        assert!(serial.len() >= 2 && serial.len().is_multiple_of(2));
        let is_senders = certificate == *golden.sender.certificate();
        // A key of the sender's goes with no other certificate, but for one of the same key.
        let sender = Identity::from_der(bytes, testdata!("office-a.key.der"));
        assert!(sender.is_ok() || !is_senders);
    }
}

/// A key that goes with a certificate signs what that certificate verifies.
fn key(golden: &Golden, bytes: &[u8]) {
    for one in golden.receivers.iter().chain([&golden.sender]) {
        if let Ok(identity) = Identity::from_der(one.certificate().der(), bytes) {
            let der = signed_by(&identity, b"x");
            assert_eq!(verify(&der).map(|signed| signed.content), Ok(&b"x"[..]));
        }
    }
}

fn is_within(container: &Container, manifest: &Manifest) {
    let files = container.entries.iter();
    let facts = files.map(|entry| (entry.media, entry.bytes.len() as u64));
    let told = manifest.files.iter().map(|file| (file.media, file.size));
    assert!(facts.eq(told));
    assert_eq!(container.text.is_some(), manifest.message_text);
}

fn signed_by(identity: &Identity, content: &[u8]) -> Vec<u8> {
    written(sign(content, identity, Timestamp::UNIX_EPOCH))
}

fn written(der: Result<Vec<u8>, SealError>) -> Vec<u8> {
    assert!(der.is_ok(), "{:?}", der.as_ref().err());
    der.unwrap_or_default()
}

fn is_part(bytes: &[u8], part: &[u8]) -> bool {
    part.is_empty() || bytes.windows(part.len()).any(|window| window == part)
}

/// Whether the year is one that CMS can tell: from 0 on.
fn is_usual(at: Timestamp) -> bool {
    at.as_second() >= -62_167_219_200
}
