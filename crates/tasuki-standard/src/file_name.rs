//! Names of files (標準仕様 V4.1, annex; V3.2, p. 9 and 19).

use std::fmt;
use std::str::FromStr;

use tasuki_terms::{
    FileKind, MediaType, OfficeNumber, Sequence, ServiceMonth, ServiceType, SpecVersion,
};

mod doubt;
mod error;
#[cfg(test)]
mod tests;

pub(crate) use doubt::NameDoubt;
pub use error::{FileNameError, NamePart};

/// The name of a file of the standard, such as
/// `UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV`.
///
/// Two names are equal when they say the same; in which letters the extension was written does not
/// count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FileName {
    /// What the file holds.
    pub kind: FileKind,
    /// The version whose form the name has: names of V4.1 carry two service types.
    pub spec: SpecVersion,
    /// The service month (サービス提供年月); `None` for kinds whose names have none, and for a
    /// 利用者補足情報 that goes with 第1表 to 第3表 (`000000`).
    pub month: Option<ServiceMonth>,
    /// The sending office (送信元).
    pub sender: OfficeNumber,
    /// The service type of the sending office; only in V4.1.
    pub sender_service: Option<ServiceType>,
    /// The receiving office (送信先).
    pub receiver: OfficeNumber,
    /// The service type of the receiving office; only in V4.1.
    pub receiver_service: Option<ServiceType>,
    /// The sequence (ファイル連番) that all files of one sending unit share.
    pub sequence: Sequence,
    /// The branch number (枝番) of an image, 0 to 9999; only `UPKIHON_IMAGE` has one.
    pub branch: Option<u16>,
}

impl FileName {
    /// Reads a name. The extension may be written in any case; everything else is exact.
    pub fn parse(name: &str) -> Result<Self, FileNameError> {
        let (stem, extension) = name.rsplit_once('.').ok_or(FileNameError::Extension)?;
        let kind = kind_of(stem).ok_or(FileNameError::Kind)?;
        if !extension.eq_ignore_ascii_case(extension_of(kind)) {
            return Err(FileNameError::Extension);
        }
        let rest = without_stray_month(
            kind,
            stem.get(kind.as_str().len() + 1..).unwrap_or_default(),
        );
        let mut parts = rest.split('_');
        let shape = Shape::of(kind);
        let spec = shape
            .version(rest.split('_').count())
            .ok_or_else(|| FileNameError::Parts {
                kind,
                found: rest.split('_').count(),
            })?;
        if spec == SpecVersion::V3 && !exists_in_v3(kind) {
            return Err(FileNameError::NotInVersion { kind, spec });
        }
        let mut part = |what: NamePart| Part {
            what,
            text: parts.next().unwrap_or_default(),
        };

        let month = if shape.month {
            month_of(kind, &part(NamePart::Month))?
        } else {
            None
        };
        let typed = spec == SpecVersion::V4_1;
        let sender = part(NamePart::Sender).parse()?;
        let sender_service = typed
            .then(|| part(NamePart::SenderService).parse())
            .transpose()?;
        let receiver = part(NamePart::Receiver).parse()?;
        let receiver_service = typed
            .then(|| part(NamePart::ReceiverService).parse())
            .transpose()?;
        let sequence = part(NamePart::Sequence).parse()?;
        let branch = shape
            .branch
            .then(|| branch_of(&part(NamePart::Branch)))
            .transpose()?;
        Ok(Self {
            kind,
            spec,
            month,
            sender,
            sender_service,
            receiver,
            receiver_service,
            sequence,
            branch,
        })
    }
}

impl FileName {
    /// Whether a file with the name is meant as one of the standard: every CSV, and images that are
    /// named as those of 利用者基本情報, also if only their extension is wrong. All others are
    /// attachments.
    pub fn is_meant_by(name: &str) -> bool {
        const IMAGE: FileKind = FileKind::PreventionUserImage;
        match MediaType::of_name(name) {
            Some(MediaType::Csv) => true,
            Some(MediaType::Jpeg) => kind_of(name) == Some(IMAGE),
            _ => name.rsplit_once('.').is_some_and(|(stem, _)| {
                kind_of(stem) == Some(IMAGE) && Self::parse(&format!("{stem}.jpg")).is_ok()
            }),
        }
    }
}

