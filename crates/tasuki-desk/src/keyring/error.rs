//! Why a keyring does not open.

use std::io;
use std::path::PathBuf;

use crate::NoPassword;
use crate::error::file_text;

/// Why a keyring does not open.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    /// There is none.
    #[error("no keyring in {}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The password is wrong.
    #[error("the password of the keyring is wrong")]
    WrongPassword,
    /// There is no password.
    #[error("there is no password for the keyring")]
    Password(#[source] NoPassword),
    /// The file is damaged, or of a later version.
    #[error("{} is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// A sealed value is damaged, or belongs to another place.
    #[error("the sealed value of {place} cannot be opened")]
    Value {
        /// Where it stands.
        place: String,
    },
    /// Something cannot be sealed.
    #[error("a value cannot be sealed")]
    Seal,
    /// A file cannot be read or written.
    #[error("a file of the keyring cannot be used")]
    File(#[source] io::Error),
}

impl KeyringError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "keyring.missing",
            Self::WrongPassword => "keyring.wrong-password",
            Self::Password(_) => "keyring.no-password",
            Self::Damaged { .. } => "keyring.damaged",
            Self::Value { .. } => "keyring.value",
            Self::Seal => "keyring.not-sealed",
            Self::File(_) => "keyring.file",
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::Missing { path } => format!(
                "この端末のデータを開くための鍵がありません（{}）。",
                path.display()
            ),
            Self::WrongPassword => "クライアントのパスワードが正しくありません。".to_owned(),
            Self::Password(NoPassword::File(source)) | Self::File(source) => file_text(source),
            Self::Password(NoPassword::Exposed) => {
                "クライアントのパスワードのファイルを、ほかの人も読み取れます。".to_owned()
            }
            Self::Password(_) => "クライアントのパスワードが入力されていません。".to_owned(),
            Self::Damaged { path } => format!(
                "この端末のデータを開くための鍵のファイルが壊れています（{}）。",
                path.display()
            ),
            Self::Value { .. } => "この端末に保存されているデータの一部が壊れています。".to_owned(),
            Self::Seal => "データを暗号化できませんでした。".to_owned(),
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::Missing { .. } | Self::Damaged { .. } => {
                "控えのファイルがあれば元に戻してください。ない場合は、電子証明書をインストールし直してください。"
            }
            Self::WrongPassword => {
                "クライアントにログインするパスワードをご確認のうえ、もう一度入力してください。最近変更した場合は、変更前のパスワードもお試しください。"
            }
            Self::Password(NoPassword::Exposed) => {
                "chmod 600 などで、本人だけが読み取れるようにしてください。"
            }
            Self::Password(_) => {
                "ターミナルから実行してパスワードを入力するか、パスワードのファイルを --unlock-file（または profile.toml の unlock_file）で指定してください。送受信を自動で行う場合は、事業所ユーザのパスワードのファイルも profile.toml の password_file で指定してください。"
            }
            Self::Value { .. } => {
                "送信一覧・受信一覧を更新してください。続く場合はヘルプデスクにお問い合わせください。"
            }
            Self::Seal | Self::File(_) => {
                "ファイルの有無、アクセス権、空き容量をご確認のうえ、もう一度お試しください。"
            }
        };
        hint.to_owned()
    }
}
