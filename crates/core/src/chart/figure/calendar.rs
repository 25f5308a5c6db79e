//! What there is to draw of a calendar heat map (spec/trends 6.14): weekdays by hours.

use super::{Figure, Grid, Shape};
use crate::answer::calendar_heatmap::CalendarHeatmap;
use crate::chart::format::ValueFormat;
use crate::chart::options::Reader;

/// The ISO weekdays, from Monday.
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const HOURS: u8 = 24;

pub(super) fn figure(heatmap: &CalendarHeatmap, reader: Reader) -> Figure {
    if heatmap.data.is_empty() {
        return Figure::nothing();
    }
    let mut cells = vec![vec![0.0; usize::from(HOURS)]; WEEKDAYS.len()];
    for cell in &heatmap.data {
        let row = cells.get_mut(usize::from(cell.row).wrapping_sub(1));
        if let Some(value) = row.and_then(|row| row.get_mut(usize::from(cell.column))) {
            *value = cell.value;
        }
    }
    let of_row =
        |row: u8| heatmap.row_aggregations.iter().find(|figure| figure.row == row).map_or(0.0, |row| row.value);
    let of_hour = |hour: u8| {
        heatmap.column_aggregations.iter().find(|figure| figure.column == hour).map_or(0.0, |hour| hour.value)
    };
    let grid = Grid {
        rows: (1..).zip(WEEKDAYS).map(|(row, name)| (name.to_owned(), of_row(row))).collect(),
        columns: (0..HOURS).map(|hour| (format!("{hour:02}:00"), of_hour(hour))).collect(),
        cells,
        format: ValueFormat::plain(reader.separators),
    };
    Figure::of(std::iter::once("Weekdays and hours".to_owned()), Shape::Grid(grid))
}
