//! Pictures of pages.

use krilla::image::Image;
use tasuki_answers::Picture;

use super::flow::Flow;
use super::sheet::{Mark, Role};
use super::style::Ink;

/// No picture is higher, so that some words stand with it on its page.
const HIGHEST: f32 = 112.0;
/// The frame's width.
const FRAME: f32 = 0.2;

/// Whether a picture can be read.
pub(crate) fn is_readable(picture: &'static Picture) -> bool {
    Image::from_png(picture.bytes.into(), false).is_ok()
}

impl Flow {
    /// How wide and high a picture is in this column.
    pub(crate) fn size_of(&self, picture: &'static Picture) -> (f32, f32) {
        let aspect = of_pixels(picture.height) / of_pixels(picture.width).max(1.0);
        let width = self.width.min(HIGHEST / aspect.max(0.01));
        (width, width * aspect)
    }

    /// Lays a picture as wide as the column, or as high as one may be, in a frame.
    pub(crate) fn picture(&mut self, picture: &'static Picture, shown: &str) {
        let size = self.size_of(picture);
        self.space(1.0);
        self.room(size.1 + 2.0);
        let corner = (self.left, self.place.top);
        self.part(Role::Figure(shown.to_owned()), |flow| {
            if let Some(part) = flow.present_part() {
                flow.mark(Mark::Picture {
                    picture,
                    corner,
                    size,
                    part,
                });
            }
        });
        let (right, bottom) = (corner.0 + size.0, corner.1 + size.1);
        for (from, to) in [
            (corner, (right, corner.1)),
            ((corner.0, bottom), (right, bottom)),
            (corner, (corner.0, bottom)),
            ((right, corner.1), (right, bottom)),
        ] {
            self.mark(Mark::Rule {
                from,
                to,
                width: FRAME,
                ink: Ink::Rule,
            });
        }
        self.space(size.1 + 2.5);
    }
}

/// Pictures have some thousand pixels.
fn of_pixels(count: u32) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
