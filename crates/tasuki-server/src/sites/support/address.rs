//! Where on the web something is that our texts name.

use tasuki_answers::{Document, Kind, Place, Site as Shown};

use crate::platform::Platform;
use crate::sites::Site;

/// The address of a place for links of the support site; none of pages of the client, which are on
/// the reader's own computer.
pub(super) fn of_place(platform: &Platform, place: &Place) -> Option<String> {
    let on = |site, path: &str| format!("{}{path}", platform.settings.site_origin(site));
    match place {
        Place::Page { site, path } => match site {
            Shown::Claims => Some(on(Site::Claims, path)),
            Shown::Portal => Some(on(Site::Portal, path)),
            Shown::Support => Some(path.clone()),
            Shown::Client => None,
        },
        Place::Entry(id) => Some(format!("/faq/{id}")),
        Place::Web(address) => Some(address.clone()),
    }
}

/// The path of the page that shows a document.
pub(super) fn of_document(document: &Document) -> String {
    let folder = match document.kind {
        Kind::Faq => "faq",
        Kind::Manual => "materials",
        Kind::Notice => "notices",
    };
    format!("/{folder}/{}", document.id)
}
