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
    /// Its service types (サービス種類コード).
    #[schema(value_type = Vec<String>)]
    pub service_types: Vec<ServiceType>,
    /// Whether it may exchange now.
    pub licensed: bool,
}

/// Offices, ordered by number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct OfficeList {
    /// At most as many as were asked for.
    pub offices: Vec<OfficeSummary>,
}
