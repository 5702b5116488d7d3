//! Where everything stands in bars. They lie, so that each has room for its name.

use super::Chart;
use super::drawing::{WIDTH, grouped};

/// How high a bar's place is, and the bar in it.
const PLACE: u64 = 30;
pub(super) const THICKNESS: u64 = 18;
/// From the top of a place to its bar, and to the feet of its letters.
const ABOVE_BAR: u64 = (PLACE - THICKNESS) / 2;
const ABOVE_FEET: u64 = 20;
/// How wide a letter of a name is at most, and a digit.
const LETTER: u64 = 15;
const DIGIT: u64 = 10;
/// Between a name, its bar and its value.
const GAP: u64 = 8;

/// A value, drawn.
pub(super) struct Bar<'a> {
    /// The bar's upper edge.
    pub(super) y: u64,
    /// Where the letters stand.
    pub(super) text_y: u64,
    pub(super) width: u64,
    /// Where the value stands: behind the bar.
    pub(super) value_x: u64,
    pub(super) label: &'a str,
    pub(super) value: String,
}

impl Chart {
    /// Where the bars begin.
    pub(super) fn bars_left(&self) -> u64 {
        let longest = self.points.iter().map(|point| letters(&point.label)).max();
        longest.unwrap_or(0) * LETTER + GAP
    }

    /// Where the names end.
    pub(super) fn names_right(&self) -> u64 {
        self.bars_left() - GAP
    }

    /// How high the drawing is.
    pub(super) fn bars_height(&self) -> u64 {
        u64::try_from(self.points.len()).unwrap_or(0) * PLACE + GAP
    }

    pub(super) fn bars(&self) -> Vec<Bar<'_>> {
        let highest = self.points.iter().map(|point| point.value).max();
        let highest = highest.unwrap_or(0);
        let left = self.bars_left();
        let values = letters(&grouped(highest)) * DIGIT + letters(&self.unit) * LETTER + GAP;
        let room = WIDTH.saturating_sub(left + values);
        let mut bars = Vec::new();
        for (place, point) in (0..).zip(&self.points) {
            let width = part(point.value, highest, room);
            bars.push(Bar {
                y: place * PLACE + ABOVE_BAR,
                text_y: place * PLACE + ABOVE_FEET,
                width,
                value_x: left + width + GAP,
                label: &point.label,
                value: grouped(point.value),
            });
        }
        bars
    }
}

/// How much of `room` a value takes, where the highest takes all.
fn part(value: u64, highest: u64, room: u64) -> u64 {
    let part = u128::from(value) * u128::from(room) / u128::from(highest.max(1));
    u64::try_from(part).unwrap_or(room)
}

fn letters(text: &str) -> u64 {
    u64::try_from(text.chars().count()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion() {
        assert_eq!(part(3, 3, 200), 200);
        assert_eq!(part(1, 4, 200), 50);
        assert_eq!(part(0, 0, 200), 0);
        assert_eq!(part(u64::MAX, u64::MAX, 200), 200);
    }
}
