use tasuki_exchange::{Federation, RegistrationNumber, TicketNumber};
use tasuki_terms::{
    AppUserId, CalendarMonth, CertificateClass, Date, Digest, FileKind, FullWidthName,
    LicenceNumber, MailAddress, MediaType, MessageId, MessageState, OfficeKind, OfficeNumber,
    PhoneNumber, Prefecture, ReleaseVersion, RevocationReason, SendingUnit, Sequence, ServiceMonth,
    ServiceType, SpecVersion, Timestamp, UserId, Yen, day_in_japan, half_width, written_day,
    written_moment,
};
use tasuki_wire::SessionUser;

use crate::text::{json_reads_again, reads_again, told};

/// Numbers, ids, codes, names and times as people type and programs send them: each has one spelling
/// in which it is printed, and that reads the same, also as JSON.
pub fn terms(bytes: &[u8]) {
    let Some(text) = told(bytes) else { return };
    let readers: [fn(&str); 4] = [ids, codes, contacts, times];
    for reader in readers {
        reader(text);
    }
    let json = serde_json::to_vec(text).unwrap_or_default();
    json_reads_again::<OfficeNumber>(&json);
    json_reads_again::<MessageId>(&json);
    json_reads_again::<Digest>(&json);
    json_reads_again::<ServiceMonth>(&json);
    json_reads_again::<Sequence>(&json);
    json_reads_again::<MailAddress>(&json);
    json_reads_again::<PhoneNumber>(&json);
    json_reads_again::<SessionUser>(&json);
    json_reads_again::<Timestamp>(&json);
}

fn ids(text: &str) {
    reads_again::<OfficeNumber>(text);
    reads_again::<MessageId>(text);
    reads_again::<Digest>(text);
    reads_again::<UserId>(text);
    reads_again::<AppUserId>(text);
    reads_again::<SessionUser>(text);
    reads_again::<Sequence>(text);
    reads_again::<LicenceNumber>(text);
    reads_again::<TicketNumber>(text);
    reads_again::<RegistrationNumber>(text);
    reads_again::<ReleaseVersion>(text);
    if let Ok(office) = text.parse::<OfficeNumber>() {
        let federation = Federation::of(office);
        assert!(federation.is_none_or(|federation| federation.covers(office)));
        assert_eq!(Prefecture::of(office).is_some(), federation.is_some());
    }
}

fn codes(text: &str) {
    reads_again::<ServiceType>(text);
    reads_again::<FileKind>(text);
    reads_again::<SpecVersion>(text);
    reads_again::<SendingUnit>(text);
    reads_again::<MediaType>(text);
    reads_again::<MessageState>(text);
    reads_again::<OfficeKind>(text);
    reads_again::<Prefecture>(text);
    reads_again::<Federation>(text);
    if let Some(reason) = RevocationReason::read(text) {
        assert_eq!(reason.as_str(), text);
    }
    if let Some(class) = CertificateClass::read(text) {
        assert_eq!(class.as_str(), text);
    }
    let _media = MediaType::of_name(text);
}

fn contacts(text: &str) {
    reads_again::<MailAddress>(text);
    reads_again::<PhoneNumber>(text);
    reads_again::<FullWidthName>(text);
    let narrow = half_width(text);
    assert_eq!(half_width(&narrow), narrow, "{text:?}");
    if let Ok(amount) = text.parse::<Yen>() {
        assert_eq!(amount.amount().to_string(), text);
    }
}

fn times(text: &str) {
    reads_again::<ServiceMonth>(text);
    reads_again::<CalendarMonth>(text);
    reads_again::<Timestamp>(text);
    reads_again::<Date>(text);
    if let Ok(month) = text.parse::<ServiceMonth>() {
        assert!((28..=31).contains(&month.days()));
        assert!(
            month
                .next()
                .and_then(ServiceMonth::previous)
                .is_ok_and(|one| one == month)
                || month.next().is_err()
        );
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        let day = written_day(day_in_japan(at));
        assert!(written_moment(at).starts_with(&day));
    }
}
