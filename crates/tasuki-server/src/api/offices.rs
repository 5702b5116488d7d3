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
use tasuki_exchange::{OfficeStatus, Operation};
use tasuki_store::{Membership, OfficeRow, OfficeSearch};
use tasuki_terms::{OfficeNumber, Prefecture, ServiceType, Timestamp};
use tasuki_wire::{Code, MemberState, Office, OfficeList, OfficeSummary, Problem};
use utoipa::IntoParams;

use super::unreadable;
use crate::answer::Rejection;
use crate::door::Visitor;
use crate::platform::{Platform, standing};

/// The longest part of a name that is looked for, in characters.
const LONGEST_QUERY: usize = 100;

/// After how many seconds who searched too often should try again.
const SEARCH_AGAIN: u64 = 2;

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfficeQuery {
    /// The beginning of the number, or a part of the name or its kana, in any width and kana.
    #[serde(default)]
    query: String,
    /// Only offices of this prefecture (都道府県コード), 01 to 47.
    #[param(value_type = Option<String>)]
    prefecture: Option<Prefecture>,
    /// Only offices with this service type (サービス種類コード).
    #[param(value_type = Option<String>)]
    service: Option<ServiceType>,
    /// Only offices in this state.
    #[param(inline)]
    member: Option<MemberState>,
    /// How many at most, 1 to 200; 50 if not said.
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<OfficeNumber>,
}

/// Looks registered offices up by number, name, kana, place, service type and state.
#[utoipa::path(
    get, path = "/v1/offices", tag = "offices", params(OfficeQuery),
    responses(
        (status = 200, body = OfficeList),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn search_offices(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    query: Result<Query<OfficeQuery>, QueryRejection>,
) -> Result<Json<OfficeList>, Rejection> {
    let caller = visitor.may(&platform, Operation::ReadOffices).await?;
    if !platform.rates.admit_search(caller.office) {
        return Err(Rejection::Later(Code::TooManyRequests, SEARCH_AGAIN));
    }
    let Query(search) = query.map_err(unreadable)?;
    if search.query.chars().count() > LONGEST_QUERY {
        return Err(Code::RequestMalformed.into());
    }
    let now = platform.clock.now();
    let limit = search.limit.unwrap_or(50).clamp(1, 200);
    let wanted = OfficeSearch {
        text: search.query,
        prefecture: search.prefecture,
        service: search.service,
        membership: search.member.map(|member| match member {
            MemberState::Member => Membership::Member,
            MemberState::NotMember => Membership::NotMember,
            MemberState::Closed => Membership::Closed,
        }),
    };
    let page = platform
        .records
        .search_offices(wanted, now, search.cursor, limit)
        .await?;
    let offices = page.offices.into_iter();
    Ok(Json(OfficeList {
        offices: offices.map(|office| summary(office, now)).collect(),
        next: page.next.map(|number| number.to_string()),
    }))
}

fn summary(office: OfficeRow, now: Timestamp) -> OfficeSummary {
    let licensed = standing(Some(&office)).is_licensed(now);
    OfficeSummary {
        licensed,
        member: match office.status {
            OfficeStatus::Closed => MemberState::Closed,
            _ if licensed => MemberState::Member,
            _ => MemberState::NotMember,
        },
        number: office.number,
        name: office.name,
        kana: office.kana,
        service_types: office.service_types,
        successor: office.successor,
    }
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
    visitor.may(&platform, Operation::ReadOffices).await?;
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
