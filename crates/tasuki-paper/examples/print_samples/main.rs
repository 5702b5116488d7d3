//! Prints a sample of each document and all manuals into a folder, to look at them:
//! `cargo run -p tasuki-paper --example print_samples -- FOLDER`.

mod samples;

use std::error::Error;
use std::path::PathBuf;

use tasuki_answers::Manual;
use tasuki_paper::{Paper, print_manual};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("which folder?")?;
    let folder = PathBuf::from(folder);
    fs_err::create_dir_all(&folder)?;
    let papers: [(&str, Paper); 5] = [
        ("letters", samples::letters()?),
        ("completion", samples::completion()?),
        ("invoice", samples::invoice()?),
        ("receipt", samples::receipt()?),
        ("fingerprints", samples::fingerprints()?),
    ];
    for (name, paper) in papers {
        fs_err::write(folder.join(name).with_extension("pdf"), paper.bytes)?;
    }
    for manual in Manual::embedded()? {
        let paper = print_manual(&manual, samples::OPERATOR.name, &|_| None)?;
        fs_err::write(folder.join(&manual.id).with_extension("pdf"), paper.bytes)?;
    }
    Ok(())
}
