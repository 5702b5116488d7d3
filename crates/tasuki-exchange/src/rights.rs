//! Rights: one table of who may do what.

use crate::OfficeStatus;

/// Who calls.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// Nobody: no certificate, or one that is refused.
    Nobody,
    /// An office that showed its certificate only.
    Certificate,
    /// An office with a certificate and a session of its app user (個人ユーザ), who only reads.
    AppUser,
    /// An office with a certificate and a session of its user (事業所ユーザ).
    Office,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Nobody, Self::Certificate, Self::AppUser, Self::Office];
}

/// What can be asked of the platform.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Operation {
    /// Read the description of the interface.
    ReadDescription,
    /// Open a session with a password.
    OpenSession,
    /// Lengthen a session.
    RefreshSession,
    /// Read limits, the platform's own certificate and its state.
    ReadPlatform,
    /// Read what the platform knows of the office itself.
    ReadAccount,
    /// Read notices (お知らせ).
    ReadNotices,
    /// Look offices up.
    ReadOffices,
    /// Send a message.
    SendMessage,
    /// List the inbox or the outbox.
    ListMessages,
    /// Read one's own message: its state and receipts.
    ReadMessage,
    /// Download the content of one's own message.
    FetchContent,
    /// Say that a message was opened.
    ConfirmOpening,
    /// Take a message back.
    WithdrawMessage,
    /// Wait for news.
    ReadEvents,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::ReadDescription,
        Self::OpenSession,
        Self::RefreshSession,
        Self::ReadPlatform,
        Self::ReadAccount,
        Self::ReadNotices,
        Self::ReadOffices,
        Self::SendMessage,
        Self::ListMessages,
        Self::ReadMessage,
        Self::FetchContent,
        Self::ConfirmOpening,
        Self::WithdrawMessage,
        Self::ReadEvents,
    ];
}

/// Tells whether `role` may ask for `operation`.
///
/// Which message an office may touch is decided by [`crate::advance`]; here it is only whether the
/// operation may be asked for at all.
pub const fn may(role: Role, operation: Operation) -> bool {
    match operation {
        Operation::ReadDescription => true,
        Operation::OpenSession => !matches!(role, Role::Nobody),
        Operation::RefreshSession
        | Operation::ReadPlatform
        | Operation::ReadAccount
        | Operation::ReadNotices
        | Operation::ReadOffices
        | Operation::ListMessages
        | Operation::ReadMessage
        | Operation::ReadEvents => matches!(role, Role::AppUser | Role::Office),
        Operation::SendMessage
        | Operation::FetchContent
        | Operation::ConfirmOpening
        | Operation::WithdrawMessage => matches!(role, Role::Office),
    }
}

/// Tells whether an office of this status may ask for `operation`, whoever asks for it.
///
/// A suspended office (停止中) sees its lists and what it is told, and nothing moves. A closed one
/// (廃止), also where another number has followed it, still takes in and proves what waits for it
/// and takes back what nobody has fetched, as long as contents are kept; it sends nothing.
pub const fn may_while(status: OfficeStatus, operation: Operation) -> bool {
    match operation {
        Operation::ReadDescription
        | Operation::OpenSession
        | Operation::RefreshSession
        | Operation::ReadPlatform
        | Operation::ReadAccount
        | Operation::ReadNotices
        | Operation::ListMessages
        | Operation::ReadMessage => true,
        Operation::ReadOffices
        | Operation::FetchContent
        | Operation::ConfirmOpening
        | Operation::WithdrawMessage
        | Operation::ReadEvents => !matches!(status, OfficeStatus::Suspended),
        Operation::SendMessage => matches!(status, OfficeStatus::Active),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn the_table_of_rights() {
        fn names<T: std::fmt::Debug>(all: impl IntoIterator<Item = T>) -> String {
            let names: Vec<_> = all.into_iter().map(|one| format!("{one:?}")).collect();
            names.join(", ")
        }
        let mut table = String::new();
        for operation in Operation::ALL {
            let roles = Role::ALL.into_iter().filter(|role| may(*role, operation));
            let statuses = OfficeStatus::ALL.into_iter();
            let statuses = statuses.filter(|status| may_while(*status, operation));
            let (roles, statuses) = (names(roles), names(statuses));
            writeln!(table, "{operation:?}: {roles} while {statuses}").unwrap();
        }
        insta::assert_snapshot!("rights", table);
    }
}
