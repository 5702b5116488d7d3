//! The list of materials (各種資料).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_answers::{Manual, ManualCategory};
use tasuki_terms::spoken_day;
use tasuki_ui::Shell;

use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/materials/list.html")]
struct ListPage {
    shell: Shell,
    categories: Vec<(ManualCategory, Vec<Material>)>,
}

struct Material {
    id: String,
    title: String,
    summary: String,
    updated: String,
}

impl From<&Manual> for Material {
    fn from(manual: &Manual) -> Self {
        Self {
            id: manual.id.clone(),
            title: manual.title.clone(),
            summary: manual.summary.clone(),
            updated: spoken_day(manual.updated),
        }
    }
}

/// Lists them.
pub(in crate::sites::support) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let manuals = &platform.help()?.manuals;
    let of = |category| {
        let of_it = manuals.iter().filter(|manual| manual.category == category);
        (category, of_it.map(Material::from).collect::<Vec<_>>())
    };
    page(&ListPage {
        shell: shell(&platform, &visit, "/materials"),
        categories: ManualCategory::ALL
            .map(of)
            .into_iter()
            .filter(|(_, materials)| !materials.is_empty())
            .collect(),
    })
}
