//! Why a profile cannot be used.

use std::path::PathBuf;

use tasuki_pki::{CertificateRefusal, Holder, InvalidAnchors};
use tasuki_seal::IdentityError;
use tasuki_wire::Code;

use crate::KeyringError;
use crate::error::file_text;

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// There is none.
    #[error("no profile in {}", dir.display())]
    Missing {
        /// Where it should be.
        dir: PathBuf,
    },
    /// There is one already.
    #[error("a profile exists in {}", dir.display())]
    Exists {
        /// Where.
        dir: PathBuf,
    },
    /// One of its files cannot be read or written.
    #[error("a file of the profile cannot be used")]
    File(#[source] std::io::Error),
    /// `profile.toml` is wrong.
    #[error("{} cannot be read", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// The line that is wrong, from 1 on, where one can be told.
        line: Option<usize>,
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A value in `profile.toml` is not what it must be.
    #[error("{name} in {} is wrong", path.display())]
    Setting {
        /// The file.
        path: PathBuf,
        /// Which value.
        name: &'static str,
        /// What stands there.
        found: String,
    },
    /// `profile.toml` cannot be written.
    #[error("the profile cannot be written")]
    Write {
        /// Why.
        #[source]
        source: Box<toml::ser::Error>,
    },
    /// The platform's address is none.
    #[error("expected an address https://…, found {found}")]
    Address {
        /// What stands there.
        found: String,
    },
    /// A file is not PEM of the right kind.
    #[error("{} is not PEM of the right kind", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
    },
    /// Others than its user may read the private key.
    #[error("others may read {}", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// Certificate and key cannot be used.
    #[error("certificate and key cannot be used")]
    Identity(#[source] IdentityError),
    /// The authority's certificates cannot be used.
    #[error("the authority's certificates in {} cannot be used", path.display())]
    Authority {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: InvalidAnchors,
    },
    /// The certificate is refused.
    #[error("the office's certificate is refused")]
    Certificate(#[source] CertificateRefusal),
    /// The certificate is somebody else's.
    #[error("the certificate belongs to {holder}")]
    OtherHolder {
        /// Whose it is.
        holder: Holder,
    },
    /// The keyring does not open.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// Certificate and key cannot be used for TLS.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
}

impl ProfileError {
    /// Whether it is but the time: another certificate, or the right clock, puts it right.
    pub const fn is_about_time(&self) -> bool {
        matches!(
            self,
            Self::Certificate(CertificateRefusal::Expired | CertificateRefusal::NotYetValid)
        )
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "profile.missing",
            Self::Exists { .. } => "profile.exists",
            Self::File(_) => "profile.file",
            Self::Settings { .. } | Self::Setting { .. } => "profile.settings",
            Self::Write { .. } => "profile.write",
            Self::Address { .. } => "profile.address",
            Self::Pem { .. } => "profile.pem",
            Self::Exposed { .. } => "profile.exposed",
            Self::Identity(_) => "profile.identity",
            Self::Authority { .. } => "profile.authority",
            Self::Certificate(refusal) => refusal.code(),
            Self::OtherHolder { .. } => "profile.other-holder",
            Self::Keyring(error) => error.code(),
            Self::Tls(_) => "profile.tls",
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::Missing { dir } => {
                format!("設定フォルダーに設定がありません（{}）。", dir.display())
            }
            Self::Exists { dir } => format!("設定がすでにあります（{}）。", dir.display()),
            Self::File(source) => file_text(source),
            Self::Settings { path, line, .. } => format!(
                "設定ファイルの書き方が正しくありません（{}{}）。",
                path.display(),
                line.map_or_else(String::new, |line| format!("：{line}行目"))
            ),
            Self::Setting { path, name, found } => format!(
                "設定ファイルの {name} の値が正しくありません（{}：「{found}」）。",
                path.display()
            ),
            Self::Write { .. } => "設定ファイルを書き込めませんでした。".to_owned(),
            Self::Address { found } => {
                format!("接続先のアドレスが正しくありません（{found}）。")
            }
            Self::Pem { path } => format!(
                "電子証明書または秘密鍵のファイルを読み取れません（{}）。",
                path.display()
            ),
            Self::Exposed { path } => format!(
                "秘密鍵のファイルを、ほかの人も読み取れます（{}）。",
                path.display()
            ),
            Self::Identity(_) => "電子証明書と秘密鍵の組み合わせが正しくありません。".to_owned(),
            Self::Authority { path, .. } => {
                format!("認証局の証明書を読み取れません（{}）。", path.display())
            }
            Self::Certificate(refusal) => certificate_texts(*refusal).0,
            Self::OtherHolder { holder } => format!(
                "電子証明書が、設定の事業所番号・ユーザIDのものではありません（電子証明書：{}）。",
                holder_name(*holder)
            ),
            Self::Keyring(error) => error.what(),
            Self::Tls(_) => "電子証明書で通信の準備ができませんでした。".to_owned(),
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        match self {
            Self::Missing { .. } => {
                "はじめて使用する場合は、tasuki を起動して画面の案内に従うか、tasuki certificate install で電子証明書をインストールしてください。ほかの場所に設定がある場合は、そのフォルダーを --profile で指定してください。".to_owned()
            }
            Self::Exists { .. } => "別のフォルダーを指定してください。".to_owned(),
            Self::File(_) => "ファイルの有無とアクセス権をご確認ください。".to_owned(),
            Self::Settings { .. } => {
                "項目の名前と、値を囲む引用符をご確認ください。".to_owned()
            }
            Self::Setting { name: "office", .. } => {
                "貴事業所の事業所番号（10桁）を記入してください。".to_owned()
            }
            Self::Setting {
                name: "app_user", ..
            } => "個人ユーザのID（C と数字12桁）を記入するか、この行を削除してください。".to_owned(),
            Self::Setting { name: "proxy", .. } => {
                "「サーバー名:ポート番号」の形で記入するか、この行を削除してください。画面の「設定」でも変更できます。".to_owned()
            }
            Self::Setting { .. } => {
                "「電子請求登録結果に関するお知らせ」に記載の、KJ と数字12桁のユーザID（事業所ユーザ）を記入してください。個人ユーザのID（C で始まるもの）は、画面のログインに使用します。".to_owned()
            }
            Self::Write { .. } => {
                "空き容量とアクセス権をご確認のうえ、もう一度お試しください。".to_owned()
            }
            Self::Address { .. } => {
                "profile.toml の platform に https:// で始まるアドレスを指定してください。"
                    .to_owned()
            }
            Self::Exposed { .. } => {
                "chmod 600 などで、本人だけが読み取れるようにしてください。".to_owned()
            }
            Self::Pem { .. } | Self::Identity(_) | Self::OtherHolder { .. } | Self::Tls(_) => {
                "正しい電子証明書をインストールしてください。".to_owned()
            }
            Self::Authority { .. } => {
                "認証局の証明書を入手し直して、設定フォルダーに置いてください。".to_owned()
            }
            Self::Certificate(refusal) => certificate_texts(*refusal).1,
            Self::Keyring(error) => error.hint(),
        }
    }
}

/// What happened and what to do where a certificate is refused, in the words of the interface.
pub(crate) fn certificate_texts(refusal: CertificateRefusal) -> (String, String) {
    let code = Code::ALL
        .into_iter()
        .find(|code| code.as_str() == refusal.code())
        .unwrap_or(Code::CertificateWrongUse);
    let problem = code.problem("");
    (problem.title, problem.detail)
}

/// Who somebody is, for people.
pub(crate) fn holder_name(holder: Holder) -> String {
    match holder {
        Holder::Office { office, user } => format!("事業所 {office}（{user}）"),
        Holder::Platform => "連携基盤".to_owned(),
    }
}
