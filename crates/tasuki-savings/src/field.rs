//! The inputs, one by one.

use crate::{OfficeKind, Source};

/// One input of the simulation (入力項目). Its [`Spec`] is the one table that forms, the workbook, the
/// reader and the documentation follow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// Care recipients with whom data is exchanged in a month (利用者数).
    Recipients,
    /// Offices with which data is exchanged (連携先の事業所数).
    Partners,
    /// How many of a hundred partners are on the system.
    Share,
    /// How often something is sent to one partner in a month.
    SendsPerPartner,
    /// How many of a hundred sends go by FAX.
    FaxShare,
    /// … are carried by hand (持参).
    VisitShare,
    /// … go by post. What remains goes by mail or otherwise without paper.
    PostShare,
    /// Minutes for one send by FAX.
    FaxMinutes,
    /// … by hand.
    VisitMinutes,
    /// … by post.
    PostMinutes,
    /// … by mail.
    MailMinutes,
    /// Minutes for the cover sheet (送付状) of one FAX or letter.
    CoverMinutes,
    /// Minutes for one send over the system.
    SystemMinutes,
    /// Minutes in which what was received for one care recipient is typed in.
    EntryMinutes,
    /// Minutes in which the papers of one care recipient are sorted and compared.
    SortMinutes,
    /// Minutes in which the data of one care recipient is imported.
    ImportMinutes,
    /// What an hour of work costs.
    Wage,
    /// What one FAX costs, without paper.
    FaxCost,
    /// What one letter costs.
    Postage,
    /// What one delivery by hand costs in travel.
    VisitCost,
    /// Sheets that are printed for one care recipient in a month.
    Sheets,
    /// What one printed sheet costs.
    SheetCost,
    /// The yearly fee of the licence (ライセンス料).
    Licence,
}

impl Field {
    /// How many there are.
    pub const COUNT: usize = 23;

    /// All of them, in the order of forms.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Recipients,
        Self::Partners,
        Self::Share,
        Self::SendsPerPartner,
        Self::FaxShare,
        Self::VisitShare,
        Self::PostShare,
        Self::FaxMinutes,
        Self::VisitMinutes,
        Self::PostMinutes,
        Self::MailMinutes,
        Self::CoverMinutes,
        Self::SystemMinutes,
        Self::EntryMinutes,
        Self::SortMinutes,
        Self::ImportMinutes,
        Self::Wage,
        Self::FaxCost,
        Self::Postage,
        Self::VisitCost,
        Self::Sheets,
        Self::SheetCost,
        Self::Licence,
    ];
}

/// What is fixed of a [`Field`].
///
/// Values are whole numbers of its smallest step: one where `decimals` is 0, a tenth where it is 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spec {
    /// Its name in forms and addresses, which never changes.
    pub key: &'static str,
    /// Its Japanese label.
    pub label: &'static str,
    /// The Japanese unit.
    pub unit: &'static str,
    /// Digits behind the point: 0 or 1.
    pub decimals: u8,
    /// The smallest value, in steps.
    pub least: i64,
    /// The greatest value, in steps. [`crate::simulate`] cannot overflow within these bounds, nor does
    /// a spreadsheet lose a digit.
    pub most: i64,
    /// The default of a care-management office, in steps.
    pub care_management: i64,
    /// The default of a service office, in steps.
    pub service: i64,
    /// Where the defaults come from.
    pub source: Source,
}

impl Spec {
    /// The default for an office, in steps.
    pub const fn default_for(&self, kind: OfficeKind) -> i64 {
        match kind {
            OfficeKind::CareManagement => self.care_management,
            OfficeKind::Service => self.service,
        }
    }

    /// A value as people read it: `2.6`, `110.0`, `21000`.
    pub fn shown(&self, steps: i64) -> String {
        if self.decimals == 0 {
            return steps.to_string();
        }
        format!("{}.{}", steps / 10, steps % 10)
    }
}
