//! Files that cannot be compared, or perhaps should not.

use serde::Serialize;
use tasuki_terms::{FileKind, ServiceMonth};

use super::KINDS;
use crate::Table;

/// Why two files cannot be compared.
///
/// Display is for developers; [`what`](Self::what) and [`hint`](Self::hint) are for the people who
/// chose the files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// The first file is no plan.
    #[error("expected a plan, found {found}")]
    NotAPlan {
        /// What it is.
        found: FileKind,
    },
    /// The second file holds no actuals.
    #[error("expected actuals, found {found}")]
    NotActuals {
        /// What it is.
        found: FileKind,
    },
    /// The two are of different months.
    #[error("the plan is of {plan}, the actuals are of {actual}")]
    OtherMonth {
        /// The month of the plan.
        plan: ServiceMonth,
        /// The month of the actuals.
        actual: ServiceMonth,
    },
}

impl CompareError {
    /// A stable code, such as `compare.other-month`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAPlan { .. } => "compare.not-a-plan",
            Self::NotActuals { .. } => "compare.not-actuals",
            Self::OtherMonth { .. } => "compare.other-month",
        }
    }

    /// What is wrong, as a Japanese sentence.
    pub fn what(&self) -> String {
        match self {
            Self::NotAPlan { found } => {
                format!("予定のファイルではありません（{}）。", found.name())
            }
            Self::NotActuals { found } => {
                format!("実績のファイルではありません（{}）。", found.name())
            }
            Self::OtherMonth { plan, actual } => format!(
                "予定は{}年{}月分、実績は{}年{}月分です。",
                plan.year(),
                plan.month(),
                actual.year(),
                actual.month()
            ),
        }
    }

    /// What to do, as a Japanese sentence.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NotAPlan { .. } => "名前がUPPLANで始まるファイルを指定してください。",
            Self::NotActuals { .. } => "名前がUPJSKで始まるファイルを指定してください。",
            Self::OtherMonth { .. } => "同じ対象年月の予定と実績を指定してください。",
        }
    }
}

/// What makes it doubtful that two files answer each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Caution {
    /// The plan was sent to another office than the one that sent the actuals.
    OtherServiceOffice,
    /// The actuals were sent to another office than the one that sent the plan.
    OtherPlanOffice,
    /// The files are of different versions; items that only one of them has were not compared.
    OtherVersion,
}

impl Caution {
    /// What is doubtful, as a Japanese sentence.
    pub const fn what(self) -> &'static str {
        match self {
            Self::OtherServiceOffice => {
                "予定の送信先と実績の送信元が異なります。ほかの事業所あての予定には、一部の利用者しか載っていないことがあります。"
            }
            Self::OtherPlanOffice => "予定の送信元と実績の送信先が異なります。",
            Self::OtherVersion => {
                "予定と実績で標準仕様の版が異なります。一方にしかない項目（TAISコードなど）は比べていません。"
            }
        }
    }
}

/// The month of both files, if they can be compared.
pub(super) fn month_of_both(plan: &Table, actual: &Table) -> Result<ServiceMonth, CompareError> {
    let (planned, delivered) = (plan.name(), actual.name());
    let not_a_plan = CompareError::NotAPlan {
        found: planned.kind,
    };
    let not_actuals = CompareError::NotActuals {
        found: delivered.kind,
    };
    if planned.kind != KINDS.0 {
        return Err(not_a_plan);
    }
    if delivered.kind != KINDS.1 {
        return Err(not_actuals);
    }
    // Names of both kinds have a month.
    let month = planned.month.ok_or(not_a_plan)?;
    let of_actual = delivered.month.ok_or(not_actuals)?;
    if month == of_actual {
        Ok(month)
    } else {
        Err(CompareError::OtherMonth {
            plan: month,
            actual: of_actual,
        })
    }
}

pub(super) fn cautions(plan: &Table, actual: &Table) -> Vec<Caution> {
    let (planned, delivered) = (plan.name(), actual.name());
    [
        (
            planned.receiver != delivered.sender,
            Caution::OtherServiceOffice,
        ),
        (
            planned.sender != delivered.receiver,
            Caution::OtherPlanOffice,
        ),
        (planned.spec != delivered.spec, Caution::OtherVersion),
    ]
    .into_iter()
    .filter_map(|(holds, caution)| holds.then_some(caution))
    .collect()
}
