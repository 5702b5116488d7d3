//! What went wrong, for people and for other programs.

use serde::Serialize;
use tasuki_desk::{DeskError, Fault, PlatformError};
use tasuki_standard::Repair;

use crate::finding_json::FindingJson;
use crate::output::{NotWritten, Output};
use crate::refusal::Refusal;
use crate::show;
use crate::{Exit, Format};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The desk says why.
    Desk(DeskError),
    /// The results cannot be written.
    Output(NotWritten),
    /// A command that works with files alone says why.
    Refused(Box<Refusal>),
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

impl From<NotWritten> for Failure {
    fn from(error: NotWritten) -> Self {
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    repairs: Vec<Repair>,
}

#[derive(Serialize)]
struct FaultJson {
    code: &'static str,
    what: String,
    hint: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FindingJson>,
}

#[derive(Serialize)]
struct FailedJson {
    error: ErrorJson,
}

/// Tells what went wrong, and how to end.
pub(crate) fn tell(failure: Failure, format: Format, output: &mut Output) -> Exit {
    let (exit, text, json) = match failure {
        Failure::Output(error) => return output.end(Err(error)),
        Failure::Desk(error) => (
            error.outcome().into(),
            show::error(&error),
            ErrorJson::of(&error),
        ),
        Failure::Refused(refusal) => (refusal.exit, refusal.text(), ErrorJson::refused(*refusal)),
    };
    match format {
        Format::Json => {
            if let Err(error) = output.json(&FailedJson { error: json }) {
                let _of_the_output = output.end(Err(error));
            }
        }
        _ => output.note(&text),
    }
    exit
}

impl ErrorJson {
    fn refused(refusal: Refusal) -> Self {
        let fault = refusal.report.map(|report| FaultJson {
            code: refusal.code,
            what: refusal.what.clone(),
            hint: refusal.hint.clone(),
            findings: FindingJson::all(&report),
        });
        Self {
            code: refusal.code.to_owned(),
            what: refusal.what,
            hint: refusal.hint,
            faults: fault.into_iter().collect(),
            repairs: refusal.repairs,
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
            repairs: Vec::new(),
        }
    }
}

impl FaultJson {
    fn of(fault: &Fault) -> Self {
        Self {
            code: fault.code(),
            what: fault.what(),
            hint: fault.hint(),
            findings: fault.report().map(FindingJson::all).unwrap_or_default(),
        }
    }
}
