//! Whether the platform may listen where its settings say.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};

use super::Tried;
use crate::program::failure::cause_text;
use crate::settings::Settings;
use crate::sites::Site;

pub(super) fn examine(settings: &Settings) -> Vec<Tried> {
    let listen = &settings.listen;
    let mut places = vec![
        ("送受信".to_owned(), listen.exchange),
        ("稼働確認".to_owned(), listen.operations),
    ];
    places.extend(listen.pki.map(|address| ("失効情報".to_owned(), address)));
    for site in Site::ALL {
        if let Some(of_site) = settings.site(site) {
            places.push((format!("サイト {}", site.as_str()), of_site.listen));
        }
    }
    let tried = |(what, address): (String, SocketAddr)| {
        let found = listen_at(address).map(|told| format!("{address} {told}"));
        let found = found.map_err(|told| format!("{address} {told}"));
        (format!("待ち受け先（{what}）"), found)
    };
    places.into_iter().map(tried).collect()
}

fn listen_at(address: SocketAddr) -> Result<String, String> {
    match TcpListener::bind(address) {
        Ok(_) => Ok("使用できます".to_owned()),
        // The platform itself, mostly: this command is for running ones, too.
        Err(error) if error.kind() == ErrorKind::AddrInUse => Ok(
            "使用中です（連携基盤が動いていないときは、別のプログラムが使用しています）".to_owned(),
        ),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            Err("このポートで待ち受ける権限がありません".to_owned())
        }
        Err(error) => Err(format!("待ち受けできません。{}", cause_text(&error.into()))),
    }
}
