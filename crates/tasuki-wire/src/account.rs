//! What the platform knows of the caller's own office.

use serde::{Deserialize, Serialize};
use tasuki_terms::{AppUserId, Date, OfficeNumber, ServiceType, Timestamp};
use utoipa::ToSchema;

/// The caller's office.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// Its number (事業所番号).
    #[schema(value_type = String, example = "1370000001")]
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its service types (サービス種類コード).
    #[schema(value_type = Vec<String>)]
    pub service_types: Vec<ServiceType>,
    /// How it stands.
    pub status: OfficeState,
    /// The number that followed this one (事業所番号の変更).
    #[schema(value_type = Option<String>)]
    pub successor: Option<OfficeNumber>,
    /// Its licence (ライセンス).
    pub licence: AccountLicence,
    /// Its valid certificates (電子証明書), the one that ends last first.
    pub certificates: Vec<AccountCertificate>,
    /// Its app user (個人ユーザ); none before its application (利用申請).
    #[schema(value_type = Option<String>, example = "C000000000001")]
    pub app_user: Option<AppUserId>,
    /// How many days before an end the platform reminds its offices; a client should do so on the
    /// same days.
    pub reminder_days: Vec<u32>,
}

/// How an office stands, as the operator has set it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OfficeState {
    /// 利用中.
    Active,
    /// 停止中: it reads its lists, and nothing else.
    Suspended,
    /// 廃止: it takes in what waits for it, and sends nothing.
    Closed,
}

/// The licence of the caller's office.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountLicence {
    /// How it stands now.
    pub state: LicenceState,
    /// The first moment at which the office may exchange.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub from: Option<Timestamp>,
    /// The first moment at which it may no longer; none while there is no end.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// The last day that may be shown (有効期限); none is shown as 「-」, which is until the first
    /// payment is done.
    #[schema(value_type = Option<String>, example = "2027-11-20")]
    pub shown_until: Option<Date>,
    /// Whether the next year follows by itself; none where the platform keeps no years.
    pub auto_renewal: Option<bool>,
}

/// How a licence stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LicenceState {
    /// There is none.
    None,
    /// It has not begun.
    NotBegun,
    /// The office may exchange.
    Valid,
    /// It is over.
    Ended,
}

/// A valid certificate of the caller's office.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountCertificate {
    /// Its serial number, small hexadecimal digits.
    pub serial: String,
    /// The first moment at which it is valid.
    #[schema(value_type = String, format = DateTime)]
    pub valid_from: Timestamp,
    /// The first moment at which it is no longer.
    #[schema(value_type = String, format = DateTime)]
    pub valid_until: Timestamp,
    /// Whether it is the one of this call.
    pub is_calling: bool,
}
