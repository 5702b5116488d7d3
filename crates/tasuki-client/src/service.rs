//! The service (サービス種類) that a message is about, as people read it.

use tasuki_desk::ListedMessage;
use tasuki_seal::Manifest;
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

/// What the platform's lists say of it, before the message was received, too.
pub(crate) fn of_message(message: &ListedMessage) -> Option<String> {
    of_ends([message.partner_service, message.own_service])
}
