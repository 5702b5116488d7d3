//! The public interface: lists, one office, a part of the map.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use tasuki_directory::{Filter, MapFrame, Marker, Order, Page, Place, PlaneBox, Point};
use tasuki_terms::{Date, OfficeNumber, day_in_japan};

use super::office::OfficeDocument;
use super::{JSON, OfficesDocument, ask, open, tagged};
use crate::directory::Held;
use crate::platform::Platform;
use crate::sites::{ErrorDocument, SiteError};

/// Offices of an answer, unless asked otherwise.
const LIMIT: usize = 50;
/// The most offices of an answer.
const MOST: usize = 200;

/// Why there is no answer as asked.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Refusal {
    /// This parameter is to blame.
    Parameter(String),
    /// There is no office of that number.
    UnknownOffice,
}

impl Refusal {
    /// The stable code.
    const fn code(&self) -> &'static str {
        match self {
            Self::Parameter(_) => "directory.parameter",
            Self::UnknownOffice => "directory.unknown-office",
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Parameter(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::UnknownOffice => StatusCode::NOT_FOUND,
        }
    }

    /// What happened and what to do.
    fn message(&self) -> String {
        match self {
            Self::Parameter(name) if name.is_empty() => {
                "パラメーターを読み取れません。文字コードと区切りを確認してください。".to_owned()
            }
            Self::Parameter(name) => format!(
                "パラメーター「{name}」の指定が正しくありません。名前、値の範囲と、2回書いていないことを確認してください。"
            ),
            Self::UnknownOffice => {
                "この事業所番号の事業所は、一覧にありません。番号を確認してください。".to_owned()
            }
        }
    }

    fn answer(&self, platform: &Platform) -> Result<Response, SiteError> {
        let sites = platform.settings.sites.as_ref();
        let document = ErrorDocument {
            code: self.code(),
            parameter: match self {
                Self::Parameter(name) => Some(name),
                Self::UnknownOffice => None,
            },
            message: self.message(),
            about: sites.map(|sites| sites.error_page(self.code())),
        };
        let bytes = serde_json::to_vec(&document).map_err(|error| SiteError::fault(&error))?;
        let kind = [(header::CONTENT_TYPE, JSON)];
        let mut response = (self.status(), kind, bytes).into_response();
        open(response.headers_mut());
        Ok(response)
    }
}

/// What is asked.
struct Question {
    filter: Filter,
    order: Order,
    page: Page,
    within: PlaneBox,
    zoom: u8,
}

impl Question {
    /// Reads the parameters, of which only those of `known` may be there; the error names one.
    fn read(query: Option<&str>, known: &[&str]) -> Result<Self, String> {
        let pairs: Vec<(String, String)> =
            serde_html_form::from_str(query.unwrap_or_default()).map_err(|_| String::new())?;
        let mut asked = Self {
            filter: Filter {
                only_joined: true,
                ..Filter::default()
            },
            order: Order::Region,
            page: Page {
                skip: 0,
                size: LIMIT,
            },
            within: PlaneBox::WHOLE,
            zoom: 0,
        };
        let mut told = BTreeSet::new();
        for (name, value) in &pairs {
            let is_new = name == "service" || told.insert(name.as_str());
            let taken = asked
                .take(name, value)
                .filter(|()| known.contains(&&**name) && is_new);
            taken.ok_or_else(|| name.clone())?;
        }
        if asked.filter.municipality.is_some() && asked.filter.prefecture.is_none() {
            return Err("prefecture".to_owned());
        }
        Ok(asked)
    }

    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "service" => drop(self.filter.services.insert(value.parse().ok()?)),
            "kind" => self.filter.kind = Some(value.parse().ok()?),
            "all" => self.filter.only_joined = !value.parse::<bool>().ok()?,
            "prefecture" => self.filter.prefecture = Some(value.parse().ok()?),
            "municipality" => self.filter.municipality = Some(value.to_owned()),
            "q" => value.clone_into(&mut self.filter.words),
            "near" => {
                let (latitude, longitude) = value.split_once(',')?;
                self.order = Order::Distance(Place::read(longitude, latitude).ok()?);
            }
            "offset" => self.page.skip = value.parse().ok()?,
            "limit" => {
                let limit = value.parse().ok()?;
                self.page.size = (1..=MOST).contains(&limit).then_some(limit)?;
            }
            "box" => {
                let corners: Vec<&str> = value.split(',').collect();
                let [west, south, east, north] = corners.try_into().ok()?;
                let corner =
                    |longitude, latitude| Some(Point::of(Place::read(longitude, latitude).ok()?));
                self.within = PlaneBox::between(corner(west, south)?, corner(east, north)?);
            }
            "zoom" => {
                let zoom = value.parse().ok()?;
                self.zoom = (0..=MapFrame::CLOSEST).contains(&zoom).then_some(zoom)?;
            }
            _ => return None,
        }
        Some(())
    }
}

