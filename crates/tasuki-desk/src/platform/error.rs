//! Why the platform did not do what was asked.

use reqwest::StatusCode;
use tasuki_wire::{Code, Problem};

use crate::NoPassword;

mod cause;
mod proxy;

use cause::{TlsFault, tls_fault};
pub use proxy::ProxyFault;

/// Why the platform did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlatformError {
    /// It said no, and why.
    #[error("the platform refused: {}", .0.code)]
    Refused(Box<Problem>),
    /// It cannot be reached.
    #[error("the platform cannot be reached")]
    Unreachable {
        /// Where it was looked for: a name or address, and the port.
        at: Option<String>,
        /// What the HTTP client says.
        #[source]
        source: reqwest::Error,
    },
    /// The office's proxy is in the way.
    #[error("the proxy does not let through: {fault:?}")]
    Proxy {
        /// What is wrong with it.
        fault: ProxyFault,
        /// What the HTTP client says.
        #[source]
        source: reqwest::Error,
    },
    /// The connection broke, or the answer took too long.
    #[error("the connection was lost")]
    Lost(#[source] reqwest::Error),
    /// It was reached, and did not answer in time.
    #[error("the platform did not answer within {seconds} s")]
    Silent {
        /// How long it was waited for, in seconds.
        seconds: u64,
    },
    /// Who answered is not the platform that the profile trusts.
    #[error("the platform's certificate is not trusted")]
    Untrusted(#[source] reqwest::Error),
    /// Who answered has a certificate of the trusted authority, but for another address.
    #[error("the platform's certificate is not for its address")]
    OtherName(#[source] reqwest::Error),
    /// The office's certificate was refused before anything could be asked.
    #[error("the platform refused the office's certificate")]
    CertificateRefused(#[source] reqwest::Error),
    /// It answered in a way that is not of the interface.
    #[error("the platform answered with status {status}")]
    Unexplained {
        /// The HTTP status.
        status: u16,
    },
    /// Its answer cannot be read.
    #[error("the platform's answer cannot be read")]
    Answer(#[source] serde_json::Error),
    /// Its answer lacks something.
    #[error("the platform's answer lacks {what}")]
    Incomplete {
        /// What is missing.
        what: &'static str,
    },
    /// There is no password to open a session with.
    #[error("there is no password")]
    Password(#[source] NoPassword),
}

impl PlatformError {
    /// The code of [`PlatformError::Unreachable`], and what happened, in Japanese.
    pub const UNREACHABLE: (&'static str, &'static str) =
        ("platform.unreachable", "連携基盤に接続できません。");

    /// Whether the same request may succeed a little later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused(problem) => {
                passes(problem.status) && problem.code != Code::UserLocked.as_str()
            }
            Self::Unexplained { status } => passes(*status),
            Self::Unreachable { .. } | Self::Lost(_) | Self::Silent { .. } => true,
            Self::Proxy { fault, .. } => *fault == ProxyFault::Unreachable,
            Self::Untrusted(_)
            | Self::OtherName(_)
            | Self::CertificateRefused(_)
            | Self::Answer(_)
            | Self::Incomplete { .. }
            | Self::Password(_) => false,
        }
    }

    /// Whether it is the line alone, as far as anybody can tell: the platform said nothing, and may
    /// do so a little later.
    pub fn is_of_the_line(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Lost(_) | Self::Silent { .. } | Self::Proxy { .. } => {
                self.is_retryable()
            }
            _ => false,
        }
    }

    /// Whether a person should try again later: nothing is wrong with what was asked.
    pub fn is_passing(&self) -> bool {
        match self {
            // Damaged on the way, the same bytes may arrive well the next time.
            Self::Refused(problem) => {
                passes(problem.status) || problem.code == Code::DigestMismatch.as_str()
            }
            _ => self.is_retryable(),
        }
    }

    /// Whether the platform understood who called, and says no to what was asked: asking again
    /// gives the same answer, and another request may succeed.
    pub(crate) fn is_about_the_request(&self) -> bool {
        matches!(self, Self::Refused(problem) if !passes(problem.status) && problem.status != 401)
    }

    /// Whether the platform broke: nobody knows whether it did what was asked, and the same request
    /// may break it again.
    pub(crate) fn is_breakdown(&self) -> bool {
        let status = match self {
            Self::Refused(problem) => problem.status,
            Self::Unexplained { status } => *status,
            _ => return false,
        };
        status >= 500 && !matches!(status, 502..=504)
    }

    /// Whether the platform refused with this code.
    pub(crate) fn is_of(&self, code: Code) -> bool {
        self.problem()
            .is_some_and(|problem| problem.code == code.as_str())
    }

    /// Whether another session is needed.
    pub(crate) fn asks_for_session(&self) -> bool {
        const CODES: [Code; 3] = [
            Code::SessionMissing,
            Code::SessionInvalid,
            Code::SessionOtherCertificate,
        ];
        matches!(self, Self::Refused(problem)
            if CODES.iter().any(|code| code.as_str() == problem.code))
    }

    /// Whether the platform does not take the user's password, or not any more.
    pub fn refuses_password(&self) -> bool {
        const CODES: [Code; 2] = [Code::PasswordWrong, Code::PasswordExpired];
        matches!(self, Self::Refused(problem)
            if CODES.iter().any(|code| code.as_str() == problem.code))
    }

    /// The problem that the platform told, if it told one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused(problem) => Some(problem),
            _ => None,
        }
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(problem) => &problem.code,
            Self::Unreachable { .. } => Self::UNREACHABLE.0,
            Self::Proxy { fault, .. } => fault.code(),
            Self::Lost(_) => "platform.lost",
            Self::Silent { .. } => "platform.silent",
            Self::Untrusted(_) => "platform.untrusted",
            Self::OtherName(_) => "platform.other-name",
            Self::CertificateRefused(_) => "certificate.refused",
            Self::Unexplained { .. } => "platform.unexplained",
            Self::Answer(_) | Self::Incomplete { .. } => "platform.answer",
            Self::Password(NoPassword::NobodyToAsk) => "password.nobody-to-ask",
            Self::Password(NoPassword::File(_)) => "password.file",
            Self::Password(NoPassword::Exposed) => "password.exposed",
            Self::Password(NoPassword::Empty | NoPassword::AskedBefore) => "password.missing",
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::Refused(problem) => problem.title.clone(),
            Self::Unreachable { .. } => Self::UNREACHABLE.1.to_owned(),
            Self::Proxy { fault, .. } => fault.what().to_owned(),
            Self::Lost(_) => "連携基盤との通信が途中で切れました。".to_owned(),
            Self::Silent { seconds } => {
                format!("連携基盤から{seconds}秒待っても応答がありません。")
            }
            Self::Untrusted(_) => {
                "接続先が、信頼できる連携基盤であることを確認できません。".to_owned()
            }
            Self::OtherName(_) => {
                "接続先のアドレスと、接続先の電子証明書に書かれた名前が一致しません。".to_owned()
            }
            Self::CertificateRefused(_) => {
                "電子証明書が連携基盤に受け付けられませんでした。".to_owned()
            }
            Self::Unexplained { status } => {
                format!("連携基盤から予期しない応答がありました（{status}）。")
            }
            Self::Answer(_) | Self::Incomplete { .. } => {
                "連携基盤からの応答を読み取れません。".to_owned()
            }
            Self::Password(NoPassword::NobodyToAsk) => {
                "パスワードが設定されておらず、入力していただくこともできません。".to_owned()
            }
            Self::Password(NoPassword::File(_)) => {
                "パスワードのファイルを読み取れません。".to_owned()
            }
            Self::Password(NoPassword::Exposed) => {
                "パスワードのファイルを、ほかの人も読み取れます。".to_owned()
            }
            Self::Password(NoPassword::Empty | NoPassword::AskedBefore) => {
                "パスワードが入力されていません。".to_owned()
            }
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::Refused(problem) => &problem.detail,
            Self::Unreachable { at: Some(at), .. } => {
                return format!(
                    "接続先（{at}）とインターネットの接続をご確認のうえ、時間をおいて再度実行してください。"
                );
            }
            Self::Unreachable { at: None, .. } => {
                "インターネットの接続をご確認のうえ、時間をおいて再度実行してください。"
            }
            Self::Proxy { fault, .. } => fault.hint(),
            Self::Lost(_) => "通信状態をご確認のうえ、再度実行してください。",
            Self::Silent { .. } => {
                "連携基盤が混み合っているか、止まっています。しばらく待ってから、もう一度操作してください。"
            }
            Self::Untrusted(_) => {
                "接続先のアドレスと認証局の証明書をご確認ください。心当たりのない場合は送受信を行わず、ヘルプデスクにお問い合わせください。"
            }
            Self::OtherName(_) => {
                "接続先のアドレスに誤りがないか、ヘルプデスクからの案内と見比べてください。IPアドレスや別名ではなく、案内のとおりの名前を指定してください。"
            }
            Self::CertificateRefused(_) => "正しい電子証明書をインストールしてください。",
            Self::Unexplained { .. } => "時間をおいて再度実行してください。",
            Self::Answer(_) | Self::Incomplete { .. } => {
                "ソフトウェアを最新版に更新しても続く場合は、ヘルプデスクにお問い合わせください。"
            }
            Self::Password(NoPassword::NobodyToAsk) => {
                "profile.toml の password_file にパスワードのファイルを指定するか、ターミナルから実行してください。"
            }
            Self::Password(NoPassword::File(_)) => {
                "profile.toml の password_file に指定したファイルをご確認ください。"
            }
            Self::Password(NoPassword::Exposed) => {
                "chmod 600 などで、本人だけが読み取れるようにしてください。"
            }
            Self::Password(NoPassword::Empty | NoPassword::AskedBefore) => {
                "パスワードを入力してください。"
            }
        };
        hint.to_owned()
    }
}

