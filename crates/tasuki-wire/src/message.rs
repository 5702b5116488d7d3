//! Messages.

use serde::{Deserialize, Serialize};
use tasuki_terms::{
    FileKind, MessageId, MessageState, OfficeNumber, SendingUnit, Sequence, ServiceMonth,
    ServiceType, Timestamp,
};
use utoipa::ToSchema;

/// A message (件) as lists show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MessageSummary {
    /// Its id.
    #[schema(value_type = String)]
    pub id: MessageId,
    /// Who sent it.
    #[schema(value_type = String)]
    pub sender: OfficeNumber,
    /// The sender's name.
    pub sender_name: String,
    /// The sender's service type, where the files name one.
    #[schema(value_type = Option<String>)]
    pub sender_service: Option<ServiceType>,
    /// To whom.
    #[schema(value_type = String)]
    pub receiver: OfficeNumber,
    /// The receiver's name.
    pub receiver_name: String,
    /// The receiver's service type, where the files name one.
    #[schema(value_type = Option<String>)]
    pub receiver_service: Option<ServiceType>,
    /// What it carries (送信単位).
    #[schema(value_type = String)]
    pub unit: SendingUnit,
    /// The kinds of its CSV files.
    #[schema(value_type = Vec<String>)]
    pub kinds: Vec<FileKind>,
    /// The service month (対象年月), where the files name one.
    #[schema(value_type = Option<String>)]
    pub service_month: Option<ServiceMonth>,
    /// The sequence (連番), where the files name one.
    #[schema(value_type = Option<String>)]
    pub sequence: Option<Sequence>,
    /// How many files.
    pub files: u32,
    /// Bytes of the files together.
    pub bytes: u64,
    /// Bytes of the envelope.
    pub envelope_bytes: u64,
    /// When the sender made it.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When the platform accepted it.
    #[schema(value_type = String, format = DateTime)]
    pub accepted_at: Timestamp,
    /// Where it is now.
    #[schema(value_type = String)]
    pub state: MessageState,
    /// When it came to that state.
    #[schema(value_type = String, format = DateTime)]
    pub state_at: Timestamp,
    /// Until when the content can be downloaded.
    #[schema(value_type = String, format = DateTime)]
    pub content_until: Timestamp,
    /// The message that this one replaces.
    #[schema(value_type = Option<String>)]
    pub replaces: Option<MessageId>,
}

/// One page of a list, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MessageList {
    /// The page.
    pub messages: Vec<MessageSummary>,
    /// Asks for the next page; none where this was the last.
    pub next: Option<String>,
}

/// A receipt as the platform keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReceiptEntry {
    /// The state that it proves.
    #[schema(value_type = String)]
    pub state: MessageState,
    /// The signed receipt (CMS), DER in base64.
    pub receipt: String,
}

/// One message with its proof.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MessageDetail {
    /// What lists show.
    pub summary: MessageSummary,
    /// The signed manifest (CMS), DER in base64.
    pub manifest: String,
    /// All receipts, oldest first.
    pub receipts: Vec<ReceiptEntry>,
}

/// The answer to every step of a message: its state, and the receipt that proves it.
///
/// The same step asked again gives the same bytes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MessageReceipt {
    /// Which message.
    #[schema(value_type = String)]
    pub id: MessageId,
    /// The state that the receipt proves.
    #[schema(value_type = String)]
    pub state: MessageState,
    /// The signed receipt (CMS), DER in base64.
    pub receipt: String,
}
