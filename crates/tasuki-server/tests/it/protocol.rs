//! `docs/protocol.md` (4, 11 and 12) and `docs/openapi.json` tell the same interface.

mod shape;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::coverage::{Needs, OPERATIONS};
use crate::problems::DOCUMENTED;
use shape::{ELSEWHERE, assert_shape};

const PROTOCOL: &str = include_str!("../../../../docs/protocol.md");
const OPENAPI: &str = include_str!("../../../../docs/openapi.json");

/// What serves the OpenAPI document and stands in none.
const DESCRIPTION: &str = "GET /v1/openapi.json";

/// What has a chapter of its own.
const EVENTS: &str = "GET /v1/events";

/// What any operation may answer; these codes stand before all operations.
const ANY: [u16; 7] = [400, 401, 403, 408, 429, 500, 503];

fn document() -> Value {
    serde_json::from_str(OPENAPI).unwrap()
}

/// A chapter without its heading.
fn chapter(heading: &str) -> &'static str {
    let (_, behind) = PROTOCOL.split_once(&format!("\n## {heading}\n")).unwrap();
    behind.split_once("\n## ").unwrap().0
}

/// The operations of the OpenAPI document by method and path, as the protocol writes them.
fn operations(document: &Value) -> BTreeMap<String, Value> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(move |(method, one)| (format!("{} {path}", method.to_uppercase()), one.clone()))
    });
    all.collect()
}

/// What stands between marks of code.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The sections of the operations: which they tell of, and their text.
fn sections() -> Vec<(Vec<&'static str>, &'static str)> {
    let sections = chapter("11. Operations").split("\n### ").skip(1);
    let section = |section: &'static str| {
        let (heading, text) = section.split_once('\n').unwrap();
        (heading.split(", ").collect(), text)
    };
    sections.map(section).collect()
}

/// The blocks of a language in a text.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    let blocks = text.split(&*fence).skip(1);
    blocks.map(|one| one.split("```").next().unwrap()).collect()
}

/// An example, in which an object may be told elsewhere.
fn example(text: &str) -> Value {
    let text = text.replace("{…}", &format!("{{\"{ELSEWHERE}\":null}}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The schema of a body.
fn schema<'d>(body: &'d Value, media: &str) -> Option<&'d Value> {
    body["content"].get(media).map(|content| &content["schema"])
}

#[test]
fn the_table_has_every_operation_and_no_other_with_what_each_needs() {
    let (table, _) = chapter("11. Operations").split_once("\n### ").unwrap();
    let rows = table
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("/v1/"));
    let mut told = BTreeMap::new();
    for row in rows {
        let mark = row.split('|').nth(2).unwrap().trim();
        for operation in code(row) {
            assert!(told.insert(operation, mark).is_none(), "{operation} twice");
        }
    }
    assert_eq!(told.remove(DESCRIPTION), Some("–"));
    let needed = OPERATIONS.map(|(method, path, needs, _)| {
        let mark = match needs {
            Needs::Certificate => "C",
            Needs::Session => "",
            Needs::OfficeUser => "O",
        };
        (format!("{} {path}", method.to_uppercase()), mark)
    });
    let told: BTreeMap<_, _> = told
        .into_iter()
        .map(|(one, mark)| (one.to_owned(), mark))
        .collect();
    assert_eq!(told, needed.into());
    let document = document();
    let described: BTreeSet<_> = operations(&document).into_keys().collect();
    assert_eq!(told.into_keys().collect::<BTreeSet<_>>(), described);
}

#[test]
fn every_operation_has_a_section_and_every_section_is_linked() {
    let mut headings: BTreeSet<&str> = sections().into_iter().flat_map(|one| one.0).collect();
    assert!(headings.remove(DESCRIPTION));
    assert!(headings.insert(EVENTS), "it has a chapter of its own");
    let document = document();
    let described = operations(&document);
    assert_eq!(headings, described.keys().map(String::as_str).collect());
    for heading in PROTOCOL
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
    {
        if heading.contains("/v1/") && heading != DESCRIPTION {
            let kept = |one: &char| one.is_alphanumeric() || [' ', '-', '_'].contains(one);
            let anchor: String = heading.to_lowercase().chars().filter(kept).collect();
            let link = format!("](#{})", anchor.replace(' ', "-"));
            assert!(PROTOCOL.contains(&link), "{link}");
        }
    }
}