/// Answers what is asked, or names the parameter that is to blame.
async fn answer(
    platform: &Platform,
    headers: &HeaderMap,
    question: Result<Question, String>,
    document: impl FnOnce(&Held, &Question) -> Result<Vec<u8>, serde_json::Error> + Send + 'static,
) -> Result<Response, SiteError> {
    let question = match question {
        Ok(question) => question,
        Err(name) => return Refusal::Parameter(name).answer(platform),
    };
    let written = ask(platform, move |held| document(held, &question));
    let bytes = written.await?.map_err(|error| SiteError::fault(&error))?;
    Ok(tagged(headers, JSON, bytes))
}

/// `GET /api/offices`.
pub(in crate::sites::support::directory) async fn offices(
    State(platform): State<Arc<Platform>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, SiteError> {
    let known = [
        "service",
        "kind",
        "all",
        "prefecture",
        "municipality",
        "q",
        "near",
        "offset",
        "limit",
    ];
    let question = Question::read(query.as_deref(), &known);
    answer(&platform, &headers, question, |held, asked| {
        let listing = held.index.list(&asked.filter, asked.order, asked.page);
        let ids = listing.offices.iter();
        let offices = ids.filter_map(|id| held.index.office(*id));
        serde_json::to_vec(&OfficesDocument {
            as_of: day_in_japan(held.as_of),
            total: listing.total,
            offices: offices
                .map(|office| OfficeDocument::from(&office))
                .collect(),
        })
    })
    .await
}

/// `GET /api/offices/{number}`.
pub(in crate::sites::support::directory) async fn office(
    State(platform): State<Arc<Platform>>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Response, SiteError> {
    let written = ask(&platform, move |held| {
        let number: OfficeNumber = number.parse().ok()?;
        let office = held.index.office(held.index.find(number)?)?;
        Some(serde_json::to_vec(&OfficeDocument::from(&office)))
    });
    let Some(written) = written.await? else {
        return Refusal::UnknownOffice.answer(&platform);
    };
    let bytes = written.map_err(|error| SiteError::fault(&error))?;
    Ok(tagged(&headers, JSON, bytes))
}

/// What a part of the map shows.
#[derive(Serialize)]
struct MapDocument<'a> {
    as_of: Date,
    total: usize,
    markers: Vec<MarkerDocument<'a>>,
}

#[derive(Serialize)]
struct MarkerDocument<'a> {
    kind: String,
    /// How many offices it stands for.
    count: u32,
    /// The office, where it is one.
    number: Option<OfficeNumber>,
    name: Option<&'a str>,
    latitude: f64,
    longitude: f64,
}

/// `GET /api/map`.
pub(in crate::sites::support::directory) async fn map(
    State(platform): State<Arc<Platform>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, SiteError> {
    let known = ["service", "kind", "all", "box", "zoom"];
    let question = Question::read(query.as_deref(), &known);
    answer(&platform, &headers, question, |held, asked| {
        let view = held.index.view(asked.within, asked.zoom, &asked.filter);
        let markers = view.markers.iter();
        serde_json::to_vec(&MapDocument {
            as_of: day_in_japan(held.as_of),
            total: view.total,
            markers: markers
                .map(|marker| marker_document(held, marker))
                .collect(),
        })
    })
    .await
}

fn marker_document<'a>(held: &'a Held, marker: &Marker) -> MarkerDocument<'a> {
    let (kind, at, count, office) = match marker {
        Marker::Office { id, kind, at } => (*kind, *at, 1, held.index.office(*id)),
        Marker::Cluster(cluster) => (cluster.kind, cluster.at, cluster.count, None),
    };
    let (longitude, latitude) = at.degrees();
    MarkerDocument {
        kind: kind.to_string(),
        count,
        number: office.as_ref().map(|office| office.number),
        name: office.as_ref().map(|office| office.name),
        latitude,
        longitude,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_or_named() {
        let known = [
            "service",
            "q",
            "limit",
            "near",
            "municipality",
            "prefecture",
            "box",
            "all",
        ];
        let refused = |query: &str| Question::read(Some(query), &known).err();
        let good = "service=43&service=11&q=%E8%A6%8B%E6%9C%AC&limit=200&near=35.6,139.7&\
                    prefecture=13&municipality=x&all=true&box=139,35,140,36";
        assert_eq!(refused(good), None);
        for (query, name) in [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("q=a&q=b", "q"),
            ("near=139.7,35.6", "near"),
            ("municipality=x", "prefecture"),
            ("kind=service", "kind"),
            ("nothing=1", "nothing"),
            ("all=1", "all"),
            ("box=1,2,3", "box"),
            ("service=見本", "service"),
        ] {
            assert_eq!(refused(query).as_deref(), Some(name), "{query}");
        }
    }
}
