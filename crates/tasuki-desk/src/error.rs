//! What can go wrong in the office, for people.

use std::io;

use tasuki_seal::{OpenError, SealError};
use tasuki_terms::{
    MessageId, OfficeNumber, Timestamp, day_in_japan, spoken_day, system_fault, written_moment,
};

use crate::platform::PlatformSetupError;
use crate::{BookError, CredentialError, Fault, PlatformError, ProfileError, ProofError};

/// The code of what was not sent because the same was sent before.
pub(crate) const SENT_BEFORE: &str = "message.sent-before";

/// What can go wrong in the office.
///
/// [`DeskError::code`] is stable; [`DeskError::what`] and [`DeskError::hint`] are what people
/// read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The profile cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// A certificate is not requested, or not installed.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The platform did not do what was asked.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// What was to be sent cannot be sent; there is at least one fault.
    #[error("{} faults in what was to be sent", faults.len())]
    Draft {
        /// All that is wrong.
        faults: Vec<Fault>,
    },
    /// A manifest or a receipt is not believed.
    #[error("the proof of the message {id} is not believed")]
    Proof {
        /// Of which message.
        id: MessageId,
        /// Why.
        #[source]
        source: ProofError,
    },
    /// What was to be verified has no manifest that holds, so that not even an id is known.
    #[error("the manifest in {path} is not believed")]
    Manifest {
        /// Where it is.
        path: String,
        /// Why.
        #[source]
        source: ProofError,
    },
    /// The message is in the ledger and waits: the platform could not be reached just before.
    #[error("the message {id} waits in the ledger")]
    Waiting {
        /// Which message.
        id: MessageId,
    },
    /// The same was sent to the same receiver before.
    #[error("the same was sent before, as the message {id}")]
    SentBefore {
        /// As which message.
        id: MessageId,
        /// To whom.
        receiver: OfficeNumber,
        /// When the platform accepted it.
        at: Timestamp,
    },
    /// The message cannot be sealed.
    #[error("the message cannot be sealed")]
    Seal(#[source] SealError),
    /// The message cannot be opened.
    #[error("the message {id} cannot be opened")]
    Open {
        /// Which message.
        id: MessageId,
        /// Why.
        #[source]
        source: OpenError,
    },
    /// A file of the message has a bad name, or is not what its name and its sender say; none of
    /// its files was written.
    #[error("the file {place} of the message {id} is not safe")]
    UnsafeFile {
        /// Which message.
        id: MessageId,
        /// The place of the file among the message's files, from 1 on.
        place: usize,
    },
    /// The message waited under an earlier certificate of the office; it was never accepted, and
    /// cannot be any more.
    #[error("the message {id} was signed with an earlier certificate")]
    CertificateChanged {
        /// Which message.
        id: MessageId,
    },
    /// The message is for somebody else.
    #[error("the message {id} is for somebody else")]
    NotAddressed {
        /// Which message.
        id: MessageId,
    },
    /// There is no own copy of the message on this PC.
    #[error("there is no own copy of the message {id}")]
    NoCopy {
        /// Which message.
        id: MessageId,
    },
    /// The work is gone from the book.
    #[error("the job is gone from the book")]
    NoJob,
    /// The book cannot be used.
    #[error(transparent)]
    Book(#[from] BookError),
    /// A file of the ledger or of a target folder cannot be read or written.
    #[error("a file cannot be read or written")]
    File(#[source] io::Error),
    /// What was to be verified is no message or receipt.
    #[error("nothing to verify in {path}")]
    NothingToVerify {
        /// Where it was looked for.
        path: String,
    },
    /// A part of this program broke off.
    #[error("the work was broken off")]
    BrokenOff(#[source] tokio::task::JoinError),
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built")]
    Client(#[source] reqwest::Error),
}

/// What an error means to whoever called.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// Something is wrong with what was asked for; asking again does not help.
    Refused,
    /// The program was set up or called in the wrong way.
    WrongUse,
    /// It may work later.
    TryLater,
    /// Our own fault.
    OurFault,
}

impl From<PlatformSetupError> for DeskError {
    fn from(error: PlatformSetupError) -> Self {
        match error {
            PlatformSetupError::Profile(error) => Self::Profile(error),
            PlatformSetupError::Client(error) => Self::Client(error),
        }
    }
}

impl From<io::Error> for DeskError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl DeskError {
    /// One fault of a draft.
    pub(crate) fn fault(fault: impl Into<Fault>) -> Self {
        Self::Draft {
            faults: vec![fault.into()],
        }
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::Profile(error) => error.code(),
            Self::Credential(error) => error.code(),
            Self::Platform(error) => error.code(),
            Self::Draft { faults } => faults.first().map_or("draft.wrong", Fault::code),
            Self::Proof { source, .. } | Self::Manifest { source, .. } => source.code(),
            Self::Waiting { .. } => "message.waiting",
            Self::SentBefore { .. } => SENT_BEFORE,
            Self::Seal(_) => "message.not-sealed",
            Self::Open { .. } => "message.not-opened",
            Self::UnsafeFile { .. } => "message.unsafe-file",
            Self::CertificateChanged { .. } => "message.certificate-changed",
            Self::NotAddressed { .. } => "message.not-addressed",
            Self::NoCopy { .. } => "message.no-copy",
            Self::NoJob => "job.gone",
            Self::Book(error) => error.code(),
            Self::File(_) => "file.failed",
            Self::NothingToVerify { .. } => "verify.nothing",
            Self::BrokenOff(_) | Self::Client(_) => "program.failed",
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::Profile(error) => error.what(),
            Self::Credential(error) => error.what(),
            Self::Platform(error) => error.what(),
            Self::Draft { faults } => faults.first().map(Fault::what).unwrap_or_default(),
            Self::Proof { source, .. } | Self::Manifest { source, .. } => source.what(),
            Self::Waiting { .. } => {
                "連携基盤に接続できなかったため、送信待ちになっています。".to_owned()
            }
            Self::SentBefore { at, .. } => {
                format!("同じデータを{}に送信済みです。", spoken_moment(*at))
            }
            Self::Seal(SealError::ReceiverKey { .. }) => {
                "送信先事業所の電子証明書を使用できません。".to_owned()
            }
            Self::Seal(_) => "送信データを作成できませんでした。".to_owned(),
            Self::Open {
                source: OpenError::Decrypt(_),
                ..
            } => {
                "端末に登録されている証明書では、このメッセージを開くことができません。".to_owned()
            }
            Self::Open { .. } => {
                "データの読み込みに失敗しました。受信データの内容が正しくありません。".to_owned()
            }
            Self::UnsafeFile { place, .. } => format!(
                "{place}番目のファイルの名前または内容が正しくないため、どのファイルも保存しませんでした。"
            ),
            Self::CertificateChanged { .. } => {
                "送信待ちの間に電子証明書が変わったため、このメッセージは送信できません。連携基盤には受け付けられていません。".to_owned()
            }
            Self::NotAddressed { .. } => "貴事業所あてのメッセージではありません。".to_owned(),
            Self::NoCopy { .. } => "この端末に、このメッセージの控えがありません。".to_owned(),
            Self::NoJob => "一括処理の記録がありません。".to_owned(),
            Self::Book(error) => error.what(),
            Self::File(source) => file_text(source),
            Self::NothingToVerify { path } => {
                format!("確認できるメッセージまたは受領証がありません（{path}）。")
            }
            Self::BrokenOff(_) | Self::Client(_) => {
                "ソフトウェアの内部で問題が発生しました。".to_owned()
            }
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::Profile(error) => return error.hint(),
            Self::Credential(error) => return error.hint(),
            Self::Platform(error) => return error.hint(),
            Self::Draft { faults } => return faults.first().map(Fault::hint).unwrap_or_default(),
            Self::Proof { source, .. } | Self::Manifest { source, .. } => return source.hint(),
            Self::Waiting { .. } => "時間をおいて、送信待ちのメッセージを送信してください。",
            Self::SentBefore { id, receiver, .. } => {
                return format!(
                    "二重に送信しないよう、送信しませんでした。{receiver} での受信状況は、送信一覧でご確認ください（メッセージ番号：{id}）。"
                );
            }
            Self::Seal(SealError::ReceiverKey { .. }) => {
                "送信先事業所に、電子証明書の更新をご依頼ください。"
            }
            Self::Seal(_) => {
                "もう一度送信してください。続く場合はヘルプデスクにお問い合わせください。"
            }
            Self::Open {
                source: OpenError::Decrypt(_),
                ..
            } => "電子証明書を更新した場合は、送信元の事業所に再送信をご依頼ください。",
            Self::Open { .. } => {
                "もう一度受信してください。続く場合は、送信元の事業所に再送信をご依頼ください。"
            }
            Self::UnsafeFile { .. } => {
                "送信元の事業所にご確認のうえ、正しいファイルの再送信をご依頼ください。心当たりのない場合はヘルプデスクにお問い合わせください。"
            }
            Self::CertificateChanged { .. } => {
                "同じファイルを選び、新しいメッセージとしてもう一度送信してください。"
            }
            Self::NotAddressed { .. } => "受信一覧でメッセージ番号をご確認ください。",
            Self::NoCopy { .. } => "受信したメッセージは、保存期間内であればもう一度受信できます。",
            Self::NoJob => "送信一覧・受信一覧で状況をご確認ください。",
            Self::Book(error) => return error.hint(),
            Self::File(_) => "ファイルの有無、アクセス権、空き容量をご確認ください。",
            Self::NothingToVerify { .. } => {
                "台帳にあるメッセージのフォルダー、またはその中の受領証を指定してください。"
            }
            Self::BrokenOff(_) | Self::Client(_) => {
                "もう一度実行してください。続く場合はヘルプデスクにお問い合わせください。"
            }
        };
        hint.to_owned()
    }

    /// What it means to whoever called.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Platform(error) if error.is_passing() => Outcome::TryLater,
            Self::Waiting { .. } => Outcome::TryLater,
            Self::Platform(PlatformError::Password(_))
            | Self::Profile(_)
            | Self::NothingToVerify { .. } => Outcome::WrongUse,
            Self::Credential(error) => error.outcome(),
            Self::Platform(
                PlatformError::Answer(_)
                | PlatformError::Incomplete { .. }
                | PlatformError::Unexplained { .. },
            )
            | Self::BrokenOff(_)
            | Self::Client(_) => Outcome::OurFault,
            Self::Platform(_)
            | Self::Draft { .. }
            | Self::Proof { .. }
            | Self::Manifest { .. }
            | Self::SentBefore { .. }
            | Self::Seal(_)
            | Self::Open { .. }
            | Self::UnsafeFile { .. }
            | Self::CertificateChanged { .. }
            | Self::NotAddressed { .. }
            | Self::NoCopy { .. }
            | Self::NoJob
            | Self::Book(_)
            | Self::File(_) => Outcome::Refused,
        }
    }
}

/// What happened to a file, in Japanese. The error itself names the file.
pub(crate) fn file_text(error: &io::Error) -> String {
    let Some(what) = system_fault(error.kind()) else {
        return format!("ファイルを読み書きできません（{error}）。");
    };
    // The library names the place between backquotes, in an English sentence.
    let text = error.to_string();
    let place = text
        .split_once('`')
        .and_then(|(_, rest)| rest.rsplit_once('`'));
    place.map_or_else(
        || format!("{what}。"),
        |(place, _)| format!("{what}（{place}）。"),
    )
}

/// Runs work that computes or waits for the disk where it disturbs nobody.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(DeskError::BrokenOff(error)),
    }
}

/// How sentences tell a moment: `2026年11月21日 09:05`, Japanese time.
fn spoken_moment(at: Timestamp) -> String {
    let day = spoken_day(day_in_japan(at));
    let written = written_moment(at);
    let (_, time) = written.split_once(' ').unwrap_or_default();
    format!("{day} {time}")
}

#[cfg(test)]
mod tests;
