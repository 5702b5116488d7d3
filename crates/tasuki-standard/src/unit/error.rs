//! Why files make up no sending unit.

use tasuki_terms::{FileKind, SendingUnit};

use crate::{FileName, Rule};

/// Why some files make up no sending unit.
///
/// Display is for developers; [`what`](Self::what) and [`hint`](Self::hint) are for the people who
/// chose the files.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnitError {
    /// There is no file of the standard.
    #[error("no file of the standard")]
    NoCsv,
    /// Names of V3 and of V4.1 stand together.
    #[error("files of different versions")]
    MixedVersions {
        /// All files.
        files: Vec<FileName>,
    },
    /// The files have different sequences (ファイル連番).
    #[error("files of different sequences")]
    DifferentSequence {
        /// All files.
        files: Vec<FileName>,
    },
    /// The files have different senders or receivers.
    #[error("files of different senders or receivers")]
    DifferentParties {
        /// All files.
        files: Vec<FileName>,
    },
    /// The files are of different service months, or one has a month where none belongs.
    #[error("files of different service months")]
    DifferentMonth {
        /// The files concerned.
        files: Vec<FileName>,
    },
    /// Files that belong to the unit are not there.
    #[error("files of the unit {unit} are missing")]
    Missing {
        /// The unit that was most likely meant.
        unit: SendingUnit,
        /// The files that are there.
        files: Vec<FileName>,
        /// The kinds that are not.
        kinds: Vec<FileKind>,
    },
    /// There are files beside a whole unit.
    #[error("files beside the unit {unit}")]
    Extra {
        /// The whole unit.
        unit: SendingUnit,
        /// The files beside it.
        files: Vec<FileName>,
        /// Their kinds.
        kinds: Vec<FileKind>,
    },
    /// The kinds belong to no unit together.
    #[error("unknown combination of files")]
    Unknown {
        /// All files.
        files: Vec<FileName>,
        /// Their kinds.
        kinds: Vec<FileKind>,
    },
    /// A kind is there more than once.
    #[error("several files of the kind {kind}")]
    Duplicate {
        /// The kind.
        kind: FileKind,
        /// Its files.
        files: Vec<FileName>,
    },
}

