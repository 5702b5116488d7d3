//! The directory of participating offices.

use serde::{Deserialize, Serialize};

use super::SettingsError;

/// The directory of participating offices (利用状況) on the support site.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Directory {
    /// How up to date it is.
    pub refresh: Refresh,
    /// The pictures that lie below the map; without them it is drawn from outlines alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiles: Option<Tiles>,
}

/// How up to date the directory is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refresh {
    /// It tells within seconds who takes part.
    #[default]
    Live,
    /// It tells who took part at the beginning of the month, in Japan.
    Monthly,
}

/// A tile server (地図タイル).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiles {
    /// `https://…` with `{z}`, `{x}` and `{y}` in its path.
    pub url: String,
    /// Whose pictures they are, as the server's terms ask it to be shown.
    pub credit: String,
}

impl Directory {
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        match &self.tiles {
            Some(tiles) if tiles.origin().is_none() => Err(SettingsError::Tiles(tiles.url.clone())),
            _ => Ok(()),
        }
    }
}

impl Tiles {
    /// Scheme and host, which pages then may load pictures from; none where the address is no good one.
    pub(crate) fn origin(&self) -> Option<&str> {
        let (host, path) = self.url.strip_prefix("https://")?.split_once('/')?;
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
        let has_places = ["{z}", "{x}", "{y}"].iter().all(|one| path.contains(one));
        let is_good = !host.is_empty() && host.bytes().all(is_host) && has_places;
        self.url
            .get(.."https://".len() + host.len())
            .filter(|_| is_good)
    }

    /// The address of one picture.
    pub(crate) fn address(&self, tile: &tasuki_directory::Tile) -> String {
        self.url
            .replace("{z}", &tile.zoom.to_string())
            .replace("{x}", &tile.column.to_string())
            .replace("{y}", &tile.row.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_come_from_one_host_over_tls() {
        let origin = |url: &str| {
            let tiles = Tiles {
                url: url.to_owned(),
                credit: "見本地図".to_owned(),
            };
            tiles.origin().map(str::to_owned)
        };
        let good = origin("https://tiles.example.jp:8443/a/{z}/{x}/{y}.png");
        assert_eq!(good.as_deref(), Some("https://tiles.example.jp:8443"));
        for wrong in [
            "http://tiles.example.jp/{z}/{x}/{y}.png",
            "https://tiles.example.jp/{z}/{x}.png",
            "https:///{z}/{x}/{y}.png",
            "https://tiles.example.jp; script-src */{z}/{x}/{y}",
            "https://{z}.example.jp/{x}/{y}",
            "",
        ] {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
    }
}
