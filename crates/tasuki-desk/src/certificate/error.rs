//! Why there is no certificate.

use std::io;
use std::path::PathBuf;

use tasuki_pki::{CannotReadP12, CannotSeal, CertificateRefusal, InvalidAnchors, IssueError};

use crate::error::file_text;
use crate::profile::certificate_texts;
use crate::{NoPassword, Outcome};

/// Why a certificate is not requested, or not installed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// A key or a request is there already.
    #[error("{} exists", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// No key can be made.
    #[error("no key can be made")]
    Make(#[source] IssueError),
    /// The key cannot be sealed.
    #[error("the new key cannot be sealed")]
    Seal(#[source] CannotSeal),
    /// A file cannot be read or written.
    #[error("a file of key or certificate cannot be used")]
    File(#[source] io::Error),
    /// A file holds neither certificate nor key.
    #[error("{} holds neither certificate nor key", path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
    },
    /// A file is the request, not the answer to it.
    #[error("{} is a request", path.display())]
    Request {
        /// The file.
        path: PathBuf,
    },
    /// The password of a PKCS#12 file is wrong.
    #[error("the password of {} is wrong", path.display())]
    P12Password {
        /// The file.
        path: PathBuf,
    },
    /// A PKCS#12 file cannot be read.
    #[error("{} cannot be read", path.display())]
    P12 {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: CannotReadP12,
    },
    /// The passphrase of a sealed key is wrong, or the key is damaged.
    #[error("the key in {} cannot be opened", path.display())]
    Passphrase {
        /// The file.
        path: PathBuf,
    },
    /// There is no password.
    #[error("there is no password")]
    Password(#[source] NoPassword),
    /// There is no certificate among the files.
    #[error("no certificate among the files")]
    NoCertificate,
    /// There is no key among the files.
    #[error("no key among the files")]
    NoKey,
    /// There are several keys among the files.
    #[error("several keys among the files")]
    SeveralKeys,
    /// The key is that of none of the certificates.
    #[error("the key fits none of the certificates")]
    OtherKey,
    /// The certificate is refused.
    #[error("the certificate is refused")]
    Certificate(#[source] CertificateRefusal),
    /// The certificate is not an office's.
    #[error("the certificate is not an office's")]
    NotOffice,
    /// There is no profile yet, and the platform's address was not told.
    #[error("the platform's address is not known")]
    NoPlatform,
    /// Nobody said which root is trusted, and none came along.
    #[error("no root is trusted yet")]
    NoRoot,
    /// The file of the authority that is to be trusted cannot be used.
    #[error("{} holds no root that can be trusted", path.display())]
    Authority {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: InvalidAnchors,
    },
    /// A root came along, and another one is trusted.
    #[error("no root has the thumbprint that was given; one is {thumbprint}")]
    OtherThumbprint {
        /// Its SHA-256 digest, in groups of eight hexadecimal digits.
        thumbprint: String,
    },
    /// A root came along, but nobody said that it is trusted.
    #[error("the root {thumbprint} is not confirmed")]
    Unconfirmed {
        /// Its SHA-256 digest, in groups of eight hexadecimal digits.
        thumbprint: String,
    },
}

impl CredentialError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Exists { .. } => "credential.exists",
            Self::Make(_) | Self::Seal(_) => "credential.not-made",
            Self::File(_) => "credential.file",
            Self::Unknown { .. } => "credential.unknown-file",
            Self::Request { .. } => "credential.request",
            Self::P12Password { .. } => "credential.password",
            Self::P12 { .. } => "credential.unreadable",
            Self::Passphrase { .. } => "credential.passphrase",
            Self::Password(_) => "credential.no-password",
            Self::NoCertificate => "credential.no-certificate",
            Self::NoKey => "credential.no-key",
            Self::SeveralKeys => "credential.several-keys",
            Self::OtherKey => "credential.other-key",
            Self::Certificate(refusal) => refusal.code(),
            Self::NotOffice => "credential.not-office",
            Self::NoPlatform => "credential.no-platform",
            Self::NoRoot => "credential.no-root",
            Self::Authority { .. } => "credential.authority",
            Self::OtherThumbprint { .. } => "credential.other-thumbprint",
            Self::Unconfirmed { .. } => "credential.unconfirmed-root",
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::Exists { path } => {
                format!(
                    "秘密鍵または発行申請のファイルがすでにあります（{}）。",
                    path.display()
                )
            }
            Self::Make(_) | Self::Seal(_) => "秘密鍵を作成できませんでした。".to_owned(),
            Self::File(source) | Self::Password(NoPassword::File(source)) => file_text(source),
            Self::Unknown { path } => format!(
                "電子証明書または秘密鍵のファイルではありません（{}）。",
                path.display()
            ),
            Self::Request { path } => format!(
                "電子証明書ではなく、発行申請のファイルです（{}）。",
                path.display()
            ),
            Self::P12Password { path } => format!(
                "証明書発行用パスワードが正しくありません（{}）。",
                path.display()
            ),
            Self::P12 { path, source } => match source {
                CannotReadP12::NoKey => {
                    format!("ファイルに秘密鍵が入っていません（{}）。", path.display())
                }
                CannotReadP12::NoPair => format!(
                    "ファイルに、秘密鍵に対応する電子証明書が入っていません（{}）。",
                    path.display()
                ),
                CannotReadP12::SeveralPairs => {
                    format!(
                        "ファイルに複数の秘密鍵が入っています（{}）。",
                        path.display()
                    )
                }
                _ => format!(
                    "電子証明書のファイルを読み取れません（{}）。",
                    path.display()
                ),
            },
            Self::Passphrase { path } => format!(
                "秘密鍵を開けません。パスフレーズが違うか、ファイルが壊れています（{}）。",
                path.display()
            ),
            Self::Password(NoPassword::Exposed) => {
                "パスワードのファイルを、ほかの人も読み取れます。".to_owned()
            }
            Self::Password(NoPassword::NobodyToAsk) => {
                "パスワードを入力していただくことができません。".to_owned()
            }
            Self::Password(NoPassword::Empty | NoPassword::AskedBefore) => {
                "パスワードが入力されていません。".to_owned()
            }
            Self::NoCertificate => "電子証明書のファイルが指定されていません。".to_owned(),
            Self::NoKey => "秘密鍵のファイルが指定されていません。".to_owned(),
            Self::SeveralKeys => "秘密鍵が2つ以上指定されています。".to_owned(),
            Self::OtherKey => "電子証明書と秘密鍵の組み合わせが正しくありません。".to_owned(),
            Self::Certificate(refusal) => certificate_texts(*refusal).0,
            Self::NotOffice => "事業所の電子証明書ではありません。".to_owned(),
            Self::NoPlatform => "設定フォルダーがまだないため、接続先が分かりません。".to_owned(),
            Self::NoRoot => "信頼するルート証明書が分かりません。".to_owned(),
            Self::Authority { path, source } => match source {
                InvalidAnchors::NoRoot => {
                    format!("ルート証明書が入っていません（{}）。", path.display())
                }
                _ => format!("認証局の証明書として読み取れません（{}）。", path.display()),
            },
            Self::OtherThumbprint { thumbprint } => format!(
                "指定された拇印は、ルート証明書の拇印と一致しません。インストールしていません（ファイルに入っているルート証明書の拇印（SHA-256）：{thumbprint}）。"
            ),
            Self::Unconfirmed { thumbprint } => format!(
                "ルート証明書の拇印をまだ確認していただいていないため、インストールしていません（拇印（SHA-256）：{thumbprint}）。"
            ),
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::Exists { .. } => {
                "申請中の秘密鍵を上書きしないよう、中止しました。別のフォルダーを指定してください。"
            }
            Self::Make(_) | Self::Seal(_) => {
                "もう一度実行してください。続く場合はヘルプデスクにお問い合わせください。"
            }
            Self::File(_) | Self::Password(NoPassword::File(_)) => {
                "ファイルの有無、アクセス権、空き容量をご確認ください。"
            }
            Self::Unknown { .. } | Self::NoCertificate | Self::P12 { .. } => {
                "電子請求受付システムからダウンロードした電子証明書のファイルを指定してください。"
            }
            Self::Request { .. } => {
                "このファイルは電子請求受付システムに送信し、発行された電子証明書を指定してください。"
            }
            Self::P12Password { .. } => {
                "「電子請求登録結果に関するお知らせ」に記載の証明書発行用パスワードをご確認ください。"
            }
            Self::Passphrase { .. } => {
                "秘密鍵を作成したときのパスフレーズをご確認ください。分からない場合は、もう一度 tasuki certificate request で作成し、申請し直してください。"
            }
            Self::Password(NoPassword::Exposed) => {
                "chmod 600 などで、本人だけが読み取れるようにしてください。"
            }
            Self::Password(NoPassword::NobodyToAsk) => {
                "パスワードのファイル（certificate request では --passphrase-file、certificate install では --password-file）を指定するか、ターミナルから実行してください。"
            }
            Self::Password(NoPassword::Empty | NoPassword::AskedBefore) => {
                "パスワードを入力してください。"
            }
            Self::NoKey => {
                "tasuki certificate request で作成した秘密鍵（.key）のファイルも指定してください。"
            }
            Self::SeveralKeys => "秘密鍵のファイルを1つだけ指定してください。",
            Self::OtherKey => {
                "この電子証明書を申請したときに作成した秘密鍵（.key）のファイルを指定してください。"
            }
            Self::Certificate(refusal) => return certificate_texts(*refusal).1,
            Self::NotOffice => "貴事業所の電子証明書を指定してください。",
            Self::NoPlatform => "--platform に連携基盤のアドレス（https://…）を指定してください。",
            Self::NoRoot => {
                "--authority に、電子請求受付システムからダウンロードしたルート証明書（root.cer）を指定してください。"
            }
            Self::Authority { .. } => {
                "電子請求受付システムからダウンロードしたルート証明書（root.cer）を指定してください。PEM形式のファイルも指定できます。"
            }
            Self::OtherThumbprint { .. } => {
                "電子請求受付システムの「認証局証明書の拇印」を、もう一度ご確認ください。打ち間違いではなく異なる場合は、別のルート証明書にすり替えられているおそれがあります。インストールせずに、ヘルプデスクにお問い合わせください。"
            }
            Self::Unconfirmed { .. } => {
                "電子請求受付システムの「認証局証明書の拇印」と見比べ、同じであれば --thumbprint に拇印を指定して、もう一度実行してください。違う場合は、インストールせずにヘルプデスクにお問い合わせください。"
            }
        };
        hint.to_owned()
    }

    /// What it means to whoever called.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Make(_) | Self::Seal(_) => Outcome::OurFault,
            Self::Certificate(_) | Self::P12Password { .. } => Outcome::Refused,
            _ => Outcome::WrongUse,
        }
    }
}
