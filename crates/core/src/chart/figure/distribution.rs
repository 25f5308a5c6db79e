//! What there is to draw of the distributions of a box plot (spec/trends 6.13).

use super::{Boxes, Figure, Shape};
use crate::answer::trends::BoxPlotPoint;
use crate::chart::format::ValueFormat;
use crate::chart::options::Reader;
use crate::query::Query;

pub(super) fn figure(query: &Query, points: &[BoxPlotPoint], reader: Reader) -> Figure {
    let format = ValueFormat::read(query.presentation(), reader.separators);
    let boxes = Boxes { points: points.to_vec(), format };
    Figure::of(std::iter::once("Distribution".to_owned()), Shape::Boxes(boxes))
}
