//! From the words of SQL in which this crate's statements are written to those of PostgreSQL.
//!
//! They are written for SQLite with `?1`, or with `?` for the next value. Everything else that
//! PostgreSQL says otherwise is in [`WORDS`]; what is not, both say alike.

/// What stands outside of quotes, and what PostgreSQL says.
const WORDS: [(&str, &str); 4] = [
    // SQLite plans a cross join in the order in which it is written; PostgreSQL plans for itself.
    (" CROSS JOIN ", " JOIN "),
    ("instr(", "strpos("),
    // SQLite's takes no notice of capitals.
    (" LIKE ", " ILIKE "),
    (" BLOB", " BYTEA"),
];

/// What tells SQLite which index it must use; its name follows.
const HINT: &str = " INDEXED BY ";

/// A statement, or several, in PostgreSQL's words.
pub(super) fn for_postgres(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 16);
    let mut next = 1;
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let taken = if let Some(quoted) = quoted(rest) {
            out.push_str(quoted);
            quoted.len()
        } else if let Some(numbered) = rest.strip_prefix('?') {
            let digits = numbered.len() - numbered.trim_start_matches(digit).len();
            out.push('$');
            if digits == 0 {
                out.push_str(&next.to_string());
                next += 1;
            } else {
                out.extend(numbered.chars().take(digits));
            }
            1 + digits
        } else if let Some(hinted) = rest.strip_prefix(HINT) {
            let name = hinted.find(' ').unwrap_or(hinted.len());
            HINT.len() + name
        } else if let Some((ours, theirs)) = WORDS.iter().find(|(ours, _)| rest.starts_with(ours)) {
            out.push_str(theirs);
            ours.len()
        } else {
            out.push(first);
            first.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// The quoted text, or the comment, with which a text begins.
fn quoted(text: &str) -> Option<&str> {
    let end = if let Some(inner) = text.strip_prefix('\'') {
        inner.find('\'')? + 2
    } else if text.starts_with("--") {
        text.find('\n').unwrap_or(text.len())
    } else {
        return None;
    };
    text.get(..end)
}

const fn digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::for_postgres;

    #[test]
    fn values_are_numbered_as_they_are_or_in_their_order() {
        assert_eq!(
            for_postgres("SELECT a FROM t WHERE b = ?2 AND c = ?12"),
            "SELECT a FROM t WHERE b = $2 AND c = $12"
        );
        assert_eq!(
            for_postgres("SELECT a FROM t WHERE (b, c) < (?, ?) AND d = ?"),
            "SELECT a FROM t WHERE (b, c) < ($1, $2) AND d = $3"
        );
    }

    #[test]
    fn what_is_quoted_stays() {
        let quoted = "SELECT '?1 instr( LIKE ' || '件' -- ?2 LIKE \nFROM t";
        assert_eq!(for_postgres(quoted), quoted);
        assert_eq!(for_postgres("a LIKE '% ? %'"), "a ILIKE '% ? %'");
    }

    #[test]
    fn hints_go_and_words_are_said_otherwise() {
        assert_eq!(
            for_postgres("SELECT a FROM t INDEXED BY t_a CROSS JOIN u ON instr(a, ?1) > 0"),
            "SELECT a FROM t JOIN u ON strpos(a, $1) > 0"
        );
        assert_eq!(for_postgres("FROM t INDEXED BY t_a"), "FROM t");
        assert_eq!(for_postgres("der BLOB NOT NULL"), "der BYTEA NOT NULL");
    }
}
