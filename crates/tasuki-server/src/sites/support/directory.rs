//! 利用状況: who takes part in the exchange, on a map, in lists and as data.

mod asked;
mod correction;
mod data;
mod explained;
mod list;
mod map;
mod office;
mod partners;
mod picture;
mod shown;
mod unplaced;

use std::sync::Arc;

use crate::directory::{Held, Kept, Whole};
use crate::platform::Platform;
use crate::sites::{Role, Routes, SiteError, to_the_end};

/// Which item of the menu leads here.
const MENU: &str = "/map";

/// Adds the routes.
pub(super) fn routes(routes: Routes) -> Routes {
    use Role::Nobody;
    routes
        .get(Nobody, "/map", map::show)
        .get(Nobody, "/offices", list::show)
        .get(Nobody, "/offices.csv", data::csv)
        .get(Nobody, "/offices.json", data::json)
        .get(Nobody, "/offices/data", explained::show)
        .get(Nobody, "/offices/unplaced", unplaced::show)
        .get(Nobody, "/offices/unplaced.pdf", unplaced::print)
        .get(Nobody, "/offices/partners", partners::show)
        .post_file(
            Nobody,
            "/offices/partners",
            partners::BYTES,
            partners::look_up,
        )
        .get(Nobody, "/offices/{number}", office::show)
        .get(Nobody, "/offices/{number}/correction", correction::show)
        .post(Nobody, "/offices/{number}/correction", correction::send)
        .get(Nobody, "/api/offices", data::offices)
        .get(Nobody, "/api/offices/{number}", data::office)
        .get(Nobody, "/api/map", data::map)
}

/// A document of the whole directory, made where what it tells has changed.
///
/// It is made to its end, so that who asks and hangs up has it made once, too.
async fn document(
    platform: &Arc<Platform>,
    which: Whole,
    make: impl Future<Output = Result<Kept, SiteError>> + Send + 'static,
) -> Result<Kept, SiteError> {
    let platform = Arc::clone(platform);
    let whole = async move { platform.directory.document(which, make).await };
    to_the_end(whole).await??.ok_or(SiteError::Preparing)
}

/// Asks the directory something. While it is being read after a start, that is said.
async fn ask<T: Send + 'static>(
    platform: &Platform,
    question: impl FnOnce(&Held) -> T + Send + 'static,
) -> Result<T, SiteError> {
    let asked = platform.directory.ask(question).await;
    let asked = asked.map_err(|error| SiteError::fault(&error))?;
    asked.ok_or(SiteError::Preparing)
}
