//! What holds for the HTML of every part, without a browser.

use std::collections::BTreeSet;

use crate::page::Gallery;

fn gallery() -> String {
    Gallery::new("a-nonce", Some((1200, 28_800))).to_string()
}

/// The values of an attribute, in their order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    let rest = html.split(&start).skip(1);
    rest.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn nothing_inline_is_needed() {
    let html = gallery();
    for inline in [
        " style=\"",
        "<style",
        " onclick=",
        " onsubmit=",
        "javascript:",
    ] {
        assert!(!html.contains(inline), "{inline}");
    }
    for script in html.split("<script").skip(1) {
        let tag = script.split("</script>").next().unwrap();
        assert!(
            tag.ends_with('>') && tag.contains("src=\"/assets/"),
            "{tag}"
        );
        assert!(tag.contains("nonce=\"a-nonce\""), "{tag}");
    }
}

#[test]
fn ids_are_unique_and_references_lead_somewhere() {
    let html = gallery();
    let all = values(&html, "id");
    let ids: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(ids.len(), all.len(), "{all:?}");
    for attribute in [
        "for",
        "aria-describedby",
        "aria-labelledby",
        "data-shows",
        "data-confirm",
    ] {
        for id in values(&html, attribute)
            .iter()
            .flat_map(|ids| ids.split(' '))
        {
            assert!(ids.contains(id), "{attribute}={id}");
        }
    }
}

#[test]
fn an_error_is_tied_to_its_field_and_stands_in_the_summary() {
    let html = gallery();
    assert!(html.contains("href=\"#field-phone\""));
    let input = html
        .split("<input")
        .find(|input| input.contains("name=\"phone\""))
        .unwrap();
    assert!(input.contains("value=\"03-1234\""), "{input}");
    assert!(input.contains("aria-invalid=\"true\""), "{input}");
    assert!(
        input.contains("aria-describedby=\"field-phone-help field-phone-error\""),
        "{input}"
    );
}

#[test]
fn texts_are_escaped() {
    let mut shell = tasuki_ui::Shell::new("<b>", "/", "n");
    "<i>".clone_into(&mut shell.operator);
    let html = Gallery::with(shell).to_string();
    assert!(!html.contains("<b>") && !html.contains("<i>"));
}
