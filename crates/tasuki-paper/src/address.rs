//! Who writes to whom: the head of a letter.

use tasuki_terms::{Date, JapaneseDate};

use crate::layout::{Align, CONTENT_WIDTH, Face, Flow, Role, Style};

/// To whom a document goes. Its address stands where a long window envelope (長形3号) shows it.
#[derive(Debug, Clone, Copy)]
pub struct Addressee<'a> {
    /// The office's name, without 御中.
    pub name: &'a str,
    /// 123-4567
    pub postal_code: Option<&'a str>,
    /// The address; it may have several lines.
    pub address: Option<&'a str>,
}

/// Who issues a document.
#[derive(Debug, Clone, Copy)]
pub struct Issuer<'a> {
    /// Its name.
    pub name: &'a str,
    /// 123-4567
    pub postal_code: Option<&'a str>,
    /// The address; it may have several lines.
    pub address: Option<&'a str>,
    /// Its number as an issuer of qualified invoices (適格請求書発行事業者の登録番号): T and 13 digits.
    pub registration_number: Option<&'a str>,
}

/// Whom to ask (お問い合わせ先).
#[derive(Debug, Clone, Copy)]
pub struct Contact<'a> {
    /// The desk's name.
    pub name: &'a str,
    /// How it can be reached, and when: a line for each way.
    pub ways: &'a [&'a str],
}

/// How wide the address is: a window shows 90 mm.
const ADDRESS_WIDTH: f32 = 84.0;
const ISSUER_WIDTH: f32 = 64.0;
/// The first fold is at 99 mm; what the window shows must not run into the text.
const BELOW_WINDOW: f32 = 62.0;

/// Lays the addressee at the left, number, date and issuer at the right.
pub(crate) fn head(
    flow: &mut Flow,
    to: &Addressee<'_>,
    from: &Issuer<'_>,
    date: Date,
    number: Option<&str>,
) {
    flow.fold_marks();
    flow.abreast(
        |flow| flow.column(0.0, ADDRESS_WIDTH, |flow| addressee(flow, to)),
        |flow| {
            flow.column(CONTENT_WIDTH - ISSUER_WIDTH, ISSUER_WIDTH, |flow| {
                issuer(flow, from, date, number);
            });
        },
    );
    flow.descend(BELOW_WINDOW);
}

fn addressee(flow: &mut Flow, to: &Addressee<'_>) {
    let name = Style::of(Face::Text, 12.0);
    if let Some(code) = to.postal_code {
        flow.paragraph(&format!("〒{code}"));
    }
    if let Some(address) = to.address {
        flow.paragraph(address);
    }
    flow.space(2.0);
    flow.honoured(to.name, "御中", &name);
}

fn issuer(flow: &mut Flow, from: &Issuer<'_>, date: Date, number: Option<&str>) {
    let small = Style::BODY.sized(9.0);
    let mut line = |text: &str, style: &Style| {
        flow.text(Role::Paragraph, text, style, Align::Right);
    };
    if let Some(number) = number {
        line(&format!("番号　{number}"), &small);
    }
    line(&JapaneseDate::new(date).to_string(), &small);
    line("", &small);
    line(from.name, &Style::STRONG);
    if let Some(code) = from.postal_code {
        line(&format!("〒{code}"), &small);
    }
    if let Some(address) = from.address {
        line(address, &small);
    }
    if let Some(number) = from.registration_number {
        line(&format!("登録番号　{number}"), &small);
    }
}
