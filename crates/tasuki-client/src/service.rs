//! The service (サービス種類) that a message is about, as people read it.

use tasuki_desk::{Ledger, ListedMessage, Side};
use tasuki_seal::{Manifest, read_manifest};
use tasuki_standard::is_planning;
use tasuki_terms::ServiceType;

/// That of the end which does not plan: `訪問介護（11）`. None between two that plan, and for attachments.
pub(crate) fn of_ends(ends: [Option<ServiceType>; 2]) -> Option<String> {
    let service = ends.into_iter().flatten().find(|one| !is_planning(*one))?;
    Some(match service.name() {
        Some(name) => format!("{name}（{service}）"),
        None => service.to_string(),
    })
}

/// What a manifest says of it.
pub(crate) fn of_manifest(manifest: &Manifest) -> Option<String> {
    of_ends([manifest.receiver_service, manifest.sender_service])
}

/// That of a message in the lists. They tell the partner's service alone: where the partner plans, the
/// ledger is asked, which knows a received message once its receipt was looked at.
pub(crate) fn of_message(ledger: &Ledger, side: Side, message: &ListedMessage) -> Option<String> {
    if let Some(service) = of_ends([message.partner_service, None]) {
        return Some(service);
    }
    message.partner_service?;
    let manifest = ledger.message(side, message.id).manifest().ok()??;
    let (manifest, _) = read_manifest(&manifest).ok()?;
    of_manifest(&manifest)
}
