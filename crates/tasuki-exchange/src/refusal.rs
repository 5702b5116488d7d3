//! Refusals, with what happened and what to do.

use tasuki_terms::{MediaType, OfficeNumber};

/// Why the exchange does not do what was asked.
///
/// [`Refusal::code`] is stable; [`Refusal::what`] and [`Refusal::hint`] are what people read. The
/// official system's sentence stands first where it has one (`docs/protocol.md`, section 13).
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The manifest names another sender than the certificate.
    #[error("the sender is {named}, not the calling office")]
    OtherSender {
        /// The office that the manifest names.
        named: OfficeNumber,
    },
    /// Sender and receiver are the same office.
    #[error("an office cannot send to itself")]
    ToOneself,
    /// The sender is not registered.
    #[error("the sender is not registered")]
    SenderNotRegistered,
    /// The sender has no licence now.
    #[error("the sender is not licensed")]
    SenderNotLicensed,
    /// The receiver is not registered.
    #[error("the receiver {office} is not registered")]
    ReceiverNotRegistered {
        /// The receiver.
        office: OfficeNumber,
    },
    /// The receiver has no licence now.
    #[error("the receiver {office} is not licensed")]
    ReceiverNotLicensed {
        /// The receiver.
        office: OfficeNumber,
    },
    /// The sender's clock is ahead.
    #[error("the message was made in the future")]
    ClockAhead,
    /// Neither a file nor a text is inside.
    #[error("nothing is inside")]
    Empty,
    /// There are too many files.
    #[error("{found} files, allowed are {limit}")]
    TooManyFiles {
        /// How many there are.
        found: usize,
        /// How many may be.
        limit: usize,
    },
    /// The files are too large together.
    #[error("{found} bytes, allowed are {limit}")]
    TooLarge {
        /// How large they are, in bytes.
        found: u64,
        /// How large they may be, in bytes.
        limit: u64,
    },
    /// A kind of file that may not be sent.
    #[error("files of type {media} are not allowed")]
    MediaNotAllowed {
        /// The kind.
        media: MediaType,
    },
    /// Its CSV files are not those of one sending unit.
    #[error("not the files of one sending unit")]
    MixedKinds,
    /// Too many messages in one bulk send.
    #[error("{found} messages in one bulk send, allowed are {limit}")]
    BulkTooLarge {
        /// How many there are.
        found: u32,
        /// How many may be.
        limit: u32,
    },
    /// The place in a bulk send lies outside it.
    #[error("place {index} of {count} in a bulk send")]
    BulkPlace {
        /// The place, counted from 1.
        index: u32,
        /// How many messages the bulk send holds.
        count: u32,
    },
    /// The id already names another message.
    #[error("the id already names another message")]
    IdReused,
    /// There is no such message, or it is none of the caller's.
    #[error("no such message")]
    NoSuchMessage,
    /// Only the other side may do this.
    #[error("the other side's step")]
    NotYours,
    /// It was not downloaded before.
    #[error("not downloaded yet")]
    NotFetched,
    /// Somebody downloaded it already.
    #[error("already downloaded")]
    AlreadyFetched,
    /// The sender took it back.
    #[error("withdrawn")]
    Withdrawn,
    /// Its time is over.
    #[error("expired")]
    Expired,
}

