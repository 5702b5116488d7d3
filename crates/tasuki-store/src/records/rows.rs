//! Many rows in few statements.

use super::engine::Asked;
use super::values::Kept;

/// How many rows one statement inserts at most.
const ROWS: usize = 32;

/// Statements that insert rows, many in each: powers of two, so that few statements are prepared.
/// `into` begins each of them and `end` ends it.
pub(super) fn in_rows(
    into: &str,
    rows: Vec<Vec<Kept>>,
    end: &str,
) -> impl Iterator<Item = Asked<'static>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let most = rows.len().min(ROWS).checked_ilog2()?;
        let some: Vec<_> = rows.by_ref().take(1 << most).collect();
        let width = some.first().map_or(0, Vec::len);
        let row = format!("({})", vec!["?"; width].join(", "));
        let text = vec![row.as_str(); some.len()].join(", ");
        Some(Asked {
            sql: format!("{into} VALUES {text} {end}").into(),
            values: some.into_iter().flatten().collect(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_inserted_by_statements_of_few_lengths() {
        let lengths = |count: i64| -> Vec<usize> {
            let rows = (0..count).map(|n| vec![n.into(), n.into()]).collect();
            let asked: Vec<_> = in_rows("INSERT INTO t (a, b)", rows, "END").collect();
            let values = asked.iter().flat_map(|one| one.values.clone());
            let expected = (0..count).flat_map(|n| [n.into(), n.into()]);
            assert!(values.eq(expected));
            asked.iter().map(|one| one.values.len() / 2).collect()
        };
        assert!(lengths(0).is_empty());
        assert_eq!(lengths(1), [1]);
        assert_eq!(lengths(7), [4, 2, 1]);
        assert_eq!(lengths(75), [32, 32, 8, 2, 1]);
        let two = in_rows("INTO t", vec![vec![1.into()], vec![2.into()]], "END").next();
        assert_eq!(two.unwrap().sql, "INTO t VALUES (?), (?) END");
    }
}
