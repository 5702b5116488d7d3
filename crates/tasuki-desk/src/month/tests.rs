use jiff::civil::date;
use tasuki_terms::MessageState::{Accepted, Expired, Fetched, Opened, Withdrawn};
use tasuki_terms::SendingUnit::{Actual, Attachments, UseTable};

use super::*;

const A: &str = "1370000002";
const B: &str = "1370000003";

fn office(number: &str) -> OfficeNumber {
    number.parse().unwrap()
}

fn step(month: &str, unit: SendingUnit) -> Step {
    let month = month.parse().unwrap();
    Step { month, unit }
}

fn sent(partner: &str, unit: SendingUnit, month: &str, state: MessageState) -> Exchanged {
    Exchanged {
        side: Side::Sent,
        partner: office(partner),
        service: None,
        unit,
        month: month.parse().unwrap(),
        state,
    }
}

fn received(partner: &str, unit: SendingUnit, month: &str, state: MessageState) -> Exchanged {
    Exchanged {
        side: Side::Received,
        ..sent(partner, unit, month, state)
    }
}

const DUE: Stand = Stand::ToSend { is_due: true };
const LATER: Stand = Stand::ToSend { is_due: false };
const COMES: Stand = Stand::ToCome { is_due: true };
const COMES_LATER: Stand = Stand::ToCome { is_due: false };

#[test]
fn a_care_manager_sees_who_lacks_a_plan_and_whose_actuals_are_missing() {
    let exchanged = [
        sent(A, UseTable, "202503", Opened),
        sent(B, UseTable, "202503", Opened),
        sent(A, UseTable, "202504", Accepted),
        // Taken back, it does not count.
        sent(B, UseTable, "202504", Withdrawn),
        received(B, Actual, "202503", Opened),
    ];
    let month = Month::of(date(2025, 4, 3), &exchanged, &[]);
    let steps = [
        step("202503", Actual),
        step("202504", UseTable),
        step("202504", Actual),
        step("202505", UseTable),
    ];
    assert_eq!(month.steps, steps);
    let told: Vec<_> = month
        .partners
        .iter()
        .map(|one| (one.partner, &*one.stands))
        .collect();
    assert_eq!(
        told,
        [
            (office(A), &[COMES, Stand::Sent, COMES_LATER, LATER][..]),
            (
                office(B),
                &[Stand::Received, DUE, COMES_LATER, Stand::Nothing]
            ),
        ]
    );
    assert_eq!(month.to_send(), [(steps[1], 1)].into());
    assert_eq!(month.to_receive(), [(steps[0], 1)].into());
    // Later in the month the plans of the next one are made.
    let later = Month::of(date(2025, 4, 20), &exchanged, &[]);
    assert_eq!(later.to_send(), [(steps[1], 1), (steps[3], 1)].into());
}

#[test]
fn a_service_office_sees_the_other_side() {
    let exchanged = [received(A, UseTable, "202412", Opened)];
    let month = Month::of(date(2025, 1, 5), &exchanged, &[]);
    let stands = [DUE, COMES, LATER, Stand::Nothing];
    assert_eq!(month.partners[0].role, Role::Serves);
    assert_eq!(month.partners[0].stands, stands);
    // What nobody did for two months is expected no more.
    assert_eq!(Month::of(date(2025, 6, 5), &exchanged, &[]).partners, []);
}

#[test]
fn what_is_done_is_shown_where_nothing_is_open() {
    let exchanged = [
        sent(A, UseTable, "202504", Opened),
        received(A, Actual, "202503", Opened),
    ];
    let month = Month::of(date(2025, 4, 3), &exchanged, &[]);
    let stands = [Stand::Received, Stand::Sent, COMES_LATER, LATER];
    assert_eq!(month.partners[0].stands, stands);
    assert_eq!(month.partners[0].open(), 0);
}

#[test]
fn a_draft_and_what_waits_to_be_received_are_open() {
    let exchanged = [
        received(B, Actual, "202503", Opened),
        // Of two messages, one was received.
        received(B, Actual, "202503", Fetched),
        received(B, Actual, "202504", Expired),
    ];
    let drafts = [DraftOf {
        partner: office(A),
        service: None,
        step: step("202504", UseTable),
    }];
    let month = Month::of(date(2025, 4, 3), &exchanged, &drafts);
    let told: Vec<_> = month
        .partners
        .iter()
        .map(|one| (one.partner, one.stands[0], one.stands[1]))
        .collect();
    assert_eq!(
        told,
        [
            (office(A), Stand::Nothing, Stand::Drafted),
            (office(B), Stand::Arrived, Stand::Nothing),
        ]
    );
}

