//! Draws Japan with 2,000 invented offices, to look at outlines, projection and clusters:
//! `cargo run -p tasuki-directory --example draw_map -- points FILE`, or `clusters`.

use std::fmt::Write as _;

use anyhow::Context as _;
use tasuki_directory::{
    Detail, DirectoryBuilder, Filter, HEIGHT, Marker, PlaneBox, Point, WIDTH, invented_offices,
    kind_of, outlines,
};
use tasuki_terms::OfficeKind;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (how, file) = arguments
        .first()
        .zip(arguments.get(1))
        .context("how, and which file?")?;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\"><rect width=\"100%\" height=\"100%\" fill=\"#eef4fb\"/>"
    );
    for outline in outlines() {
        let path = outline.path(Detail::Coarse);
        writeln!(
            svg,
            "<path d=\"{path}\" fill=\"#fff\" stroke=\"#8a94a6\" stroke-width=\".5\"><title>{}</title></path>",
            outline.prefecture().name()
        )?;
    }
    if how == "points" {
        for office in invented_offices(1).take(2_000) {
            if let Some(place) = office.place {
                let kind = kind_of(&office.services);
                mark(&mut svg, kind, Point::of(place), 1.6)?;
            }
        }
    } else {
        clusters(&mut svg)?;
    }
    svg.push_str("</svg>\n");
    fs_err::write(file, svg)?;
    Ok(())
}

fn clusters(svg: &mut String) -> anyhow::Result<()> {
    let mut builder = DirectoryBuilder::default();
    for office in invented_offices(1).take(2_000) {
        for row in office.rows() {
            builder.add(&row)?;
        }
    }
    let index = builder.build();
    for marker in index.view(PlaneBox::WHOLE, 0, &Filter::default()).markers {
        match marker {
            Marker::Office { kind, at, .. } => mark(svg, kind, at, 3.0)?,
            Marker::Cluster(cluster) => {
                mark(svg, cluster.kind, cluster.at, 9.0)?;
                let Point { x, y } = cluster.at;
                writeln!(
                    svg,
                    "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"9\" text-anchor=\"middle\">{}</text>",
                    y + 3.0,
                    cluster.count
                )?;
            }
        }
    }
    Ok(())
}

/// A square for care management, a circle for services.
fn mark(svg: &mut String, kind: OfficeKind, at: Point, size: f64) -> anyhow::Result<()> {
    let Point { x, y } = at;
    match kind {
        OfficeKind::CareManagement => writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{w}\" height=\"{w}\" fill=\"#f3b27a\" stroke=\"#7a3b00\" stroke-width=\".4\"/>",
            x - size,
            y - size,
            w = 2.0 * size
        )?,
        OfficeKind::Service => writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{size}\" fill=\"#8ec5f0\" stroke=\"#0b4a80\" stroke-width=\".4\"/>"
        )?,
    }
    Ok(())
}
