//! Cases computed by hand, and what holds for all inputs.

use proptest::prelude::*;

use super::*;
use crate::OfficeKind;

fn with(kind: OfficeKind, changes: &[(Field, i64)]) -> Inputs {
    let one = |inputs: Inputs, (field, steps): &(Field, i64)| inputs.with(*field, *steps);
    changes.iter().try_fold(Inputs::of(kind), one).unwrap()
}

/// All sends by FAX, round numbers.
fn round_numbers() -> Inputs {
    with(
        OfficeKind::Service,
        &[
            (Field::VisitShare, 0),
            (Field::PostShare, 0),
            (Field::FaxShare, 100),
            (Field::Recipients, 20),
            (Field::Partners, 10),
            (Field::Share, 50),
            (Field::SendsPerPartner, 2),
            (Field::FaxMinutes, 50),
            (Field::CoverMinutes, 10),
            (Field::SystemMinutes, 20),
            (Field::EntryMinutes, 30),
            (Field::SortMinutes, 10),
            (Field::ImportMinutes, 10),
            (Field::Wage, 1_800),
            (Field::FaxCost, 100),
            (Field::Sheets, 2),
            (Field::SheetCost, 50),
        ],
    )
}

#[test]
fn round_numbers_as_computed_by_hand() {
    // Sends over the system: 10 partners × 2 × 50 % = 10; each saves 5.0 + 1.0 − 2.0 = 4 minutes: 40.
    // Care recipients: 20 × 50 % = 10; each saves 3.0 + 1.0 − 1.0 = 3 minutes: 30. Together 70 minutes.
    // Labour: 70 ÷ 60 × 1,800 = 2,100. FAX: 10 × 10.0 = 100. Paper: 10 × 2 sheets × 5.0 = 100.
    let savings = simulate(&round_numbers());
    let month = savings.month;
    assert_eq!(month.time, SavedTime(700));
    assert_eq!(month.time.tenths_of_hours(), 11);
    assert_eq!(month.labour, Yen::new(2_100));
    assert_eq!(month.fax, Yen::new(100));
    assert_eq!((month.postage, month.visits), (Yen::ZERO, Yen::ZERO));
    assert_eq!(month.paper, Yen::new(100));
    assert_eq!(month.licence, Yen::new(1_750));
    assert_eq!(month.without_labour(), Yen::new(200));
    assert_eq!(month.with_labour(), Yen::new(2_300));
    assert_eq!(month.net_with_labour(), Yen::new(550));
    assert_eq!(month.net_without_labour(), Yen::new(-1_550));
    // Twelve months: 840 minutes = 14.0 hours; 27,600 − 21,000 and 2,400 − 21,000.
    assert_eq!(savings.year.time.tenths_of_hours(), 140);
    assert_eq!(savings.year.net_with_labour(), Yen::new(6_600));
    assert_eq!(savings.year.net_without_labour(), Yen::new(-18_600));
    // With all ten: 4,600 × 12 = 55,200, that is 5,520 a partner; 21,000 ÷ 5,520 = 3.8.
    // Costs alone: 400 × 12 = 4,800 with all ten, less than the fee.
    assert_eq!(savings.break_even_with_labour, BreakEven::Partners(4));
    assert_eq!(savings.break_even_without_labour, BreakEven::Never);
}