impl From<reqwest::Error> for PlatformError {
    fn from(error: reqwest::Error) -> Self {
        // Of the address, what was searched for is not for logs.
        let at = error.url().and_then(place);
        let error = error.without_url();
        if let Some(fault) = ProxyFault::of(&error) {
            return Self::Proxy {
                fault,
                source: error,
            };
        }
        match tls_fault(&error) {
            Some(TlsFault::Platform) => Self::Untrusted(error),
            Some(TlsFault::Name) => Self::OtherName(error),
            Some(TlsFault::Office) => Self::CertificateRefused(error),
            None if error.is_connect() => Self::Unreachable { at, source: error },
            None => Self::Lost(error),
        }
    }
}

/// Who is asked by an address, and at which port.
fn place(url: &reqwest::Url) -> Option<String> {
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// Whether an HTTP status may be another one a little later.
const fn passes(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..)
}

/// The problem that a refused request's body tells, or none where it tells nothing.
pub(super) fn refusal(status: StatusCode, body: &[u8]) -> PlatformError {
    match serde_json::from_slice::<Problem>(body) {
        Ok(problem) if problem.status == status.as_u16() => {
            PlatformError::Refused(Box::new(problem))
        }
        _ => PlatformError::Unexplained {
            status: status.as_u16(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_passes_is_tried_again() {
        let retryable: Vec<&str> = Code::ALL
            .into_iter()
            .filter(|code| PlatformError::Refused(Box::new(code.problem("1"))).is_retryable())
            .map(Code::as_str)
            .collect();
        assert_eq!(
            retryable,
            [
                "request.timeout",
                "request.too-many",
                "platform.unavailable",
                "platform.contents",
                "platform.internal"
            ]
        );
        let locked = PlatformError::Refused(Box::new(Code::UserLocked.problem("1")));
        assert!(locked.is_passing() && !locked.is_retryable());
        let damaged = PlatformError::Refused(Box::new(Code::DigestMismatch.problem("1")));
        assert!(damaged.is_passing() && !damaged.is_retryable());
        assert!(damaged.is_about_the_request());
        assert!(PlatformError::Unexplained { status: 502 }.is_retryable());
        assert!(!PlatformError::Unexplained { status: 404 }.is_retryable());
    }

    #[test]
    fn what_the_platform_says_is_not_of_the_line() {
        assert!(PlatformError::Silent { seconds: 4 }.is_of_the_line());
        for code in Code::ALL {
            let said = PlatformError::Refused(Box::new(code.problem("1")));
            assert!(!said.is_of_the_line(), "{}", code.as_str());
        }
        assert!(!PlatformError::Unexplained { status: 502 }.is_of_the_line());
    }

    #[test]
    fn a_body_that_is_no_problem_is_unexplained() {
        let problem = serde_json::to_vec(&Code::NotFound.problem("7")).unwrap();
        assert!(matches!(
            refusal(StatusCode::NOT_FOUND, &problem),
            PlatformError::Refused(problem) if problem.code == "request.not-found"
        ));
        for body in [&b""[..], b"<html>", &problem] {
            assert!(matches!(
                refusal(StatusCode::BAD_GATEWAY, body),
                PlatformError::Unexplained { status: 502 }
            ));
        }
    }
}
