//! The service (サービス種類) that a message is about, as people read it.

use tasuki_desk::ListedMessage;
use tasuki_seal::Manifest;
use tasuki_standard::service_between;
use tasuki_terms::ServiceType;

/// `訪問介護（11）`.
pub(crate) fn name(service: ServiceType) -> String {
    match service.name() {
        Some(name) => format!("{name}（{service}）"),
        None => service.to_string(),
    }
}

/// That of the end which does not plan. None between two that plan, and for attachments.
pub(crate) fn of_ends(ends: [Option<ServiceType>; 2]) -> Option<String> {
    service_between(ends).map(name)
}

/// What a manifest says of it.
pub(crate) fn of_manifest(manifest: &Manifest) -> Option<String> {
    of_ends([manifest.receiver_service, manifest.sender_service])
}

/// What the platform's lists say of it, before the message was received, too.
pub(crate) fn of_message(message: &ListedMessage) -> Option<String> {
    of_ends([message.partner_service, message.own_service])
}

#[cfg(test)]
mod tests {
    use tasuki_testing::sent_messages;

    use super::*;

    #[test]
    fn of_a_planning_partner_the_own_service_is_shown() {
        let at = "2025-04-01T01:00:00Z".parse().unwrap();
        let listed = sent_messages(1, at).unwrap().remove(0);
        let shown = |partner: Option<&str>, own: Option<&str>| {
            let read = |code: Option<&str>| code.map(|code| code.parse().unwrap());
            of_message(&ListedMessage {
                partner_service: read(partner),
                own_service: read(own),
                ..listed.clone()
            })
        };
        assert_eq!(
            shown(Some("43"), Some("11")).as_deref(),
            Some("訪問介護（11）")
        );
        assert_eq!(
            shown(Some("11"), Some("43")).as_deref(),
            Some("訪問介護（11）")
        );
        // Two that plan, and files that name no service.
        assert_eq!(shown(Some("43"), Some("46")), None);
        assert_eq!(shown(Some("43"), None), None);
        assert_eq!(shown(None, None), None);
    }
}
