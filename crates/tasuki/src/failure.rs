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
    /// The results cannot be written.
    Output(io::Error),
    /// A command that works with files alone says why.
    Problem(Problem),
}

/// Why a command that works with files alone did not do what was asked.
#[derive(Debug)]
pub(crate) struct Problem {
    /// A stable code, such as `files.exists`.
    pub(crate) code: &'static str,
    /// What happened, as a Japanese sentence.
    pub(crate) what: String,
    /// What to do, as a Japanese sentence.
    pub(crate) hint: String,
    /// How to end.
    pub(crate) exit: Exit,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
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
    let (text, json, exit) = match failure {
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
        Failure::Problem(problem) => (
            format!("{}\n{}", problem.what, problem.hint),
            ErrorJson::of_problem(problem),
            problem.exit,
        ),
    };
    match format {
        Format::Text => output.note(&text),
        Format::Json => {
            let _exit = output.json(&FailedJson { error: json }).or_else(|error| {
                output.note(&error.to_string());
                Ok::<_, io::Error>(())
            });
        }
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
}

impl ErrorJson {
    fn of_problem(problem: &Problem) -> Self {
        Self {
            code: problem.code.to_owned(),
            what: problem.what.clone(),
            hint: problem.hint.clone(),
            faults: Vec::new(),
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
