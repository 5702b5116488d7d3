//! Writes the gallery to the standard output.

mod page;

use askama::Template as _;

#[expect(clippy::print_stdout, reason = "the page is the output")]
fn main() -> askama::Result<()> {
    println!("{}", page::Gallery::new("gallery", None).render()?);
    Ok(())
}
