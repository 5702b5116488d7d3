//! Offices.

use serde::{Deserialize, Serialize};
use tasuki_terms::{OfficeNumber, ServiceType};
use utoipa::ToSchema;

/// An office (事業所) and what is needed to seal a message for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Office {
    /// Its number (事業所番号).
    #[schema(value_type = String, example = "1370000001")]
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its service types (サービス種類コード).
    #[schema(value_type = Vec<String>)]
    pub service_types: Vec<ServiceType>,
    /// Whether it may exchange now.
    pub licensed: bool,
    /// Its valid certificates, newest first, each DER in base64.
    pub certificates: Vec<String>,
}

/// One line of a search.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct OfficeSummary {
    /// Its number (事業所番号).
    #[schema(value_type = String, example = "1370000001")]
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its name in kana (事業所名カナ); empty where it is not known.
    #[serde(default)]
    pub kana: String,
    /// Its service types (サービス種類コード).
    #[schema(value_type = Vec<String>)]
    pub service_types: Vec<ServiceType>,
    /// Whether it may exchange now.
    pub licensed: bool,
    /// Whether it is a member.
    #[serde(default)]
    pub member: MemberState,
    /// The number that followed this one (事業所番号の変更).
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub successor: Option<OfficeNumber>,
}

/// Whether messages can be exchanged with an office.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// It may exchange now.
    Member,
    /// It is registered, and may not exchange now.
    #[default]
    NotMember,
    /// It is closed (廃止).
    Closed,
}

impl MemberState {
    /// Its name in requests and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::NotMember => "not_member",
            Self::Closed => "closed",
        }
    }
}

/// Offices, ordered by number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct OfficeList {
    /// At most as many as were asked for.
    pub offices: Vec<OfficeSummary>,
    /// Asks for the next page; none where this was the last. A page with few offices, even none,
    /// need not be the last.
    #[serde(default)]
    pub next: Option<String>,
}
