//! Every vector of `testdata/seal/vectors.json` yields what `docs/protocol.md` says.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};
use tasuki_seal::{
    ChainError, Container, ContainerError, DecryptError, Manifest, ManifestError, OpenError,
    Receipt, ReceiptError, ReceiptKind, check_chain, open, read_receipt, sha256,
};

use crate::samples::{LIMITS, bytes, identity, path};

#[derive(Deserialize)]
struct Vectors {
    envelopes: Vec<EnvelopeVector>,
    containers: Vec<FileVector>,
    receipts: Vec<FileVector>,
    chains: Vec<ChainVector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvelopeVector {
    file: String,
    with: String,
    manifest: Option<String>,
    container: Option<String>,
    refused: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileVector {
    file: String,
    yields: Option<String>,
    refused: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChainVector {
    manifest: String,
    receipts: Vec<String>,
    yields: Option<String>,
    refused: Option<String>,
    place: Option<usize>,
}

fn vectors() -> Vectors {
    serde_json::from_slice(&bytes("vectors.json")).unwrap()
}

/// Opens an envelope and asks whether its signer is the office that it names.
fn opened(vector: &EnvelopeVector) -> Result<(Manifest, Container), &'static str> {
    let opened = open(&bytes(&vector.file), &identity(&vector.with), LIMITS).map_err(why)?;
    let sender = match opened.manifest.sender.as_str() {
        "1370000001" => "office-a",
        "1370000004" => "office-rsa",
        other => panic!("{other} sends nothing here"),
    };
    if opened.manifest_signer == *identity(sender).certificate() {
        Ok((opened.manifest, opened.container))
    } else {
        Err("manifest.signer")
    }
}

fn why(error: OpenError) -> &'static str {
    match error {
        OpenError::Envelope(_) => "envelope.form",
        OpenError::Manifest(ManifestError::Signature(_)) => "manifest.signature",
        OpenError::Manifest(ManifestError::NotCanonical) => "manifest.spelling",
        OpenError::Manifest(_) => "manifest.form",
        OpenError::OtherSealed => "sealed.other",
        OpenError::Decrypt(DecryptError::NotForUs) => "sealed.not-for-us",
        OpenError::Decrypt(DecryptError::Changed) => "sealed.changed",
        OpenError::OtherSigner => "container.signer",
        OpenError::OtherFiles => "container.files",
        OpenError::Container(error) => why_container(&error),
        other => panic!("no vector has {other:?}"),
    }
}

fn why_container(error: &ContainerError) -> &'static str {
    match error {
        ContainerError::Form => "container.form",
        ContainerError::Compression(_) => "container.compression",
        ContainerError::TooManyEntries => "container.too-many",
        ContainerError::TooLarge => "container.too-large",
        ContainerError::Name { .. } => "container.name",
        ContainerError::NameTwice { .. } => "container.name-twice",
        other => panic!("no vector has {other:?}"),
    }
}

/// Reads a receipt and asks whether the right one signed it.
fn received(file: &str) -> Result<Receipt, &'static str> {
    let signed = read_receipt(&bytes(file)).map_err(|error| match error {
        ReceiptError::Signature(_) => "receipt.signature",
        ReceiptError::NotCanonical => "receipt.spelling",
        other => panic!("no vector has {other:?}"),
    })?;
    let right_one = match signed.receipt.kind {
        ReceiptKind::Opened => "office-b",
        _ => "platform",
    };
    if signed.signer == *identity(right_one).certificate() {
        Ok(signed.receipt)
    } else {
        Err("receipt.signer")
    }
}

fn why_chain(error: ChainError) -> (&'static str, usize) {
    match error {
        ChainError::Empty => ("chain.empty", 0),
        ChainError::OtherMessage { place } => ("chain.message", place),
        ChainError::OtherParties { place } => ("chain.parties", place),
        ChainError::Transition { place, .. } => ("chain.transition", place),
        ChainError::Previous { place } => ("chain.previous", place),
        ChainError::TimeGoesBack { place } => ("chain.time", place),
        other => panic!("no vector has {other:?}"),
    }
}

#[test]
fn envelopes_open_or_are_refused() {
    for vector in vectors().envelopes {
        match opened(&vector) {
            Ok((manifest, container)) => {
                let told = bytes(vector.manifest.as_deref().unwrap());
                assert_eq!(manifest.to_json(), told, "{}", vector.file);
                let told = bytes(vector.container.as_deref().unwrap());
                assert_eq!(listed(&container), told_json(&told), "{}", vector.file);
            }
            Err(why) => assert_eq!(Some(why), vector.refused.as_deref(), "{}", vector.file),
        }
    }
}

#[test]
fn containers_are_read_or_refused() {
    for vector in vectors().containers {
        match Container::decode(&bytes(&vector.file), LIMITS) {
            Ok(container) => {
                let told = bytes(vector.yields.as_deref().unwrap());
                assert_eq!(listed(&container), told_json(&told), "{}", vector.file);
            }
            Err(error) => {
                let why = why_container(&error);
                assert_eq!(Some(why), vector.refused.as_deref(), "{}", vector.file);
            }
        }
    }
}

#[test]
fn receipts_are_believed_or_refused() {
    for vector in vectors().receipts {
        match received(&vector.file) {
            Ok(receipt) => {
                let told = bytes(vector.yields.as_deref().unwrap());
                assert_eq!(receipt.to_json(), told, "{}", vector.file);
            }
            Err(why) => assert_eq!(Some(why), vector.refused.as_deref(), "{}", vector.file),
        }
    }
}

#[test]
fn chains_hold_or_break_in_their_place() {
    for vector in vectors().chains {
        let manifest = Manifest::from_json(&bytes(&vector.manifest)).unwrap();
        let receipts: Vec<_> = vector
            .receipts
            .iter()
            .map(|file| received(file).unwrap())
            .collect();
        match check_chain(&manifest, &receipts) {
            Ok(state) => assert_eq!(Some(state.as_str()), vector.yields.as_deref()),
            Err(error) => {
                let (why, place) = why_chain(error);
                let told = (vector.refused.as_deref(), vector.place);
                assert_eq!((Some(why), Some(place)), told, "{:?}", vector.receipts);
            }
        }
    }
}

#[test]
fn every_file_belongs_to_a_vector() {
    let vectors = vectors();
    let mut named: BTreeSet<String> = BTreeSet::new();
    for one in vectors.envelopes {
        named.insert(one.file);
        named.extend(one.manifest.into_iter().chain(one.container));
    }
    for one in vectors.containers.into_iter().chain(vectors.receipts) {
        named.insert(one.file);
        named.extend(one.yields);
    }
    for one in vectors.chains {
        named.insert(one.manifest);
        named.extend(one.receipts);
    }
    let mut there = BTreeSet::new();
    for folder in ["", "refused/"] {
        for entry in fs_err::read_dir(path(folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let is_key = name.ends_with(".cert.der") || name.ends_with(".key.der");
            let is_about = ["README.md", "authority.pem", "vectors.json"].contains(&&*name);
            if entry.path().is_file() && !is_key && !is_about {
                there.insert(format!("{folder}{name}"));
            }
        }
    }
    assert_eq!(there, named);
}

/// A container as the vectors list it.
fn listed(container: &Container) -> Value {
    let entries: Vec<_> = container
        .entries
        .iter()
        .map(|entry| {
            json!({
                "name": entry.name,
                "media": entry.media,
                "size": entry.bytes.len(),
                "sha256": sha256(&entry.bytes),
            })
        })
        .collect();
    json!({ "entries": entries, "text": container.text })
}

fn told_json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}
