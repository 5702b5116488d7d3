//! Why a command that works with files alone did not do what was asked.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

use tasuki_standard::compare::CompareError;
use tasuki_standard::diff::DiffError;
use tasuki_standard::generate::GenerateError;
use tasuki_standard::{CheckReport, NotConverted, NotNormalised, Repair};
use tasuki_terms::system_fault;

use crate::Exit;
use crate::show;

/// Why a command that works with files alone did not do what was asked.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// A stable code, such as `use.no-such-path`.
    pub(crate) code: &'static str,
    /// What is wrong, as a Japanese sentence.
    pub(crate) what: String,
    /// What to do, as a Japanese sentence.
    pub(crate) hint: String,
    /// What is wrong in files.
    pub(crate) report: Option<Box<CheckReport>>,
    /// What could have been put right in them.
    pub(crate) repairs: Vec<Repair>,
    /// How to end.
    pub(crate) exit: Exit,
    /// What the system says, which is not for people.
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Refusal {
    /// It was asked for in the wrong way, which shows only when the work begins.
    pub(crate) fn wrong_use(
        code: &'static str,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            code,
            what: what.into(),
            hint: hint.into(),
            report: None,
            repairs: Vec::new(),
            exit: Exit::WrongUse,
            source: None,
        }
    }

    /// It was asked for in the right way, but cannot be done.
    pub(crate) fn refused(
        code: &'static str,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            exit: Exit::Refused,
            ..Self::wrong_use(code, what, hint)
        }
    }

    /// What we make ourselves could not be made.
    pub(crate) fn our_fault(
        code: &'static str,
        what: impl Into<String>,
        source: impl Error + Send + Sync + 'static,
    ) -> Self {
        Self {
            exit: Exit::OurFault,
            source: Some(Box::new(source)),
            ..Self::wrong_use(code, what, "お手数ですが、開発元にお知らせください。")
        }
    }

    /// A file or folder cannot be read.
    pub(crate) fn unreadable(path: &Path, error: io::Error) -> Self {
        let shown = show::path(path);
        let refusal = match error.kind() {
            ErrorKind::NotFound => Self::wrong_use(
                "use.no-such-path",
                format!("「{shown}」が見つかりません。"),
                "ファイルまたはフォルダーの指定をご確認ください。",
            ),
            kind => Self::wrong_use(
                "use.unreadable",
                format!("「{shown}」を読み込めませんでした（{}）。", reason(kind)),
                "ファイルまたはフォルダーの場所と、読み取りの権限をご確認ください。",
            ),
        };
        refusal.because(error)
    }

    /// A file or folder cannot be written.
    pub(crate) fn unwritable(path: &Path, error: io::Error) -> Self {
        Self::refused(
            "file.unwritable",
            format!(
                "「{}」に書き込めなかったため、何も保存しませんでした（{}）。",
                show::path(path),
                reason(error.kind())
            ),
            "フォルダーの場所、書き込みの権限、空き容量をご確認ください。",
        )
        .because(error)
    }

    /// With what was found in files.
    pub(crate) fn with_report(self, report: CheckReport) -> Self {
        Self {
            report: Some(Box::new(report)),
            ..self
        }
    }

    /// What people read.
    pub(crate) fn text(&self) -> String {
        let findings = self.report.as_deref().map(show::findings);
        let findings = findings.map(|findings| format!("\n{findings}"));
        let code = format!("エラーコード：{}", self.code);
        [
            Some(self.what.clone()),
            Some(self.hint.clone()),
            Some(code),
            findings,
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n")
    }

    fn because(self, error: io::Error) -> Self {
        Self {
            source: Some(Box::new(error)),
            ..self
        }
    }
}

/// For logs.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused as {}", self.code)
    }
}

impl Error for Refusal {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<CompareError> for Refusal {
    fn from(error: CompareError) -> Self {
        Self::wrong_use(error.code(), error.what(), error.hint())
    }
}

impl From<DiffError> for Refusal {
    fn from(error: DiffError) -> Self {
        Self::wrong_use(error.code(), error.what(), error.hint())
    }
}

impl From<GenerateError> for Refusal {
    fn from(error: GenerateError) -> Self {
        match error {
            GenerateError::Unit { unit, spec } => Self::wrong_use(
                "generate.not-in-version",
                format!("{}に「{}」はありません。", spec.name(), unit.name()),
                "--as と --unit の組み合わせを確認してください。",
            ),
            GenerateError::Preventive { unit, spec } => Self::wrong_use(
                "generate.not-in-version",
                format!(
                    "{}に介護予防の「{}」はありません。介護予防のデータはV4からです。",
                    spec.name(),
                    unit.name()
                ),
                "--as v4.1 で作成するか、--unit で介護予防でない種別を指定してください。",
            ),
            other => Self::our_fault("generate.failed", "ファイルを作成できませんでした。", other),
        }
    }
}

impl From<NotNormalised> for Refusal {
    fn from(not: NotNormalised) -> Self {
        Self {
            repairs: not.repairs,
            ..Self::refused(
                "normalise.source",
                "直せない誤りがあるため、保存しませんでした。",
                "次の誤りを直して、介護ソフトから出力し直してください。",
            )
            .with_report(not.report)
        }
    }
}

impl From<NotConverted> for Refusal {
    fn from(not: NotConverted) -> Self {
        let refusal = Self::refused(not.code(), not.what(), not.hint());
        let report = not.report().cloned();
        Self {
            report: report.map(Box::new),
            repairs: match not {
                NotConverted::Source(source) => source.repairs,
                _ => Vec::new(),
            },
            ..refusal
        }
    }
}

/// What hinders, in Japanese.
pub(crate) fn reason(kind: ErrorKind) -> &'static str {
    system_fault(kind).unwrap_or("ディスクまたは接続に問題がある可能性があります")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_kept_but_not_told() {
        let path = Path::new("予\x1B定");
        let full = || io::Error::new(ErrorKind::StorageFull, "No space left on device");
        for refusal in [
            Refusal::unreadable(path, full()),
            Refusal::unwritable(path, full()),
        ] {
            let text = refusal.text();
            assert!(text.contains("「予\\u{1b}定」"), "{text}");
            assert!(text.contains("空き容量が足りません"), "{text}");
            assert!(!text.contains("device"), "{text}");
            assert!(refusal.source().unwrap().to_string().contains("device"));
        }
        let missing = Refusal::unreadable(path, ErrorKind::NotFound.into());
        assert_eq!(missing.code, "use.no-such-path");
    }
}
