//! A month before rounding.

use tasuki_terms::Yen;

use super::{Period, SavedTime};
use crate::{Field, Inputs};

/// What a month saves, exactly: whole numbers of small parts. Within the bounds of the fields the
/// greatest of them is below 2⁵³, so that a spreadsheet computes the same.
pub(crate) struct Exact {
    /// How many of a hundred sends go by mail.
    pub(crate) mail: i64,
    /// What one send saves, in hundredths of a tenth of a minute.
    pub(crate) send: i64,
    /// What one care recipient saves, in tenths of a minute.
    pub(crate) receive: i64,
    /// How many of a hundred partners are on the system.
    pub(crate) share: i64,
    /// Sends over the system, in hundredths.
    pub(crate) sends: i64,
    /// Care recipients whose data go over the system, in hundredths.
    pub(crate) recipients: i64,
    /// In ten-thousandths of a tenth of a minute: shares are in hundredths, twice.
    pub(crate) time: i64,
    wage: i64,
    /// In parts of 1 / 100,000 yen: tenths of a yen, and shares in hundredths, twice.
    pub(crate) fax: i64,
    pub(crate) postage: i64,
    pub(crate) visits: i64,
    pub(crate) paper: i64,
}

impl Exact {
    /// How many parts a tenth of a minute has in [`Self::time`].
    pub(crate) const TIME_PARTS: i64 = 100 * 100;
    /// How many parts a yen has in each cost: those of its tenths, and shares in hundredths, twice.
    pub(crate) const COST_PARTS: i64 = 10 * 100 * 100;
    /// Minutes of an hour: wages are paid by it.
    pub(crate) const HOUR: i64 = 60;
    /// How many parts a yen has in [`Self::labour`] and [`Self::costs`], so that wages for a part of a
    /// minute are whole.
    pub(crate) const PARTS: i64 = Self::COST_PARTS * Self::HOUR;
    /// How many of them a twelfth of a yen has: what a yearly fee of one yen costs in a month.
    pub(crate) const MONTHLY_PARTS: i64 = Self::PARTS / 12;

    /// The month with so many of a hundred partners on the system.
    pub(crate) fn of(inputs: &Inputs, share: i64) -> Self {
        let value = |field| inputs.value(field);
        let mail = inputs.mail_share();
        let (fax, visit, post) = (
            value(Field::FaxShare),
            value(Field::VisitShare),
            value(Field::PostShare),
        );
        let cover = value(Field::CoverMinutes);
        let send = fax * (value(Field::FaxMinutes) + cover)
            + visit * value(Field::VisitMinutes)
            + post * (value(Field::PostMinutes) + cover)
            + mail * value(Field::MailMinutes)
            - 100 * value(Field::SystemMinutes);
        let receive =
            value(Field::EntryMinutes) + value(Field::SortMinutes) - value(Field::ImportMinutes);

        let sends = share * value(Field::Partners) * value(Field::SendsPerPartner);
        let recipients = share * value(Field::Recipients);
        let sheets = recipients * value(Field::Sheets) * (100 - mail);
        Self {
            mail,
            send,
            receive,
            share,
            sends,
            recipients,
            time: sends * send + recipients * 100 * receive,
            wage: value(Field::Wage),
            fax: sends * fax * value(Field::FaxCost),
            postage: sends * post * value(Field::Postage),
            visits: sends * visit * value(Field::VisitCost),
            paper: sheets * value(Field::SheetCost),
        }
    }

    /// Labour in parts of a yen.
    pub(crate) const fn labour(&self) -> i64 {
        self.time * self.wage
    }

    /// All costs in parts of a yen.
    pub(crate) const fn costs(&self) -> i64 {
        (self.fax + self.postage + self.visits + self.paper) * Self::HOUR
    }

    /// Rounded down, with a month's part of the licence.
    pub(crate) fn month(&self, licence: Yen) -> Period {
        let yen = |parts: i64| Yen::new(parts.div_euclid(Self::COST_PARTS));
        Period {
            time: SavedTime(self.time.div_euclid(Self::TIME_PARTS)),
            labour: Yen::new(self.labour().div_euclid(Self::PARTS)),
            fax: yen(self.fax),
            postage: yen(self.postage),
            visits: yen(self.visits),
            paper: yen(self.paper),
            licence,
        }
    }
}
