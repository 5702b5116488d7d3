//! What can be wrong in a name.

use tasuki_terms::{FileKind, SpecVersion};

use crate::Rule;

/// Why a text is no [`FileName`](super::FileName).
///
/// Display is for developers; [`what`](Self::what) and [`hint`](Self::hint) are for the people who
/// chose the file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileNameError {
    /// It does not end in `.CSV`, or, for an image, in `.jpg`.
    #[error("wrong extension")]
    Extension,
    /// It does not begin with the name of a kind.
    #[error("unknown kind of file")]
    Kind,
    /// It has too few or too many parts.
    #[error("{found} parts after {kind}")]
    Parts {
        /// The kind it begins with.
        kind: FileKind,
        /// How many parts stand behind the kind.
        found: usize,
    },
    /// The kind came with a later version than the one whose form the name has.
    #[error("{kind} does not exist in version {spec}")]
    NotInVersion {
        /// The kind it begins with.
        kind: FileKind,
        /// The version that the parts tell.
        spec: SpecVersion,
    },
    /// One part is not what should stand there.
    #[error("wrong {part:?}: {found:?}")]
    Part {
        /// Which part.
        part: NamePart,
        /// What stood there.
        found: String,
    },
}

/// The parts of a name behind its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NamePart {
    /// サービス提供年月.
    Month,
    /// 送信元の事業所番号.
    Sender,
    /// 送信元のサービス種類コード.
    SenderService,
    /// 送信先の事業所番号.
    Receiver,
    /// 送信先のサービス種類コード.
    ReceiverService,
    /// ファイル連番.
    Sequence,
    /// 画像の枝番.
    Branch,
}

impl NamePart {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Month => "対象年月",
            Self::Sender => "送信元の事業所番号",
            Self::SenderService => "送信元のサービス種類コード",
            Self::Receiver => "送信先の事業所番号",
            Self::ReceiverService => "送信先のサービス種類コード",
            Self::Sequence => "ファイル連番",
            Self::Branch => "画像の枝番",
        }
    }

    /// What must stand there.
    const fn form(self) -> &'static str {
        match self {
            Self::Month => "西暦の年月6桁（例 202504）",
            Self::Sender | Self::Receiver => "半角の数字（総合事業では英大文字も）10桁",
            Self::SenderService | Self::ReceiverService => "半角の数字か英大文字2桁（例 43）",
            Self::Sequence => "半角の数字14桁（作成日時 年月日時分秒）",
            Self::Branch => "半角の数字4桁（例 0001）",
        }
    }
}

impl FileNameError {
    /// A stable code, such as `name.part`.
    pub const fn code(&self) -> &'static str {
        self.rule().code()
    }

    /// The rule that the name breaks.
    pub const fn rule(&self) -> Rule {
        match self {
            Self::Extension => Rule::NAME_EXTENSION,
            Self::Kind => Rule::NAME_KIND,
            Self::Parts { .. } => Rule::NAME_PARTS,
            Self::NotInVersion { .. } => Rule::NAME_VERSION,
            Self::Part { .. } => Rule::NAME_PART,
        }
    }

    /// What is wrong, as a Japanese sentence.
    pub fn what(&self) -> String {
        match self {
            Self::Extension => "ファイル名の拡張子が標準仕様のものではありません。".to_owned(),
            Self::Kind => {
                "ファイル名が標準仕様のファイル種類（UPPLAN など）で始まっていません。".to_owned()
            }
            Self::Parts { kind, found } => {
                format!("ファイル名の区切りの数が標準仕様と違います（{kind} の後に{found}個）。")
            }
            Self::NotInVersion { kind, spec } => format!(
                "{}（{kind}）は{}にはないファイルです。",
                kind.name(),
                spec.name()
            ),
            Self::Part { part, found } => {
                format!("ファイル名の{}「{found}」が正しくありません。", part.name())
            }
        }
    }

    /// What to do, as a Japanese sentence.
    pub fn hint(&self) -> String {
        const AGAIN: &str = "ファイル名を変えずに、介護ソフトから出力し直してください。";
        match self {
            Self::Extension => {
                format!("データは .CSV、家族構成の画像は .jpg です。{AGAIN}")
            }
            Self::Kind | Self::Parts { .. } => AGAIN.to_owned(),
            Self::NotInVersion { .. } => {
                "介護ソフトの出力を標準仕様 V4.1 にして、出力し直してください。".to_owned()
            }
            Self::Part { part, found } if part.is_service() && found.chars().count() == 3 => {
                "3桁のコードは廃止された4.0版の形です。介護ソフトを4.1版に更新して、出力し直してください。"
                    .to_owned()
            }
            Self::Part { part, found } if part.is_last() && is_copied(found) => {
                "同じファイルを2回ダウンロードしたり複製したりすると、名前に「(1)」や「コピー」が付きます。付いていない、元のファイルを選んでください。"
                    .to_owned()
            }
            Self::Part { part, .. } => format!("{}です。{AGAIN}", part.form()),
        }
    }
}

/// Whether a browser or a desktop has added something to a part, since there was a file of its name.
fn is_copied(part: &str) -> bool {
    let number = |rest: &str| {
        let number = rest.trim_start().strip_prefix('(');
        let number = number.and_then(|rest| rest.strip_suffix(')'));
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < part.len() && (number(rest) || rest.contains("コピー"))
}

impl NamePart {
    const fn is_last(self) -> bool {
        matches!(self, Self::Sequence | Self::Branch)
    }

    const fn is_service(self) -> bool {
        matches!(self, Self::SenderService | Self::ReceiverService)
    }
}
