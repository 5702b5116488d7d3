//! An office as a JSON document.

use serde::Serialize;
use tasuki_directory::{Office, Place, kind_of};
use tasuki_terms::{Date, OfficeNumber, Prefecture, ServiceType, SpecVersion};

/// An office.
#[derive(Serialize)]
pub(super) struct OfficeDocument<'a> {
    number: OfficeNumber,
    name: &'a str,
    kana: &'a str,
    kind: String,
    services: Vec<ServiceDocument>,
    prefecture: PrefectureDocument,
    municipality: &'a str,
    address: &'a str,
    phone: &'a str,
    corporation: &'a str,
    url: &'a str,
    latitude: Option<f64>,
    longitude: Option<f64>,
    participation: Option<ParticipationDocument>,
}

#[derive(Serialize)]
struct ServiceDocument {
    code: ServiceType,
    name: Option<&'static str>,
}

#[derive(Serialize)]
struct PrefectureDocument {
    code: Prefecture,
    name: &'static str,
}

#[derive(Serialize)]
struct ParticipationDocument {
    since: Date,
    /// The newest edition of the standard that it can receive.
    standard: Option<SpecVersion>,
}

impl<'a> From<&Office<'a>> for OfficeDocument<'a> {
    fn from(office: &Office<'a>) -> Self {
        let service = |code: &ServiceType| ServiceDocument {
            code: *code,
            name: code.name(),
        };
        let prefecture = office.municipality.prefecture;
        Self {
            number: office.number,
            name: office.name,
            kana: office.kana,
            kind: kind_of(office.services).to_string(),
            services: office.services.iter().map(service).collect(),
            prefecture: PrefectureDocument {
                code: prefecture,
                name: prefecture.name(),
            },
            municipality: &office.municipality.name,
            address: office.address,
            phone: office.phone,
            corporation: office.corporation,
            url: office.url,
            latitude: office.place.map(Place::latitude),
            longitude: office.place.map(Place::longitude),
            participation: office.participation.map(|one| ParticipationDocument {
                since: one.since,
                standard: one.reads,
            }),
        }
    }
}