impl UnitError {
    /// A stable code, such as `unit.missing-file`.
    pub const fn code(&self) -> &'static str {
        self.rule().code()
    }

    /// The rule that the files break.
    pub const fn rule(&self) -> Rule {
        match self {
            Self::NoCsv => Rule::UNIT_NO_CSV,
            Self::MixedVersions { .. } => Rule::UNIT_MIXED_VERSIONS,
            Self::DifferentSequence { .. } => Rule::UNIT_DIFFERENT_SEQUENCE,
            Self::DifferentParties { .. } => Rule::UNIT_DIFFERENT_PARTIES,
            Self::DifferentMonth { .. } => Rule::UNIT_DIFFERENT_MONTH,
            Self::Missing { .. } => Rule::UNIT_MISSING_FILE,
            Self::Extra { .. } => Rule::UNIT_EXTRA_FILE,
            Self::Unknown { .. } => Rule::UNIT_UNKNOWN_COMBINATION,
            Self::Duplicate { .. } => Rule::UNIT_DUPLICATE_KIND,
        }
    }

    /// The sentence that the official client shows for a wrong combination.
    pub const fn official(&self) -> &'static str {
        "ファイルの組み合わせが正しくありません。CSVファイルの組み合わせを確認してください。"
    }

    /// What is wrong, as a Japanese sentence that names the files concerned.
    pub fn what(&self) -> String {
        match self {
            Self::NoCsv => "標準仕様のCSVファイルが1つもありません。".to_owned(),
            Self::MixedVersions { files } => format!(
                "V3とV4.1のファイルが混ざっています（{}）。",
                one_by_one(files, |name| name.spec.name().to_owned())
            ),
            Self::DifferentSequence { files } => format!(
                "ファイル連番が揃っていません（{}）。",
                one_by_one(files, |name| name.sequence.to_string())
            ),
            Self::DifferentParties { files } => format!(
                "送信元または送信先が揃っていません（{}）。",
                one_by_one(files, |name| format!("{} → {}", from(name), to(name)))
            ),
            Self::DifferentMonth { files } => format!(
                "対象年月が揃っていません（{}）。",
                one_by_one(files, |name| name
                    .month
                    .map_or_else(|| "000000".to_owned(), |month| month.to_string()))
            ),
            Self::Missing { unit, kinds, files } => format!(
                "{}の送信に必要な{}がありません（あるのは{}）。",
                unit.name(),
                list(kinds),
                names(files)
            ),
            Self::Extra { unit, files, .. } => format!(
                "{}と一緒には送信できないファイルがあります（{}）。",
                unit.name(),
                names(files)
            ),
            Self::Unknown { files, .. } => {
                format!(
                    "一緒には送信できないファイルが選ばれています（{}）。",
                    names(files)
                )
            }
            Self::Duplicate { kind, files } => format!(
                "{}（{kind}）のファイルが{}つあります（{}）。",
                kind.name(),
                files.len(),
                names(files)
            ),
        }
    }

    /// What to do, as a Japanese sentence.
    pub fn hint(&self) -> String {
        match self {
            Self::NoCsv => "介護ソフトから出力したCSVファイルを選んでください。".to_owned(),
            Self::MixedVersions { .. } => {
                "1件の送信では、同じ版で出力したファイルだけを選んでください。".to_owned()
            }
            Self::DifferentSequence { .. } => {
                "1回の出力で作られた、連番が同じファイルだけを選んでください。".to_owned()
            }
            Self::DifferentParties { .. } => {
                "送信先ごとに分けて、同じ事業所どうしのファイルだけを選んでください。".to_owned()
            }
            Self::DifferentMonth { .. } => {
                "同じ対象年月のファイルを選んでください。利用者補足情報の年月は、計画書と送信するときは000000、予定と送信するときはその年月です。"
                    .to_owned()
            }
            Self::Missing { kinds, .. } => {
                format!(
                    "同じ連番の{}を加えてください。なければ、介護ソフトから出力し直してください。",
                    list(kinds)
                )
            }
            Self::Extra { kinds, .. } => {
                format!("{}を外して、別の1件として送信してください。", list(kinds))
            }
            Self::Unknown { .. } => {
                "計画書、予定、実績などの送信単位ごとに分けて送信してください。".to_owned()
            }
            Self::Duplicate { .. } => {
                "送信するファイルを1つだけ残してください。月や送信先が違うものは、別の1件として送信してください。"
                    .to_owned()
            }
        }
    }

    /// The files concerned.
    pub fn files(&self) -> &[FileName] {
        match self {
            Self::NoCsv => &[],
            Self::MixedVersions { files }
            | Self::DifferentSequence { files }
            | Self::DifferentParties { files }
            | Self::DifferentMonth { files }
            | Self::Missing { files, .. }
            | Self::Extra { files, .. }
            | Self::Unknown { files, .. }
            | Self::Duplicate { files, .. } => files,
        }
    }
}

fn names(files: &[FileName]) -> String {
    let names: Vec<_> = files.iter().map(ToString::to_string).collect();
    names.join("、")
}

fn one_by_one(files: &[FileName], tell: impl Fn(&FileName) -> String) -> String {
    let told: Vec<_> = files
        .iter()
        .map(|name| format!("{name} は {}", tell(name)))
        .collect();
    told.join("、")
}

fn list(kinds: &[FileKind]) -> String {
    let kinds: Vec<_> = kinds
        .iter()
        .map(|kind| format!("{}（{kind}）", kind.name()))
        .collect();
    kinds.join("、")
}

fn from(name: &FileName) -> String {
    party(name.sender, name.sender_service)
}

fn to(name: &FileName) -> String {
    party(name.receiver, name.receiver_service)
}

fn party(office: tasuki_terms::OfficeNumber, service: Option<tasuki_terms::ServiceType>) -> String {
    service.map_or_else(
        || office.to_string(),
        |service| format!("{office}（{service}）"),
    )
}
