//! The parts on one page: as HTML, and in a browser.

#[path = "../../examples/gallery/page.rs"]
mod page;

mod html;
