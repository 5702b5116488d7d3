//! What went wrong, for people and for other programs.

use std::io;

use serde::Serialize;
use tasuki_desk::{DeskError, Fault, PlatformError};
use tasuki_standard::{CheckReport, Finding};

use crate::output::Output;
use crate::show;
use crate::{Exit, Format};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The desk says why.
    Desk(DeskError),
    /// The results cannot be written.
    Output(io::Error),
    /// A command that works with files alone says why.
    Refused(Box<Refusal>),
}

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
    /// How to end.
    pub(crate) exit: Exit,
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
            exit: Exit::WrongUse,
        }
    }

    fn text(&self) -> String {
        let findings = self.report.as_deref().map(show::findings);
        [Some(self.what.clone()), Some(self.hint.clone()), findings]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<PlatformError> for Failure {
    fn from(error: PlatformError) -> Self {
        Self::Desk(error.into())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// An error in JSON.
#[derive(Serialize)]
pub(crate) struct ErrorJson {
    code: String,
    what: String,
    hint: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<FaultJson>,
}

#[derive(Serialize)]
struct FaultJson {
    code: &'static str,
    what: String,
    hint: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct FailedJson {
    error: ErrorJson,
}

/// Tells what went wrong, and how to end.
pub(crate) fn tell(failure: &Failure, format: Format, output: &mut Output) -> Exit {
    let (exit, text, json) = match failure {
        Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return Exit::Done,
        Failure::Output(error) => {
            output.note(&format!("結果を出力できませんでした（{error}）。"));
            return Exit::Refused;
        }
        Failure::Desk(error) => (
            error.outcome().into(),
            show::error(error),
            ErrorJson::of(error),
        ),
        Failure::Refused(refusal) => (refusal.exit, refusal.text(), ErrorJson::refused(refusal)),
    };
    match format {
        Format::Json => {
            let told = output.json(&FailedJson { error: json });
            let _exit = told.or_else(|error| {
                output.note(&error.to_string());
                Ok::<_, io::Error>(())
            });
        }
        _ => output.note(&text),
    }
    exit
}

impl ErrorJson {
    fn refused(refusal: &Refusal) -> Self {
        let fault = |report: &CheckReport| FaultJson {
            code: refusal.code,
            what: refusal.what.clone(),
            hint: refusal.hint.clone(),
            findings: report.findings.clone(),
        };
        Self {
            code: refusal.code.to_owned(),
            what: refusal.what.clone(),
            hint: refusal.hint.clone(),
            faults: refusal.report.as_deref().map(fault).into_iter().collect(),
        }
    }

    /// What `error` says.
    pub(crate) fn of(error: &DeskError) -> Self {
        let faults = match error {
            DeskError::Draft { faults } => faults.as_slice(),
            _ => &[],
        };
        Self {
            code: error.code().to_owned(),
            what: error.what(),
            hint: error.hint(),
            faults: faults.iter().map(FaultJson::of).collect(),
        }
    }
}

impl FaultJson {
    fn of(fault: &Fault) -> Self {
        Self {
            code: fault.code(),
            what: fault.what(),
            hint: fault.hint(),
            findings: fault
                .report()
                .map(|report| report.findings.clone())
                .unwrap_or_default(),
        }
    }
}
