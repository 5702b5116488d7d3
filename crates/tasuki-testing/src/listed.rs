//! A long list of messages, for what has to be quick with it.

use jiff::SignedDuration;
use tasuki_desk::ListedMessage;
use tasuki_seal::SystemEntropy;
use tasuki_terms::{MessageId, MessageState, OfficeNumber, SendingUnit, ServiceMonth, Timestamp};

/// To how many partners the messages went.
const PARTNERS: usize = 200;
/// Minutes between two messages.
const APART: i64 = 30;

/// So many invented messages that were sent until `now`, the newest first: to 200 partners in turn, of
/// the months of 2025 in turn.
///
/// # Errors
///
/// Where there are so many that they would be older than any time.
pub fn sent_messages(count: usize, now: Timestamp) -> anyhow::Result<Vec<ListedMessage>> {
    (0..count)
        .map(|number| {
            let at = now.checked_sub(SignedDuration::from_mins(i64::try_from(number)? * APART))?;
            let of = number % PARTNERS;
            let partner: OfficeNumber = format!("13700{:05}", 1000 + of).parse()?;
            let month = i8::try_from(1 + number % 12)?;
            Ok(ListedMessage {
                id: MessageId::new(at, &SystemEntropy),
                partner,
                partner_name: format!("みほん事業所{of}"),
                partner_service: None,
                own_service: None,
                unit: SendingUnit::UseTable,
                kinds: Vec::new(),
                service_month: Some(ServiceMonth::new(2025, month)?),
                sequence: None,
                files: 3,
                bytes: 50_000,
                created_at: at,
                accepted_at: at,
                state: MessageState::Opened,
                state_at: at,
                content_until: at,
                replaces: None,
            })
        })
        .collect()
}
