//! Requests that come in another order than they should, or once more: what each may be answered.

use std::fmt;

/// A request out of its order, by what its sender knows for certain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Order {
    /// The withdrawal of a message that was never sent; it is sent later.
    WithdrawalBeforeSend,
    /// A withdrawal on its way together with the message.
    WithdrawalBesideSend,
    /// One more behind a withdrawal that was answered, or beside it.
    WithdrawalAgain,
    /// The withdrawal of what is known to be downloaded.
    WithdrawalBehindDownload,
    /// The same message behind its acceptance.
    SendAgain,
    /// The same message behind its withdrawal.
    SendBehindWithdrawal,
    /// A confirmation of what was never asked for.
    ConfirmationBeforeDownload,
    /// One more behind a confirmation that was answered, or beside it, signed anew.
    ConfirmationAgain,
    /// The confirmation of what is known to be withdrawn.
    ConfirmationBehindWithdrawal,
    /// A download of what was downloaded and confirmed.
    DownloadAgain,
    /// A download of what is known to be withdrawn.
    DownloadBehindWithdrawal,
}

impl Order {
    /// Every one.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 11] = [
        Self::WithdrawalBeforeSend,
        Self::WithdrawalBesideSend,
        Self::WithdrawalAgain,
        Self::WithdrawalBehindDownload,
        Self::SendAgain,
        Self::SendBehindWithdrawal,
        Self::ConfirmationBeforeDownload,
        Self::ConfirmationAgain,
        Self::ConfirmationBehindWithdrawal,
        Self::DownloadAgain,
        Self::DownloadBehindWithdrawal,
    ];

    /// The status, and the code where it is refused.
    const fn allowed(self) -> &'static [&'static str] {
        match self {
            Self::WithdrawalBeforeSend => &["404 message.not-found"],
            Self::WithdrawalBesideSend => &[
                "200",
                "404 message.not-found",
                "409 message.already-fetched",
            ],
            Self::WithdrawalBehindDownload => &["409 message.already-fetched"],
            // Its sender may have withdrawn it meanwhile.
            Self::ConfirmationBeforeDownload => {
                &["409 message.not-fetched", "410 message.withdrawn"]
            }
            Self::ConfirmationBehindWithdrawal | Self::DownloadBehindWithdrawal => {
                &["410 message.withdrawn"]
            }
            // Never 201: it is not accepted twice.
            Self::WithdrawalAgain
            | Self::SendAgain
            | Self::SendBehindWithdrawal
            | Self::ConfirmationAgain
            | Self::DownloadAgain => &["200"],
        }
    }

    /// Whether it may be answered so.
    pub(crate) fn allows(self, answer: &str) -> bool {
        self.allowed().contains(&answer)
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WithdrawalBeforeSend => "withdrawal before the message",
            Self::WithdrawalBesideSend => "withdrawal beside the message",
            Self::WithdrawalAgain => "withdrawal again",
            Self::WithdrawalBehindDownload => "withdrawal behind the download",
            Self::SendAgain => "message again",
            Self::SendBehindWithdrawal => "message again behind its withdrawal",
            Self::ConfirmationBeforeDownload => "confirmation before the download",
            Self::ConfirmationAgain => "confirmation again",
            Self::ConfirmationBehindWithdrawal => "confirmation behind the withdrawal",
            Self::DownloadAgain => "download again behind the end",
            Self::DownloadBehindWithdrawal => "download behind the withdrawal",
        })
    }
}