#[test]
fn defaults_of_care_management_as_computed_by_hand() {
    // Sends: 30 × 2 × 8 % = 4.8. Minutes of a send: 0.59 × (0.9 + 0.7) + 0.31 × 2.6 + 0.04 × (2.0 + 0.7)
    // + 0.06 × 6.9 − 1.0 = 1.272; × 4.8 = 6.1056. Care recipients: 8 × (2.2 + 1.0 − 0.3) = 23.2.
    // Together 29.3056 minutes: 29.3. Labour: 29.3056 ÷ 60 × 2,000 = 976.85.
    // FAX: 4.8 × 0.59 × 10 = 28.32. Post: 4.8 × 0.04 × 110 = 21.12. Travel: 4.8 × 0.31 × 60 = 89.28.
    // Paper: 8 × 3 × 0.94 × 5 = 112.8.
    let savings = simulate(&Inputs::of(OfficeKind::CareManagement));
    let month = savings.month;
    assert_eq!(month.time, SavedTime(293));
    assert_eq!(month.labour, Yen::new(976));
    assert_eq!(month.fax, Yen::new(28));
    assert_eq!(month.postage, Yen::new(21));
    assert_eq!(month.visits, Yen::new(89));
    assert_eq!(month.paper, Yen::new(112));
    assert_eq!(month.with_labour(), Yen::new(1_226));
    assert_eq!(savings.year.net_with_labour(), Yen::new(-6_288));
    // With all 30: 366.32 minutes are 12,210.67 yen; costs 354 + 264 + 1,116 + 1,410 = 3,144.
    // 21,000 ÷ (15,354.67 × 12 ÷ 30) = 3.4; 21,000 ÷ (3,144 × 12 ÷ 30) = 16.7.
    assert_eq!(savings.break_even_with_labour, BreakEven::Partners(4));
    assert_eq!(savings.break_even_without_labour, BreakEven::Partners(17));
}

#[test]
fn a_saving_is_never_rounded_up() {
    // One send, half of it over the system: 0.5 × (0 − 2.0) = −1.0 minute; −1 ÷ 60 × 1,000 = −16.67.
    let inputs = with(
        OfficeKind::Service,
        &[
            (Field::Recipients, 0),
            (Field::Partners, 1),
            (Field::SendsPerPartner, 1),
            (Field::Share, 50),
            (Field::FaxMinutes, 0),
            (Field::VisitMinutes, 0),
            (Field::PostMinutes, 0),
            (Field::MailMinutes, 0),
            (Field::CoverMinutes, 0),
            (Field::SystemMinutes, 20),
            (Field::Wage, 1_000),
            (Field::Licence, 100),
        ],
    );
    let savings = simulate(&inputs);
    assert_eq!(savings.month.time, SavedTime(-10));
    assert_eq!(savings.month.time.tenths_of_hours(), -1);
    assert_eq!(savings.month.labour, Yen::new(-17));
    // 100 ÷ 12 = 8.33 a month, and 100 in the year.
    assert_eq!(savings.month.licence, Yen::new(9));
    assert_eq!(savings.year.licence, Yen::new(100));
    assert_eq!(savings.break_even_with_labour, BreakEven::Never);
}

#[test]
fn what_costs_nothing_is_paid_back_at_once() {
    let inputs = round_numbers().with(Field::Licence, 0).unwrap();
    let savings = simulate(&inputs);
    assert_eq!(savings.break_even_without_labour, BreakEven::Partners(0));
    assert_eq!(savings.month.licence, Yen::ZERO);
}

#[test]
fn a_fee_that_divides_evenly_is_paid_back_exactly() {
    // Costs with all ten partners: 400 a month, 4,800 a year, 480 a partner; 4,800 ÷ 480 = 10.
    let at = |fee| simulate(&round_numbers().with(Field::Licence, fee).unwrap());
    let even = at(4_800).break_even_without_labour;
    assert_eq!(even, BreakEven::Partners(10));
    assert_eq!(at(4_801).break_even_without_labour, BreakEven::Never);
}

#[test]
fn at_their_bounds_sums_stay_within_what_a_spreadsheet_holds() {
    let greatest: Vec<(Field, i64)> = Field::ALL
        .into_iter()
        .filter(|field| ![Field::FaxShare, Field::VisitShare, Field::PostShare].contains(field))
        .filter(|field| ![Field::SystemMinutes, Field::ImportMinutes].contains(field))
        .map(|field| (field, field.spec().most))
        .collect();
    for (fax, visit, post) in [(100, 0, 0), (0, 100, 0), (0, 0, 100), (0, 0, 0)] {
        let inputs = with(
            OfficeKind::Service,
            &[
                (Field::FaxShare, 0),
                (Field::VisitShare, 0),
                (Field::PostShare, post),
                (Field::VisitShare, visit),
                (Field::FaxShare, fax),
                (Field::SystemMinutes, 0),
                (Field::ImportMinutes, 0),
            ],
        );
        let set = |inputs: Inputs, (field, steps): &(Field, i64)| inputs.with(*field, *steps);
        let inputs = greatest.iter().try_fold(inputs, set).unwrap();
        let exact = Exact::of(&inputs, 100);
        assert!(exact.labour() + exact.costs() < 1 << 53);
        assert!(exact.labour() > 0);
    }
}