#[test]
fn every_parameter_stands_in_the_section_of_its_operation_and_no_other() {
    let document = document();
    let described = operations(&document);
    for (names, text) in sections() {
        let mut rows = text
            .lines()
            .skip_while(|line| !line.starts_with("| parameter |"));
        let rows = rows
            .by_ref()
            .skip(2)
            .take_while(|line| line.starts_with('|'));
        let told: BTreeSet<&str> = rows.map(|row| code(row).next().unwrap()).collect();
        for name in names.into_iter().filter(|name| *name != DESCRIPTION) {
            let parameters = described[name]["parameters"].as_array();
            let of = |place: &str| -> BTreeSet<&str> {
                let all = parameters.into_iter().flatten();
                let those = all.filter(|one| one["in"] == place);
                those.map(|one| one["name"].as_str().unwrap()).collect()
            };
            assert_eq!(told, of("query"), "{name}");
            for header in of("header") {
                let is_told = |one: &str| one.eq_ignore_ascii_case(header);
                assert!(code(text).any(is_told), "{name}: {header}");
            }
            for in_path in of("path") {
                assert!(
                    name.contains(&format!("{{{in_path}}}")),
                    "{name}: {in_path}"
                );
            }
        }
    }
}

#[test]
fn every_example_of_a_body_has_the_shape_that_is_described() {
    let document = document();
    let described = operations(&document);
    let mut shown = 0;
    for (names, text) in sections() {
        for name in names.into_iter().filter(|name| *name != DESCRIPTION) {
            let operation = &described[name];
            let asked = blocks(text, "http").into_iter().filter_map(|one| {
                let body = one.split_once("\n\n")?.1;
                body.starts_with('{').then(|| example(body))
            });
            let asked: Vec<_> = asked.collect();
            let json = schema(&operation["requestBody"], "application/json");
            assert_eq!(asked.len(), usize::from(json.is_some()), "{name}");
            for body in &asked {
                assert_shape(&document, json.unwrap(), body, name);
            }
            let answers = operation["responses"].as_object().unwrap().iter();
            let good = answers.filter(|(status, _)| status.starts_with('2'));
            let json: Vec<_> = good
                .filter_map(|(_, answer)| schema(answer, "application/json"))
                .collect();
            let answers = blocks(text, "json");
            // A refresh answers as the opening does, and refers to it.
            if text.contains("that of `POST /v1/sessions`") {
                assert!(answers.is_empty(), "{name}");
                continue;
            }
            assert_eq!(answers.is_empty(), json.is_empty(), "{name}");
            for answer in answers {
                for schema in &json {
                    assert_shape(&document, schema, &example(answer), name);
                    shown += 1;
                }
            }
        }
    }
    assert!(shown >= 12, "{shown}");
}

#[test]
fn the_examples_of_a_problem_and_of_an_event_have_the_shape_that_is_described() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let [problem] = blocks(chapter("4. Requests and answers"), "json")[..] else {
        panic!("one example");
    };
    assert_shape(&document, &schemas["Problem"], &example(problem), "problem");
    let events = chapter("12. Events").split("data: ").skip(1);
    let events: Vec<_> = events
        .map(|one| example(one.lines().next().unwrap()))
        .filter(|data| *data != serde_json::json!({}))
        .collect();
    assert_eq!(events.len(), 1);
    assert_shape(&document, &schemas["Event"], &events[0], "event");
}

#[test]
fn the_codes_of_a_section_are_known_and_have_the_statuses_that_are_described() {
    let document = document();
    let described = operations(&document);
    let [interface, rules] = &*DOCUMENTED;
    let status = |code: &str| interface.get(code).or(rules.get(code)).copied();
    let (before, _) = chapter("11. Operations").split_once("\n### ").unwrap();
    for one in code(before).filter(|one| is_code(one)) {
        let told = status(one).unwrap_or_else(|| panic!("{one} is in neither table"));
        assert!(ANY.contains(&told), "{one}: {told}");
    }
    for (names, text) in sections() {
        let codes = code(text).filter(|one| is_code(one));
        let told =
            codes.map(|one| status(one).unwrap_or_else(|| panic!("{one} is in neither table")));
        let told: BTreeSet<u16> = told.filter(|one| !ANY.contains(one)).collect();
        for name in names.into_iter().filter(|name| *name != DESCRIPTION) {
            let answers = described[name]["responses"].as_object().unwrap().keys();
            let answers: BTreeSet<u16> = answers.map(|one| one.parse().unwrap()).collect();
            assert!(ANY.iter().all(|one| answers.contains(one)), "{name}");
            let own = answers
                .into_iter()
                .filter(|one| *one >= 300 && !ANY.contains(one));
            assert_eq!(told, own.collect(), "{name}");
        }
    }
}

/// Members of the manifest, which look like codes.
const MEMBERS: [&str; 2] = ["bulk.count", "bulk.index"];

/// Whether it looks like a code of a problem, such as `message.not-found`.
fn is_code(text: &str) -> bool {
    let is_name = |name: &str| {
        let is_letter = |one: char| one.is_ascii_lowercase() || one == '-';
        !name.is_empty() && name.chars().all(is_letter)
    };
    let parts = text.split_once('.');
    let is_area = |area: &str| {
        let mut codes = DOCUMENTED.iter().flat_map(BTreeMap::keys);
        codes.any(|code| code.split_once('.').is_some_and(|(of, _)| of == area))
    };
    let is_one = parts.is_some_and(|(area, name)| is_area(area) && is_name(name));
    is_one && !MEMBERS.contains(&text)
}
