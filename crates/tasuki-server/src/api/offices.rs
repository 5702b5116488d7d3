//! Offices.

#![expect(
    unused_qualifications,
    reason = "utoipa writes the paths of parameters in full"
)]

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde::Deserialize;
use tasuki_exchange::Operation;
use tasuki_terms::OfficeNumber;
use tasuki_wire::{Code, Office, OfficeList, OfficeSummary, Problem};
use utoipa::IntoParams;

use super::unreadable;
use crate::answer::Rejection;
use crate::door::Visitor;
use crate::platform::{Platform, standing};

/// The longest part of a name that is looked for, in characters.
const LONGEST_QUERY: usize = 100;

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfficeSearch {
    /// A part of the number or of the name.
    #[serde(default)]
    query: String,
    /// How many at most, 1 to 200.
    limit: Option<u32>,
}

/// Looks registered offices up by a part of number or name.
#[utoipa::path(
    get, path = "/v1/offices", tag = "offices", params(OfficeSearch),
    responses(
        (status = 200, body = OfficeList),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn search_offices(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    query: Result<Query<OfficeSearch>, QueryRejection>,
) -> Result<Json<OfficeList>, Rejection> {
    visitor.may(Operation::ReadOffices)?;
    let Query(search) = query.map_err(unreadable)?;
    if search.query.chars().count() > LONGEST_QUERY {
        return Err(Code::RequestMalformed.into());
    }
    let now = platform.clock.now();
    let limit = search.limit.unwrap_or(50).clamp(1, 200);
    let found = platform.records.offices(&search.query, limit).await?;
    let offices = found
        .into_iter()
        .map(|office| OfficeSummary {
            licensed: standing(Some(&office)).is_licensed(now),
            number: office.number,
            name: office.name,
            service_types: office.service_types,
        })
        .collect();
    Ok(Json(OfficeList { offices }))
}

/// Gives an office and its valid certificates, for which a message to it is sealed.
#[utoipa::path(
    get, path = "/v1/offices/{number}", tag = "offices",
    params(("number" = String, Path, description = "The office's number (事業所番号)")),
    responses(
        (status = 200, body = Office),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn read_office(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    number: Result<Path<OfficeNumber>, PathRejection>,
) -> Result<Json<Office>, Rejection> {
    visitor.may(Operation::ReadOffices)?;
    let Path(number) = number.map_err(unreadable)?;
    let now = platform.clock.now();
    let office = platform.records.office(number).await?;
    let office = office.ok_or(Code::OfficeNotFound)?;
    let certificates = platform.records.certificates(number, now).await?;
    Ok(Json(Office {
        licensed: standing(Some(&office)).is_licensed(now),
        number: office.number,
        name: office.name,
        service_types: office.service_types,
        certificates: certificates
            .iter()
            .map(|row| BASE64.encode(&row.der))
            .collect(),
    }))
}
