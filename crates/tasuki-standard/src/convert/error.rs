//! Why files cannot be converted.

use tasuki_terms::{FileKind, SpecVersion};

use crate::{CheckReport, NotNormalised, Place, Services, WriteError};

/// Why files cannot be converted.
///
/// Display is for developers; [`what`](Self::what) and [`hint`](Self::hint) are for people.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotConverted {
    /// The files have errors that cannot be put right.
    #[error(transparent)]
    Source(#[from] NotNormalised),
    /// They are of the version already.
    #[error("the files are of version {0} already")]
    SameVersion(SpecVersion),
    /// The version has no such kinds.
    #[error("version {to} has no such kinds: {kinds:?}")]
    NoSuchKind {
        /// The version that was wanted.
        to: SpecVersion,
        /// The kinds it lacks.
        kinds: Vec<FileKind>,
    },
    /// Plan documents of V4.1 need a 第3表, and V3 has none.
    #[error("the unit needs a third form")]
    Form3,
    /// Names of V4.1 need service types that nobody knows.
    #[error("unknown service types: {0:?}")]
    Services(Services),
    /// Records of 福祉用具 need a TAIS code, and V3 has none.
    #[error("{} items with equipment need codes", places.len())]
    Equipment {
        /// The first such record of each file.
        places: Vec<Place>,
    },
    /// The check finds errors in the result.
    #[error("the result has {} errors", .0.errors)]
    Result(CheckReport),
    /// A record cannot be written.
    #[error("a record cannot be written")]
    Write(#[from] WriteError),
}

impl NotConverted {
    /// A stable code, such as `convert.equipment`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Source(_) => "convert.source",
            Self::SameVersion(_) => "convert.same-version",
            Self::NoSuchKind { .. } => "convert.no-such-kind",
            Self::Form3 => "convert.form-3",
            Self::Services(_) => "convert.services",
            Self::Equipment { .. } => "convert.equipment",
            Self::Result(_) | Self::Write(_) => "convert.result",
        }
    }

    /// What is wrong, as a Japanese sentence.
    pub fn what(&self) -> String {
        match self {
            Self::Source(_) => "ファイルに誤りがあるため、変換できません。".to_owned(),
            Self::SameVersion(spec) => format!("ファイルはすでに{}です。", spec.name()),
            Self::NoSuchKind { to, kinds } => {
                let kinds: Vec<_> = kinds
                    .iter()
                    .map(|kind| format!("{}（{kind}）", kind.name()))
                    .collect();
                format!("{}は{}にないため、変換できません。", kinds.join("、"), to.name())
            }
            Self::Form3 => {
                "V4.1の計画書の送信には居宅サービス計画3表（UP3KYO）が必要ですが、V3にはありません。"
                    .to_owned()
            }
            Self::Services(services) => {
                let unknown = match (services.sender, services.receiver) {
                    (None, None) => "送信元と送信先",
                    (None, Some(_)) => "送信元",
                    (Some(_), _) => "送信先",
                };
                format!(
                    "V4.1のファイル名に必要な{unknown}のサービス種類コードが、データから決まりません。"
                )
            }
            Self::Equipment { places } => {
                let places: Vec<_> = places.iter().map(ToString::to_string).collect();
                format!(
                    "福祉用具貸与の記録に、V4.1で必要なTAISコードまたは福祉用具届出コードがありません（{}）。",
                    places.join("、")
                )
            }
            Self::Result(_) | Self::Write(_) => {
                "変換すると標準仕様に合わないファイルになるため、変換できません。".to_owned()
            }
        }
    }

    /// What to do, as a Japanese sentence.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Source(_) => "誤りを直して、介護ソフトから出力し直してください。",
            Self::SameVersion(_) => "変換せずに、そのまま使用してください。",
            Self::NoSuchKind { .. } => {
                "送信先に、V4.1に対応した介護ソフトでの受け取りをご相談ください。"
            }
            Self::Form3 => {
                "V4.1の居宅サービス計画3表（UP3KYO）のファイルを加えるか、介護ソフトからV4.1で出力してください。"
            }
            Self::Services(_) => {
                "送信元と送信先のサービス種類コード（例 43と11）を指定してください。"
            }
            Self::Equipment { .. } => {
                "V3のデータからは作れません。介護ソフトからV4.1で出力してください。"
            }
            Self::Result(_) | Self::Write(_) => "介護ソフトから、必要な版で出力してください。",
        }
    }

    /// What the check found, if that is why.
    pub const fn report(&self) -> Option<&CheckReport> {
        match self {
            Self::Source(refused) => Some(&refused.report),
            Self::Result(report) => Some(report),
            _ => None,
        }
    }
}
