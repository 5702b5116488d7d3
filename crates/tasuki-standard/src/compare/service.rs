//! Rows of 第6表.

use serde::Serialize;

use crate::{Record, Table};

/// A row of 第6表: a service on a day, planned or delivered. Values are as they stand in the file,
/// and empty where it has none. The order is that of days and times.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[non_exhaustive]
pub struct Service {
    /// The day (サービス利用日), `YYYYMMDD`.
    pub date: String,
    /// When it begins (サービス開始時刻), `HHMM`, or `9999` for services without a time.
    pub start_time: String,
    /// When it ends (サービス終了時刻).
    pub end_time: String,
    /// サービスコード.
    pub service_code: String,
    /// How often on that day (サービス回数).
    pub count: u32,
    /// Units of one time, after discount (単位数), where the file tells them.
    pub units: Option<i64>,
    /// TAISコード; V3 has none.
    pub tais_code: String,
    /// 福祉用具届出コード; V3 has none.
    pub equipment_notification_code: String,
    /// 用具名称（機種名）; V3 has none.
    pub equipment_name: String,
    /// 明細判別コード.
    pub detail_no: String,
    /// The office that is to deliver or has delivered (サービス事業者コード).
    pub service_office_no: String,
    /// サービス事業所名.
    pub service_office_name: String,
    /// サテライト枝番; empty for the main office.
    pub satellite_no: String,
    /// 日割対象日: 31 digits, 1 for each prorated day; empty unless prorated.
    pub prorated_days: String,
    /// ３０日超区分.
    pub over_30_days: String,
    /// The line of the file on which the row begins, counted from 1.
    pub line: u32,
}

impl Service {
    pub(super) fn of(table: &Table, record: &Record) -> Self {
        let value = |id| table.value(record, id).unwrap_or_default();
        let text = |id| value(id).to_owned();
        Self {
            date: text("service_date"),
            start_time: text("start_time"),
            end_time: text("end_time"),
            service_code: text("service_code"),
            count: value("count").parse().unwrap_or_default(),
            units: value("units").parse().ok(),
            tais_code: text("tais_code"),
            equipment_notification_code: text("equipment_notification_code"),
            equipment_name: text("equipment_name"),
            detail_no: text("detail_no"),
            service_office_no: text("service_office_no"),
            service_office_name: text("service_office_name"),
            satellite_no: text("satellite_no"),
            prorated_days: text("prorated_days"),
            over_30_days: text("over_30_days"),
            line: record.line,
        }
    }

    /// Whether it shows a time.
    pub fn has_time(&self) -> bool {
        self.start_time != "9999"
    }

    /// Whether the units of an add-on were left open: actuals may carry 0 where the units depend on a
    /// rate (標準仕様 V4.1, 第6表 No.8), and such add-ons show no time (No.12).
    pub(super) fn leaves_units_open(&self, planned: &Self) -> bool {
        self.units == Some(0) && !self.has_time() && planned.units.is_some_and(|units| units != 0)
    }
}