/// Writes the official form: capital `.CSV`, small `.jpg`.
impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        match self.month {
            Some(month) => write!(f, "_{month}")?,
            None if Shape::of(self.kind).month => write!(f, "_{NO_MONTH}")?,
            None => {}
        }
        for (office, service) in [
            (self.sender, self.sender_service),
            (self.receiver, self.receiver_service),
        ] {
            write!(f, "_{office}")?;
            if let Some(service) = service {
                write!(f, "_{service}")?;
            }
        }
        write!(f, "_{}", self.sequence)?;
        if let Some(branch) = self.branch {
            write!(f, "_{branch:04}")?;
        }
        write!(f, ".{}", extension_of(self.kind))
    }
}

impl FromStr for FileName {
    type Err = FileNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::parse(name)
    }
}

/// Whether V3 has the kind (標準仕様 V4.1, 更新履歴 4.0).
pub(crate) const fn exists_in_v3(kind: FileKind) -> bool {
    matches!(
        kind,
        FileKind::UserSupplement
            | FileKind::CarePlan1
            | FileKind::CarePlan1Delete
            | FileKind::CarePlan2
            | FileKind::UsePlan
            | FileKind::UseActual
            | FileKind::UsePlanDelete
            | FileKind::UseActualDelete
            | FileKind::UseAnnex
    )
}

/// What a 利用者補足情報 that goes with 第1表 carries in place of a month.
const NO_MONTH: &str = "000000";

/// Which parts stand in the names of a kind, beside the parties and the sequence.
struct Shape {
    month: bool,
    branch: bool,
}

impl Shape {
    const fn of(kind: FileKind) -> Self {
        Self {
            month: matches!(
                kind,
                FileKind::UserSupplement
                    | FileKind::UsePlan
                    | FileKind::UseActual
                    | FileKind::UsePlanDelete
                    | FileKind::UseActualDelete
                    | FileKind::UseAnnex
            ),
            branch: matches!(kind, FileKind::PreventionUserImage),
        }
    }

    /// The version told by the number of parts behind the kind: V4.1 has two service types more.
    fn version(&self, parts: usize) -> Option<SpecVersion> {
        let own = usize::from(self.month) + usize::from(self.branch);
        match parts.checked_sub(own) {
            Some(3) => Some(SpecVersion::V3),
            Some(5) => Some(SpecVersion::V4_1),
            _ => None,
        }
    }
}

const fn extension_of(kind: FileKind) -> &'static str {
    match kind {
        FileKind::PreventionUserImage => "jpg",
        _ => "CSV",
    }
}

/// The kind whose name the stem begins with; the longest, since `UPKIHON` begins `UPKIHON_SUB1`.
fn kind_of(stem: &str) -> Option<FileKind> {
    FileKind::ALL
        .into_iter()
        .filter(|kind| {
            stem.strip_prefix(kind.as_str())
                .is_some_and(|rest| rest.starts_with('_'))
        })
        .max_by_key(|kind| kind.as_str().len())
}

/// Leaves out the `000000` that the example in the main text 3.4 puts into `UPKIHON`, against the
/// naming rule of the annex.
fn without_stray_month(kind: FileKind, rest: &str) -> &str {
    match rest.split_once('_') {
        Some((NO_MONTH, parties)) if kind == FileKind::PreventionUser => parties,
        _ => rest,
    }
}

/// One part of a name that is being read.
struct Part<'a> {
    what: NamePart,
    text: &'a str,
}

impl Part<'_> {
    fn parse<T: FromStr>(&self) -> Result<T, FileNameError> {
        self.text.parse().map_err(|_| self.wrong())
    }

    fn wrong(&self) -> FileNameError {
        FileNameError::Part {
            part: self.what,
            found: self.text.to_owned(),
        }
    }
}

fn month_of(kind: FileKind, part: &Part<'_>) -> Result<Option<ServiceMonth>, FileNameError> {
    if part.text == NO_MONTH && kind == FileKind::UserSupplement {
        return Ok(None);
    }
    part.parse().map(Some)
}

fn branch_of(part: &Part<'_>) -> Result<u16, FileNameError> {
    if part.text.len() == 4 && part.text.bytes().all(|b| b.is_ascii_digit()) {
        part.parse()
    } else {
        Err(part.wrong())
    }
}
