//! Messages of the town.

use anyhow::Context as _;
use jiff::civil::date;
use tasuki_seal::{
    CheckStatement, Container, Draft, Entry, Identity, Manifest, SealedMessage, SystemEntropy,
    Verdict, seal, sign, split_envelope,
};
use tasuki_standard::generate::{Parties, Plan, Stamp};
use tasuki_standard::{FileName, unit_of};
use tasuki_terms::{Clock as _, MediaType, MessageId, SendingUnit, SystemClock};

use crate::{Chance, TownOffice};

/// The CSV files of a plan (予定) from `manager` to `service` for 2025-04, of two people.
pub fn plan_files(
    seed: u64,
    manager: &TownOffice,
    service: &TownOffice,
) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let in_files = |office: &TownOffice| office.in_files().context("an office without services");
    let parties = Parties {
        manager: in_files(manager)?,
        service: in_files(service)?,
        others: Vec::new(),
    };
    let stamp = Stamp {
        created_on: date(2025, 3, 25),
        sequence: "20250325102000".parse()?,
    };
    Ok(Plan::generate(seed, &parties, "202504".parse()?, 2)?.files(&stamp)?)
}

/// A sealed plan.
pub fn sealed(
    seed: u64,
    manager: &TownOffice,
    service: &TownOffice,
) -> anyhow::Result<SealedMessage> {
    let files = plan_files(seed, manager, service)?;
    let entries = files
        .into_iter()
        .map(|(name, bytes)| Entry {
            name,
            media: MediaType::Csv,
            bytes,
        })
        .collect();
    let container = Container {
        entries,
        text: None,
    };
    sealed_with(manager, service, &container, |_| ())
}

/// A sealed message with a picture of so many bytes, which cannot be compressed.
pub fn note(
    seed: u64,
    sender: &TownOffice,
    receiver: &TownOffice,
    bytes: usize,
) -> anyhow::Result<SealedMessage> {
    let picture = Entry {
        name: "連絡.jpg".to_owned(),
        media: MediaType::Jpeg,
        bytes: Chance::new(seed).bytes(bytes),
    };
    let container = Container {
        entries: vec![picture],
        text: None,
    };
    sealed_with(sender, receiver, &container, |_| ())
}

/// A sealed message whose draft `change` may change before it is signed.
pub fn sealed_with(
    sender: &TownOffice,
    receiver: &TownOffice,
    container: &Container,
    change: impl FnOnce(&mut Draft),
) -> anyhow::Result<SealedMessage> {
    let names: Vec<FileName> = container
        .entries
        .iter()
        .filter_map(|entry| FileName::parse(&entry.name).ok())
        .collect();
    let facts = if names.is_empty() {
        None
    } else {
        Some(unit_of(&names)?)
    };
    let now = SystemClock.now();
    let facts = facts.as_ref();
    let mut draft = Draft {
        id: MessageId::new(now, &SystemEntropy),
        sender: sender.number,
        sender_service: facts.and_then(|facts| facts.sender_service),
        receiver: receiver.number,
        receiver_service: facts.and_then(|facts| facts.receiver_service),
        unit: facts.map_or(SendingUnit::Attachments, |facts| facts.unit),
        kinds: facts.map(|facts| facts.kinds.clone()).unwrap_or_default(),
        spec: facts.map(|facts| facts.spec),
        service_month: facts.and_then(|facts| facts.month),
        sequence: facts.map(|facts| facts.sequence),
        replaces: None,
        bulk: None,
        check: CheckStatement {
            checker: "tasuki-testing".to_owned(),
            verdict: Verdict::NotChecked,
            errors: 0,
            warnings: 0,
        },
    };
    change(&mut draft);
    let readers = [receiver.identity()?.certificate().clone()];
    let identity: Identity = sender.identity()?;
    Ok(seal(
        draft,
        container,
        &identity,
        &readers,
        &SystemEntropy,
        now,
    )?)
}

/// The message with another manifest before the same sealed part, signed by `signer`.
pub fn resigned(
    message: &SealedMessage,
    signer: &TownOffice,
    change: impl FnOnce(&mut Manifest),
) -> anyhow::Result<SealedMessage> {
    let mut message = message.clone();
    change(&mut message.manifest);
    message.envelope = with_manifest(&message.envelope, &message.manifest.to_json(), signer)?;
    Ok(message)
}

/// The envelope with something else, signed by `signer`, in the manifest's place.
pub fn with_manifest(
    envelope: &[u8],
    content: &[u8],
    signer: &TownOffice,
) -> anyhow::Result<Vec<u8>> {
    let (_, sealed) = split_envelope(envelope)?;
    let mut changed = sign(content, &signer.identity()?, SystemClock.now())?;
    changed.extend_from_slice(sealed);
    Ok(changed)
}
