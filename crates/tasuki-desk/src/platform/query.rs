//! Which messages a list shows, and which offices.

use tasuki_terms::{FileKind, MessageState, OfficeNumber, Prefecture, ServiceMonth, ServiceType};
use tasuki_wire::MemberState;

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

/// Which offices are looked for; what is none does not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OfficeQuery {
    /// The beginning of the number, or a part of the name or its kana, in any width and kana.
    pub text: String,
    /// Only offices of this prefecture (都道府県).
    pub prefecture: Option<Prefecture>,
    /// Only offices with this service type.
    pub service: Option<ServiceType>,
    /// Only offices in this state.
    pub member: Option<MemberState>,
    /// How many on one page, at most 200; the platform decides where none is given.
    pub limit: Option<u32>,
    /// Where the page begins: `next` of the page before.
    pub cursor: Option<String>,
}

impl OfficeQuery {
    pub(super) fn onto(&self, mut request: Request) -> Request {
        if !self.text.is_empty() {
            request = request.with("query", &self.text);
        }
        if let Some(prefecture) = self.prefecture {
            request = request.with("prefecture", prefecture);
        }
        if let Some(service) = self.service {
            request = request.with("service", service);
        }
        if let Some(member) = self.member {
            request = request.with("member", member.as_str());
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
