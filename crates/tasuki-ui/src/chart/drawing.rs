//! Where everything stands in a line.

use super::Chart;
use super::scale::Scale;

/// The size of the drawing. Letters are as large in it as on a phone, and larger elsewhere.
pub(super) const WIDTH: u64 = 480;
pub(super) const HEIGHT: u64 = 260;
/// Where the values end: below the unit, above the labels.
const TOP: u64 = 34;
const BOTTOM: u64 = HEIGHT - 30;
pub(super) const RIGHT: u64 = WIDTH - 12;
/// Where the labels stand.
pub(super) const LABEL_Y: u64 = HEIGHT - 8;
/// How wide a digit is.
const DIGIT: u64 = 10;
/// How many labels there is room for.
const LABELS: usize = 6;

/// A line of the scale.
pub(super) struct Line {
    pub(super) y: u64,
    /// Where its text stands.
    pub(super) text_y: u64,
    pub(super) text: String,
}

/// A value, drawn.
pub(super) struct Mark<'a> {
    /// The middle of its place.
    pub(super) x: u64,
    pub(super) y: u64,
    pub(super) label: &'a str,
    /// Is there room for its label?
    pub(super) labelled: bool,
}

impl Chart {
    pub(super) fn left(&self) -> u64 {
        let digits = grouped(self.scale().top).len();
        // The unit stands above the values; its letters are as wide as two digits at most.
        let widest = digits.max(self.unit.chars().count() * 2);
        u64::try_from(widest).unwrap_or(0) * DIGIT + 12
    }

    pub(super) fn text_right(&self) -> u64 {
        self.left() - 8
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        let scale = self.scale();
        let line = |value| {
            let y = BOTTOM - scale.height(value, BOTTOM - TOP);
            Line {
                y,
                text_y: y + 5,
                text: grouped(value),
            }
        };
        scale.values().map(line).collect()
    }

    pub(super) fn marks(&self) -> Vec<Mark<'_>> {
        let scale = self.scale();
        let left = self.left();
        let count = u64::try_from(self.points.len()).unwrap_or(1).max(1);
        let every = self.points.len().div_ceil(LABELS).max(1);
        let mut marks = Vec::new();
        for (place, (number, point)) in (0..).zip(self.points.iter().enumerate()) {
            marks.push(Mark {
                // In halves of a place, so that the middle is a whole number.
                x: left + (RIGHT - left) * (2 * place + 1) / (2 * count),
                y: BOTTOM - scale.height(point.value, BOTTOM - TOP),
                label: &point.label,
                labelled: number % every == 0,
            });
        }
        marks
    }

    /// The corners of the line.
    pub(super) fn corners(&self) -> String {
        let corners = self
            .marks()
            .into_iter()
            .map(|mark| format!("{},{}", mark.x, mark.y));
        corners.collect::<Vec<_>>().join(" ")
    }

    fn scale(&self) -> Scale {
        let values = self.points.iter().map(|point| point.value);
        Scale::new(values.max().unwrap_or(0))
    }
}

/// A number with commas: 12,000.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        let shown = [0, 999, 1_000, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
    }
}
