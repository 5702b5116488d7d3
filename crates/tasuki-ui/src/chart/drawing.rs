//! Where everything stands in a chart.

use super::scale::Scale;
use super::{Chart, ChartPoint};

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
pub(super) struct Mark {
    /// The middle of its place.
    pub(super) x: u64,
    pub(super) y: u64,
    /// The left edge of its bar.
    pub(super) left: u64,
    pub(super) width: u64,
    pub(super) height: u64,
    pub(super) label: String,
    pub(super) value: String,
    /// Is there room for its label?
    pub(super) labelled: bool,
}

impl Chart {
    pub(super) fn left(&self) -> u64 {
        let digits = grouped(self.scale().top).len();
        u64::try_from(digits).unwrap_or(0) * DIGIT + 12
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

    pub(super) fn marks(&self) -> Vec<Mark> {
        let scale = self.scale();
        let left = self.left();
        let count = u64::try_from(self.points.len()).unwrap_or(1).max(1);
        let every = self.points.len().div_ceil(LABELS).max(1);
        let mark = |(place, (number, point)): (u64, (usize, &ChartPoint))| {
            // In halves of a place, so that the middle is a whole number.
            let x = left + (RIGHT - left) * (2 * place + 1) / (2 * count);
            let width = ((RIGHT - left) * 7 / (10 * count)).clamp(1, 48);
            let height = scale.height(point.value, BOTTOM - TOP);
            Mark {
                x,
                y: BOTTOM - height,
                left: x - width / 2,
                width,
                height,
                label: point.label.clone(),
                value: grouped(point.value),
                labelled: number % every == 0,
            }
        };
        (0..)
            .zip(self.points.iter().enumerate())
            .map(mark)
            .collect()
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
fn grouped(number: u64) -> String {
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
