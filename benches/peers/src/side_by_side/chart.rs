//! The ratios as an SVG chart: a line per row, a mark per implementation.

use std::{error::Error, path::Path};

use plotters::{
    coord::{Shift, types::RangedCoordf64},
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::{Medians, columns, contender::Column, machine::Machine};

const WIDTH: u32 = 1040;
const ROW_HEIGHT: u32 = 34;
/// Room for title and legend, and for the axis.
const ABOVE: u32 = 84;
const BELOW: u32 = 56;
const LEFT: u32 = 150;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Plane<'a> = DrawingArea<SVGBackend<'a>, Cartesian2d<LogCoord<f64>, RangedCoordf64>>;

/// Writes the chart.
pub(super) fn draw(file: &Path, medians: &[Medians], machine: &Machine) -> Result<(), Box<dyn Error>> {
    let rows = u32::try_from(medians.len())?;
    let root = SVGBackend::new(file, (WIDTH, ABOVE + BELOW + rows * ROW_HEIGHT)).into_drawing_area();
    root.fill(&WHITE)?;
    let ratios = medians.iter().flat_map(|row| row.of.iter().map(|(_, median)| median / row.best_peer()));
    let (low, high) = ratios.fold((1.0_f64, 1.0_f64), |(low, high), ratio| (low.min(ratio), high.max(ratio)));
    let mut chart = ChartBuilder::on(&root)
        .margin_top(ABOVE)
        .margin_right(24)
        .set_label_area_size(LabelAreaPosition::Left, LEFT)
        .set_label_area_size(LabelAreaPosition::Bottom, BELOW)
        .build_cartesian_2d((low * 0.85..high * 1.15).log_scale(), f64::from(rows) - 0.5..-0.5)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .light_line_style(TRANSPARENT)
        .x_labels(30)
        .x_label_formatter(&|ratio| ((ratio * 1e3).round() / 1e3).to_string())
        .x_desc("time for one verification ÷ the best peer's (logarithmic; smaller is faster)")
        .label_style(text(13))
        .draw()?;
    let plane = chart.plotting_area();
    plane.draw(&PathElement::new([(1.0, -0.5), (1.0, f64::from(rows) - 0.5)], BLACK.stroke_width(1)))?;
    for (line, row) in medians.iter().enumerate() {
        draw_row(&root, plane, f64::from(u32::try_from(line)?), row)?;
    }
    draw_legend(&root, medians, machine)?;
    root.present()?;
    Ok(())
}

fn draw_row(root: &Area<'_>, plane: &Plane<'_>, y: f64, row: &Medians) -> Result<(), Box<dyn Error>> {
    let (_, height) = plane.map_coordinate(&(1.0, y));
    let name_style = text(14).pos(Pos::new(HPos::Right, VPos::Center));
    root.draw_text(row.row, &name_style, (i32::try_from(LEFT)? - 10, height))?;
    let (ends, _) = (plane.get_x_range(), plane.get_y_range());
    plane.draw(&PathElement::new([(ends.start, y), (ends.end, y)], BLACK.mix(0.12).stroke_width(1)))?;
    for (column, median) in &row.of {
        let (x, y) = plane.map_coordinate(&(median / row.best_peer(), y));
        draw_mark(root, *column, (x, y))?;
    }
    Ok(())
}

fn draw_legend(root: &Area<'_>, medians: &[Medians], machine: &Machine) -> Result<(), Box<dyn Error>> {
    root.draw_text(&format!("Verification, {}, {}", machine.cpu, machine.date), &text(17), (16, 14))?;
    let mut x = 24;
    for column in columns(medians) {
        draw_mark(root, column, (x, 56))?;
        root.draw_text(column.label, &text(13).pos(Pos::new(HPos::Left, VPos::Center)), (x + 11, 56))?;
        let (width, _) = root.estimate_text_size(column.label, &text(13))?;
        x += i32::try_from(width)? + 32;
    }
    Ok(())
}

/// Ours are discs, the peers' are rings, smaller and drawn later, so that a peer on one of ours shows.
fn draw_mark(root: &Area<'_>, column: Column, at: (i32, i32)) -> Result<(), Box<dyn Error>> {
    let (red, green, blue) = column.colour;
    let colour = RGBColor(red, green, blue);
    if column.is_ours {
        root.draw(&Circle::new(at, 7, colour.filled()))?;
    } else {
        root.draw(&Circle::new(at, 5, colour.stroke_width(2)))?;
    }
    Ok(())
}

fn text(size: i32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().into()
}
