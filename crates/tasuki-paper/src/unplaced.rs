//! Offices that the map cannot show (地図に載せられなかった事業所).

use tasuki_terms::Date;

use crate::blocks::title;
use crate::layout::{Align, CONTENT_WIDTH, Column, Flow, Style, Table};
use crate::paper::{self, Document, Paper, PaperError};

/// The list.
#[derive(Debug, Clone, Copy)]
pub struct UnplacedOffices<'a> {
    /// For which day it holds.
    pub date: Date,
    /// How many there are, of which the list may show the first.
    pub total: usize,
    /// They.
    pub offices: &'a [UnplacedOffice<'a>],
}

/// An office of the list.
#[derive(Debug, Clone, Copy)]
pub struct UnplacedOffice<'a> {
    /// 事業所番号
    pub number: &'a str,
    /// 事業所名
    pub name: &'a str,
    /// Prefecture and municipality.
    pub region: &'a str,
    /// Why it cannot be shown.
    pub why: &'a str,
}

impl UnplacedOffices<'_> {
    /// Prints lists, each from a new page on.
    pub fn print(lists: &[Self]) -> Result<Paper, PaperError> {
        paper::print(lists)
    }
}

impl Document for UnplacedOffices<'_> {
    const TITLE: &'static str = "地図に載せられなかった事業所";

    fn date(&self) -> Date {
        self.date
    }

    fn name(&self) -> &str {
        Self::TITLE
    }

    fn lay(&self, flow: &mut Flow) {
        title(flow, Self::TITLE);
        let day = self.date;
        flow.paragraph(&format!(
            "{}年{}月{}日現在、ケアプランデータ連携システムを利用している事業所のうち、\
             介護サービス情報公表システムの公表データから位置を確認できない事業所は{}件です。",
            day.year(),
            day.month(),
            day.day(),
            self.total
        ));
        flow.space(4.0);
        let row = |one: &UnplacedOffice<'_>| {
            [one.number, one.name, one.region, one.why]
                .map(str::to_owned)
                .to_vec()
        };
        if !self.offices.is_empty() {
            flow.table(&Table {
                columns: &COLUMNS,
                rows: self.offices.iter().map(row).collect(),
            });
        }
        if self.offices.len() < self.total {
            flow.space(2.0);
            let shown = self.offices.len();
            flow.paragraph(&format!("先頭の{shown}件を記載しています。"));
        }
    }
}

const NUMBER: f32 = 27.0;
const NAME: f32 = 60.0;
const REGION: f32 = 38.0;

const COLUMNS: [Column<'static>; 4] = [
    Column {
        names_row: true,
        ..column("事業所番号", NUMBER)
    },
    column("事業所名", NAME),
    column("地域", REGION),
    column("理由", CONTENT_WIDTH - NUMBER - NAME - REGION),
];

const fn column(heading: &'static str, width: f32) -> Column<'static> {
    Column {
        heading,
        width,
        align: Align::Left,
        style: Style::BODY.sized(9.0),
        names_row: false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::layout::{Mark, Sheet, Typefaces};

    /// The sheet, and its text page by page.
    fn laid(total: usize, offices: &[UnplacedOffice<'_>]) -> (Sheet, Vec<String>) {
        let list = UnplacedOffices {
            date: date(2027, 4, 1),
            total,
            offices,
        };
        let sheet = paper::lay(Typefaces::load().unwrap(), &[list]);
        let text = |page: &Vec<Mark>| {
            let lines = page.iter().filter_map(|mark| match mark {
                Mark::Text { line, .. } => Some(&*line.text),
                _ => None,
            });
            lines.collect()
        };
        let pages = sheet.pages.iter().map(text).collect();
        (sheet, pages)
    }

    const OFFICE: UnplacedOffice<'_> = UnplacedOffice {
        number: "1370000001",
        name: "見本ケアプランセンター",
        region: "東京都千代田区",
        why: "公表データに位置がありません",
    };

    #[test]
    fn the_list_tells_each_office_and_whether_that_is_all() {
        let (sheet, pages) = laid(1, &[OFFICE]);
        for part in [
            "地図に載せられなかった事業所",
            "2027年4月1日現在",
            "事業所は1件です。",
            OFFICE.number,
            OFFICE.name,
            OFFICE.region,
            OFFICE.why,
        ] {
            assert!(pages[0].contains(part), "{part} is not in {pages:?}");
        }
        assert!(!pages[0].contains("先頭の") && pages.len() == 1);
        assert!(sheet.missing.is_empty());

        let (_, pages) = laid(120, &[OFFICE; 100]);
        assert!(pages.len() > 1 && pages.concat().contains("先頭の100件を記載しています。"));
        assert_eq!(pages.concat().matches(OFFICE.number).count(), 100);
        // Each page names its columns.
        let headed = pages.iter().filter(|page| page.contains("事業所番号"));
        assert_eq!(headed.count(), pages.len());
    }

    #[test]
    fn nobody_and_letters_without_a_shape_are_told() {
        let (_, pages) = laid(0, &[]);
        assert!(pages[0].contains("事業所は0件です。") && !pages[0].contains("地域"));
        let strange = UnplacedOffice {
            name: "見本\u{1F3E0}",
            ..OFFICE
        };
        let (sheet, pages) = laid(1, &[strange]);
        assert!(pages[0].contains("見本〓"), "{pages:?}");
        assert!(sheet.missing.contains(&'\u{1F3E0}'));
    }
}
