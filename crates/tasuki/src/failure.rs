//! What went wrong, for people and for other programs.

use std::io;

use serde::Serialize;
use tasuki_desk::{DeskError, Fault, PlatformError};
use tasuki_standard::Finding;

use crate::output::Output;
use crate::show;
use crate::{Exit, Format};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The desk says why.
    Desk(DeskError),
    /// It was asked for in the wrong way, which shows only when the work begins.
    Use(WrongUse),
    /// The results cannot be written.
    Output(io::Error),
}

/// How it was asked for in the wrong way.
#[derive(Debug)]
pub(crate) struct WrongUse {
    /// A stable code, such as `use.no-such-path`.
    pub(crate) code: &'static str,
    what: String,
    hint: String,
}

impl WrongUse {
    /// What is wrong and what to do, as Japanese sentences.
    pub(crate) fn new(
        code: &'static str,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            code,
            what: what.into(),
            hint: hint.into(),
        }
    }
}

impl From<WrongUse> for Failure {
    fn from(wrong: WrongUse) -> Self {
        Self::Use(wrong)
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
        Failure::Use(wrong) => (
            Exit::WrongUse,
            format!("{}\n{}", wrong.what, wrong.hint),
            ErrorJson::of_use(wrong),
        ),
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
    fn of_use(wrong: &WrongUse) -> Self {
        Self {
            code: wrong.code.to_owned(),
            what: wrong.what.clone(),
            hint: wrong.hint.clone(),
            faults: Vec::new(),
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
