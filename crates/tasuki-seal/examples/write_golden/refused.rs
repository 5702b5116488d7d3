//! Envelopes that must be refused.

use anyhow::{Context as _, Result};
use tasuki_seal::{
    Identity, Manifest, SealedMessage, SystemEntropy, seal, sha256, sign, split_envelope,
};

use crate::Golden;
use crate::people::People;
use crate::samples::{draft, now, tables};

/// Writes them; each is `message` with one thing wrong.
pub(crate) fn write(golden: &mut Golden, people: &People, message: &SealedMessage) -> Result<()> {
    let (envelope, manifest) = (&message.envelope, &message.manifest);
    let (signed_manifest, sealed) = split_envelope(envelope)?;
    let json = String::from_utf8(manifest.to_json())?;

    let behind = [envelope, &[0][..]].concat();
    golden.refused_envelope("behind", &behind, "envelope.form")?;
    let cut = envelope.split_last().context("not empty")?.1;
    golden.refused_envelope("cut", cut, "envelope.form")?;

    let changed = replaced(signed_manifest, b"\"errors\":0", b"\"errors\":1")?;
    let changed = [&changed, sealed].concat();
    golden.refused_envelope("manifest-changed", &changed, "manifest.signature")?;
    for (name, old, new, why) in [
        ("spelling", ",\"check\"", ", \"check\"", "manifest.spelling"),
        ("field", "\"id\":", "\"extra\":1,\"id\":", "manifest.form"),
        ("version", "\"version\":1", "\"version\":2", "manifest.form"),
    ] {
        let other = json.replacen(old, new, 1);
        let envelope = [&sign(other.as_bytes(), &people.office_a, now()?)?, sealed].concat();
        golden.refused_envelope(&format!("manifest-{name}"), &envelope, why)?;
    }

    let mut changed = sealed.to_vec();
    let inside = changed.len() - 100;
    *changed.get_mut(inside).context("long enough")? ^= 1;
    let envelope = [signed_manifest, &changed].concat();
    golden.refused_envelope("sealed-changed", &envelope, "sealed.other")?;
    let renamed = Manifest {
        sealed_digest: sha256(&changed),
        ..manifest.clone()
    };
    let envelope = with(&renamed, &people.office_a, &changed)?;
    golden.refused_envelope("sealed-changed-and-named", &envelope, "sealed.changed")?;

    let for_another = sealed_for(&people.office_a, &people.office_c)?;
    golden.refused_envelope("other-receiver", &for_another.envelope, "sealed.not-for-us")?;
    let by_another = sealed_for(&people.office_c, &people.office_b)?;
    golden.refused_envelope("other-office", &by_another.envelope, "manifest.signer")?;
    let (_, stolen) = split_envelope(&by_another.envelope)?;
    let envelope = with(&by_another.manifest, &people.office_a, stolen)?;
    golden.refused_envelope("other-signer", &envelope, "container.signer")?;

    let mut other_files = manifest.clone();
    other_files.files.first_mut().context("a file")?.size += 1;
    let envelope = with(&other_files, &people.office_a, sealed)?;
    golden.refused_envelope("other-files", &envelope, "container.files")
}

/// The same message, sealed by `sender` for `receiver`, whoever they are.
fn sealed_for(sender: &Identity, receiver: &Identity) -> Result<SealedMessage> {
    let receivers = [receiver.certificate().clone()];
    Ok(seal(
        draft()?,
        &tables(),
        sender,
        &receivers,
        &SystemEntropy,
        now()?,
    )?)
}

fn with(manifest: &Manifest, by: &Identity, sealed: &[u8]) -> Result<Vec<u8>> {
    Ok([&sign(&manifest.to_json(), by, now()?)?, sealed].concat())
}

/// `bytes` with the first `old` replaced.
pub(crate) fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Result<Vec<u8>> {
    let at = bytes
        .windows(old.len())
        .position(|window| window == old)
        .context("nothing to replace")?;
    let (before, rest) = bytes.split_at_checked(at).context("inside")?;
    let behind = rest.get(old.len()..).unwrap_or_default();
    Ok([before, new, behind].concat())
}