#[test]
fn actuals_of_the_next_month_are_a_step_only_where_there_are_some() {
    let plan = sent(A, UseTable, "202505", Opened);
    let early = received(A, Actual, "202505", Accepted);
    let steps = |exchanged: &[Exchanged]| Month::of(date(2025, 4, 25), exchanged, &[]).steps;
    assert_eq!(steps(&[plan]).len(), 4);
    assert_eq!(steps(&[plan, early])[4..], [step("202505", Actual)]);
}

#[test]
fn partners_with_most_that_is_open_come_first_and_letters_count_for_nothing() {
    let exchanged = [
        sent(A, UseTable, "202504", Opened),
        sent(B, UseTable, "202503", Opened),
        sent("1370000004", Attachments, "202504", Opened),
    ];
    let month = Month::of(date(2025, 4, 3), &exchanged, &[]);
    let told: Vec<_> = month.partners.iter().map(|one| one.partner).collect();
    assert_eq!(told, [office(B), office(A)]);
}

#[test]
fn an_office_that_does_both_has_a_row_for_each() {
    let exchanged = [
        sent(A, UseTable, "202504", Opened),
        received(A, UseTable, "202504", Opened),
    ];
    let month = Month::of(date(2025, 4, 3), &exchanged, &[]);
    let roles: Vec<_> = month.partners.iter().map(|one| one.role).collect();
    assert_eq!(roles, [Role::Plans, Role::Serves]);
}

fn about(service: &str, one: Exchanged) -> Exchanged {
    let service = Some(service.parse().unwrap());
    Exchanged { service, ..one }
}

/// The services with how far their plans of this month and their actuals of the last one are.
fn told(month: &Month) -> Vec<(String, Stand, Stand)> {
    let told = month.partners.iter().map(|one| {
        let service = one.service.map(|one| one.to_string());
        (service.unwrap_or_default(), one.stands[1], one.stands[0])
    });
    told.collect()
}

#[test]
fn a_partner_with_two_services_has_each_to_be_done() {
    let exchanged = [
        about("11", sent(A, UseTable, "202503", Opened)),
        about("15", sent(A, UseTable, "202503", Opened)),
        about("11", sent(A, UseTable, "202504", Opened)),
        about("15", received(A, Actual, "202503", Opened)),
    ];
    let month = Month::of(date(2025, 4, 3), &exchanged, &[]);
    assert_eq!(
        told(&month),
        [
            ("11".to_owned(), Stand::Sent, COMES),
            ("15".to_owned(), DUE, Stand::Received),
        ]
    );
    // It is one partner all the same.
    assert_eq!(month.to_send(), [(month.steps[1], 1)].into());
    let none = Month::of(date(2025, 4, 3), &exchanged[..2], &[]);
    assert_eq!(none.to_send(), [(none.steps[1], 1)].into());
    let drafted = [DraftOf {
        partner: office(A),
        service: "15".parse().ok(),
        step: step("202504", UseTable),
    }];
    let month = Month::of(date(2025, 4, 3), &exchanged, &drafted);
    assert_eq!(told(&month)[1].1, Stand::Drafted);
    // What was sent stays sent, whatever is drafted beside it.
    let again = DraftOf {
        service: "11".parse().ok(),
        ..drafted[0]
    };
    let month = Month::of(date(2025, 4, 3), &exchanged, &[again]);
    assert_eq!(told(&month)[0].1, Stand::SentAndDrafted);
    assert_eq!(month.to_send(), [(month.steps[1], 1)].into());
}

#[test]
fn two_own_services_are_told_apart_where_the_partner_plans() {
    let exchanged = [
        about("11", received(A, UseTable, "202504", Opened)),
        about("15", received(A, UseTable, "202504", Accepted)),
    ];
    let month = Month::of(date(2025, 4, 3), &exchanged, &[]);
    assert_eq!(
        told(&month),
        [
            ("15".to_owned(), Stand::Arrived, Stand::Nothing),
            ("11".to_owned(), Stand::Received, Stand::Nothing),
        ]
    );
}

#[test]
fn what_names_no_service_counts_for_each() {
    // Of the month before there are files of V3.2.
    let exchanged = [
        sent(A, UseTable, "202503", Opened),
        about("11", sent(A, UseTable, "202504", Opened)),
        about("15", received(A, UseTable, "202504", Opened)),
    ];
    let month = Month::of(date(2025, 4, 3), &exchanged, &[]);
    // In the other role it is another service.
    assert_eq!(
        told(&month),
        [
            ("11".to_owned(), Stand::Sent, COMES),
            ("15".to_owned(), Stand::Received, Stand::Nothing),
        ]
    );
}
