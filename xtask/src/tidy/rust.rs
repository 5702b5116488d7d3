//! The words of Rust files: their identifiers, without comments, strings and documentation.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::anyhow;
use proc_macro2::{TokenStream, TokenTree};

/// The tokens of a file.
pub(crate) fn tokens(file: &Path) -> anyhow::Result<TokenStream> {
    parse(&fs_err::read_to_string(file)?).map_err(|error| anyhow!("{}: {error}", file.display()))
}

/// The tokens of a text.
pub(crate) fn parse(text: &str) -> anyhow::Result<TokenStream> {
    // A byte order mark and a `#!` line are no tokens; neither stands in our files.
    text.parse().map_err(|error| anyhow!("{error}"))
}

/// Adds all identifiers.
pub(crate) fn collect_identifiers(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(identifier) => {
                into.insert(identifier.to_string());
            }
            TokenTree::Group(group) => collect_identifiers(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The types and traits that a `lib.rs` exports by `pub use`: the capitalized names.
pub(crate) fn exported_types(lib: TokenStream) -> BTreeSet<String> {
    let mut exported = BTreeSet::new();
    let mut tokens = lib.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_public = is(&token, "pub") && tokens.peek().is_some_and(|next| is(next, "use"));
        if is_public {
            let path = tokens.by_ref().take_while(
                |token| !matches!(token, TokenTree::Punct(end) if end.as_char() == ';'),
            );
            collect_identifiers(path.collect(), &mut exported);
        }
    }
    exported.retain(|name| name.starts_with(|first: char| first.is_ascii_uppercase()));
    exported
}

fn is(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(identifier) if identifier == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_have_no_identifiers() {
        let text = r##"/// doc
        // comment /* nested
        fn name<'a>() { let quote = '"'; let text = r#"raw " string"#; inner! { deep } }"##;
        let mut found = BTreeSet::new();
        collect_identifiers(parse(text).unwrap(), &mut found);
        let found: Vec<_> = found.iter().map(String::as_str).collect();
        assert_eq!(
            found,
            [
                "a", "deep", "doc", "fn", "inner", "let", "name", "quote", "text"
            ]
        );
    }

    #[test]
    fn only_public_types_are_exported() {
        let text = "mod a; use b::Private; pub use a::{One, make_one}; pub use c::Two; \
                    pub struct Three; pub(crate) use d::Hidden;";
        let exported = exported_types(parse(text).unwrap());
        assert_eq!(exported.into_iter().collect::<Vec<_>>(), ["One", "Two"]);
    }
}
