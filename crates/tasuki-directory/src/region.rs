//! Prefectures and municipalities.

use std::sync::LazyLock;

use tasuki_standard::search_form;
use tasuki_terms::Prefecture;

use crate::Place;

/// A municipality or a ward of a large city (市区町村).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Municipality {
    /// The prefecture it belongs to.
    pub prefecture: Prefecture,
    /// Its code of six digits (全国地方公共団体コード); none where the data of the map do not know it.
    pub code: Option<&'static str>,
    /// Its name, with its city's where it is a ward.
    pub name: Box<str>,
    /// Its name in hiragana; empty where it is not known.
    pub kana: &'static str,
    /// Its town hall, or a point nearby.
    pub place: Option<Place>,
}

static MUNICIPALITIES: LazyLock<Vec<Municipality>> = LazyLock::new(|| {
    let lines = include_str!("../data/municipalities.tsv").lines();
    lines.filter_map(municipality).collect()
});

/// The municipalities that the map knows, by code.
pub fn municipalities() -> &'static [Municipality] {
    &MUNICIPALITIES
}

/// The prefecture of that name, with or without 都, 府 or 県 at its end.
pub fn prefecture_named(name: &str) -> Option<Prefecture> {
    let form = search_form(name);
    let is_it =
        |known: &str| known == form || known.strip_suffix(['都', '府', '県']) == Some(&*form);
    Prefecture::all().find(|prefecture| is_it(prefecture.name()))
}

/// The outline of each prefecture, as it stands in the data.
pub(crate) fn written_outlines() -> impl Iterator<Item = (Prefecture, &'static str)> {
    let lines = include_str!("../data/prefectures.tsv").lines();
    lines.filter_map(|line| {
        let (code, outline) = line.split_once('\t')?;
        Some((code.parse().ok()?, outline))
    })
}

/// A place that is written as `longitude,latitude` in thousandths of a degree.
pub(crate) fn written_place(text: &str) -> Option<Place> {
    let (longitude, latitude) = text.split_once(',')?;
    let millionths = |thousandths: &str| Some(thousandths.parse::<i32>().ok()? * 1000);
    Place::new(millionths(longitude)?, millionths(latitude)?).ok()
}

fn municipality(line: &'static str) -> Option<Municipality> {
    let mut cells = line.split('\t');
    let code = cells.next()?;
    Some(Municipality {
        prefecture: code.get(..2)?.parse().ok()?,
        code: Some(code),
        name: cells.next()?.into(),
        kana: cells.next()?,
        place: written_place(cells.next()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_is_read() {
        let lines = include_str!("../data/municipalities.tsv").lines().count();
        assert_eq!(municipalities().len(), lines);
        assert!(municipalities().iter().all(|town| town.place.is_some()));
        assert!(municipalities().is_sorted_by_key(|town| town.code));
        assert_eq!(written_outlines().count(), 47);
    }

    #[test]
    fn prefectures_have_names() {
        let tokyo: Prefecture = "13".parse().unwrap();
        assert_eq!(tokyo.name(), "東京都");
        assert_eq!(prefecture_named("東京都"), Some(tokyo));
        assert_eq!(prefecture_named(" 東京 "), Some(tokyo));
        assert_eq!(prefecture_named("京都"), "26".parse().ok());
        assert_eq!(prefecture_named("北海道"), "01".parse().ok());
        assert_eq!(prefecture_named("北海"), None);
        assert_eq!(prefecture_named(""), None);
    }
}
