//! Where things stand in the workbook, so that formulas can name them.

use crate::Field;

/// The sheet with inputs and results.
pub(super) const FRONT: &str = "入力と結果";
/// The sheet with the steps of the calculation.
pub(super) const STEPS: &str = "計算";
/// The sheet of sources.
pub(super) const SOURCES: &str = "出典";

/// The first row of the inputs on the front, counted from 0.
pub(super) const FRONT_INPUTS: u32 = 4;
/// The first row of the inputs among the steps.
const STEP_INPUTS: u32 = 2;

/// Each field with its row on the front, counted from 0.
pub(super) fn front_rows() -> impl Iterator<Item = (u32, Field)> {
    (FRONT_INPUTS..).zip(Field::ALL)
}

/// Each field with its row among the steps.
pub(super) fn step_rows() -> impl Iterator<Item = (u32, Field)> {
    (STEP_INPUTS..).zip(Field::ALL)
}

/// The first free row below the inputs on the front.
pub(super) fn below_inputs() -> u32 {
    below(front_rows())
}

/// The first row of what is computed from the inputs, with a free row before it.
fn step_rest() -> u32 {
    below(step_rows()) + 1
}

/// The first row below some fields.
fn below(rows: impl Iterator<Item = (u32, Field)>) -> u32 {
    rows.map(|(row, _)| row + 1).max().unwrap_or_default()
}

/// The cell into which a field is typed.
pub(super) fn typed(field: Field) -> String {
    let mut rows = front_rows().filter(|(_, known)| *known == field);
    let row = rows.next().map_or(0, |(row, _)| row + 1);
    format!("'{FRONT}'!$B${row}")
}

/// The cell with a field's steps: a whole number.
pub(super) fn steps(field: Field) -> String {
    let mut rows = step_rows().filter(|(_, known)| *known == field);
    let row = rows.next().map_or(0, |(row, _)| row + 1);
    format!("'{STEPS}'!$B${row}")
}

/// A step of the calculation; the order is that of the sheet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    MailShare,
    SendMinutes,
    ReceiveMinutes,
    Share,
    Sends,
    Recipients,
    Time,
    Labour,
    Fax,
    Postage,
    Visits,
    Paper,
    Costs,
    All,
    Owed,
    NeededWithLabour,
    NeededWithoutLabour,
}

impl Step {
    pub(super) const ALL: [Self; 17] = [
        Self::MailShare,
        Self::SendMinutes,
        Self::ReceiveMinutes,
        Self::Share,
        Self::Sends,
        Self::Recipients,
        Self::Time,
        Self::Labour,
        Self::Fax,
        Self::Postage,
        Self::Visits,
        Self::Paper,
        Self::Costs,
        Self::All,
        Self::Owed,
        Self::NeededWithLabour,
        Self::NeededWithoutLabour,
    ];

    /// Its row, counted from 0.
    pub(super) fn row(self) -> u32 {
        let mut rows = (step_rest()..).zip(Self::ALL);
        rows.find(|(_, step)| *step == self)
            .map_or(0, |(row, _)| row)
    }

    /// Its cell in one column.
    pub(super) fn cell(self, column: Column) -> String {
        let letter = match column {
            Column::Chosen => 'B',
            Column::Everyone => 'C',
        };
        format!("'{STEPS}'!${letter}${}", self.row() + 1)
    }
}

/// For which share of the partners a step is computed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// For the share that was typed.
    Chosen,
    /// For all partners, from which the break-even is found.
    Everyone,
}
