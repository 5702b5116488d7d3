//! All care offices (介護事業所の一覧): where they are, what they offer, who is on the system.
//!
//! - [`OpenDataReader`] reads the open data of 介護サービス情報公表システム piece by piece, and reports what
//!   it cannot take ([`RowFinding`]). [`invented_offices`] makes offices of the same shape.
//! - [`DirectoryIndex`] holds them in memory: map views ([`DirectoryIndex::view`], and [`DirectoryIndex::gathered`] for one
//!   that is drawn), lists and searches
//!   ([`DirectoryIndex::list`]), counts by region, and who of one's partners is on the system.
//! - [`outlines`] and [`municipalities`] are the map itself, [`Point::of`] its projection.
//!
//! This crate knows no HTTP and no disk; `data/README.md` tells where its data come from.

mod frame;
mod index;
mod invent;
mod names;
mod open_data;
mod outline;
mod place;
mod plane;
mod region;
mod tile;

pub use frame::{Direction, MapFrame};
pub use index::{
    Cluster, DirectoryBuilder, DirectoryFull, DirectoryIndex, Filter, Gathered, Listing, MapView,
    Marker, Office, OfficeId, Order, Page, Participation, PartnerLine, PartnerOutcome,
    PrefectureCount, TooManyPartners, TownCount, kind_of,
};
pub use invent::{InventedOffice, csv_header, invented_offices};
pub use names::{Name, NameKind, Names};
pub use open_data::{
    Column, FindingCode, NotOpenData, OpenDataReader, OpenDataReport, OpenDataRow, RowFinding,
    open_data_file, service_of_file,
};
pub use outline::{Detail, Outline, outlines};
pub use place::{InvalidPlace, Place};
pub use plane::{HEIGHT, PlaneBox, Point, WIDTH};
pub use region::{Municipality, municipalities, prefecture_named};
pub use tile::Tile;
