//! What is asked of the directory, as the address of a page tells it.

use std::collections::BTreeSet;

use tasuki_directory::{Filter, MapFrame, PlaneBox, Point, outlines};
use tasuki_terms::{OfficeKind, Prefecture, ServiceType};
use tasuki_ui::{Choice, ChoiceField, Field, FormState};

use super::shown::services as services_told;

/// What is asked. What cannot be read asks for nothing: addresses are ours.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Asked {
    services: BTreeSet<ServiceType>,
    kind: Option<OfficeKind>,
    /// Those that do not take part, too.
    pub(super) includes_all: bool,
    pub(super) prefecture: Option<Prefecture>,
    pub(super) municipality: Option<String>,
    pub(super) words: String,
    /// From where distances count, as it was typed.
    pub(super) near: String,
    /// The page of a list, from 1.
    pub(super) page: u64,
    pub(super) frame: MapFrame,
}

/// The longest text that is looked for, in characters.
const LONGEST: usize = 100;

impl Asked {
    pub(super) fn read(query: Option<&str>) -> Self {
        let pairs: Vec<(String, String)> =
            serde_html_form::from_str(query.unwrap_or_default()).unwrap_or_default();
        let all = |name: &'static str| {
            let pairs = pairs.iter().filter(move |(known, _)| known == name);
            pairs.map(|(_, value)| value.trim())
        };
        let one = |name| all(name).find(|value| !value.is_empty());
        let text = |name| {
            let text = one(name).unwrap_or_default();
            text.chars().take(LONGEST).collect::<String>()
        };
        let number = |name| one(name).and_then(|value| value.parse::<f64>().ok());
        let prefecture: Option<Prefecture> = one("prefecture").and_then(|code| code.parse().ok());
        let placed = match (number("x"), number("y"), one("z")) {
            (Some(x), Some(y), Some(zoom)) => Some(MapFrame::around(
                Point { x, y },
                zoom.parse().unwrap_or_default(),
            )),
            _ => None,
        };
        // The form of the map carries the prefecture that was chosen before, or none; another choice
        // leads there.
        let before = pairs.iter().find(|(name, _)| name == "of");
        let is_kept = before.is_none_or(|(_, code)| code.parse().ok() == prefecture);
        let frame = placed.filter(|_| is_kept);
        Self {
            services: all("service")
                .filter_map(|code| code.parse().ok())
                .collect(),
            kind: one("kind").and_then(|kind| kind.parse().ok()),
            includes_all: one("all").is_some(),
            // A form may carry that of the prefecture that was chosen before.
            municipality: one("municipality")
                .map(str::to_owned)
                .filter(|_| prefecture.is_some())
                .filter(|_| one("town_of").is_none_or(|of| of.parse().ok() == prefecture)),
            prefecture,
            words: text("q"),
            near: text("near"),
            page: one("page")
                .and_then(|page| page.parse().ok())
                .unwrap_or(1)
                .clamp(1, 100_000),
            frame: frame.unwrap_or_else(|| home(prefecture)),
        }
    }

    /// Whom it asks for, wherever they lie on the map.
    pub(super) fn filter(&self) -> Filter {
        Filter {
            services: self.services.clone(),
            kind: self.kind,
            only_joined: !self.includes_all,
            prefecture: self.prefecture,
            municipality: self.municipality.clone(),
            within: None,
            words: self.words.clone(),
        }
    }

    /// Whether a list is asked for, and not only how many there are where.
    pub(super) fn asks_for_list(&self) -> bool {
        self.prefecture.is_some() || !self.words.is_empty() || !self.near.is_empty()
    }

    /// The address of a page of the list with the same question.
    pub(super) fn list(&self, page: u64) -> String {
        let mut pairs = self.pairs();
        pairs.extend(self.prefecture.map(|one| ("prefecture", one.to_string())));
        pairs.extend(self.municipality.clone().map(|one| ("municipality", one)));
        for (name, text) in [("q", &self.words), ("near", &self.near)] {
            if !text.is_empty() {
                pairs.push((name, text.clone()));
            }
        }
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        address("/offices", &pairs)
    }

    /// The address of the list of a prefecture or municipality, with the same filters.
    pub(super) fn region(&self, prefecture: Prefecture, municipality: Option<&str>) -> String {
        let region = Self {
            prefecture: Some(prefecture),
            municipality: municipality.map(str::to_owned),
            ..self.clone()
        };
        region.list(1)
    }

    /// The same, where the prefecture is forgotten that is not seen: another was gone to.
    pub(super) fn in_sight(mut self) -> Self {
        let within = self.frame.within();
        self.prefecture = self.prefecture.filter(|one| {
            let mut all = outlines().iter();
            let outline = all.find(|outline| outline.prefecture() == *one);
            outline.is_some_and(|outline| {
                let (least, most) = outline.bounds();
                PlaneBox::between(least, most).meets(within)
            })
        });
        self
    }

    /// The address of the map with another part of it, and a page of its list.
    pub(super) fn map(&self, frame: MapFrame, page: u64) -> String {
        let mut pairs = self.pairs();
        pairs.extend(self.prefecture.map(|one| ("prefecture", one.to_string())));
        if frame != home(self.prefecture) {
            pairs.extend(placed(frame));
        }
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        address("/map", &pairs)
    }

    /// The map of a prefecture.
    pub(super) fn map_of(&self, prefecture: Prefecture) -> String {
        self.map_from(Some(prefecture))
    }

    /// The map of all of Japan.
    pub(super) fn whole_map(&self) -> String {
        self.map_from(None)
    }

    fn map_from(&self, prefecture: Option<Prefecture>) -> String {
        let there = Self {
            prefecture,
            ..self.clone()
        };
        there.map(home(prefecture), 1)
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let services = self.services.iter();
        let mut pairs: Vec<_> = services.map(|one| ("service", one.to_string())).collect();
        pairs.extend(self.kind.map(|kind| ("kind", kind.to_string())));
        if self.includes_all {
            pairs.push(("all", "1".to_owned()));
        }
        pairs
    }

    /// 「サービスの種類を絞り込む」: the kinds that offices have.
    pub(super) fn service_field(&self, offered: &BTreeSet<ServiceType>) -> ChoiceField {
        let named = offered.iter().filter_map(|one| Some((one, one.name()?)));
        let choices = named.map(|(one, name)| Choice::new(one.to_string(), name));
        self.form().choices("service", "サービスの種類", choices)
    }

    /// Which of the two kinds of office.
    pub(super) fn kind_field(&self) -> ChoiceField {
        let both = OfficeKind::ALL.map(|kind| Choice::new(kind.to_string(), kind.label()));
        let choices = std::iter::once(Choice::new("", "すべて")).chain(both);
        let field = self.form().choices("kind", "事業所の区分", choices);
        field.or_chosen("")
    }

    /// Whether those are told that do not take part.
    pub(super) fn all_field(&self) -> Field {
        let form = self.form();
        form.field("all", "利用していない事業所も表示する")
    }

    fn form(&self) -> FormState {
        let mut pairs = self.pairs();
        for (name, value) in &mut pairs {
            if *name == "all" {
                Field::TICKED.clone_into(value);
            }
        }
        FormState::typed(pairs, &[])
    }

    /// What is asked for beside a region, for people; empty where that is nothing.
    pub(super) fn told(&self) -> String {
        let mut told = Vec::new();
        if !self.words.is_empty() {
            told.push(format!("「{}」を含む", self.words));
        }
        told.extend(self.kind.map(|kind| kind.label().to_owned()));
        if !self.services.is_empty() {
            let services: Vec<ServiceType> = self.services.iter().copied().collect();
            told.push(format!("サービスの種類：{}", services_told(&services)));
        }
        if self.includes_all {
            told.push("利用していない事業所も表示".to_owned());
        }
        told.join("、")
    }

    /// How many conditions are chosen that the page folds away.
    pub(super) fn folded(&self) -> usize {
        self.services.len() + usize::from(self.kind.is_some()) + usize::from(self.includes_all)
    }

    /// 「都道府県」.
    pub(super) fn prefecture_field(&self, label: &str, none: &str) -> ChoiceField {
        let chosen = self.prefecture.map(|one| one.to_string());
        let form = FormState::typed([("prefecture", chosen.unwrap_or_default())], &[]);
        let all = Prefecture::all().map(|one| Choice::new(one.to_string(), one.name()));
        let choices = std::iter::once(Choice::new("", none)).chain(all);
        form.choices("prefecture", label, choices)
    }
}

