//! Which messages a list shows.

use tasuki_terms::{FileKind, MessageState, OfficeNumber, ServiceMonth};

use super::http::Request;

/// Which messages a list shows; what is none does not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// Only messages in this state.
    pub state: Option<MessageState>,
    /// Only messages from or to this office.
    pub partner: Option<OfficeNumber>,
    /// Only messages with a file of this kind.
    pub kind: Option<FileKind>,
    /// Only messages of this service month (対象年月).
    pub month: Option<ServiceMonth>,
    /// How many on one page, at most 200; the platform decides where none is given.
    pub limit: Option<u32>,
    /// Where the page begins: `next` of the page before.
    pub cursor: Option<String>,
}

impl Query {
    pub(super) fn onto(&self, mut request: Request) -> Request {
        if let Some(state) = self.state {
            request = request.with("state", state);
        }
        if let Some(partner) = self.partner {
            request = request.with("partner", partner);
        }
        if let Some(kind) = self.kind {
            request = request.with("kind", kind);
        }
        if let Some(month) = self.month {
            request = request.with("month", month);
        }
        if let Some(limit) = self.limit {
            request = request.with("limit", limit);
        }
        if let Some(cursor) = &self.cursor {
            request = request.with("cursor", cursor);
        }
        request
    }
}
