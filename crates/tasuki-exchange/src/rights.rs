//! Rights: one table of who may do what.

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
    /// Read limits and the platform's own certificate.
    ReadPlatform,
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
    pub const ALL: [Self; 12] = [
        Self::ReadDescription,
        Self::OpenSession,
        Self::RefreshSession,
        Self::ReadPlatform,
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

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn the_table_of_rights() {
        let mut table = String::new();
        for operation in Operation::ALL {
            let allowed: Vec<String> = Role::ALL
                .into_iter()
                .filter(|role| may(*role, operation))
                .map(|role| format!("{role:?}"))
                .collect();
            writeln!(table, "{operation:?}: {}", allowed.join(", ")).unwrap();
        }
        insta::assert_snapshot!("rights", table);
    }
}