/// Where a part of the map lies, as its address tells it: a tenth of a pixel is enough.
pub(super) fn placed(frame: MapFrame) -> [(&'static str, String); 3] {
    let Point { x, y } = frame.middle();
    [
        ("x", format!("{x:.4}")),
        ("y", format!("{y:.4}")),
        ("z", frame.zoom().to_string()),
    ]
}

/// Where the map begins: at a prefecture, or with all of Japan.
fn home(prefecture: Option<Prefecture>) -> MapFrame {
    let mut all = outlines().iter();
    let outline = all.find(|one| Some(one.prefecture()) == prefecture);
    outline.map_or(MapFrame::WHOLE, |outline| {
        let (least, most) = outline.bounds();
        MapFrame::showing(PlaneBox::between(least, most))
    })
}

pub(super) fn address(path: &str, pairs: &[(&str, String)]) -> String {
    if pairs.is_empty() {
        return path.to_owned();
    }
    // Texts can always be written.
    let query = serde_html_form::to_string(pairs).unwrap_or_default();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_written() {
        let query = "service=43&service=11&kind=service&all=1&prefecture=13&municipality=\
                     %E5%8D%83%E4%BB%A3%E7%94%B0%E5%8C%BA&q=%E8%A5%B7&near=35.6%2C139.7&page=3";
        let asked = Asked::read(Some(query));
        let list = asked.list(3);
        let again = Asked::read(list.split_once('?').map(|(_, query)| query));
        assert_eq!(asked, again);
        assert_eq!(asked.municipality.as_deref(), Some("千代田区"));
        let frame = MapFrame::around(Point { x: 620.0, y: 480.0 }, 6);
        let map = asked.map(frame, 1);
        let of_map = Asked::read(map.split_once('?').map(|(_, query)| query));
        assert_eq!(of_map.frame, frame);
        assert_eq!(Asked::read(None).list(1), "/offices");
    }

    proptest! {
        #[test]
        fn whatever_an_address_asks_is_within_bounds_and_leads_back_to_itself(
            query in "(&?(service|kind|all|prefecture|of|municipality|q|near|page|x|y|z)=\
                      (13|11|service|1|[0-9a-zA-Z%.+-]{0,12})){0,8}|.*"
        ) {
            let asked = Asked::read(Some(&query));
            prop_assert!((1..=100_000).contains(&asked.page));
            for text in [&asked.words, &asked.near] {
                prop_assert!(text.chars().count() <= LONGEST);
            }
            let list = asked.list(asked.page);
            let again = Asked::read(list.split_once('?').map(|(_, query)| query));
            prop_assert_eq!(
                (again.services, again.kind, again.includes_all, again.prefecture, again.page),
                (asked.services, asked.kind, asked.includes_all, asked.prefecture, asked.page)
            );
        }
    }

    #[test]
    fn a_municipality_is_of_its_prefecture() {
        let town = |of: &str, prefecture: &str| {
            let query =
                format!("prefecture={prefecture}&municipality=%E5%8D%83%E4%BB%A3&town_of={of}");
            Asked::read(Some(&query)).municipality
        };
        assert_eq!(town("13", "13").as_deref(), Some("千代"));
        assert_eq!(town("13", "27"), None);
        assert_eq!(town("x", "27"), None);
    }

    #[test]
    fn what_cannot_be_read_asks_for_nothing() {
        let odd = "service=x&kind=y&prefecture=99&municipality=z&page=-1&x=NaN&y=1&z=9999&go=0";
        let asked = Asked::read(Some(odd));
        assert_eq!((asked.prefecture, asked.page), (None, 1));
        assert_eq!(asked.municipality, None);
        assert!(asked.filter().services.is_empty());
    }

    #[test]
    fn a_prefecture_that_is_chosen_is_gone_to_and_kept() {
        // A form tells the middle to four places behind the point.
        let told = |frame: MapFrame| {
            let [x, y, z] = placed(frame).map(|(_, value)| value);
            Asked::read(Some(&format!("x={x}&y={y}&z={z}"))).frame
        };
        let frame = |query: &str| told(Asked::read(Some(query)).frame);
        let (tokyo, osaka) = (frame("prefecture=13"), frame("prefecture=27"));
        assert!(tokyo.zoom() > 0 && tokyo != osaka);
        let [x, y, z] = placed(tokyo).map(|(_, value)| value);
        let at = format!("x={x}&y={y}&z={z}");
        // The form sends where the map is, and what was chosen before.
        assert_eq!(frame(&format!("prefecture=27&of=13&{at}")), osaka);
        assert_eq!(frame(&format!("prefecture=27&of=&{at}")), osaka);
        assert_eq!(frame(&format!("prefecture=&of=13&{at}")), MapFrame::WHOLE);
        let moved = frame(&format!("prefecture=13&of=13&{at}&z=7"));
        assert_eq!(moved, tokyo);
        let near = told(tokyo.closer().unwrap());
        let [x, y, z] = placed(near).map(|(_, value)| value);
        let at = format!("x={x}&y={y}&z={z}");
        assert_eq!(frame(&format!("prefecture=13&of=13&{at}")), near);
        let asked = Asked::read(Some(&format!("prefecture=13&{at}")));
        assert_eq!(asked.frame, near);
        let again = asked.map(near, 1);
        assert!(again.contains("prefecture=13"), "{again}");
        // What is not seen any more is no choice.
        assert_eq!(asked.clone().in_sight(), asked);
        let [x, y, z] = placed(osaka).map(|(_, value)| value);
        let away = Asked::read(Some(&format!("prefecture=13&x={x}&y={y}&z={z}")));
        assert_eq!(away.in_sight().prefecture, None);
        assert_eq!(asked.whole_map(), "/map");
        assert_eq!(asked.map_of("27".parse().unwrap()), "/map?prefecture=27");
    }

    #[test]
    fn what_is_asked_is_told() {
        let asked = Asked::read(Some("service=43&service=11&kind=service&all=1&q=見本"));
        assert_eq!(
            asked.told(),
            "「見本」を含む、介護サービス事業所、サービスの種類：訪問介護、居宅介護支援、\
             利用していない事業所も表示"
        );
        assert_eq!(asked.folded(), 4);
        assert_eq!(Asked::read(None).told(), "");
    }
}