impl Refusal {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherSender { .. } => "message.other-sender",
            Self::ToOneself => "message.to-oneself",
            Self::SenderNotRegistered => "sender.not-registered",
            Self::SenderNotLicensed => "sender.not-licensed",
            Self::ReceiverNotRegistered { .. } => "receiver.not-registered",
            Self::ReceiverNotLicensed { .. } => "receiver.not-licensed",
            Self::ClockAhead => "message.clock-ahead",
            Self::Empty => "message.empty",
            Self::TooManyFiles { .. } => "message.too-many-files",
            Self::TooLarge { .. } => "message.too-large",
            Self::MediaNotAllowed { .. } => "message.media-not-allowed",
            Self::MixedKinds => "message.mixed-kinds",
            Self::BulkTooLarge { .. } => "bulk.too-large",
            Self::BulkPlace { .. } => "bulk.wrong-place",
            Self::IdReused => "message.id-reused",
            Self::NoSuchMessage => "message.not-found",
            Self::NotYours => "message.not-yours",
            Self::NotFetched => "message.not-fetched",
            Self::AlreadyFetched => "message.already-fetched",
            Self::Withdrawn => "message.withdrawn",
            Self::Expired => "message.expired",
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::OtherSender { named } => {
                format!("送信元の事業所番号（{named}）が、電子証明書の事業所番号と一致していません。")
            }
            Self::ToOneself => "自分の事業所あてには送信できません。".to_owned(),
            Self::SenderNotRegistered => "送信に失敗しました。ケアプランデータ連携システムWebサイトより利用申請を行った後に再度実行してください。".to_owned(),
            Self::SenderNotLicensed => "送信に失敗しました。貴事業所のライセンスが有効期間外です。".to_owned(),
            Self::ReceiverNotRegistered { office } => format!("送信に失敗しました。送信先事業所（{office}）がケアプランデータ連携システムの利用申請を行っていません。"),
            Self::ReceiverNotLicensed { office } => format!("送信に失敗しました。送信先事業所（{office}）が現在有効なライセンスを持っていません。"),
            Self::ClockAhead => "パソコンの時計が10分以上進んでいるため、送信できません。".to_owned(),
            Self::Empty => "送信するファイルもメッセージもありません。".to_owned(),
            Self::TooManyFiles { found, limit } => {
                format!("1件で送信できるファイルは{limit}個までです（現在{found}個）。")
            }
            Self::TooLarge { found, limit } => format!(
                "1件で送信できる大きさは{}MBまでです（現在{}）。",
                limit / (1024 * 1024),
                size(*found)
            ),
            Self::MediaNotAllowed { media } => format!("{}は送信できません。", media.name()),
            Self::MixedKinds => "ファイルの組み合わせが正しくありません。CSVファイルの組み合わせを確認してください。".to_owned(),
            Self::BulkTooLarge { found, limit } => {
                format!("一括送信できるのは{limit}件までです（現在{found}件）。")
            }
            Self::BulkPlace { index, count } => {
                format!("一括送信の番号が正しくありません（{count}件中の{index}番目）。")
            }
            Self::IdReused => "同じメッセージ番号で内容の異なるものが、すでに送信されています。".to_owned(),
            Self::NoSuchMessage => "該当するメッセージがありません。".to_owned(),
            Self::NotYours => "この操作は相手方の事業所だけができます。".to_owned(),
            Self::NotFetched => "まだダウンロードされていないため、受信確認はできません。".to_owned(),
            Self::AlreadyFetched => "送信先がすでにダウンロードしたため、取り消せません。".to_owned(),
            Self::Withdrawn => "このメッセージは送信元が取り消しました。".to_owned(),
            Self::Expired => "保存期間が過ぎたため、このメッセージの内容は削除されました。".to_owned(),
        }
    }

    /// What to do, in Japanese.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::OtherSender { .. } => {
                "ファイル名の送信元事業所番号と、お使いの電子証明書の事業所番号をご確認ください。"
            }
            Self::ToOneself => "送信先の事業所番号をご確認ください。",
            Self::SenderNotRegistered => {
                "ケアプランデータ連携システムWebサイトで、利用申請が完了していることをご確認ください。"
            }
            Self::SenderNotLicensed => {
                "ケアプランデータ連携システムWebサイトで有効期限をご確認のうえ、更新してください。"
            }
            Self::ReceiverNotRegistered { .. } => {
                "送信先事業所が利用申請を行った後に再度送信してください。お急ぎの場合はFAX等をご利用ください。"
            }
            Self::ReceiverNotLicensed { .. } => {
                "送信先事業所のライセンスが有効になった後に再度送信してください。お急ぎの場合はFAX等をご利用ください。"
            }
            Self::ClockAhead => "パソコンの日付と時刻を合わせてから、再度送信してください。",
            Self::Empty => "送信するファイルを選ぶか、メッセージを入力してください。",
            Self::TooManyFiles { .. } => "ファイルを減らすか、2件に分けて送信してください。",
            Self::TooLarge { .. } => "PDFや画像を小さくするか、2件に分けて送信してください。",
            Self::MediaNotAllowed { .. } => {
                "csv、pdf、jpg、jpeg、png、gif、txtのいずれかの形式で保存し直してください。"
            }
            Self::MixedKinds => {
                "1件では1種類のデータだけを送信できます。種類ごとに分けて送信してください。"
            }
            Self::BulkTooLarge { .. } => "数回に分けて一括送信してください。",
            Self::BulkPlace { .. } => "もう一度、一括送信をやり直してください。",
            Self::IdReused => "新しいメッセージとして送信し直してください。",
            Self::NoSuchMessage => "メッセージ番号をご確認ください。",
            Self::NotYours => "送信一覧または受信一覧で、送信元と送信先をご確認ください。",
            Self::NotFetched => "先に受信（ダウンロード）を行ってください。",
            Self::AlreadyFetched => "内容を直す場合は、訂正したものを改めて送信してください。",
            Self::Withdrawn => "必要な場合は、送信元の事業所に再送信をご依頼ください。",
            Self::Expired => "送信元の事業所に再送信をご依頼ください。",
        }
    }
}

/// A size for people: megabytes with one place, rounded up so that it never seems to fit.
fn size(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    format!("{}.{}MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests;
