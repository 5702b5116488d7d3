//! What matters of a picture of a page, and where it can be cut.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use tasuki_answers::Picture;

/// What stays free around what matters, in pixels.
const MARGIN: usize = 14;
/// Rows without anything in a row that part what is above from what is below, in pixels.
const GAP: usize = 9;

/// Columns and rows of a picture that matter: without the margins at its sides, the strip at its head
/// and what stands at the foot of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) columns: Range<usize>,
    pub(crate) rows: Range<usize>,
    /// Rows at which nothing is cut apart, in order.
    pub(crate) cuts: Vec<usize>,
}

/// A picture is laid more than once, and read only once.
static READ: LazyLock<Mutex<Shapes>> = LazyLock::new(Mutex::default);

/// Shapes by the names of their pictures; none of those that cannot be read.
type Shapes = BTreeMap<&'static str, Option<Arc<Shape>>>;

impl Shape {
    /// The shape of a picture; none if it cannot be read.
    pub(crate) fn of(picture: &'static Picture) -> Option<Arc<Self>> {
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        let shape = read
            .entry(picture.name)
            .or_insert_with(|| Self::read(picture.bytes).map(Arc::new));
        shape.clone()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        let mut pixels = vec![0; reader.output_buffer_size()?];
        let info = reader.next_frame(&mut pixels).ok()?;
        let depth = info.color_type.samples();
        let rows = pixels.chunks_exact(info.line_size);
        let rows: Vec<Row> = rows.map(|row| Row::of(row, depth)).collect();
        Some(Self::of_rows(&rows, info.width as usize))
    }

    fn of_rows(rows: &[Row], width: usize) -> Self {
        let used = rows.iter().filter_map(|row| row.used.as_ref());
        let (begin, end) = used.fold((width, 0), |(begin, end), used| {
            (begin.min(used.start), end.max(used.end))
        });
        let is_free = |row: &&Row| !row.is_white || row.used.is_none();
        let head = rows.iter().take_while(is_free).count();
        let white = |row: &&Row| !row.is_white;
        let foot = rows.iter().rev().take_while(white).count();
        let rest = rows.get(..rows.len() - foot).unwrap_or_default();
        let free = rest
            .iter()
            .rev()
            .take_while(|row| row.used.is_none())
            .count();
        let bottom = rest.len() - free;
        let is_whole = begin >= end || head >= bottom;
        let (columns, kept) = if is_whole {
            (0..width, 0..rows.len())
        } else {
            (
                begin.saturating_sub(MARGIN)..(end + MARGIN).min(width),
                head.saturating_sub(MARGIN)..(bottom + MARGIN).min(rest.len().max(bottom)),
            )
        };
        let is_gap = |gap: &[Row]| gap.iter().all(|row| row.used.is_none() && row.is_white);
        let gaps = rows.windows(GAP).enumerate();
        let cuts = gaps
            .filter(|(_, gap)| is_gap(gap))
            .map(|(at, _)| at + GAP / 2);
        let cuts = cuts.filter(|at| kept.contains(at)).collect();
        Self {
            columns,
            rows: kept,
            cuts,
        }
    }

    /// The last row at which a part that begins at `begin` can end, at most at `end`.
    pub(crate) fn cut(&self, begin: usize, end: usize) -> Option<usize> {
        let cuts = self.cuts.iter().rev();
        cuts.copied().find(|cut| (begin + 1..=end).contains(cut))
    }
}

/// A row of pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    /// From the first to behind the last column that is otherwise than the left edge.
    used: Option<Range<usize>>,
    /// Whether its left edge is white.
    is_white: bool,
}

impl Row {
    fn of(row: &[u8], depth: usize) -> Self {
        let depth = depth.max(1);
        let edge = row.get(..depth).unwrap_or_default();
        let is_other = |pixel: &[u8]| pixel != edge;
        let first = row.chunks_exact(depth).position(is_other);
        let last = row.chunks_exact(depth).rposition(is_other);
        Self {
            used: first.zip(last).map(|(first, last)| first..last + 1),
            is_white: edge.iter().all(|sample| *sample == u8::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(used: Option<Range<usize>>, is_white: bool) -> Row {
        Row { used, is_white }
    }

    #[test]
    fn margins_head_and_foot_go_and_cuts_are_where_nothing_is() {
        let rows = [
            vec![row(None, false); 5],
            vec![row(None, true); 40],
            vec![row(Some(100..200), true); 30],
            vec![row(None, true); 20],
            vec![row(Some(90..150), true); 30],
            vec![row(None, true); 50],
            vec![row(Some(100..200), false); 60],
        ]
        .concat();
        let shape = Shape::of_rows(&rows, 300);
        assert_eq!(shape.columns, 100 - 10 - MARGIN..200 + MARGIN);
        assert_eq!(shape.rows, 45 - MARGIN..125 + MARGIN);
        assert_eq!(shape.cut(45, 110), Some(90));
        assert_eq!(shape.cut(95, 110), None);
        let nothing = Shape::of_rows(&[row(None, true), row(None, true)], 10);
        assert_eq!((nothing.columns, nothing.rows), (0..10, 0..2));
    }

    #[test]
    fn every_picture_of_the_manuals_has_a_shape() {
        for picture in Picture::all() {
            let shape = Shape::of(picture).unwrap();
            assert!(shape.rows.len() > 100, "{picture:?} {shape:?}");
            assert!(shape.columns.len() > 300, "{picture:?} {shape:?}");
        }
    }
}
