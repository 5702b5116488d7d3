//! Serves the gallery on this machine: `cargo run -p tasuki-ui --example gallery`.

mod page;
mod site;

#[expect(clippy::print_stdout, reason = "the address is the output")]
fn main() -> std::io::Result<()> {
    let address = site::serve()?;
    println!("http://{address}/ (Ctrl+C で終わります)");
    loop {
        std::thread::park();
    }
}
