//! The parts on one page: as HTML, and in a browser.

#[path = "../../examples/gallery/page.rs"]
mod page;
#[path = "../../examples/gallery/site.rs"]
mod site;

mod browser;
mod html;
