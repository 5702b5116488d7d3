//! News.

use serde::{Deserialize, Serialize};
use tasuki_terms::{MessageId, MessageState};
use utoipa::ToSchema;

/// Which of an office's two lists a message stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MailBox {
    /// Received (受信一覧).
    Inbox,
    /// Sent (送信一覧).
    Outbox,
}

/// One message of the caller reached a state. It is the `data` of an event named `message`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Which message.
    #[schema(value_type = String)]
    pub message: MessageId,
    /// Its state now.
    #[schema(value_type = String)]
    pub state: MessageState,
    /// Where the caller finds it.
    #[serde(rename = "box")]
    pub mail_box: MailBox,
}
