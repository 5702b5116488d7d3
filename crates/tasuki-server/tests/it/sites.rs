//! The web sites as browsers see them, without one.

mod claims;
pub(crate) mod console;
mod doors;
mod guest;
mod networks;
mod path;
mod portal;
mod rights;
mod support;
mod walk;

use std::sync::Arc;

use tasuki_server::{Credentials, NewEnrolment};
use tasuki_terms::SystemClock;
use tasuki_testing::{Town, TownPlan};
use tempfile::TempDir;

/// A town with sites, and an office whose letter has just come.
async fn town() -> (TempDir, Town, Credentials) {
    let folder = tempfile::tempdir().unwrap();
    let mut town = Town::found(folder.path(), TownPlan::with_sites(), Arc::new(SystemClock))
        .await
        .unwrap();
    town.start().await.unwrap();
    let letter = enrol(&town, "1370000001").await;
    (folder, town, letter)
}

async fn enrol(town: &Town, number: &str) -> Credentials {
    let new = NewEnrolment {
        number: number.parse().unwrap(),
        name: "襷ケアプランセンター".to_owned(),
        kana: String::new(),
        service_types: vec!["43".parse().unwrap()],
        address: String::new(),
    };
    let registry = town.registry().await.unwrap();
    registry.enrol(new, "test").await.unwrap()
}
