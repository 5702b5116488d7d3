//! Where on the web something is that our texts name.

use tasuki_answers::{Document, ErrorEntry, Kind, Place, Site as Shown};

use super::Help;
use crate::platform::Platform;
use crate::sites::Site;

/// The address of a place for links of the support site; none of pages of the client, which are on
/// the reader's own computer.
pub(in crate::sites) fn of_place(platform: &Platform, place: &Place) -> Option<String> {
    let on = |site, path: &str| format!("{}{path}", platform.settings.site_origin(site));
    match place {
        Place::Page { site, path } => match site {
            Shown::Claims => Some(on(Site::Claims, path)),
            Shown::Portal => Some(on(Site::Portal, path)),
            Shown::Support => Some(path.clone()),
            Shown::Client => None,
        },
        Place::Entry(id) => Some(format!("/faq/{id}")),
        Place::Manual { id, anchor: None } => Some(format!("/materials/{id}")),
        Place::Manual {
            id,
            anchor: Some(anchor),
        } => Some(format!("/materials/{id}#{anchor}")),
        Place::Error(code) => Some(format!("/errors/{code}")),
        Place::Picture(name) => Some(format!("/materials/pictures/{name}")),
        Place::Web(address) => Some(address.clone()),
    }
}

/// What a place is called; none of pages that our texts do not name.
pub(super) fn name_of(help: &Help, place: &Place) -> Option<String> {
    match place {
        Place::Entry(id) => Some(help.faq.entry(id)?.question.clone()),
        Place::Manual { id, anchor } => {
            let manual = help.manual(id)?;
            let mut headings = manual.contents();
            let heading = headings.find(|heading| anchor.is_some() && heading.anchor == *anchor);
            Some(match heading {
                Some(heading) => format!("{}「{}」", manual.title, heading.text()),
                None => manual.title.clone(),
            })
        }
        Place::Error(code) => Some(ErrorEntry::find(&help.errors, code)?.what.clone()),
        Place::Page { site, .. } => Some(site.name().to_owned()),
        Place::Picture(_) | Place::Web(_) => None,
    }
}

/// The path of the page that shows a document.
pub(super) fn of_document(document: &Document) -> String {
    let folder = match document.kind {
        Kind::Faq => "faq",
        Kind::Manual => "materials",
        Kind::Error => "errors",
        Kind::Interview => "interviews",
        Kind::Notice => "notices",
    };
    format!("/{folder}/{}", document.id)
}
