//! Pictures of pages.

use krilla::image::Image;
use tasuki_answers::Picture;

use super::flow::{Align, BOTTOM, Flow, TOP};
use super::shape::Shape;
use super::sheet::{Cut, Mark, Role};
use super::style::{Ink, Style};

/// No picture is higher: where one would be, it is made smaller, and then cut off.
const HIGHEST: f32 = BOTTOM - TOP - 22.0;
/// A picture that is higher is made a little smaller, so that pages have room for text beside it.
const HIGH: f32 = 150.0;
/// How much smaller that is at most, of the column.
const SMALLER: f32 = 0.8;
/// Letters must still be read: no picture is made smaller than this part of the column, neither for
/// a page nor for what is left of one.
const SMALLEST: f32 = 0.6;
/// What stays free below a picture.
const BELOW: f32 = 2.5;
/// The frame's width.
const FRAME: f32 = 0.2;

/// Whether a picture can be read.
pub(crate) fn is_readable(picture: &'static Picture) -> bool {
    Image::from_png(picture.bytes.into(), false).is_ok() && Shape::of(picture).is_some()
}

/// A picture as it is laid, in one piece.
struct Laid {
    /// Millimetres of one of its pixels, on a page of its own and where it is smallest.
    scale: f32,
    smallest: f32,
    /// Behind the last row that is shown.
    end: usize,
    /// How many rows are shown.
    rows: f32,
    /// The height of what is said below it.
    note: f32,
}

impl Laid {
    fn of(shape: &Shape, width: f32) -> Self {
        let column = width / of_pixels(shape.columns.len());
        let height = of_pixels(shape.rows.len()) * column;
        let high = (HIGH / height).clamp(SMALLER, 1.0);
        let scale = column * high.min((HIGHEST / height).max(SMALLEST));
        let most = shape.rows.start + whole_pixels(HIGHEST / scale);
        let end = if most < shape.rows.end {
            shape.cut(shape.rows.start, most).unwrap_or(most)
        } else {
            shape.rows.end
        };
        let is_cut = end < shape.rows.end;
        Self {
            scale,
            smallest: column * SMALLEST,
            end,
            rows: of_pixels(end - shape.rows.start),
            note: if is_cut {
                Style::NOTE.line_height()
            } else {
                0.0
            },
        }
    }

    /// The scale at which it stands in so much room; none where letters could not be read.
    fn within(&self, room: f32) -> Option<f32> {
        let fits = (room - BELOW - self.note) / self.rows;
        (fits >= self.smallest).then(|| fits.min(self.scale))
    }

    /// How much room it needs at least.
    fn least(&self) -> f32 {
        self.rows * self.smallest + self.note + BELOW
    }
}

impl Flow {
    /// How much room must be below what introduces a picture: where it stands as small as it may be.
    pub(crate) fn least_of(&self, picture: &'static Picture) -> f32 {
        let Some(shape) = Shape::of(picture) else {
            return 0.0;
        };
        // With the gap above it, and a bit, since sums of heights are not exact.
        Laid::of(&shape, self.width).least() + 2.0
    }

    /// Lays what matters of a picture in one piece, in a frame: as wide as the column where it is not
    /// too high, else smaller; on the next page where too little is left of this one.
    pub(crate) fn picture(&mut self, picture: &'static Picture, shown: &str) {
        let Some(shape) = Shape::of(picture) else {
            return;
        };
        let laid = Laid::of(&shape, self.width);
        self.space(1.0);
        let scale = laid.within(self.left_of_page()).unwrap_or_else(|| {
            self.room(f32::MAX);
            laid.scale
        });
        self.part(Role::Figure(shown.to_owned()), |flow| {
            flow.cut(picture, &shape, shape.rows.start..laid.end, scale);
        });
        if laid.end < shape.rows.end {
            let told = "（画面の続きは省略しています。）";
            self.text(Role::Paragraph, told, &Style::NOTE, Align::Left);
        }
        self.space(1.5);
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
        let corner = (self.left + (self.width - size.0) / 2.0, self.place.top);
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
