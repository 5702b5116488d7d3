//! ヘルプデスクサポートサイト, which three guests see together.

mod desk;
mod directory;
mod reading;

use tasuki_server::Site;

use super::Seen;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_support_site_is_good() -> anyhow::Result<()> {
    let parts = [
        reading::all().await?,
        directory::all().await?,
        desk::all().await?,
    ];
    Seen::together(parts).assert_all(Site::Support, &[]);
    Ok(())
}
