//! Charts as SVG, with the same data as a table.
//!
//! They carry no style of their own, so that a site can forbid inline styles. Values are counts:
//! whole and not negative.

mod bars;
mod drawing;
mod scale;

use askama::Template;

use bars::THICKNESS;
use drawing::{HEIGHT, LABEL_Y, RIGHT, WIDTH, grouped};

/// One value of a chart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChartPoint {
    /// What it is the value of, such as a day.
    pub label: String,
    /// The value.
    pub value: u64,
}

impl ChartPoint {
    /// A value with its label.
    pub fn new(label: impl Into<String>, value: u64) -> Self {
        Self {
            label: label.into(),
            value,
        }
    }
}

/// How values are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChartKind {
    /// For comparing things: bars that lie below one another, each with its name and value.
    Bars,
    /// For the course of time.
    Line,
}

/// A chart. A template shows it with `{{ chart }}`.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "ui/chart.html")]
pub struct Chart {
    /// How its values are drawn.
    pub kind: ChartKind,
    /// An id that no other chart of the page has.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// What one sees in it, for those who do not see it.
    pub description: String,
    /// What the points are, such as 日.
    pub points_are: String,
    /// The unit of the values, such as 件.
    pub unit: String,
    /// The values, from left to right or from top to bottom.
    pub points: Vec<ChartPoint>,
}

impl Chart {
    /// How high the drawing is.
    fn height(&self) -> u64 {
        match self.kind {
            ChartKind::Bars => self.bars_height(),
            ChartKind::Line => HEIGHT,
        }
    }
}

/// Its texts are escaped where they are drawn.
impl askama::filters::HtmlSafe for Chart {}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(points: &[(&str, u64)]) -> Chart {
        let points = points
            .iter()
            .map(|(label, value)| ChartPoint::new(*label, *value));
        Chart {
            kind: ChartKind::Bars,
            id: "messages".to_owned(),
            title: "<送信件数>".to_owned(),
            description: "日ごとの件数".to_owned(),
            points_are: "日".to_owned(),
            unit: "件".to_owned(),
            points: points.collect(),
        }
    }

    #[test]
    fn a_chart_says_in_a_table_what_it_draws() {
        let shown = bars(&[("1日", 12_000), ("2日", 0)]).to_string();
        assert!(shown.contains("&#60;送信件数&#62;"), "{shown}");
        assert!(shown.contains("12,000件"), "{shown}");
        assert_eq!(shown.matches("<rect").count(), 2);
        assert_eq!(
            shown.matches(">2日</text>").count(),
            1,
            "each bar has its name"
        );
        assert!(!shown.contains("style="));
    }

    #[test]
    fn a_chart_without_points_is_drawn() {
        let shown = bars(&[]).to_string();
        assert!(shown.contains("<svg"));
        assert!(!shown.contains("<rect"));
    }
}