#[test]
fn a_chart_goes_from_nobody_to_everybody() {
    let points = at_shares(&round_numbers());
    let shares: Vec<i64> = points.iter().map(|(share, _)| *share).collect();
    assert_eq!(shares, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    // Half is as computed above, all is twice as much.
    assert_eq!(points[5].1, simulate(&round_numbers()));
    assert_eq!(points[10].1.month.with_labour(), Yen::new(4_600));
}

/// Any inputs within the bounds.
fn any_inputs() -> impl Strategy<Value = Inputs> {
    let values: Vec<_> = Field::ALL
        .into_iter()
        .map(|field| field.spec().least..=field.spec().most)
        .collect();
    (values, any::<bool>()).prop_map(|(values, is_service)| {
        let kind = if is_service {
            OfficeKind::Service
        } else {
            OfficeKind::CareManagement
        };
        let chosen = Field::ALL.into_iter().zip(values);
        chosen.fold(Inputs::of(kind), |inputs, (field, steps)| {
            inputs.with(field, steps).unwrap_or(inputs)
        })
    })
}

proptest! {
    #[test]
    fn costs_are_never_negative_and_years_are_twelve_months(inputs in any_inputs()) {
        let Savings { month, year, .. } = simulate(&inputs);
        for amount in [month.fax, month.postage, month.visits, month.paper, month.licence] {
            prop_assert!(amount >= Yen::ZERO);
        }
        prop_assert_eq!(year.with_labour().amount(), 12 * month.with_labour().amount());
        prop_assert_eq!(year.licence.amount(), inputs.value(Field::Licence));
        prop_assert!(12 * month.licence.amount() >= year.licence.amount());
    }

    #[test]
    fn more_partners_and_a_greater_share_cost_less(
        inputs in any_inputs(), field in prop::sample::select(&[Field::Partners, Field::Share]), more in 1..100_i64
    ) {
        let steps = (inputs.value(field) + more).min(field.spec().most);
        let with_more = simulate(&inputs.with(field, steps).unwrap());
        let before = simulate(&inputs);
        prop_assert!(with_more.month.without_labour() >= before.month.without_labour());
        // Labour, too, where the system is not slower than what it replaces.
        let quick = [(Field::SystemMinutes, 0), (Field::ImportMinutes, 0)];
        let quick = quick.iter().try_fold(inputs, |inputs, (field, steps)| inputs.with(*field, *steps)).unwrap();
        let with_more = simulate(&quick.with(field, steps).unwrap());
        prop_assert!(with_more.month.with_labour() >= simulate(&quick).month.with_labour());
    }

    #[test]
    fn the_break_even_is_where_the_fee_is_met(inputs in any_inputs()) {
        let fee = i128::from(inputs.value(Field::Licence));
        let partners = i128::from(inputs.value(Field::Partners));
        let exact = Exact::of(&inputs, 100);
        let all = i128::from(exact.labour()) + i128::from(exact.costs());
        let is_met = |count: i128| 12 * all * count >= fee * partners * i128::from(Exact::PARTS);
        match simulate(&inputs).break_even_with_labour {
            BreakEven::Partners(count) => {
                let count = i128::from(count);
                prop_assert!(is_met(count) && (0..=partners).contains(&count));
                prop_assert!(count == 0 || !is_met(count - 1));
            }
            BreakEven::Never => prop_assert!(!is_met(partners)),
        }
    }

    #[test]
    fn nobody_on_the_system_saves_nothing(inputs in any_inputs()) {
        let month = simulate(&inputs.with(Field::Share, 0).unwrap()).month;
        prop_assert_eq!(month.with_labour(), Yen::ZERO);
        prop_assert_eq!(month.time, SavedTime(0));
    }
}
