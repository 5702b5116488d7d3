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
    /// What was named cannot be used.
    Refused(Box<Refusal>),
}

/// Why what was named on the command line cannot be used.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// A stable code, such as `given.unreadable`.
    pub(crate) code: &'static str,
    /// What is wrong, in Japanese.
    pub(crate) what: String,
    /// What to do, in Japanese.
    pub(crate) hint: String,
    /// What is wrong in a file; then that is the end, otherwise the use was wrong.
    pub(crate) report: Option<CheckReport>,
}

impl Refusal {
    /// The command has no such results.
    pub(crate) fn format() -> Self {
        Self {
            code: "given.format",
            what: "このコマンドの結果は、指定された形式では出力できません。".to_owned(),
            hint: "--format に text または json を指定してください。".to_owned(),
            report: None,
        }
    }

    fn text(&self) -> String {
        let findings = self.report.as_ref().map(show::findings);
        [Some(self.what.clone()), Some(self.hint.clone()), findings]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n")
    }

    const fn exit(&self) -> Exit {
        match self.report {
            Some(_) => Exit::Refused,
            None => Exit::WrongUse,
        }
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
    let (text, error, exit) = match failure {
        Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return Exit::Done,
        Failure::Output(error) => {
            output.note(&format!("結果を出力できませんでした（{error}）。"));
            return Exit::Refused;
        }
        Failure::Desk(error) => (
            show::error(error),
            ErrorJson::of(error),
            error.outcome().into(),
        ),
        Failure::Refused(refusal) => (refusal.text(), ErrorJson::refused(refusal), refusal.exit()),
    };
    match format {
        Format::Json => {
            let _exit = output.json(&FailedJson { error }).or_else(|error| {
                output.note(&error.to_string());
                Ok::<_, io::Error>(())
            });
        }
        Format::Text | Format::Csv => output.note(&text),
    }
    exit
}

impl ErrorJson {
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
            faults: refusal.report.iter().map(fault).collect(),
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
