//! What is wrong between the office and its proxy (プロキシサーバー).

use std::error::Error as _;

use super::cause::within;

/// What is wrong with the proxy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ProxyFault {
    /// It cannot be reached, or does not speak as a proxy does.
    Unreachable,
    /// It wants a user name and a password, or others than it was given.
    Password,
    /// It does not let the office through to the platform.
    Refused,
}

/// How the HTTP client begins what it says of proxies; it has no type for it that others can name.
/// The test of the client's proxy settings sees to it that these words and those about a password
/// still hold.
const TUNNEL: &str = "tunnel error: ";

impl ProxyFault {
    /// What an error says of the proxy, if it is about one.
    pub(super) fn of(error: &reqwest::Error) -> Option<Self> {
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(fault) = cause.to_string().strip_prefix(TUNNEL) {
                return Some(match fault {
                    "proxy authorization required" => Self::Password,
                    "unsuccessful" => Self::Refused,
                    _ => Self::Unreachable,
                });
            }
            source = within(cause);
        }
        None
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "proxy.unreachable",
            Self::Password => "proxy.password",
            Self::Refused => "proxy.refused",
        }
    }

    pub(super) const fn what(self) -> &'static str {
        match self {
            Self::Unreachable => "プロキシサーバーに接続できません。",
            Self::Password => {
                "プロキシサーバーに、ユーザー名とパスワードが受け付けられませんでした。"
            }
            Self::Refused => "プロキシサーバーが、連携基盤への接続を許可しませんでした。",
        }
    }

    pub(super) const fn hint(self) -> &'static str {
        match self {
            Self::Unreachable => {
                "「設定」の「プロキシの設定」で、アドレスとポート番号をご確認ください。"
            }
            Self::Password => {
                "「設定」の「プロキシの設定」で、ユーザー名とパスワードを入力し直してください。"
            }
            Self::Refused => {
                "事業所のネットワークを管理している方に、連携基盤のアドレスへの接続の許可をご依頼ください。"
            }
        }
    }
}
