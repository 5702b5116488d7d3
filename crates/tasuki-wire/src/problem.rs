//! Problems (RFC 9457).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of each refused request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Names the problem: `urn:tasuki:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, in Japanese.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do, in Japanese.
    pub detail: String,
    /// The id of the request, as the platform's log has it.
    pub instance: String,
    /// The stable code.
    pub code: String,
}

/// Problems of the interface itself; those of the exchange's rules have their own texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Code {
    /// No certificate was shown.
    CertificateMissing,
    /// The certificate cannot be read.
    CertificateMalformed,
    /// It was issued by another authority.
    CertificateForeign,
    /// It has expired.
    CertificateExpired,
    /// It is not valid yet.
    CertificateNotYetValid,
    /// It was revoked.
    CertificateRevoked,
    /// It is not meant for this use.
    CertificateWrongUse,
    /// It is an agent's.
    CertificateAgent,
    /// The session is missing.
    SessionMissing,
    /// The session is over, or was never one.
    SessionInvalid,
    /// The session belongs to another certificate.
    SessionOtherCertificate,
    /// User id or password are wrong.
    PasswordWrong,
    /// The password is right, but temporary or expired.
    PasswordExpired,
    /// The user is locked out.
    UserLocked,
    /// The session is an app user's, and this needs the office's user.
    OfficeUserNeeded,
    /// The request cannot be read.
    RequestMalformed,
    /// The envelope cannot be read.
    EnvelopeMalformed,
    /// The manifest's signature is wrong, or by another certificate.
    ManifestSignature,
    /// What arrived is not what the manifest says.
    DigestMismatch,
    /// The receipt is wrong.
    ReceiptInvalid,
    /// The caller's office is suspended.
    OfficeSuspended,
    /// The caller's office is closed.
    OfficeClosed,
    /// No office of this number is registered.
    OfficeNotFound,
    /// There is nothing at this address.
    NotFound,
    /// The method is not possible here.
    MethodNotAllowed,
    /// The range cannot be given.
    RangeNotSatisfiable,
    /// The head is too large: the address, or all headers together.
    HeadTooLarge,
    /// The body is too large.
    BodyTooLarge,
    /// The body came too slowly.
    TooSlow,
    /// Too many requests.
    TooManyRequests,
    /// The platform cannot answer now.
    Unavailable,
    /// The platform cannot reach where contents are kept.
    ContentsUnavailable,
    /// The platform's fault.
    Internal,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 33] = [
        Self::CertificateMissing,
        Self::CertificateMalformed,
        Self::CertificateForeign,
        Self::CertificateExpired,
        Self::CertificateNotYetValid,
        Self::CertificateRevoked,
        Self::CertificateWrongUse,
        Self::CertificateAgent,
        Self::SessionMissing,
        Self::SessionInvalid,
        Self::SessionOtherCertificate,
        Self::PasswordWrong,
        Self::PasswordExpired,
        Self::UserLocked,
        Self::OfficeUserNeeded,
        Self::RequestMalformed,
        Self::EnvelopeMalformed,
        Self::ManifestSignature,
        Self::DigestMismatch,
        Self::ReceiptInvalid,
        Self::OfficeSuspended,
        Self::OfficeClosed,
        Self::OfficeNotFound,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::RangeNotSatisfiable,
        Self::HeadTooLarge,
        Self::BodyTooLarge,
        Self::TooSlow,
        Self::TooManyRequests,
        Self::Unavailable,
        Self::ContentsUnavailable,
        Self::Internal,
    ];

    /// Code, status, what happened, what to do.
    const fn row(self) -> (&'static str, u16, &'static str, &'static str) {
        match self {
            Self::CertificateMissing => (
                "certificate.missing",
                401,
                "電子証明書が提示されていません。",
                "正しい電子証明書をインストールしてください。",
            ),
            Self::CertificateMalformed => (
                "certificate.malformed",
                401,
                "電子証明書を読み取れません。",
                "電子証明書を入手し直して、インストールしてください。",
            ),
            Self::CertificateForeign => (
                "certificate.foreign",
                401,
                "本システムで発行された電子証明書ではありません。",
                "本システムの認証局が発行した電子証明書をお使いください。",
            ),
            Self::CertificateExpired => (
                "certificate.expired",
                401,
                "電子証明書の有効期限が切れています。",
                "電子証明書の更新を申請し、新しい電子証明書をインストールしてください。",
            ),
            Self::CertificateNotYetValid => (
                "certificate.not-yet-valid",
                401,
                "電子証明書の有効期間がまだ始まっていません。",
                "有効期間の開始日とパソコンの日付をご確認ください。",
            ),
            Self::CertificateRevoked => (
                "certificate.revoked",
                401,
                "この電子証明書は失効しています。",
                "新しい電子証明書の発行を申請してください。お心当たりのない場合はヘルプデスクにお問い合わせください。",
            ),
            Self::CertificateWrongUse => (
                "certificate.wrong-use",
                401,
                "この電子証明書は本システムでは使用できません。",
                "介護保険証明書または請求委任事業所用ケアプラン証明書をお使いください。",
            ),
            Self::CertificateAgent => (
                "certificate.agent",
                401,
                "代理人証明書は本システムでは使用できません。",
                "事業所の介護保険証明書または請求委任事業所用ケアプラン証明書をお使いください。",
            ),
            Self::SessionMissing => (
                "session.missing",
                401,
                "ログインしていません。",
                "事業所ユーザのIDとパスワードでログインしてください。",
            ),
            Self::SessionInvalid => (
                "session.invalid",
                401,
                "ログインの有効期限が切れました。",
                "もう一度ログインしてください。",
            ),
            Self::SessionOtherCertificate => (
                "session.other-certificate",
                401,
                "端末に登録されている証明書が、ログインしたときの証明書と一致しません。",
                "もう一度ログインしてください。",
            ),
            Self::PasswordWrong => (
                "session.password-wrong",
                401,
                "ユーザIDまたはパスワードが正しくありません。",
                "ユーザIDとパスワードをご確認のうえ、もう一度入力してください。",
            ),
            Self::PasswordExpired => (
                "session.password-expired",
                401,
                "パスワードの有効期限が切れています。",
                "電子請求受付システムにログインし、新しいパスワードに変更してください。",
            ),
            Self::UserLocked => (
                "session.locked",
                429,
                "パスワードの誤りが続いたため、一時的にログインできません。",
                "しばらく時間をおいてから、もう一度ログインしてください。",
            ),
            Self::OfficeUserNeeded => (
                "session.office-user-needed",
                403,
                "この操作には、事業所ユーザでのログインが必要です。",
                "最初に送信、受信または取消を行うときに、事業所ユーザのIDとパスワードを入力してください。",
            ),
            Self::RequestMalformed => (
                "request.malformed",
                400,
                "通信の内容が正しくありません。",
                "ソフトウェアを最新版に更新しても続く場合は、ヘルプデスクにお問い合わせください。",
            ),
            Self::EnvelopeMalformed => (
                "envelope.malformed",
                422,
                "データの読み込みに失敗しました。送信データの形式が正しくありません。",
                "もう一度送信してください。続く場合はヘルプデスクにお問い合わせください。",
            ),
            Self::ManifestSignature => (
                "envelope.signature",
                422,
                "端末に登録されている証明書が一致しないため、送信に失敗しました。",
                "電子証明書をご確認ください。サポートサイトのエラー関連FAQを参考のうえ、再度実行してください。",
            ),
            Self::DigestMismatch => (
                "envelope.digest",
                422,
                "送信の途中でデータが破損しました。",
                "もう一度送信してください。",
            ),
            Self::ReceiptInvalid => (
                "receipt.invalid",
                422,
                "受信確認の内容が正しくありません。",
                "もう一度受信してください。続く場合はヘルプデスクにお問い合わせください。",
            ),
            Self::OfficeSuspended => (
                "office.suspended",
                403,
                "貴事業所は停止中のため、この操作はできません。",
                "停止中は、送信一覧、受信一覧、お知らせの確認だけを行えます。再開については、ヘルプデスクにお問い合わせください。",
            ),
            Self::OfficeClosed => (
                "office.closed",
                403,
                "貴事業所の事業所番号は廃止されているため、送信できません。",
                "届いているデータは、保存期間内であれば受信できます。番号が変わった場合は、新しい事業所番号で送信してください。",
            ),
            Self::OfficeNotFound => (
                "office.not-found",
                404,
                "この事業所番号の事業所は、ケアプランデータ連携システムの利用申請を行っていません。",
                "事業所番号をご確認ください。",
            ),
            Self::NotFound => (
                "request.not-found",
                404,
                "該当するページまたはデータがありません。",
                "アドレスをご確認ください。",
            ),
            Self::MethodNotAllowed => (
                "request.method",
                405,
                "この操作はできません。",
                "ソフトウェアを最新版に更新してください。",
            ),
            Self::RangeNotSatisfiable => (
                "request.range",
                416,
                "指定された範囲のデータがありません。",
                "はじめからダウンロードし直してください。",
            ),
            Self::HeadTooLarge => (
                "request.head-too-large",
                431,
                "通信の先頭（アドレスとヘッダー）が大きすぎます。",
                "ソフトウェアを最新版に更新しても続く場合は、ヘルプデスクにお問い合わせください。",
            ),
            Self::BodyTooLarge => (
                "request.too-large",
                413,
                "送信データが大きすぎます。",
                "ファイルを小さくするか、2件に分けて送信してください。",
            ),
            Self::TooSlow => (
                "request.timeout",
                408,
                "通信に時間がかかりすぎたため、中断しました。",
                "通信状態をご確認のうえ、もう一度お試しください。",
            ),
            Self::TooManyRequests => (
                "request.too-many",
                429,
                "短時間に操作が集中しました。",
                "しばらく時間をおいてから、もう一度お試しください。",
            ),
            Self::Unavailable => (
                "platform.unavailable",
                503,
                "ただいまシステムを利用できません。",
                "時間をおいてから再度実行してください。",
            ),
            Self::ContentsUnavailable => (
                "platform.contents",
                503,
                "ただいまデータの保存先を利用できないため、処理できませんでした。",
                "時間をおいてから再度実行してください。繰り返しても、二重に送信されることはありません。",
            ),
            Self::Internal => (
                "platform.internal",
                500,
                "システムで問題が発生しました。",
                "時間をおいてから再度実行してください。続く場合はヘルプデスクにお問い合わせください。",
            ),
        }
    }

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        self.row().1
    }

    /// The problem, for the request `instance`.
    pub fn problem(self, instance: &str) -> Problem {
        let (code, status, what, hint) = self.row();
        Problem::new(code, status, what, hint, instance)
    }
}

impl Problem {
    /// Puts a problem together.
    pub fn new(code: &str, status: u16, what: &str, hint: &str, instance: &str) -> Self {
        Self {
            kind: format!("urn:tasuki:problem:{code}"),
            title: what.to_owned(),
            status,
            detail: hint.to_owned(),
            instance: instance.to_owned(),
            code: code.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_problem_says_what_happened_and_what_to_do() {
        let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        for code in Code::ALL {
            let problem = code.problem("1");
            assert!(
                problem.title.ends_with('。') && problem.detail.ends_with('。'),
                "{code:?}"
            );
            assert!((400..600).contains(&problem.status), "{code:?}");
        }
    }

    #[test]
    fn every_problem_is_explained_in_the_same_words() {
        let explained = tasuki_answers::ErrorEntry::embedded().unwrap();
        for code in Code::ALL {
            let problem = code.problem("1");
            let entry = tasuki_answers::ErrorEntry::find(&explained, &problem.code);
            assert_eq!(
                entry.map(|entry| &entry.what),
                Some(&problem.title),
                "{code:?}"
            );
        }
    }
}
