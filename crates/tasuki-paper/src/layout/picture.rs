//! Pictures of pages.

use krilla::image::Image;
use tasuki_answers::Picture;

use super::flow::{Align, BOTTOM, Flow, TOP};
use super::shape::Shape;
use super::sheet::{Cut, Mark, Role};
use super::style::{Ink, Style};

/// No picture is higher: where one would be, it is made smaller, and then cut off.
const HIGHEST: f32 = BOTTOM - TOP - 22.0;
/// Letters must still be read: no picture is made smaller than this part of the column.
const SMALLEST: f32 = 0.8;
/// The least that stands at the foot of a page where the rest goes to the next one.
const LEAST: f32 = 60.0;
/// The least that goes to the next page.
const REST: f32 = 30.0;
/// The frame's width.
const FRAME: f32 = 0.2;

/// Whether a picture can be read.
pub(crate) fn is_readable(picture: &'static Picture) -> bool {
    Image::from_png(picture.bytes.into(), false).is_ok() && Shape::of(picture).is_some()
}

/// A picture as it is laid.
struct Laid {
    /// Millimetres of one of its pixels.
    scale: f32,
    /// Behind the last row that is shown.
    end: usize,
}

impl Laid {
    fn of(shape: &Shape, width: f32) -> Self {
        let scale = width / of_pixels(shape.columns.len());
        let height = of_pixels(shape.rows.len()) * scale;
        let scale = scale * (HIGHEST / height).clamp(SMALLEST, 1.0);
        let most = shape.rows.start + whole_pixels(HIGHEST / scale);
        let end = if most < shape.rows.end {
            shape.cut(shape.rows.start, most).unwrap_or(most)
        } else {
            shape.rows.end
        };
        Self { scale, end }
    }
}

impl Flow {
    /// How much of a picture must stand below what introduces it: all of it, or as much as stands at
    /// the foot of a page.
    pub(crate) fn least_of(&self, picture: &'static Picture) -> f32 {
        let Some(shape) = Shape::of(picture) else {
            return 0.0;
        };
        let laid = Laid::of(&shape, self.width);
        let height = of_pixels(laid.end - shape.rows.start) * laid.scale;
        height.min(LEAST + 10.0)
    }

    /// Lays what matters of a picture as wide as the column, in a frame. Where it is higher than what
    /// is left of the page, it goes on on the next one.
    pub(crate) fn picture(&mut self, picture: &'static Picture, shown: &str) {
        let Some(shape) = Shape::of(picture) else {
            return;
        };
        let laid = Laid::of(&shape, self.width);
        self.space(1.0);
        self.part(Role::Figure(shown.to_owned()), |flow| {
            let mut begin = shape.rows.start;
            while begin < laid.end {
                let end = flow.piece(&shape, &laid, begin);
                if end > begin {
                    flow.cut(picture, &shape, begin..end, laid.scale);
                    begin = end;
                }
                if begin < laid.end {
                    flow.room(f32::MAX);
                }
            }
        });
        if laid.end < shape.rows.end {
            let told = "（画面の続きは省略しています。）";
            self.text(Role::Paragraph, told, &Style::NOTE, Align::Left);
        }
        self.space(1.5);
    }

    /// Where the piece of a picture ends that stands on this page: where it begins if that is too
    /// little.
    fn piece(&self, shape: &Shape, laid: &Laid, begin: usize) -> usize {
        let room = self.left_of_page() - 2.0;
        let is_fresh = self.place.top < TOP + 2.0;
        let most = begin + whole_pixels(room / laid.scale);
        if most >= laid.end {
            return laid.end;
        }
        // The next page has more than a strip of it.
        let most = most.min(laid.end - whole_pixels(REST / laid.scale).min(laid.end - begin));
        let least = begin + whole_pixels(LEAST / laid.scale);
        match shape.cut(begin, most).filter(|cut| *cut >= least) {
            Some(cut) => cut,
            None if is_fresh => most.max(begin + 1),
            None => begin,
        }
    }

    /// Lays rows of a picture.
    fn cut(
        &mut self,
        picture: &'static Picture,
        shape: &Shape,
        rows: std::ops::Range<usize>,
        scale: f32,
    ) {
        let of = |pixels: usize| of_pixels(pixels) * scale;
        let size = (of(shape.columns.len()), of(rows.len()));
        let corner = (self.left, self.place.top);
        if let Some(part) = self.present_part() {
            self.mark(Mark::Picture {
                picture,
                cut: Cut {
                    whole: (
                        of_side(picture.width) * scale,
                        of_side(picture.height) * scale,
                    ),
                    from: (of(shape.columns.start), of(rows.start)),
                },
                corner,
                size,
                part,
            });
        }
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
        self.space(size.1 + 1.0);
    }
}

/// Pictures have some thousand pixels.
fn of_pixels(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

fn of_side(count: u32) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "some thousand pixels"
)]
const fn whole_pixels(count: f32) -> usize {
    count as usize
}
